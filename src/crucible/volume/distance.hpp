#pragma once
// Exact Euclidean distances from the voxels of a phase to the nearest voxel of the rest, centre to
// centre. What lies beyond the border, or is masked, is no rest: distances look past it.

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "crucible/volume/phase.hpp"

namespace crucible::volume {

/// Squared distance of a phase voxel where the volume holds no rest at all.
inline constexpr std::int32_t unbounded = std::numeric_limits<std::int32_t>::max();

/// Squared distances in voxels, 0 outside the phase; sides up to 20 000 voxels. By the separation
/// of the minimum over axes (Meijster, Roerdink and Hesselink, doi:10.1007/0-306-47025-X_36). The
/// same for any number of threads. Throws as `check_mask`.
Volume<std::int32_t> squared_distances(const LabelVolume& mask, int threads = 1);
/// The same by comparison with every voxel of the rest, O(n^2).
Volume<std::int32_t> squared_distances_reference(const LabelVolume& mask);

/// Squared distances where a step along (slice, row, column) has these lengths, in their unit
/// squared; infinity where there is no rest. Throws InputError (E-volume-spacing) for lengths that
/// are not positive.
Volume<double> squared_distances(const LabelVolume& mask, const std::array<double, 3>& spacing,
                                 int threads = 1);

/// Of the distances of all voxels in the phase.
struct DistanceSummary {
    std::int32_t max_squared = 0;       ///< voxels^2
    double mean = 0;                    ///< voxels
    std::vector<std::uint64_t> counts;  ///< (max_squared + 1) voxels at each squared distance
};
/// Nothing where the phase is empty or has no rest to be measured from.
std::optional<DistanceSummary> summarise(const Volume<std::int32_t>& squared);

}  // namespace crucible::volume
