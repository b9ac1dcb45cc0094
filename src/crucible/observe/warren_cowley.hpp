#pragma once
// Chemical short-range order (Cowley, doi:10.1103/PhysRev.77.669).

#include <span>
#include <vector>

#include "crucible/observe/coordination.hpp"

namespace crucible {

/// alpha_ab = 1 - Z_ab / (c_b Z_a), Z_a all neighbours of a: 0 when the elements are mixed at
/// random, negative when b likes to be near a.
struct WarrenCowley {
    int centre = 0, neighbour = 0;  ///< Z
    double alpha = 0;
};
/// Every ordered pair of elements that has neighbours, ascending; averaged over frames of one
/// composition. Throws as `coordination`.
std::vector<WarrenCowley> warren_cowley(std::span<const Structure>, const PairCutoffs&);

}  // namespace crucible
