#include "crucible/volume/flux_multigrid.hpp"

#include <algorithm>

#include "crucible/volume/cluster_slab.hpp"

namespace crucible::volume {
namespace {

constexpr double stretch = 1.6;

/// z from 0: one sweep forward.
void sweep_forward(const FluxMatrix& a, const std::vector<double>& r, std::vector<double>& z) {
    for (std::size_t n = 0; n < a.size(); ++n) {
        double sum = r[n];
        for (std::size_t e = a.first[n]; e < a.first[n + 1]; ++e)
            sum += a.conductance[e] * z[a.before[e]];
        z[n] = sum / a.diagonal[n];
    }
}

/// One sweep backward from z; what rows behind give is summed up in `behind`.
void sweep_backward(const FluxMatrix& a, const std::vector<double>& r, std::vector<double>& behind,
                    std::vector<double>& z) {
    std::fill(behind.begin(), behind.end(), 0.0);
    for (std::size_t n = a.size(); n-- > 0;) {
        double sum = r[n] + behind[n];
        for (std::size_t e = a.first[n]; e < a.first[n + 1]; ++e)
            sum += a.conductance[e] * z[a.before[e]];
        z[n] = sum / a.diagonal[n];
        for (std::size_t e = a.first[n]; e < a.first[n + 1]; ++e)
            behind[a.before[e]] += a.conductance[e] * z[n];
    }
}

/// What a forward sweep from 0 leaves of r: the couplings to rows behind.
void residual_of_sweep(const FluxMatrix& a, const std::vector<double>& z,
                       std::vector<double>& left) {
    std::fill(left.begin(), left.end(), 0.0);
    for (std::size_t n = 0; n < a.size(); ++n)
        for (std::size_t e = a.first[n]; e < a.first[n + 1]; ++e)
            left[a.before[e]] += a.conductance[e] * z[n];
}

/// Unknowns of the next level: rows that are coupled within a block.
std::vector<std::uint32_t> aggregate(const FluxMatrix& a,
                                     const std::vector<FluxMultigrid::Place>& places) {
    LabelSets sets;
    for (std::uint32_t n = 0; n < a.size(); ++n) {
        sets.add();
        for (std::size_t e = a.first[n]; e < a.first[n + 1]; ++e) {
            const auto &p = places[n], &q = places[a.before[e]];
            if (p[0] / 2 == q[0] / 2 && p[1] / 2 == q[1] / 2 && p[2] / 2 == q[2] / 2)
                sets.unite(n, a.before[e]);
        }
    }
    std::vector<Cluster> nothing(a.size());
    return sets.compact(nothing);
}

/// Sums the matrix over aggregates: couplings within one vanish from it.
FluxMatrix coarsen(const FluxMatrix& a, const std::vector<std::uint32_t>& to, std::size_t size) {
    FluxMatrix out;
    out.diagonal.assign(size, 0);
    struct Coupling {
        std::uint32_t before;
        double conductance;
    };
    std::vector<std::size_t> first(size + 1, 0);
    const auto for_couplings = [&](const auto& take) {
        for (std::size_t n = 0; n < a.size(); ++n)
            for (std::size_t e = a.first[n]; e < a.first[n + 1]; ++e)
                take(to[n], to[a.before[e]], a.conductance[e]);
    };
    for (std::size_t n = 0; n < a.size(); ++n) out.diagonal[to[n]] += a.diagonal[n];
    for_couplings([&](std::uint32_t p, std::uint32_t q, double g) {
        if (p == q)
            out.diagonal[p] -= 2 * g;
        else
            ++first[std::max(p, q) + 1];
    });
    for (std::size_t n = 0; n < size; ++n) first[n + 1] += first[n];
    std::vector<Coupling> all(first[size]);
    std::vector<std::size_t> next(first.begin(), first.end() - 1);
    for_couplings([&](std::uint32_t p, std::uint32_t q, double g) {
        if (p != q) all[next[std::max(p, q)]++] = {std::min(p, q), g};
    });
    for (std::size_t n = 0; n < size; ++n) {
        const auto begin = all.begin() + static_cast<std::ptrdiff_t>(first[n]);
        const auto end = all.begin() + static_cast<std::ptrdiff_t>(first[n + 1]);
        std::stable_sort(begin, end,
                         [](const Coupling& x, const Coupling& y) { return x.before < y.before; });
        for (auto c = begin; c != end; ++c) {
            if (c != begin && c->before == (c - 1)->before) {
                out.conductance.back() += c->conductance;
                continue;
            }
            out.before.push_back(c->before), out.conductance.push_back(c->conductance);
        }
        out.first.push_back(out.before.size());
    }
    return out;
}

}  // namespace

void FluxMatrix::apply(const std::vector<double>& x, std::vector<double>& out) const {
    for (std::size_t n = 0; n < size(); ++n) {
        double sum = diagonal[n] * x[n];
        for (std::size_t e = first[n]; e < first[n + 1]; ++e) {
            sum -= conductance[e] * x[before[e]];
            out[before[e]] -= conductance[e] * x[n];
        }
        out[n] = sum;
    }
}

FluxMultigrid::FluxMultigrid(const FluxMatrix& finest, std::vector<Place> places) {
    levels_.emplace_back();
    const FluxMatrix* matrix = &finest;
    for (int blocks = 0; blocks < 16 && matrix->size() > 1; ++blocks) {
        std::vector<std::uint32_t> to = aggregate(*matrix, places);
        std::size_t size = 0;
        for (const std::uint32_t t : to) size = std::max<std::size_t>(size, t + 1);
        std::vector<Place> coarse(size);
        for (std::size_t n = 0; n < to.size(); ++n)
            for (std::size_t a = 0; a < 3; ++a)
                coarse[to[n]][a] = static_cast<std::uint16_t>(places[n][a] / 2);
        places = std::move(coarse);
        if (size == matrix->size()) continue;  // nothing touches within blocks as small as these
        Level next;
        next.own = coarsen(*matrix, to, size);
        levels_.back().coarse = std::move(to);
        levels_.push_back(std::move(next));
        matrix = &levels_.back().own;
    }
    for (std::size_t l = 0; l < levels_.size(); ++l) {
        Level& v = levels_[l];
        v.matrix = l == 0 ? &finest : &v.own;
        const std::size_t n = v.matrix->size();
        v.left.resize(n);
        if (l > 0) v.r.resize(n), v.z.resize(n), v.first.resize(n);
    }
}

void FluxMultigrid::cycle(std::size_t level, const std::vector<double>& r, std::vector<double>& z) {
    Level& v = levels_[level];
    const FluxMatrix& a = *v.matrix;
    sweep_forward(a, r, z);
    if (v.coarse.empty()) return;  // nothing is coupled any more: that was the answer
    residual_of_sweep(a, z, v.left);
    Level& c = levels_[level + 1];
    std::fill(c.r.begin(), c.r.end(), 0.0);
    for (std::size_t n = 0; n < a.size(); ++n) c.r[v.coarse[n]] += v.left[n];
    cycle(level + 1, c.r, c.z);
    if (!c.coarse.empty() && 3 * c.matrix->size() < a.size()) {
        // Once more for what is left.
        c.matrix->apply(c.z, c.left);
        for (std::size_t n = 0; n < c.r.size(); ++n) c.r[n] -= c.left[n];
        std::swap(c.z, c.first);
        cycle(level + 1, c.r, c.z);
        for (std::size_t n = 0; n < c.r.size(); ++n) c.z[n] += c.first[n];
    }
    for (std::size_t n = 0; n < a.size(); ++n) z[n] += stretch * c.z[v.coarse[n]];
    sweep_backward(a, r, v.left, z);
}

void FluxMultigrid::apply(const std::vector<double>& r, std::vector<double>& z) { cycle(0, r, z); }

}  // namespace crucible::volume
