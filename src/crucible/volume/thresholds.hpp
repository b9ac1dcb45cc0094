#pragma once
// Thresholds found from the histogram of grey values. Each is the greatest value of its lower
// class.

#include <cstdint>
#include <string_view>
#include <vector>

#include "crucible/volume/source.hpp"
#include "crucible/volume/volume.hpp"

namespace crucible::volume {

/// How many voxels have each value; those `outside` are not in it.
struct GreyHistogram {
    int first = 0;                     ///< value of counts[0]
    std::vector<std::int64_t> counts;  ///< no zero at either end

    int last() const { return first + static_cast<int>(counts.size()) - 1; }
    std::int64_t total() const;
};
/// Throws InputError (E-volume-empty) where every voxel is `outside`.
GreyHistogram grey_histogram(VolumeSource&);
GreyHistogram grey_histogram(const CtVolume&);

/// Greatest variance between two classes (Otsu 1979, doi:10.1109/TSMC.1979.4310076).
int otsu_threshold(const GreyHistogram&);
/// The same for `classes` classes (2 to 6), exactly, by dynamic programming: ascending thresholds.
std::vector<int> multi_otsu_thresholds(const GreyHistogram&, int classes);
/// Least cross entropy between the image and its two means, by the iteration of Li and Tam 1998
/// (doi:10.1016/S0167-8655(98)00057-9) from the mean on.
int li_threshold(const GreyHistogram&);
/// Farthest from the line between the histogram's peak and its longer tail's end
/// (Zack et al. 1977, doi:10.1177/25.7.70454).
int triangle_threshold(const GreyHistogram&);
/// Midway between the means of its two classes (Ridler and Calvard 1978), the lowest such value.
int isodata_threshold(const GreyHistogram&);
/// Greatest sum of the two classes' entropies (Kapur et al. 1985,
/// doi:10.1016/0734-189X(85)90125-2).
int maximum_entropy_threshold(const GreyHistogram&);

}  // namespace crucible::volume
