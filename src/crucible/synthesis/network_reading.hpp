#pragma once
// Networks of reactions from tables.

#include <string>

#include "crucible/data/table.hpp"
#include "crucible/synthesis/network.hpp"

namespace crucible::synthesis {

/// Adds each row: columns `product` and `reactants` (components parted by dots), perhaps `id` and
/// `yield`. SMILES are taken as they are: they have to be canonical in one way. Throws InputError
/// (E-network-reaction) with file and row.
void add_reactions(ReactionNetwork&, const Table&, const std::string& file);

}  // namespace crucible::synthesis
