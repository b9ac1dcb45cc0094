#pragma once
// Smaller and larger cells of the same crystal.

#include "crucible/atoms/niggli.hpp"
#include "crucible/atoms/structure.hpp"

namespace crucible {

/// The smallest cell that repeats to the crystal, Niggli-reduced; atoms that a lattice translation
/// brings within `tolerance` angstrom of each other are averaged. Keeps elements, positions and
/// name. Unlike `standardised` it knows only translations, keeps the orientation and always
/// succeeds. Needs three periodic directions, else throws InputError (E-atoms-periodic). Cost up to
/// O(N^3).
Structure primitive_cell(const Structure&, double tolerance = 1e-2);

/// The crystal in the cell `transform * h`, |determinant| times as large (1 to a million atoms,
/// else InputError E-atoms-supercell). Per-atom columns and vectors are repeated, `info` is kept.
Structure supercell(const Structure&, const IntMat3& transform);

}  // namespace crucible
