#pragma once
// POSCAR and CONTCAR of VASP, with or without the line of symbols.

#include "crucible/atoms/formats.hpp"

namespace crucible {

/// One structure. Selective dynamics become the vectors `selective` (1 free, 0 fixed), velocities
/// (in angstrom/fs) the vectors `velocities`. Without a line of symbols the options must name the
/// elements, or the first line must hold exactly their symbols, which is told as a notice.
Structures read_poscar(std::string_view text, const std::string& file, const ReadOptions&);
/// One structure, atoms grouped by element in order of first appearance (or of the options).
std::string write_poscar(const Structures&, const WriteOptions& = {});
int poscar_likeness(std::string_view head);

}  // namespace crucible
