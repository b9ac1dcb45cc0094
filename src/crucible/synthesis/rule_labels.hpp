#pragma once
// Which written transform a recorded reaction is an instance of: what nets learn from that choose
// among rules of people (Segler and Waller 2017, doi:10.1002/chem.201605499).

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "crucible/transforms/transform_library.hpp"

namespace crucible::synthesis {

struct RuleLabel {
    std::string product, reactants;  ///< canonical SMILES, components by '.'
    int rule = 0;                    ///< number of the TRANSFORM; 0: none explains the reaction
    int rating = 0;                  ///< of its application
    std::size_t explaining = 0;      ///< transforms that explain it
    /// Molecules were recorded that the transform does not need; the ones it gives hold all atoms
    /// of the product.
    bool has_spectators = false;
    std::vector<int> applicable;  ///< transforms that are alive at the product, as in the library
    std::vector<int> fitting;     ///< whose precursors lie in the recorded reactants, all of them
};

/// Of the transforms whose precursors are the recorded reactants, stereo ignored: first those
/// without spectators, then the highest rating, then the order of the library. `reactants`:
/// components by '.'; one that is the product itself is left out. Throws InputError (E-smiles) for
/// what is no molecule.
RuleLabel rule_label(const std::string& product, const std::string& reactants,
                     const transforms::TransformLibrary&);

}  // namespace crucible::synthesis
