#pragma once
// Which compositions are stable: energies above the convex hull, for any number of elements.

#include <cstddef>
#include <span>
#include <vector>

#include "crucible/atoms/elements.hpp"

namespace crucible {

struct HullEntry {
    Composition composition;
    double enthalpy = 0;  ///< eV per atom
};

/// A share of the atoms that goes into an entry.
struct HullPart {
    std::size_t entry = 0;
    double share = 0;
};
struct HullPlace {
    double above = 0;  ///< eV per atom over the best mixture of entries; 0 for what is stable
    /// eV per atom below (negative) or above the pure elements; NaN where one of them is missing.
    double formation = 0;
    /// The best mixture, by entry; for a stable entry that entry itself.
    std::vector<HullPart> mixture;
};

/// One place for each entry. The best mixture of entries of an entry's composition is a linear
/// programme, so that hulls of many elements need no geometry. Of entries that are equally good the
/// first counts. Throws InputError (E-search-settings) for empty compositions or enthalpies that
/// are not finite.
std::vector<HullPlace> convex_hull(std::span<const HullEntry>);

}  // namespace crucible
