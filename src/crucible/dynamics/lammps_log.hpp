#pragma once
// Thermodynamic output of other people's LAMMPS runs.

#include <string>
#include <string_view>
#include <vector>

#include "crucible/data/table.hpp"

namespace crucible {

/// One table per `run` of a log, in order; columns are named as LAMMPS names them (Step, Temp,
/// PotEng, Lz, ...), without units. Warnings between rows are passed over; a table that the log
/// breaks off in ends with its last whole row. Throws InputError (E-md-log) with the line: no table
/// at all, a row with too few or too many numbers, a number that is not finite.
std::vector<Table> parse_lammps_log(std::string_view text, const std::string& file);

/// The column, or InputError (E-md-log) that names the keyword missing in `thermo_style`.
const std::vector<double>& thermo_column(const Table&, std::string_view name,
                                         const std::string& file);

}  // namespace crucible
