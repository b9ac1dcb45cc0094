#include "crucible/learn/density_clusters.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "crucible/base/error.hpp"
#include "crucible/learn/box_tree.hpp"

namespace crucible::learn {
namespace {

double point_distance2(Span2D<const double> p, std::size_t a, std::size_t b) {
    double sum = 0;
    for (std::size_t k = 0; k < p.columns(); ++k) {
        const double d = p(a, k) - p(b, k);
        sum += d * d;
    }
    return sum;
}

void check_density(Span2D<const double> points, double reach) {
    if (!(reach > 0) || !std::isfinite(reach))
        throw InputError("E-learn-density", "the reach of a cluster is not positive and finite",
                         "give a distance such as 0.003");
    for (const double x : points.flat())
        if (!std::isfinite(x))
            throw InputError("E-learn-density", "a point that is to be clustered is not finite",
                             "leave such points out");
}

class DisjointSets {
public:
    explicit DisjointSets(std::size_t n) : parent_(n) {
        std::iota(parent_.begin(), parent_.end(), std::size_t{0});
    }
    std::size_t find(std::size_t i) {
        while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
        return i;
    }
    void join(std::size_t a, std::size_t b) { parent_[find(a)] = find(b); }

private:
    std::vector<std::size_t> parent_;
};

/// Points sorted into cells whose diagonal is the reach.
struct DensityCells {
    std::vector<std::size_t> order;  ///< points, cell after cell
    std::vector<std::size_t> first;  ///< (cells + 1) into `order`
    std::vector<std::size_t> cell_of;

    DensityCells(Span2D<const double> points, double reach) : order(points.rows()) {
        const std::size_t n = points.rows(), d = points.columns();
        // A hair smaller than reach / sqrt(d), so that rounding keeps the promise.
        const double side =
            reach / std::sqrt(static_cast<double>(std::max<std::size_t>(1, d))) * (1 - 1e-9);
        Array2<double> place(n, d);
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t k = 0; k < d; ++k) place(i, k) = std::floor(points(i, k) / side);
        std::iota(order.begin(), order.end(), std::size_t{0});
        const auto compare = [&](std::size_t a, std::size_t b) {
            for (std::size_t k = 0; k < d; ++k)
                if (place(a, k) != place(b, k)) return place(a, k) < place(b, k) ? -1 : 1;
            return 0;
        };
        std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            const int c = compare(a, b);
            return c != 0 ? c < 0 : a < b;
        });
        cell_of.resize(n);
        for (std::size_t k = 0; k < n; ++k) {
            if (k == 0 || compare(order[k - 1], order[k]) != 0) first.push_back(k);
            cell_of[order[k]] = first.size() - 1;
        }
        first.push_back(n);
    }
    std::size_t size() const { return first.size() - 1; }
    std::span<const std::size_t> of(std::size_t cell) const {
        return {order.data() + first[cell], first[cell + 1] - first[cell]};
    }
};

class DensitySearch {
public:
    DensitySearch(Span2D<const double> points, double reach, std::size_t least)
        : points_(points),
          reach_(reach),
          reach2_(reach * reach),
          least_(least),
          cells_(points, reach),
          tree_(boxes()) {}

    DensityClusters run() {
        DensityClusters out;
        out.labels.assign(points_.rows(), -1);
        out.core.assign(points_.rows(), 0);
        find_core(out.core);
        DisjointSets sets(cells_.size());
        join_cells(out.core, sets);
        number(out, sets);
        reach_borders(out);
        return out;
    }

private:
    BoxTree boxes() {
        const std::size_t d = points_.columns();
        low_ = Array2<double>(cells_.size(), d), high_ = Array2<double>(cells_.size(), d);
        for (std::size_t c = 0; c < cells_.size(); ++c)
            for (std::size_t k = 0; k < d; ++k) {
                double least = points_(cells_.of(c)[0], k), most = least;
                for (const std::size_t i : cells_.of(c)) {
                    least = std::min(least, points_(i, k));
                    most = std::max(most, points_(i, k));
                }
                low_(c, k) = least, high_(c, k) = most;
            }
        return BoxTree(low_, high_);
    }

    void find_core(std::vector<char>& core) const {
        for (std::size_t c = 0; c < cells_.size(); ++c) {
            if (cells_.of(c).size() >= least_) {
                for (const std::size_t i : cells_.of(c)) core[i] = 1;
                continue;
            }
            for (const std::size_t i : cells_.of(c)) {
                std::size_t count = 0;
                tree_.near(
                    points_.row(i).data(), points_.row(i).data(), reach_, [&](std::size_t other) {
                        for (const std::size_t j : cells_.of(other))
                            if (point_distance2(points_, i, j) <= reach2_ && ++count >= least_)
                                return false;
                        return true;
                    });
                core[i] = count >= least_ ? 1 : 0;
            }
        }
    }

    /// Core points of one cell are neighbours; two cells are joined where any of theirs are.
    void join_cells(const std::vector<char>& core, DisjointSets& sets) const {
        for (std::size_t c = 0; c < cells_.size(); ++c)
            tree_.near(low_.row(c).data(), high_.row(c).data(), reach_, [&](std::size_t other) {
                if (other < c && sets.find(c) != sets.find(other) && touch(core, c, other))
                    sets.join(c, other);
                return true;
            });
    }

    bool touch(const std::vector<char>& core, std::size_t a, std::size_t b) const {
        for (const std::size_t i : cells_.of(a)) {
            if (!core[i]) continue;
            for (const std::size_t j : cells_.of(b))
                if (core[j] && point_distance2(points_, i, j) <= reach2_) return true;
        }
        return false;
    }

    void number(DensityClusters& out, DisjointSets& sets) const {
        std::vector<int> label(cells_.size(), -1);
        for (std::size_t i = 0; i < points_.rows(); ++i) {
            if (!out.core[i]) continue;
            int& l = label[sets.find(cells_.cell_of[i])];
            if (l < 0) l = out.clusters++;
            out.labels[i] = l;
        }
    }

    void reach_borders(DensityClusters& out) const {
        for (std::size_t i = 0; i < points_.rows(); ++i) {
            if (out.core[i]) continue;
            int best = out.clusters;
            tree_.near(points_.row(i).data(), points_.row(i).data(), reach_, [&](std::size_t cell) {
                for (const std::size_t j : cells_.of(cell))
                    if (out.core[j] && out.labels[j] < best &&
                        point_distance2(points_, i, j) <= reach2_)
                        best = out.labels[j];
                return true;
            });
            if (best < out.clusters) out.labels[i] = best;
        }
    }

    Span2D<const double> points_;
    double reach_, reach2_;
    std::size_t least_;
    DensityCells cells_;
    Array2<double> low_, high_;
    BoxTree tree_;
};

}  // namespace

DensityClusters density_clusters(Span2D<const double> points, double reach, std::size_t least) {
    check_density(points, reach);
    return DensitySearch(points, reach, least).run();
}

DensityClusters density_clusters_reference(Span2D<const double> points, double reach,
                                           std::size_t least) {
    check_density(points, reach);
    const std::size_t n = points.rows();
    std::vector<std::vector<std::size_t>> near(n);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
            if (point_distance2(points, i, j) <= reach * reach) near[i].push_back(j);
    DensityClusters out;
    out.labels.assign(n, -1);
    for (std::size_t i = 0; i < n; ++i) out.core.push_back(near[i].size() >= least ? 1 : 0);
    for (std::size_t i = 0; i < n; ++i) {
        if (out.labels[i] >= 0 || !out.core[i]) continue;
        std::vector<std::size_t> open{i};
        while (!open.empty()) {
            const std::size_t j = open.back();
            open.pop_back();
            if (out.labels[j] >= 0) continue;
            out.labels[j] = out.clusters;
            if (out.core[j]) open.insert(open.end(), near[j].begin(), near[j].end());
        }
        ++out.clusters;
    }
    return out;
}

double mean_silhouette(Span2D<const double> points, std::span<const int> labels, std::size_t most) {
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < labels.size(); ++i)
        if (labels[i] >= 0) chosen.push_back(i);
    if (chosen.size() > most) {
        std::vector<std::size_t> some;
        for (std::size_t k = 0; k < most; ++k) some.push_back(chosen[k * chosen.size() / most]);
        chosen = std::move(some);
    }
    int clusters = 0;
    for (const int l : labels) clusters = std::max(clusters, l + 1);
    std::vector<double> size(static_cast<std::size_t>(clusters));
    for (const std::size_t i : chosen) size[static_cast<std::size_t>(labels[i])] += 1;
    if (std::count_if(size.begin(), size.end(), [](double s) { return s > 0; }) < 2) return 0;
    double sum = 0;
    for (const std::size_t i : chosen) {
        std::vector<double> to(size.size());
        for (const std::size_t j : chosen)
            to[static_cast<std::size_t>(labels[j])] += std::sqrt(point_distance2(points, i, j));
        const auto own = static_cast<std::size_t>(labels[i]);
        if (size[own] < 2) continue;  // alone: silhouette 0
        double other = INFINITY;
        for (std::size_t c = 0; c < size.size(); ++c)
            if (c != own && size[c] > 0) other = std::min(other, to[c] / size[c]);
        const double inside = to[own] / (size[own] - 1);
        if (inside > 0 || other > 0) sum += (other - inside) / std::max(inside, other);
    }
    return sum / static_cast<double>(chosen.size());
}

}  // namespace crucible::learn
