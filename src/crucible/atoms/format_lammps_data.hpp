#pragma once
// LAMMPS data files (read_data) of atom styles atomic, charge, molecular and full.

#include "crucible/atoms/formats.hpp"

namespace crucible {

/// Types are numbers: `options.elements` says which elements they are. Without it, comments such as
/// "1 47.867 # Ti" behind every mass are accepted and told as a notice; masses are never guessed
/// from. Atoms come in the order of their ids. Charges become the column `charge`, molecule ids
/// `molecule`, velocities (in the file's units) the vectors `velocities`. Coordinates keep the
/// file's origin.
Structures read_lammps_data(std::string_view text, const std::string& file, const ReadOptions&);
/// One structure; style charge if there is a column `charge`, else atomic. The cell is turned to
/// LAMMPS's convention (a along x, b in the x-y plane) and its skew reduced below half a box.
std::string write_lammps_data(const Structures&, const WriteOptions& = {});
int lammps_data_likeness(std::string_view head);

/// The same lattice with a along x, b in the upper x-y plane, c above it, |xy|, |xz| <= lx/2 and
/// |yz| <= ly/2; positions and per-atom vectors turn with it.
Structure in_lammps_axes(const Structure&);

}  // namespace crucible
