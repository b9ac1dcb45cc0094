#pragma once
// Clusters of any shape, and what belongs to none: DBSCAN.

#include <cstddef>
#include <span>
#include <vector>

#include "crucible/num/array.hpp"

namespace crucible::learn {

struct DensityClusters {
    std::vector<int> labels;  ///< (n) cluster of each point, -1: noise
    std::vector<char> core;   ///< (n) 1: has enough neighbours
    int clusters = 0;
};

/// DBSCAN (Ester et al. 1996): a point with at least `least` points within `reach` of it, itself
/// counted, is core; clusters are core points within reach of each other and what is within reach
/// of these. Labels are those of scikit-learn: clusters by their first core point, and what is in
/// reach of several belongs to the first. Points that share a cell of side reach / sqrt(dimensions)
/// are neighbours without being looked at, so that many equal points cost nothing; cells are found
/// by a tree of boxes. Throws InputError (E-learn-density) for a reach that is not positive and
/// finite, or points that are not finite.
DensityClusters density_clusters(Span2D<const double> points, double reach, std::size_t least);

/// Every pair, as the definition says.
DensityClusters density_clusters_reference(Span2D<const double> points, double reach,
                                           std::size_t least);

/// Mean silhouette (Rousseeuw 1987, doi:10.1016/0377-0427(87)90125-7) of the points that have a
/// cluster, of at most `most` of them evenly taken; 0 for fewer than two clusters.
double mean_silhouette(Span2D<const double> points, std::span<const int> labels,
                       std::size_t most = 5000);

}  // namespace crucible::learn
