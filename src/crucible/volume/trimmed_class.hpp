#pragma once
// A class without its small clusters, slice by slice: noise of the scanner taken out of a profile.

#include <cstdint>
#include <functional>
#include <vector>

#include "crucible/volume/classes.hpp"
#include "crucible/volume/source.hpp"

namespace crucible::volume {

struct TrimmedClass {
    std::vector<std::int64_t> counts;  ///< (slices) voxels of the class that are left
    std::uint64_t removed_clusters = 0, removed_voxels = 0, clusters_left = 0;
    double largest = 0;  ///< share of the class in its largest cluster, before; 0 of nothing
};

/// Class `k` (from 1) less its 6-connected clusters of at most `size` voxels. Slices pass twice, in
/// memory of a few of them. `between` is called between parts and may throw.
TrimmedClass trim_class(VolumeSource&, const ClassScheme&, std::size_t k, std::uint64_t size,
                        const std::function<void()>& between = {});

}  // namespace crucible::volume
