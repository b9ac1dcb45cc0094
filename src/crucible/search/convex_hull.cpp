#include "crucible/search/convex_hull.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "crucible/base/error.hpp"
#include "crucible/num/linear_program.hpp"

namespace crucible {
namespace {

constexpr double no_share = 1e-8;
/// eV per atom: an entry so near to the mixture of others counts as on the hull.
constexpr double on_hull = 1e-9;

double atoms_of(const Composition& c) {
    double n = 0;
    for (const auto& [z, count] : c) n += count;
    return n;
}

double share_of(const Composition& c, int z) {
    const auto it = c.find(z);
    return it == c.end() ? 0.0 : it->second / atoms_of(c);
}

void check_entries(std::span<const HullEntry> entries) {
    for (const HullEntry& e : entries)
        if (atoms_of(e.composition) <= 0 || !std::isfinite(e.enthalpy))
            throw InputError("E-search-settings", "an entry of the hull is not valid",
                             "give a composition and an enthalpy per atom");
}

/// The lowest entry of each composition: others are never part of the best mixture.
std::vector<std::size_t> lowest_entries(std::span<const HullEntry> entries) {
    std::map<Composition, std::size_t> best;
    for (std::size_t k = 0; k < entries.size(); ++k) {
        const auto [it, is_new] = best.try_emplace(reduced(entries[k].composition), k);
        if (!is_new && entries[k].enthalpy < entries[it->second].enthalpy) it->second = k;
    }
    std::vector<std::size_t> out;
    for (const auto& [composition, k] : best) out.push_back(k);
    std::sort(out.begin(), out.end());
    return out;
}

double reference_enthalpy(std::span<const HullEntry> entries,
                          const std::vector<std::size_t>& lowest, const Composition& c) {
    double sum = 0;
    for (const auto& [z, count] : c) {
        const auto pure = std::find_if(lowest.begin(), lowest.end(), [z = z, &entries](auto k) {
            const Composition& of = entries[k].composition;
            return of.size() == 1 && of.begin()->first == z;
        });
        if (pure == lowest.end()) return std::numeric_limits<double>::quiet_NaN();
        sum += share_of(c, z) * entries[*pure].enthalpy;
    }
    return sum;
}

}  // namespace

std::vector<HullPlace> convex_hull(std::span<const HullEntry> entries) {
    check_entries(entries);
    std::set<int> elements;
    for (const HullEntry& e : entries)
        for (const auto& [z, count] : e.composition) elements.insert(z);
    const std::vector<std::size_t> lowest = lowest_entries(entries);
    Array2<double> shares(elements.size(), lowest.size());
    std::vector<double> enthalpies;
    for (std::size_t j = 0; j < lowest.size(); ++j) {
        std::size_t row = 0;
        for (const int z : elements) shares(row++, j) = share_of(entries[lowest[j]].composition, z);
        enthalpies.push_back(entries[lowest[j]].enthalpy);
    }
    std::vector<HullPlace> out;
    for (const HullEntry& e : entries) {
        std::vector<double> wanted;
        for (const int z : elements) wanted.push_back(share_of(e.composition, z));
        const LinearOptimum best = minimise_linear(enthalpies, shares, wanted);
        CRUCIBLE_ASSERT(best.is_feasible);  // the lowest entry of this composition is a mixture
        HullPlace p;
        p.above = std::max(0.0, e.enthalpy - best.value);
        if (p.above < on_hull) p.above = 0;
        p.formation = e.enthalpy - reference_enthalpy(entries, lowest, e.composition);
        for (std::size_t j = 0; j < lowest.size(); ++j)
            if (best.x[j] > no_share) p.mixture.push_back({lowest[j], best.x[j]});
        out.push_back(std::move(p));
    }
    return out;
}

}  // namespace crucible
