#pragma once
// Neighbour lists for measures of order: by cut-off per pair of elements, or the nearest few.

#include <vector>

#include "crucible/atoms/neighbours.hpp"
#include "crucible/observe/coordination.hpp"

namespace crucible {

/// (n_atoms) neighbours of each atom within the cut-off of the pair of elements; pairs without one
/// have none. Throws InputError (E-atoms-cutoff).
std::vector<std::vector<Neighbour>> bonded_neighbours(const Structure&, const PairCutoffs&);

/// (n_atoms) the `count` nearest neighbours of each atom, images included, nearest first; among
/// equals the lower atom and shift. Throws InputError (E-atoms-periodic): only in a crystal are
/// there always enough.
std::vector<std::vector<Neighbour>> nearest_neighbours(const Structure&, std::size_t count);

}  // namespace crucible
