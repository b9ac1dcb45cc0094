#pragma once
// SHELX .res as AIRSS uses it: one structure after another, results in the TITL line.

#include "crucible/atoms/formats.hpp"

namespace crucible {

/// TITL name pressure volume enthalpy spin modspin atoms (spacegroup) n - found. The name goes to
/// `name`, the others to `info` as pressure_GPa, enthalpy_eV, spin, modspin, spacegroup and
/// times_found; any other title is a name. Symmetry (LATT, SYMM) is carried out: all atoms of the
/// cell. Occupancies other than one become the column `occupancy`, spins the column `spin`.
Structures read_res(std::string_view text, const std::string& file, const ReadOptions&);
/// Without symmetry (LATT -1); the cell is turned so that a lies along x.
std::string write_res(const Structures&, const WriteOptions& = {});
int res_likeness(std::string_view head);

}  // namespace crucible
