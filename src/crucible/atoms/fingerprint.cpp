#include <algorithm>
#include <cmath>
#include <numbers>

#include "crucible/atoms/match.hpp"
#include "crucible/atoms/neighbours.hpp"

namespace crucible {
namespace {

using PairKey = std::pair<int, int>;

/// Fills the quantile distances from all pairs within `cutoff`; false if some pair of elements has
/// too few of them.
bool quantile_distances(const Structure& s, const Composition& count, double cutoff,
                        std::map<PairKey, std::vector<double>>& out) {
    std::map<PairKey, std::vector<double>> all;
    for (auto a = count.begin(); a != count.end(); ++a)
        for (auto b = a; b != count.end(); ++b) all[{a->first, b->first}];
    const PairFinder finder(s, cutoff, 2e7);
    for (int i = 0; i < finder.size(); ++i) {
        const int zi = s.numbers[static_cast<std::size_t>(i)];
        finder.neighbours_of(i, [&](int, int j, const Vec3&, double d2, const auto&) {
            const int zj = s.numbers[static_cast<std::size_t>(j)];
            if (zi <= zj) all[{zi, zj}].push_back(d2);
        });
    }
    for (auto& [key, d2] : all) {
        const double n = count.at(key.first);
        // The k-th distance of an average atom lies in the middle of its n_a entries.
        const auto index = [&](int k) { return static_cast<std::size_t>((k + 0.5) * n); };
        const std::size_t last = index(Fingerprint::levels - 1);
        if (d2.size() <= last) return false;
        std::partial_sort(d2.begin(), d2.begin() + static_cast<std::ptrdiff_t>(last) + 1, d2.end());
        auto& levels = out[key];
        levels.clear();
        for (int k = 0; k < Fingerprint::levels; ++k) levels.push_back(std::sqrt(d2[index(k)]));
    }
    return true;
}

}  // namespace

Fingerprint fingerprint(const Structure& s) {
    Fingerprint out;
    const Composition count = composition(s.numbers);
    out.formula = reduced(count);
    if (s.size() == 0) return out;
    check_cell(s.cell);
    out.volume_per_atom = s.cell.volume() / static_cast<double>(s.size());
    int rarest = count.begin()->second;
    for (const auto& [z, n] : count) rarest = std::min(rarest, n);
    // The sphere that holds `levels` atoms of the rarest element, and some more.
    double cutoff =
        1.15 * std::cbrt(Fingerprint::levels * s.cell.volume() / rarest * 3 / 4 / std::numbers::pi);
    while (!quantile_distances(s, count, cutoff, out.distances)) cutoff *= 1.2;
    return out;
}

bool may_match(const Fingerprint& a, const Fingerprint& b, const MatchTolerance& t) {
    if (a.formula != b.formula) return false;
    const double ratio = std::cbrt(b.volume_per_atom / a.volume_per_atom);
    if (t.scale == Scale::keep && std::fabs(std::log(ratio)) > 1.1 * t.strain) return false;
    // Lengths at the mean volume per atom, as `match` compares them.
    const double middle = t.scale == Scale::uniform ? std::sqrt(ratio) : 1;
    for (auto x = a.distances.begin(), y = b.distances.begin(); x != a.distances.end(); ++x, ++y)
        for (std::size_t k = 0; k < x->second.size(); ++k) {
            const double d = x->second[k] * middle, e = y->second[k] / middle;
            if (std::fabs(d - e) > 2 * t.displacement + 1.1 * t.strain * std::max(d, e))
                return false;
        }
    return true;
}

}  // namespace crucible
