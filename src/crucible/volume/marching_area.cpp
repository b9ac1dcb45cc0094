#include <algorithm>
#include <array>
#include <vector>

#include "crucible/num/vec3.hpp"
#include "crucible/volume/configurations.hpp"
#include "crucible/volume/mesh.hpp"
#include "crucible/volume/minkowski.hpp"
#include "crucible/volume/slab_tasks.hpp"

namespace crucible::volume {
namespace {

/// Area of the triangles that a mesh has in such a cube; corners are numbered alike in both.
double pattern_area(unsigned pattern, const std::array<double, 3>& h) {
    double sum = 0;
    for (const auto& triangle : cube_triangles(pattern)) {
        std::array<Vec3, 3> p;
        for (std::size_t k = 0; k < 3; ++k) {
            const auto [column, row, slice] = edge_middle(triangle[k]);
            p[k] = {h[2] * column, h[1] * row, h[0] * slice};
        }
        sum += norm(cross(p[1] - p[0], p[2] - p[0])) / 2;
    }
    return sum;
}

/// Patterns between slices i and i + 1 whose eight voxels were measured.
void count_inner(const LabelVolume& mask, std::size_t i, Configurations& counts) {
    const Grid& g = mask.grid;
    for (std::size_t j = 0; j + 1 < g.rows; ++j) {
        const std::array rows{&mask(i, j, 0), &mask(i, j + 1, 0), &mask(i + 1, j, 0),
                              &mask(i + 1, j + 1, 0)};
        // Four voxels of a column: bits where they are set, and whether all were measured.
        const auto column = [&](std::size_t k, bool& is_measured) {
            unsigned bits = 0;
            is_measured = true;
            for (unsigned r = 0; r < 4; ++r) {
                bits |= static_cast<unsigned>(rows[r][k] == in_phase) << 2 * r;
                is_measured &= rows[r][k] != in_nothing;
            }
            return bits;
        };
        bool was_measured = false, is_measured = false;
        unsigned before = column(0, was_measured);
        for (std::size_t k = 1; k < g.columns; ++k) {
            const unsigned now = column(k, is_measured);
            if (was_measured && is_measured) ++counts[before | now << 1];
            before = now, was_measured = is_measured;
        }
    }
}

}  // namespace

double marching_cubes_area(const LabelVolume& mask, int threads) {
    check_mask(mask);
    const std::size_t cubes = mask.grid.slices - 1, n = std::min<std::size_t>(cubes, 64);
    std::vector<Configurations> parts(n);
    for_slabs(n, threads, [&](std::size_t s) {
        parts[s] = {};
        for (std::size_t i = cubes * s / n; i < cubes * (s + 1) / n; ++i)
            count_inner(mask, i, parts[s]);
    });
    double area = 0;
    for (unsigned pattern = 1; pattern < 255; ++pattern) {
        std::uint64_t count = 0;
        for (const Configurations& p : parts) count += p[pattern];
        if (count > 0)
            area += static_cast<double>(count) * pattern_area(pattern, mask.grid.spacing);
    }
    return area;
}

}  // namespace crucible::volume
