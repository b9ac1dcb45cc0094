#pragma once
// Which samples are alike: a tree by average linkage, and a map by classical scaling.

#include <cstddef>
#include <vector>

#include "crucible/num/array.hpp"

namespace crucible::learn {

/// Distances from the errors of models on each other's samples: the mean of both directions, zero
/// to itself. `errors` is (n, n), row = model, column = sample, model i trained on sample i.
/// Throws InputError (E-learn-distances) unless square and finite.
Array2<double> mutual_distances(const Array2<double>& errors);

/// Two clusters become one. Clusters 0..n-1 are the samples, n + k is what merge k made.
struct Merge {
    std::size_t first = 0, second = 0;  ///< first < second
    double height = 0;                  ///< mean distance between their members
    std::size_t size = 0;
};
struct ClusterTree {
    std::size_t samples = 0;
    std::vector<Merge> merges;       ///< (n - 1) of ascending height
    std::vector<std::size_t> order;  ///< leaves as drawn, so that no branches cross
};
/// Unweighted average linkage (Sokal and Michener 1958), O(n^3). Ties go to the lower numbers.
/// Throws InputError (E-learn-distances) unless symmetric, not negative, zero on the diagonal.
ClusterTree average_linkage(const Array2<double>& distances);
/// The tree cut so that `count` clusters are left: cluster of each sample, numbered by first
/// appearance.
std::vector<std::size_t> cut_tree(const ClusterTree&, std::size_t count);

/// Classical scaling (Torgerson 1952, doi:10.1007/BF02288916): (n, dimensions), sorted by how much
/// each axis explains. The first sample with a coordinate of note is positive on every axis.
struct SampleMap {
    Array2<double> points;
    std::vector<double> explained;  ///< share of the sum of positive eigenvalues
};
SampleMap classical_scaling(const Array2<double>& distances, std::size_t dimensions = 2);

}  // namespace crucible::learn
