#pragma once
// Which part of a two-phase cell is solid: bond order of every atom, and its profile along z.

#include <vector>

#include "crucible/atoms/structure.hpp"

namespace crucible {

/// A bond order that tells this solid from this liquid: q_l of the `nearest` neighbours, averaged
/// over them (Lechner and Dellago, doi:10.1063/1.2977970).
struct OrderMeasure {
    int l = 6, nearest = 12;
    double threshold = 0;  ///< where as many atoms of the solid fall below as of the liquid above
    double mistaken = 0;   ///< that share of the atoms
    double solid = 0, liquid = 0;  ///< means of the two phases
};
/// The best of a few, judged by single-phase configurations at the temperature in question.
OrderMeasure choose_order(const Structure& solid, const Structure& liquid);

/// Per atom: above the threshold or not, as 1 or 0.
std::vector<double> solid_atoms(const Structure&, const OrderMeasure&);

struct PhaseProfile {
    std::vector<double> solid;    ///< (bins along z) share of solid atoms
    int solid_slabs = 0;          ///< stretches of bins that are more solid than liquid
    double solid_thickness = 0;   ///< angstrom, all stretches together
    double liquid_thickness = 0;  ///< angstrom
    bool has_two_slabs(double least) const {
        return solid_slabs == 1 && solid_thickness > least && liquid_thickness > least;
    }
};
/// In bins of about `bin` angstrom along the third vector, which must be along z.
PhaseProfile phase_profile(const Structure&, const OrderMeasure&, double bin = 3);

}  // namespace crucible
