#include <algorithm>
#include <array>
#include <vector>

#include "crucible/num/vec3.hpp"
#include "crucible/volume/configurations.hpp"
#include "crucible/volume/minkowski.hpp"
#include "crucible/volume/slab_tasks.hpp"

namespace crucible::volume {
namespace {

/// Corner (a, b, c) of a cube is number 4 a + 2 b + c, as in patterns. Faces as cycles of corners.
constexpr std::array<std::array<unsigned, 4>, 6> cube_faces{
    {{0, 1, 3, 2}, {4, 5, 7, 6}, {0, 1, 5, 4}, {2, 3, 7, 6}, {0, 2, 6, 4}, {1, 3, 7, 5}}};

Vec3 corner_place(unsigned corner, const std::array<double, 3>& h) {
    return {h[0] * (corner >> 2 & 1), h[1] * (corner >> 1 & 1), h[2] * (corner & 1)};
}

/// An edge between two corners, as a bit for either.
unsigned crossed_edge(unsigned a, unsigned b) { return 1u << a | 1u << b; }

using EdgePair = std::array<unsigned, 2>;

/// The lines in which the surface cuts a face: each joins two of the face's edges.
void add_cuts(unsigned pattern, const std::array<unsigned, 4>& face, std::vector<EdgePair>& cuts) {
    const auto is_set = [&](std::size_t k) { return (pattern >> face[k % 4] & 1) != 0; };
    const auto edge = [&](std::size_t k) { return crossed_edge(face[k % 4], face[(k + 1) % 4]); };
    std::vector<unsigned> crossed;
    for (std::size_t k = 0; k < 4; ++k)
        if (is_set(k) != is_set(k + 1)) crossed.push_back(edge(k));
    if (crossed.size() == 2) cuts.push_back({crossed[0], crossed[1]});
    if (crossed.size() < 4) return;
    for (std::size_t k = 0; k < 4; ++k)  // a line around each corner of the phase
        if (is_set(k)) cuts.push_back({edge(k + 3), edge(k)});
}

/// Area of a polygon by triangles from one of its corners: the one for which they are largest.
double polygon_area(const std::vector<Vec3>& p) {
    const std::size_t n = p.size();
    double most = 0;
    for (std::size_t s = 0; s < n; ++s) {
        double area = 0;
        for (std::size_t k = 1; k + 1 < n; ++k)
            area += norm(cross(p[(s + k) % n] - p[s], p[(s + k + 1) % n] - p[s])) / 2;
        most = std::max(most, area);
    }
    return most;
}

double pattern_area(unsigned pattern, const std::array<double, 3>& h) {
    std::vector<EdgePair> cuts;
    for (const auto& face : cube_faces) add_cuts(pattern, face, cuts);
    double area = 0;
    while (!cuts.empty()) {  // cuts that meet at edges, around
        std::vector<unsigned> loop{cuts.back()[0]};
        unsigned at = cuts.back()[1];
        cuts.pop_back();
        while (at != loop.front()) {
            loop.push_back(at);
            const auto next = std::find_if(cuts.begin(), cuts.end(), [&](const EdgePair& c) {
                return c[0] == at || c[1] == at;
            });
            at = (*next)[0] == at ? (*next)[1] : (*next)[0];
            cuts.erase(next);
        }
        std::vector<Vec3> places;
        for (const unsigned edge : loop) {
            Vec3 sum;
            for (unsigned c = 0; c < 8; ++c)
                if ((edge >> c & 1) != 0) sum += corner_place(c, h);
            places.push_back(sum * 0.5);
        }
        area += polygon_area(places);
    }
    return area;
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
