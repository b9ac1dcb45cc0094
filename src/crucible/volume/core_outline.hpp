#pragma once
// Where a round core ends: a circle per slice, and the volume without what lies beyond it.

#include <optional>
#include <span>
#include <vector>

#include "crucible/volume/source.hpp"
#include "crucible/volume/volume.hpp"

namespace crucible::volume {

/// In mm from the first voxel's outer corner.
struct Circle {
    double row = 0, column = 0, radius = 0;
};

/// The circle around what is denser than `threshold` in a slice, (rows, columns): least squares on
/// the first and last dense voxels of rows and columns; points that lie well inside of it (pores
/// and cracks that open outwards) are left out. Nothing in a slice without such matter.
std::optional<Circle> core_circle(std::span<const std::int16_t> slice, const Grid&, int threshold);

/// One circle per slice.
std::vector<std::optional<Circle>> core_outline(VolumeSource&, int threshold);

/// The median circle of a core that stands upright. Throws InputError (E-volume-outline) where
/// fewer than half of the slices have one.
Circle median_circle(std::span<const std::optional<Circle>>);

/// Voxels whose centre is farther from the circle's than its radius less `shrink` (mm) become
/// `outside`.
void cut_outside(const Circle&, double shrink, const Grid&, std::span<std::int16_t> slice);

}  // namespace crucible::volume
