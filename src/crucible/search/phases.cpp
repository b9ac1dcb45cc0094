#include "crucible/search/phases.hpp"

#include <algorithm>
#include <cmath>

#include "crucible/atoms/symmetry.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"

namespace crucible {
namespace {

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

/// a, b ... z, aa, ab ...
std::string letters(std::size_t rank) {
    std::string out;
    for (std::size_t k = rank + 1; k > 0; k = (k - 1) / 26)
        out.insert(out.begin(), static_cast<char>('a' + (k - 1) % 26));
    return out;
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

PhaseFinder::PhaseFinder(Composition unit, std::vector<KnownPhase> known, PhaseTolerance t)
    : unit_(std::move(unit)), known_(std::move(known)), tolerance_(t) {}

void PhaseFinder::count(TrialOutcome o) {
    ++table_.trials;
    ++table_.outcomes[o];
}

std::string PhaseFinder::label_of(const Phase& p, const Comparable& crystal) const {
    for (const KnownPhase& k : known_) {
        const double volume = k.structure.cell.volume() / units_of(k.structure, unit_);
        if (close_enough(p.enthalpy, p.volume, k.enthalpy_per_unit, volume, tolerance_) &&
            match(comparable(k.structure, tolerance_.match), crystal, tolerance_.match))
            return k.label;
    }
    return "";
}

void PhaseFinder::open_phase(const Trial& trial, std::size_t index, Comparable&& crystal) {
    Phase p;
    p.representative = index;
    p.enthalpy = trial.enthalpy_per_unit();
    p.volume = trial.volume_per_unit();
    p.label = p.name = label_of(p, crystal);
    p.units_primitive = units_of(crystal.primitive, unit_);
    const auto symmetry = find_symmetry(crystal.primitive, tolerance_.symmetry);
    p.space_group = symmetry ? symmetry->symbol : "?";
    p.space_group_number = symmetry ? symmetry->number : 0;
    p.point_group_order = symmetry ? static_cast<int>(symmetry->operations.size()) : 1;
    open_.push_back({table_.phases.size(), std::move(crystal)});
    table_.phases.push_back(std::move(p));
}

std::size_t PhaseFinder::add(const Trial& trial, std::size_t index) {
    const double h = trial.enthalpy_per_unit(), v = trial.volume_per_unit();
    CRUCIBLE_ASSERT(table_.phases.empty() || h >= table_.phases.back().enthalpy);
    while (!open_.empty() && h - table_.phases[open_.front().phase].enthalpy > tolerance_.enthalpy)
        open_.pop_front();
    Comparable crystal = comparable(trial.structure, tolerance_.match);
    const auto equal = std::find_if(open_.begin(), open_.end(), [&](const Open& o) {
        const Phase& p = table_.phases[o.phase];
        return close_enough(h, v, p.enthalpy, p.volume, tolerance_) &&
               match(crystal, o.crystal, tolerance_.match).has_value();
    });
    const std::size_t at = equal != open_.end() ? equal->phase : table_.phases.size();
    if (equal == open_.end()) open_phase(trial, index, std::move(crystal));
    Phase& p = table_.phases[at];
    ++p.count;
    ++p.count_by_units[trial.key.units];
    p.members.push_back(index);
    p.enthalpy_spread = h - p.enthalpy;
    return at;
}

UnseenShare unseen_of(std::span<const std::int64_t> counts) {
    double minima = 0, once = 0, twice = 0;
    for (const std::int64_t c : counts)
        minima += static_cast<double>(c), once += c == 1, twice += c == 2;
    if (minima == 0) return {};
    const double estimate = once / minima;
    const double error = std::sqrt(once * (1 - estimate) + 2 * twice) / minima;
    constexpr double sigmas = 1.645;  // a normal variable is above in one case of twenty
    return {estimate, std::min(1.0, std::max(estimate + sigmas * error, std::log(20.0) / minima))};
}

PhaseTable PhaseFinder::table() const {
    PhaseTable out = table_;
    std::vector<std::int64_t> counts;
    for (Phase& p : out.phases) {
        p.frequency = static_cast<double>(p.count) / static_cast<double>(out.trials);
        p.frequency_error = wilson_error(p.count, out.trials);
        p.relative = p.enthalpy - out.phases.front().enthalpy;
        std::sort(p.members.begin(), p.members.end());
        out.minima += p.count;
        counts.push_back(p.count);
    }
    const UnseenShare share = unseen_of(counts);
    out.unseen = share.estimate, out.unseen_limit = share.limit;
    return out;
}

PhaseTable find_phases(std::span<const Trial> trials, const std::vector<KnownPhase>& known,
                       const Composition& unit, const PhaseTolerance& t) {
    PhaseFinder finder(unit, known, t);
    // By enthalpy, so that a phase's first member is its lowest and the order of the trials plays
    // no part beyond ties.
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < trials.size(); ++i) {
        finder.count(trials[i].outcome);
        if (trials[i].outcome == TrialOutcome::minimum) order.push_back(i);
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return trials[a].enthalpy_per_unit() < trials[b].enthalpy_per_unit();
    });
    for (const std::size_t i : order) finder.add(trials[i], i);
    return finder.table();
}

void name_phases(PhaseTable& table, double pressure_gpa) {
    std::size_t fresh = 0;
    for (Phase& p : table.phases) {
        p.name = p.label;
        if (!p.label.empty()) continue;
        std::string group = p.space_group;
        std::erase(group, '_');
        p.name = number_text(pressure_gpa, 6) + "-" + letters(fresh++) + "-" + group;
    }
}

}  // namespace crucible
