#pragma once
// All reactions of a set of molecules that rearrange a few bonds, known or not: IGOR's way (Bauer,
// Herges, Fontain, Ugi 1985, Chimia 39, 43), over the matrices of Dugundji and Ugi.

#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "crucible/base/run_context.hpp"
#include "crucible/synthesis/bond_energies.hpp"
#include "crucible/synthesis/bond_matrix.hpp"
#include "crucible/synthesis/reaction_pattern.hpp"

namespace crucible::synthesis {

struct GeneratorSettings {
    int most_bonds = 3;  ///< that are broken, and made; 2 or 3
    /// A bond that has to be broken, or to be made: atoms of the matrix; none: any.
    std::vector<std::pair<int, int>> broken, made;
    std::size_t most_reactions = 100'000;  ///< distinct ones; then it ends
};

struct GeneratedReaction {
    std::vector<std::string> products;  ///< canonical SMILES, sorted
    std::vector<ChangedBond> changes;   ///< atoms of the matrix of the reactants
    int bonds = 0;                      ///< broken, and made
    int ring = 0;  ///< atoms of the one ring of changing bonds; 0: there are several, or none
    int ways = 0;  ///< R-matrices that give these products
    std::string pattern;      ///< `reaction_pattern` of the changes
    double energy = 0;        ///< of the products over the reactants, kJ/mol
    bool has_energy = false;  ///< all bonds are in the table
    int strained = 0;         ///< cumulated or triple bonds in rings of fewer than eight
};

struct GeneratedReactions {
    std::vector<GeneratedReaction> reactions;  ///< fewest bonds first, then the lowest energy
    std::int64_t matrices = 0;                 ///< that keep every valence
    std::int64_t degenerate = 0;               ///< of these, whose products are the reactants
    std::int64_t refused = 0;                  ///< whose products are no molecules
    bool is_whole = true;                      ///< false: it ended before all were tried
};

/// Every matrix of whole numbers that breaks 2 to `most_bonds` bonds (a double bond counts twice
/// where both of its parts go) and makes as many between the same atoms, so that each atom keeps
/// its valence and charge and all entries sum to zero. Hydrogens of one atom are alike, and so are
/// matrices with the same products: the one that changes the fewest bonds stays. Lone pairs,
/// radicals and ions that were not there are not made.
GeneratedReactions generate_reactions(const BondMatrix&, const GeneratorSettings&,
                                      const BondEnergies&, const RunContext&);

}  // namespace crucible::synthesis
