#pragma once
// From trials to phases: which minima are the same crystal, how often each was found, what it is.

#include <cstdint>
#include <deque>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "crucible/atoms/match.hpp"
#include "crucible/search/trial.hpp"

namespace crucible {

/// A crystal with a name, relaxed at the pressure of the search.
struct KnownPhase {
    std::string label;
    Structure structure;
    double enthalpy_per_unit = 0;  ///< eV per formula unit
};
/// Relaxes the given structures as trials are and names them after `Structure::name`. Those that
/// end in the same minimum share one entry: "rutile = X" if both kept their structure; a phase that
/// has left its structure counts only where no other claims the minimum, as "from hollandite".
/// Those that find no minimum are left out. `problems` gets one line for each that moved or is left
/// out.
std::vector<KnownPhase> relax_known(TrialRunner&, const Structures&, const Composition& unit,
                                    std::vector<std::string>& problems);

/// Two minima are one phase if per formula unit their enthalpies and volumes agree this well and
/// the crystals match.
struct PhaseTolerance {
    double enthalpy = 2e-4;  ///< eV per formula unit
    double volume = 2e-3;    ///< relative
    MatchTolerance match{.displacement = 0.05, .strain = 0.02, .scale = Scale::keep};
    double symmetry = 2e-2;  ///< angstrom, for the space group
};

struct Phase {
    std::size_t representative = 0;  ///< index into the trials: the lowest enthalpy
    std::string label;               ///< of the known phase it is; "" for one that is not known
    std::string name;                ///< the label, or what `name_phases` calls it
    std::string space_group;         ///< short international symbol, "?" if none was found
    int space_group_number = 0;      ///< 0 if none was found
    int point_group_order = 1;       ///< operations that leave the crystal as it is, shifts apart
    int units_primitive = 0;         ///< formula units of the primitive cell
    double enthalpy = 0;             ///< eV per formula unit
    double relative = 0;             ///< eV per formula unit above the best phase
    double volume = 0;               ///< angstrom^3 per formula unit
    double enthalpy_spread = 0;      ///< eV per formula unit, largest less smallest in the phase
    std::int64_t count = 0;
    std::map<int, std::int64_t> count_by_units;
    double frequency = 0;              ///< count over all trials, rejected ones too
    double frequency_error = 0;        ///< standard error: half the 68.3 % Wilson interval
    std::vector<std::size_t> members;  ///< indices into the trials
};

/// Probability that the next minimum is a new phase.
struct UnseenShare {
    /// Good and Turing's: phases seen once over minima (Good 1953, doi:10.1093/biomet/40.3-4.237).
    double estimate = 1;
    /// Upper limit at 95 % confidence: one-sided by the estimate's asymptotic variance (Esty 1983,
    /// doi:10.1214/aos/1176346256), at least ln 20 / minima, the limit of what has never happened.
    double limit = 1;
};
/// From how often each phase was found; both are 1 when nothing was.
UnseenShare unseen_of(std::span<const std::int64_t> counts);

struct PhaseTable {
    std::vector<Phase> phases;  ///< by enthalpy
    std::int64_t trials = 0;
    std::int64_t minima = 0;
    std::map<TrialOutcome, std::int64_t> outcomes;  ///< every trial is in exactly one
    double unseen = 1, unseen_limit = 1;            ///< as `UnseenShare`
};

/// Takes minima by enthalpy and keeps crystals only while a later one may equal them: memory does
/// not grow with the trials, but for their numbers in `Phase::members`.
class PhaseFinder {
public:
    PhaseFinder(Composition unit, std::vector<KnownPhase> known, PhaseTolerance = {});

    /// Every trial, in any order.
    void count(TrialOutcome);
    /// A minimum, none lower in enthalpy per unit than the one before; `index` is what its phase
    /// remembers it by. Returns the number of its phase.
    std::size_t add(const Trial&, std::size_t index);
    PhaseTable table() const;

private:
    /// A phase that minima may still join: its first member is its lowest.
    struct Open {
        std::size_t phase = 0;
        Comparable crystal;
    };
    void open_phase(const Trial&, std::size_t index, Comparable&&);
    std::string label_of(const Phase&, const Comparable&) const;

    Composition unit_;
    std::vector<KnownPhase> known_;
    PhaseTolerance tolerance_;
    PhaseTable table_;
    std::deque<Open> open_;  ///< phases that may still grow, by enthalpy
};

/// All of it at once. Deterministic; a fingerprint decides nearly all comparisons, so O(N log N) in
/// practice.
PhaseTable find_phases(std::span<const Trial>, const std::vector<KnownPhase>&,
                       const Composition& unit, const PhaseTolerance& = {});

/// Names what is not known as arXiv:1909.08934 does: pressure in GPa at which it was found, letter
/// by enthalpy among the new phases (a ... z, aa, ab ...), space group without underscores:
/// "20-a-P21/c".
void name_phases(PhaseTable&, double pressure_gpa);

}  // namespace crucible
