#pragma once
// What a search for polymorphs leaves behind: its tables, without a structure in memory.

#include <cstdint>
#include <string>
#include <vector>

#include "crucible/data/table.hpp"
#include "crucible/search/phases.hpp"

namespace crucible {

inline constexpr const char* enthalpy_unit = "kcal/mol";
/// eV to kcal/mol.
double in_kcal(double ev);

/// A trial without its structure.
struct TrialSummary {
    std::int64_t item = 0;
    TrialKey key;
    TrialOutcome outcome = TrialOutcome::minimum;
    int evaluations = 0;
    int phase = -1;                             ///< index into the phases, -1: none
    double enthalpy = 0, volume = 0, fmax = 0;  ///< per formula unit; eV, angstrom^3, eV/angstrom
};
TrialSummary summary_of(std::int64_t item, const Trial&);

/// Label, symmetry, counts in all and by formula units, enthalpy and volume of each phase. Columns
/// count_nK and trials_nK: how often it was found among how many trials of K formula units.
struct SearchCounts {
    std::vector<int> units;
    std::int64_t trials_per_batch = 0;
    std::size_t atoms_per_unit = 1;
    double pressure = 0;  ///< GPa
};
Table phase_table(const PhaseTable&, const SearchCounts&);
Table trial_table(const std::vector<TrialSummary>&, const PhaseTable&);
/// Distinct phases against trials, taken in turn from the batches as if all had run side by side.
Table found_table(const std::vector<TrialSummary>&);

/// "baddeleyite = columbite" names one minimum twice: both names count.
std::vector<std::string> labels_of(const Phase&);

}  // namespace crucible
