#pragma once
// Symmetry as files spell it: "x, 1/2-y, z+1/4" and the atoms that such operations make.

#include <optional>
#include <string_view>
#include <vector>

#include "crucible/atoms/symmetry.hpp"

namespace crucible {

/// "x,y,z" triplet to an operation; nothing if it is none.
std::optional<SymmetryOperation> parse_triplet(std::string_view);

/// A site of the asymmetric unit, in fractions of the cell.
struct Site {
    int number = 0;  ///< Z
    Fractional at;
    double occupancy = 1;
};

/// All atoms of the cell: images of the sites under the operations, those within `merge` angstrom
/// of an image of the same site being one atom. Appends to `s`, whose cell is set; `parent`, if
/// given, receives the site each atom comes from. Throws InputError (E-atoms-symmetry) for a number
/// of atoms beyond reason.
void expand_sites(Structure& s, const std::vector<Site>& sites,
                  const std::vector<SymmetryOperation>& operations,
                  std::vector<std::size_t>* parent = nullptr, double merge = 0.05);

}  // namespace crucible
