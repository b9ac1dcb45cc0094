#include <algorithm>
#include <cstdlib>

#include "crucible/volume/clusters.hpp"

namespace crucible::volume {
namespace {

using Place = std::array<std::ptrdiff_t, 3>;

std::vector<Place> neighbour_steps(Connectivity c) {
    const int most = c == Connectivity::faces ? 1 : c == Connectivity::edges ? 2 : 3;
    std::vector<Place> out;
    for (std::ptrdiff_t i = -1; i <= 1; ++i)
        for (std::ptrdiff_t j = -1; j <= 1; ++j)
            for (std::ptrdiff_t k = -1; k <= 1; ++k) {
                const std::ptrdiff_t n = std::abs(i) + std::abs(j) + std::abs(k);
                if (n > 0 && n <= most) out.push_back({i, j, k});
            }
    return out;
}

/// Fills the cluster that `start` belongs to with `label`.
Cluster flood(const LabelVolume& mask, const std::vector<Place>& steps, const Place& start,
              std::uint32_t label, Volume<std::uint32_t>& labels) {
    const Grid& g = mask.grid;
    const std::array<std::size_t, 3> shape{g.slices, g.rows, g.columns};
    Cluster c;
    for (std::size_t a = 0; a < 3; ++a) c.first[a] = static_cast<std::uint32_t>(start[a]);
    std::vector<Place> open{start};
    const auto index = [&](const Place& p) {
        return (static_cast<std::size_t>(p[0]) * g.rows + static_cast<std::size_t>(p[1])) *
                   g.columns +
               static_cast<std::size_t>(p[2]);
    };
    labels.voxels[index(start)] = label;
    while (!open.empty()) {
        const Place p = open.back();
        open.pop_back();
        ++c.size;
        for (std::size_t a = 0; a < 3; ++a) {
            c.first[a] = std::min(c.first[a], static_cast<std::uint32_t>(p[a]));
            c.end[a] = std::max(c.end[a], static_cast<std::uint32_t>(p[a]) + 1);
        }
        for (const Place& step : steps) {
            const Place q{p[0] + step[0], p[1] + step[1], p[2] + step[2]};
            bool is_inside = true;
            for (std::size_t a = 0; a < 3; ++a)
                is_inside &= q[a] >= 0 && static_cast<std::size_t>(q[a]) < shape[a];
            if (!is_inside || mask.voxels[index(q)] != in_phase || labels.voxels[index(q)] != 0)
                continue;
            labels.voxels[index(q)] = label;
            open.push_back(q);
        }
    }
    return c;
}

}  // namespace

LabelledClusters label_volume_reference(const LabelVolume& mask, Connectivity connectivity) {
    check_mask(mask);
    const std::vector<Place> steps = neighbour_steps(connectivity);
    LabelledClusters out{{mask.grid, connectivity, {}}, Volume<std::uint32_t>(mask.grid)};
    std::size_t v = 0;
    for (std::size_t i = 0; i < mask.grid.slices; ++i)
        for (std::size_t j = 0; j < mask.grid.rows; ++j)
            for (std::size_t k = 0; k < mask.grid.columns; ++k, ++v) {
                if (mask.voxels[v] != in_phase || out.labels.voxels[v] != 0) continue;
                const Place start{static_cast<std::ptrdiff_t>(i), static_cast<std::ptrdiff_t>(j),
                                  static_cast<std::ptrdiff_t>(k)};
                const auto label = static_cast<std::uint32_t>(out.clusters.list.size() + 1);
                out.clusters.list.push_back(flood(mask, steps, start, label, out.labels));
            }
    return out;
}

}  // namespace crucible::volume
