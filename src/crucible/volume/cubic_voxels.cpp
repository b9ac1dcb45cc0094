#include "crucible/volume/cubic_voxels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "crucible/base/error.hpp"

namespace crucible::volume {
namespace {

/// For each cube along an axis the voxel that its centre lies in.
std::vector<std::size_t> voxels_of_cubes(std::size_t voxels, double spacing, double edge) {
    const double cubes = std::round(static_cast<double>(voxels) * spacing / edge);
    std::vector<std::size_t> out(static_cast<std::size_t>(std::max(1.0, cubes)));
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double at = (static_cast<double>(i) + 0.5) * edge / spacing;
        out[i] = std::min(static_cast<std::size_t>(at), voxels - 1);
    }
    return out;
}

}  // namespace

bool has_cubic_voxels(const Grid& g) {
    const auto [low, high] = std::minmax_element(g.spacing.begin(), g.spacing.end());
    return *high <= *low * (1 + 1e-6);
}

LabelVolume cubic_voxels(const LabelVolume& v, double edge) {
    if (!(edge > 0))
        throw InputError("E-volume-spacing", fmt::format("cubes of {} mm", edge),
                         "give a positive length");
    const std::array<std::size_t, 3> shape{v.grid.slices, v.grid.rows, v.grid.columns};
    std::array<std::vector<std::size_t>, 3> from;
    for (std::size_t a = 0; a < 3; ++a)
        from[a] = voxels_of_cubes(shape[a], v.grid.spacing[a], edge);
    Grid g = v.grid;
    g.slices = from[0].size(), g.rows = from[1].size(), g.columns = from[2].size();
    for (std::size_t a = 0; a < 3; ++a)
        g.origin[a] += (edge - v.grid.spacing[a]) / 2, g.spacing[a] = edge;
    LabelVolume out(g);
    std::size_t n = 0;
    for (const std::size_t i : from[0])
        for (const std::size_t j : from[1])
            for (const std::size_t k : from[2]) out.voxels[n++] = v(i, j, k);
    return out;
}

}  // namespace crucible::volume
