#pragma once
// Atom maps for reactions that were recorded without: by templates that make the recorded reactants
// of the product.

#include <cstdint>
#include <string>
#include <string_view>

#include "crucible/chem/templates.hpp"

namespace crucible::chem {

struct AtomMap {
    /// reactants>reagents>product with map numbers: places in the product's canonical SMILES, from
    /// 1. Reactants that the template does not need are reagents. "" where no template explains it.
    std::string reaction;
    std::int64_t rule = -1;  ///< template that explains it
    std::string why_not;     ///< one clause where none does
};

/// By the first of the templates that apply to the product (the likeliest should come first in the
/// set) and make recorded reactants of it, stereo included. Throws InputError (E-reaction,
/// E-smiles) for text that is no reaction of one product.
AtomMap map_reaction(std::string_view reaction, const TemplateSet& templates,
                     std::size_t most_tries = 1000);

}  // namespace crucible::chem
