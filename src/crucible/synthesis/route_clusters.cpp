#include <algorithm>
#include <limits>

#include "crucible/learn/clusters.hpp"
#include "crucible/synthesis/tree_distance.hpp"

namespace crucible::synthesis {

double silhouette(const Array2<double>& distances, std::span<const std::size_t> clusters) {
    const std::size_t n = clusters.size();
    const std::size_t count = n == 0 ? 0 : *std::max_element(clusters.begin(), clusters.end()) + 1;
    double total = 0;
    for (std::size_t i = 0; i < n; ++i) {
        std::vector<double> sum(count), members(count);
        for (std::size_t j = 0; j < n; ++j)
            if (j != i) sum[clusters[j]] += distances(i, j), ++members[clusters[j]];
        if (members[clusters[i]] == 0) continue;
        const double own = sum[clusters[i]] / members[clusters[i]];
        double other = std::numeric_limits<double>::infinity();
        for (std::size_t c = 0; c < count; ++c)
            if (c != clusters[i] && members[c] > 0) other = std::min(other, sum[c] / members[c]);
        if (other < std::numeric_limits<double>::infinity() && std::max(own, other) > 0)
            total += (other - own) / std::max(own, other);
    }
    return n == 0 ? 0 : total / static_cast<double>(n);
}

RouteClusters cluster_routes(std::span<Route> routes, int most) {
    RouteClusters out;
    const std::size_t n = routes.size();
    std::vector<std::size_t> best(n, 0);
    if (n >= 3) {
        const Array2<double> distances = route_distances(routes);
        const learn::ClusterTree tree = learn::average_linkage(distances);
        const std::size_t largest = std::min(n - 1, static_cast<std::size_t>(std::max(most, 1)));
        for (std::size_t count = 2; count <= largest; ++count) {
            const std::vector<std::size_t> cut = learn::cut_tree(tree, count);
            const double value = silhouette(distances, cut);
            if (value > out.silhouette) out.silhouette = value, best = cut;
        }
    }
    for (std::size_t i = 0; i < n; ++i) {
        routes[i].cluster = static_cast<int>(best[i]) + 1;
        out.cluster.push_back(routes[i].cluster);
        out.count = std::max(out.count, routes[i].cluster);
    }
    return out;
}

}  // namespace crucible::synthesis
