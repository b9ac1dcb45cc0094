#pragma once
// Angles between bonds.

#include <vector>

#include "crucible/observe/coordination.hpp"

namespace crucible {

/// Bin of the angle of this cosine among `bins` equal ones over 0 to 180 degrees.
std::size_t angle_bin(double cosine, std::size_t bins);

/// (bins) Share of the angles b-a-c around atoms of element `centre` (0: any), over 0 to 180
/// degrees; their sum is 1, or 0 when there is no angle. Bonds are neighbours within their pair's
/// cut-off; pairs without one make no bonds. O(N z^2). Throws InputError: E-atoms-cutoff,
/// E-observe-range for no bins.
std::vector<double> bond_angle_distribution(const Structure&, const PairCutoffs&, int centre = 0,
                                            std::size_t bins = 90);

}  // namespace crucible
