#pragma once
// What a move does to the bonds and centres of the molecule, read from where its atoms went.

#include <utility>
#include <vector>

#include "crucible/synthesis/moves.hpp"
#include "crucible/transforms/perception.hpp"

namespace crucible::strategies {

/// Bonds of the molecule (a < b) between atoms that no precursor has bonded to each other. Where
/// the source does not say where atoms went: all bonds that change.
std::vector<std::pair<int, int>> broken_bonds(const synthesis::Move&,
                                              const transforms::Perception&);

}  // namespace crucible::strategies
