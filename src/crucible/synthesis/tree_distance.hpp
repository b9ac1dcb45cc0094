#pragma once
// How unlike two routes are: the cheapest way to edit one tree into the other.

#include <span>
#include <string>
#include <vector>

#include "crucible/num/array.hpp"
#include "crucible/synthesis/route.hpp"

namespace crucible::synthesis {

/// A labelled tree; the nodes in postorder (children before parents), the root last.
struct LabelTree {
    std::vector<std::string> labels;
    std::vector<int> parents;  ///< place of the parent, -1 for the root
    std::size_t size() const { return labels.size(); }
};

/// Molecules and reactions of a route by turns, as PaRoutes compares them: a molecule's label is
/// its SMILES, a reaction's is that of its precursors. Children in canonical order: by the text of
/// what is below them.
LabelTree label_tree(const RouteNode&);

/// Least number of insertions, deletions and renamings of nodes that make one tree of the other,
/// children in their order (Zhang and Shasha 1989, doi:10.1137/0218082): O(n^2) memory, fast for
/// routes.
double ordered_distance(const LabelTree&, const LabelTree&);
/// The same where the order of children does not matter. Exact, by search over mappings of nodes
/// that keep ancestors; exponential, for at most `largest_unordered` nodes each. Throws InputError
/// (E-route-distance) beyond.
double unordered_distance(const LabelTree&, const LabelTree&);
constexpr std::size_t largest_unordered = 12;

/// Ordered distances over the sizes of both trees, in [0, 1]: 0 for equal routes. (n, n).
Array2<double> route_distances(std::span<const Route>);

struct RouteClusters {
    std::vector<int> cluster;  ///< of each route, from 1 in the order of the routes
    double silhouette = 0;     ///< mean over the routes (Rousseeuw 1987); 0 for one cluster
    int count = 0;
};
/// Average linkage of the distances, cut where the silhouette is largest, at two to `most`
/// clusters; one cluster for fewer than three routes, or where all are alike. Sets
/// `Route::cluster`.
RouteClusters cluster_routes(std::span<Route>, int most = 10);
/// Mean over the samples of (b - a) / max(a, b): a the mean distance to the own cluster, b to the
/// nearest other one; 0 for samples alone in theirs.
double silhouette(const Array2<double>& distances, std::span<const std::size_t> clusters);

}  // namespace crucible::synthesis
