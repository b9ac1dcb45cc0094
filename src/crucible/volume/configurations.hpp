#pragma once
// How often each of the 256 patterns of 2 x 2 x 2 voxels occurs: all Minkowski functionals are
// sums over them. Internal to the module.

#include <array>
#include <cstdint>

#include "crucible/volume/phase.hpp"

namespace crucible::volume {

/// Bit 4 a + 2 b + c of a pattern stands for the voxel at offset (a, b, c). The volume lies in
/// nothing: patterns that reach over its border count too, (slices + 1)(rows + 1)(columns + 1) in
/// all.
using Configurations = std::array<std::uint64_t, 256>;

/// Which voxels of a mask are set in the patterns.
enum class Pattern { phase, masked, phase_or_masked };

Configurations count_configurations(const LabelVolume& mask, Pattern, int threads = 1);
Configurations count_configurations_reference(const LabelVolume& mask, Pattern);

}  // namespace crucible::volume
