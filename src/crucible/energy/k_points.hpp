#pragma once
// Meshes of k points.

#include <array>

#include "crucible/num/vec3.hpp"

namespace crucible {

/// As many points along each reciprocal vector of the cell `h` as keep them `spacing` apart,
/// 1/angstrom with the 2 pi; at least one.
std::array<int, 3> k_point_mesh(const Mat3& h, double spacing);

}  // namespace crucible
