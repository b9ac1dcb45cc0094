#include "crucible/search/phases.hpp"

#include <algorithm>
#include <cmath>

#include "crucible/atoms/symmetry.hpp"

namespace crucible {
namespace {

/// A phase under construction: what new minima are compared with.
struct PhaseSeed {
    double enthalpy = 0, volume = 0;
    Comparable crystal;
    std::vector<std::size_t> members;
};

/// Half width of the Wilson score interval for one standard deviation.
double wilson_error(std::int64_t count, std::int64_t n) {
    const double p = static_cast<double>(count) / static_cast<double>(n),
                 m = static_cast<double>(n);
    return std::sqrt(p * (1 - p) / m + 1 / (4 * m * m)) / (1 + 1 / m);
}

bool close_enough(double enthalpy, double volume, double other_enthalpy, double other_volume,
                  const PhaseTolerance& t) {
    return std::fabs(enthalpy - other_enthalpy) <= t.enthalpy &&
           std::fabs(volume - other_volume) <= t.volume * other_volume;
}

int units_of(const Structure& s, const Composition& unit) {
    int atoms = 0;
    for (const auto& [z, count] : unit) atoms += count;
    return static_cast<int>(s.size()) / std::max(atoms, 1);
}

// Minima by enthalpy, each joining the first phase that it equals: the phase's first member is its
// lowest, and the order of the trials plays no part beyond ties.
std::vector<PhaseSeed> group_minima(std::span<const Trial> trials, const PhaseTolerance& t) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < trials.size(); ++i)
        if (trials[i].outcome == TrialOutcome::minimum) order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return trials[a].enthalpy_per_unit() < trials[b].enthalpy_per_unit();
    });
    std::vector<PhaseSeed> seeds;
    std::size_t oldest = 0;  // seeds before it are too far below to match any more
    for (std::size_t i : order) {
        const double h = trials[i].enthalpy_per_unit(), v = trials[i].volume_per_unit();
        while (oldest < seeds.size() && h - seeds[oldest].enthalpy > t.enthalpy) ++oldest;
        const Comparable crystal = comparable(trials[i].structure, t.match);
        const auto at = std::find_if(seeds.begin() + static_cast<std::ptrdiff_t>(oldest),
                                     seeds.end(), [&](const PhaseSeed& s) {
                                         return close_enough(h, v, s.enthalpy, s.volume, t) &&
                                                match(crystal, s.crystal, t.match).has_value();
                                     });
        if (at != seeds.end())
            at->members.push_back(i);
        else
            seeds.push_back({h, v, crystal, {i}});
    }
    return seeds;
}

std::string label_of(const PhaseSeed& seed, const std::vector<KnownPhase>& known,
                     const Composition& unit, const PhaseTolerance& t) {
    for (const KnownPhase& k : known) {
        const double volume = k.structure.cell.volume() / units_of(k.structure, unit);
        if (close_enough(seed.enthalpy, seed.volume, k.enthalpy_per_unit, volume, t) &&
            match(comparable(k.structure, t.match), seed.crystal, t.match))
            return k.label;
    }
    return "";
}

/// Who ended in a minimum: those that are it, and those that fell into it.
struct KnownNames {
    std::vector<std::string> kept, moved;
};

std::string joined(const std::vector<std::string>& words, const char* between) {
    std::string text;
    for (const std::string& w : words) text += (text.empty() ? "" : between) + w;
    return text;
}

}  // namespace

std::vector<KnownPhase> relax_known(TrialRunner& runner, const Structures& structures,
                                    const Composition& unit, std::vector<std::string>& problems) {
    const PhaseTolerance tolerance;
    // Pressure scales a crystal and shears it a little; more than this is another structure.
    constexpr MatchTolerance same_kind{.displacement = 0.35, .strain = 0.12};
    std::vector<KnownPhase> known;
    std::vector<KnownNames> names;
    for (const Structure& s : structures) {
        const std::string label = s.name.empty() ? "unnamed" : s.name;
        if (reduced(composition(s.numbers)) != reduced(unit)) {
            problems.push_back(label + ": another composition, left out");
            continue;
        }
        RelaxResult r = runner.relax(s);
        if (r.status != RelaxStatus::converged) {
            problems.push_back(label + ": " + std::string(name(r.status)) + ", left out");
            continue;
        }
        const double enthalpy = r.enthalpy / units_of(s, unit);
        auto at = std::find_if(known.begin(), known.end(), [&](const KnownPhase& k) {
            return std::fabs(k.enthalpy_per_unit - enthalpy) <= tolerance.enthalpy &&
                   match(k.structure, r.structure, tolerance.match);
        });
        const bool kept = match(s, r.structure, same_kind).has_value();
        if (!kept) problems.push_back(label + ": left its structure for another minimum");
        if (at == known.end()) {
            known.push_back({"", std::move(r.structure), enthalpy});
            names.emplace_back();
            at = known.end() - 1;
        }
        KnownNames& n = names[static_cast<std::size_t>(at - known.begin())];
        (kept ? n.kept : n.moved).push_back(label);
    }
    for (std::size_t i = 0; i < known.size(); ++i)
        known[i].label = names[i].kept.empty() ? "from " + joined(names[i].moved, ", ")
                                               : joined(names[i].kept, " = ");
    return known;
}

PhaseTable find_phases(std::span<const Trial> trials, const std::vector<KnownPhase>& known,
                       const Composition& unit, const PhaseTolerance& t) {
    PhaseTable table;
    table.trials = static_cast<std::int64_t>(trials.size());
    for (const Trial& trial : trials) ++table.outcomes[trial.outcome];
    std::int64_t once = 0;
    for (PhaseSeed& seed : group_minima(trials, t)) {
        Phase p;
        p.representative = seed.members.front();
        p.label = label_of(seed, known, unit, t);
        p.enthalpy = seed.enthalpy;
        p.volume = seed.volume;
        p.enthalpy_spread = trials[seed.members.back()].enthalpy_per_unit() - seed.enthalpy;
        p.units_primitive = units_of(seed.crystal.primitive, unit);
        const auto symmetry = find_symmetry(seed.crystal.primitive, t.symmetry);
        p.space_group = symmetry ? symmetry->symbol : "?";
        p.space_group_number = symmetry ? symmetry->number : 0;
        p.count = static_cast<std::int64_t>(seed.members.size());
        for (std::size_t i : seed.members) ++p.count_by_units[trials[i].key.units];
        p.frequency = static_cast<double>(p.count) / static_cast<double>(table.trials);
        p.frequency_error = wilson_error(p.count, table.trials);
        std::sort(seed.members.begin(), seed.members.end());
        p.members = std::move(seed.members);
        table.minima += p.count;
        once += p.count == 1;
        table.phases.push_back(std::move(p));
    }
    for (Phase& p : table.phases) p.relative = p.enthalpy - table.phases.front().enthalpy;
    if (table.minima > 0)
        table.unseen = static_cast<double>(once) / static_cast<double>(table.minima);
    return table;
}

}  // namespace crucible
