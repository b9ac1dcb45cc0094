#pragma once
// Which way round the neighbours of stereocentres lie: what can be compared between molecules where
// R and S cannot, since these depend on everything farther out.

#include <array>
#include <vector>

#include "crucible/chem/molecule.hpp"

namespace crucible::chem {

struct Centre {
    int atom = 0;
    /// Seen from the first, the others lie counterclockwise; -1: hydrogen or a lone pair, last.
    std::array<int, 4> around{};
};

/// Every tetrahedral centre that is told, in the order of atoms.
std::vector<Centre> centres_of(const Molecule&);

/// Whether `around` is an even permutation of `other`; both hold the same four numbers.
bool is_even_permutation(const std::array<int, 4>& around, std::array<int, 4> other);

}  // namespace crucible::chem
