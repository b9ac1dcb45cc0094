#pragma once
// How many atoms of which elements in which box: for models without a structure to start from.

#include <string>

#include "crucible/atoms/structure.hpp"
#include "crucible/base/describe.hpp"

namespace crucible {

struct GlassSystem {
    std::string composition;
    int atoms = 2048;
    Density density;
    void describe(Fields& f) {
        f("composition", composition, "Elements and their shares, such as Cu64Zr36");
        f("atoms", atoms, "Number of atoms").within(2, 1e6);
        f("density", density, "Mass density").within(0, 50).in("g/cm^3");
    }
};

/// A cubic box with the elements in ascending Z, counts rounded so that they sum up to `atoms`; the
/// positions are all zero. Throws InputError (E-glass-system) for no atoms or no density.
Structure empty_box(const GlassSystem&);

}  // namespace crucible
