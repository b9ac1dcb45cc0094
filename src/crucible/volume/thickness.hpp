#pragma once
// How wide pores are: local thickness, the distribution of pore sizes, and the widest way through.
// Radii are in voxels; voxels are taken for cubes.

#include <cstdint>
#include <optional>
#include <vector>

#include "crucible/volume/clusters.hpp"
#include "crucible/volume/distance.hpp"

namespace crucible::volume {

/// Local thickness (Hildebrand and Rueegsegger, doi:10.1046/j.1365-2818.1997.1340694.x): the
/// squared radius of the largest ball |x - c| < r that covers a voxel, c being a voxel of the phase
/// and r its distance to the rest; 0 outside the phase, `unbounded` where there is no rest. BoneJ
/// and ImageJ report the diameter. `squared` are the distances of the same mask. Exact, and the
/// same for any number of threads. Throws InconsistentError (E-volume-shape).
Volume<std::int32_t> local_thickness(const LabelVolume& mask, const Volume<std::int32_t>& squared,
                                     int threads = 1);
/// The same by painting the ball of every voxel.
Volume<std::int32_t> local_thickness_reference(const LabelVolume& mask,
                                               const Volume<std::int32_t>& squared);

/// Shares of the phase by pore radius.
struct PoreSizes {
    std::vector<std::int32_t> squared_radius;  ///< (n) ascending, each one that occurs
    std::vector<std::uint64_t> voxels;         ///< (n)
    double mean = 0, median = 0, max = 0;      ///< radius over the voxels of the phase
};
/// Of local thickness; nothing where there is no phase or no rest.
std::optional<PoreSizes> pore_sizes(const Volume<std::int32_t>& squared_radii);

/// The largest q for which the voxels of squared distance >= q percolate along the axis: balls of
/// radius below sqrt(q) pass. Nothing where the phase itself does not percolate; `unbounded` where
/// there is no rest. Throws InputError (E-volume-axis) for an axis beyond 2.
std::optional<std::int32_t> critical_squared_radius(
    const Volume<std::int32_t>& squared, std::size_t axis,
    Connectivity connectivity = Connectivity::corners, int threads = 1);

}  // namespace crucible::volume
