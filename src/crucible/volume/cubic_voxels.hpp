#pragma once
// The same block cut into cubes: what distances and balls need.

#include "crucible/volume/volume.hpp"

namespace crucible::volume {

/// Whether the spacings agree to a millionth.
bool has_cubic_voxels(const Grid&);
/// Labels on cubes of `edge` mm, each as the voxel that its centre lies in. Extents are kept to
/// half a cube. Throws InputError (E-volume-spacing) unless the edge is positive.
LabelVolume cubic_voxels(const LabelVolume&, double edge);

}  // namespace crucible::volume
