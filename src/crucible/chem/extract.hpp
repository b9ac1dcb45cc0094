#pragma once
// Templates out of mapped reactions: what changed, its surroundings, verified by application.

#include <string>
#include <string_view>

#include "crucible/chem/templates.hpp"

namespace crucible::chem {

struct ExtractSettings {
    int radius = 1;              ///< bonds around the changed atoms of the product
    bool special_groups = true;  ///< groups that matter stay whole (acids, boron, azides, ...)
    int most_unmapped = 5;       ///< atoms of the product without a partner among the reactants
    double most_seconds = 2;     ///< CPU time for one reaction
};

struct Extraction {
    std::string retro_template;  ///< product>>reactants; "" where there is none
    /// Application to the product gives the recorded reactants: with stereo, without, or not.
    enum class Check { none, flat, stereo } check = Check::none;
    std::string why_not;  ///< one clause where there is no template, or where it was not verified
};

/// From "reactants>reagents>product" or "reactants>>product" with an atom map. Reactants without
/// a mapped atom in the product count as reagents. Throws InputError (E-reaction) for text that is
/// no mapped reaction.
Extraction extract_template(std::string_view mapped_reaction, const ExtractSettings& = {});

}  // namespace crucible::chem
