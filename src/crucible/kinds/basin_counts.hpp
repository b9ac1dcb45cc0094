#pragma once
// Counts of phases from the tables of several searches at one pressure.

#include <filesystem>
#include <string>
#include <vector>

#include "crucible/search/basin_entropy.hpp"

namespace crucible {

/// A phase in all searches; enthalpy in kcal/mol, volume in angstrom^3 per formula unit.
struct CountedPhase {
    std::string label, space_group;
    double space_group_number = 0, enthalpy = 0, volume = 0, found = 0;
};
struct CountedPhases {
    std::vector<CountedPhase> phases;  ///< by enthalpy; counts have the same order
    BasinCounts counts;
    double pressure = 0;                  ///< GPa
    std::vector<double> trials;           ///< (batches)
    std::vector<std::string> unreliable;  ///< found in a cell that does not hold them: left out
};

/// Tables as polymorphs.search makes them. Rows of different tables are one phase if space group,
/// enthalpy and volume agree. Throws InputError: E-csv; E-search-basins for a table without counts.
/// InconsistentError (E-polymorphs-pressures) for searches at different pressures.
CountedPhases read_counts(const std::vector<std::filesystem::path>& tables);

}  // namespace crucible
