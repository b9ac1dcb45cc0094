#pragma once
// Reactants written so that they look like their product: what a translator has to change becomes
// little (Zhong et al. 2022, doi:10.1039/D2SC02763A, by a map of atoms; here by the texts alone).

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/chem/molecule.hpp"

namespace crucible::synthesis {

/// How a text fits best into another one: the least number of tokens that are inserted, left out
/// or replaced between it and a part of the other, and where that part begins (the first of
/// several; Sellers 1980, doi:10.1016/0196-6774(80)90016-4).
struct TextFit {
    std::size_t changes = 0, begin = 0;
};
TextFit fit_into(std::span<const std::string> piece, std::span<const std::string> whole);

/// Each molecule begins at the atom from where it fits best into the product as it is written, and
/// they stand in the order of where they fit; parted by '.'.
std::string aligned_reactants(std::string_view product, std::span<const chem::Molecule> reactants);

}  // namespace crucible::synthesis
