#pragma once
// The many ways in which one molecule can be written as SMILES.

#include <string>
#include <vector>

#include "crucible/base/random.hpp"
#include "crucible/chem/molecule.hpp"

namespace crucible::chem {

/// The canonical SMILES, then those that begin at each atom and are canonical otherwise; distinct.
/// Of several molecules the canonical one alone.
std::vector<std::string> rooted_smiles(const Molecule&);

/// Beginning at a random atom, with branches in a random order.
std::string random_smiles(const Molecule&, RandomStream&);

}  // namespace crucible::chem
