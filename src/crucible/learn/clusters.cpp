#include "crucible/learn/clusters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/num/linalg.hpp"

namespace crucible::learn {
namespace {

[[noreturn]] void bad_distances(const std::string& message) {
    throw InputError("E-learn-distances", message,
                     "give a square matrix of finite numbers, one row for each sample");
}

void check_distances(const Array2<double>& d) {
    if (d.rows() != d.columns() || d.rows() == 0)
        bad_distances(fmt::format("distances of {} x {}", d.rows(), d.columns()));
    for (std::size_t i = 0; i < d.rows(); ++i)
        for (std::size_t j = 0; j <= i; ++j)
            if (!std::isfinite(d(i, j)) || d(i, j) < 0 || d(i, j) != d(j, i) || d(i, i) != 0)
                bad_distances(fmt::format("no distance between samples {} and {}", i + 1, j + 1));
}

/// Leaves below a cluster, left to right.
void gather(const ClusterTree& t, std::size_t cluster, std::vector<std::size_t>& out) {
    if (cluster < t.samples) return out.push_back(cluster);
    const Merge& m = t.merges[cluster - t.samples];
    gather(t, m.first, out);
    gather(t, m.second, out);
}

struct Active {
    std::size_t cluster, size;
};

}  // namespace

Array2<double> mutual_distances(const Array2<double>& errors) {
    if (errors.rows() != errors.columns())
        bad_distances(
            fmt::format("errors of {} models on {} samples", errors.rows(), errors.columns()));
    Array2<double> out(errors.rows(), errors.rows());
    for (std::size_t i = 0; i < errors.rows(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            out(i, j) = out(j, i) = (errors(i, j) + errors(j, i)) / 2;
    check_distances(out);
    return out;
}

ClusterTree average_linkage(const Array2<double>& distances) {
    check_distances(distances);
    const std::size_t n = distances.rows();
    ClusterTree t{n, {}, {}};
    Array2<double> d = distances;  // between active clusters, in the places of their first sample
    std::vector<Active> active;
    for (std::size_t k = 0; k < n; ++k) active.push_back({k, 1});
    std::vector<std::size_t> places(n);
    for (std::size_t k = 0; k < n; ++k) places[k] = k;
    while (places.size() > 1) {
        std::size_t a = places[0], b = places[1];
        for (std::size_t i = 0; i < places.size(); ++i)
            for (std::size_t j = i + 1; j < places.size(); ++j)
                if (d(places[i], places[j]) < d(a, b)) a = places[i], b = places[j];
        const std::size_t size = active[a].size + active[b].size;
        t.merges.push_back({std::min(active[a].cluster, active[b].cluster),
                            std::max(active[a].cluster, active[b].cluster), d(a, b), size});
        for (const std::size_t k : places) {
            if (k == a || k == b) continue;
            const double sum = static_cast<double>(active[a].size) * d(a, k) +
                               static_cast<double>(active[b].size) * d(b, k);
            d(a, k) = d(k, a) = sum / static_cast<double>(size);
        }
        active[a] = {n + t.merges.size() - 1, size};
        places.erase(std::find(places.begin(), places.end(), b));
    }
    gather(t, n + t.merges.size() - 1, t.order);
    return t;
}

std::vector<std::size_t> cut_tree(const ClusterTree& t, std::size_t count) {
    count = std::clamp<std::size_t>(count, 1, t.samples);
    std::vector<std::size_t> of(t.samples);
    for (std::size_t k = 0; k < t.samples; ++k) of[k] = k;
    for (std::size_t m = 0; m + count < t.samples; ++m) {
        const Merge& merge = t.merges[m];
        for (std::size_t& c : of)
            if (c == merge.first || c == merge.second) c = t.samples + m;
    }
    std::vector<std::size_t> seen;
    for (std::size_t& c : of) {
        const auto it = std::find(seen.begin(), seen.end(), c);
        if (it == seen.end()) seen.push_back(c);
        c = static_cast<std::size_t>(std::find(seen.begin(), seen.end(), c) - seen.begin());
    }
    return of;
}

SampleMap classical_scaling(const Array2<double>& distances, std::size_t dimensions) {
    check_distances(distances);
    const std::size_t n = distances.rows();
    Array2<double> b(n, n);
    std::vector<double> row(n);
    double all = 0;
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) {
            const double square = distances(i, j) * distances(i, j);
            row[i] += square / static_cast<double>(n);
            all += square / static_cast<double>(n * n);
        }
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
            b(i, j) = -0.5 * (distances(i, j) * distances(i, j) - row[i] - row[j] + all);
    const EigenSystem e = eigen_symmetric(Span2D<const double>(b));
    double positive = 0;
    for (const double v : e.values) positive += std::max(0.0, v);
    SampleMap out;
    out.points = Array2<double>(n, dimensions);
    out.explained.assign(dimensions, 0);
    for (std::size_t k = 0; k < std::min(dimensions, n); ++k) {
        const std::size_t place = n - 1 - k;
        const double value = std::max(0.0, e.values[place]);
        if (positive <= 0 || value <= 1e-12 * positive) continue;
        double sign = 0;
        for (std::size_t i = 0; i < n && sign == 0; ++i)
            if (std::fabs(e.vectors(place, i)) > 1e-6) sign = e.vectors(place, i) > 0 ? 1 : -1;
        for (std::size_t i = 0; i < n; ++i)
            out.points(i, k) = sign * std::sqrt(value) * e.vectors(place, i);
        out.explained[k] = value / positive;
    }
    return out;
}

}  // namespace crucible::learn
