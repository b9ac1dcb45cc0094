#pragma once
// A mapped reaction read for extraction: product and the reactants that give atoms to it.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace RDKit {
class ROMol;
class Atom;
}  // namespace RDKit

namespace crucible::chem {

struct MappedReaction {
    std::shared_ptr<const RDKit::ROMol> product, reactants;  ///< the latter as one, disconnected
    std::vector<int> partner;                                ///< of atoms of the product; -1: none
    std::vector<int> product_of;  ///< of atoms of the reactants; -1: leaves
    std::string product_smiles;   ///< canonical, without map
    std::string reactant_key;     ///< canonical, joined
};

/// Throws InputError (E-reaction); std::invalid_argument with one clause where a reaction is well
/// written but cannot have a template (nothing mapped, a map that contradicts itself).
MappedReaction read_mapped_reaction(std::string_view text);

/// Parity of an atom over its neighbours in the order of its bonds, as AtomWords has it.
int parity_in(const RDKit::Atom&);

/// Atoms of the product whose surroundings differ from their partner's, ascending.
std::vector<int> changed_atoms(const MappedReaction&);

/// Atoms of the reactants (marked 1) that belong to one template with the marked ones: members of
/// groups that react as a whole.
void include_special_groups(const RDKit::ROMol& reactants, const std::vector<char>& centre,
                            std::vector<char>& included);

}  // namespace crucible::chem
