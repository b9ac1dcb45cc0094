// The triangles of the 256 cubes, derived when they are first asked for.

#include <algorithm>
#include <cmath>
#include <map>

#include "crucible/volume/mesh.hpp"

namespace crucible::volume {
namespace {

using Point = std::array<double, 3>;
using CubeTriangles = std::vector<std::array<std::uint8_t, 3>>;

/// The edge between two corners: 4 * axis + which of the four along it, counted by the other two
/// bits of its lower corner.
int edge_between(unsigned a, unsigned b) {
    const unsigned low = std::min(a, b), bit = a ^ b;
    const int axis = bit == 1 ? 0 : bit == 2 ? 1 : 2;
    const unsigned below = low & (bit - 1), above = low >> (axis + 1);
    return 4 * axis + static_cast<int>(below | above << axis);
}

double triangle_area(int a, int b, int c) {
    const Point p = edge_middle(a), q = edge_middle(b), r = edge_middle(c);
    Point u, v;
    for (std::size_t i = 0; i < 3; ++i) u[i] = q[i] - p[i], v[i] = r[i] - p[i];
    return 0.5 * std::hypot(u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2],
                            u[0] * v[1] - u[1] * v[0]);
}

/// From each cut edge to the one that follows on the surface's border: seen from outside the cube,
/// where the way around a face leaves the phase, the surface runs to where it enters it again.
std::map<int, int> following_edges(unsigned inside) {
    std::map<int, int> next;
    for (unsigned axis = 0; axis < 3; ++axis)
        for (unsigned side = 0; side < 2; ++side) {
            const unsigned u = 1u << (axis + 1) % 3, v = 1u << (axis + 2) % 3, b = side << axis;
            std::array<unsigned, 4> corners{b, b | u, b | u | v, b | v};
            if (side == 0) std::reverse(corners.begin(), corners.end());
            const auto is_in = [&](std::size_t i) { return inside >> corners[i % 4] & 1; };
            for (std::size_t i = 0; i < 4; ++i) {
                if (!is_in(i) || is_in(i + 1)) continue;
                std::size_t j = i + 1;
                while (!is_in(j + 1)) ++j;
                next[edge_between(corners[i], corners[(i + 1) % 4])] =
                    edge_between(corners[j % 4], corners[(j + 1) % 4]);
            }
        }
    return next;
}

/// Of all ways to cut a polygon into triangles the one of largest area, which follows the cubes
/// most closely; by the usual recursion over its chords.
struct Cutting {
    double area = 0;
    CubeTriangles triangles;
};
Cutting cut_polygon(const std::vector<int>& polygon, std::size_t first, std::size_t last) {
    Cutting best;
    for (std::size_t k = first + 1; k < last; ++k) {
        Cutting left = cut_polygon(polygon, first, k);
        const Cutting right = cut_polygon(polygon, k, last);
        const double a =
            left.area + right.area + triangle_area(polygon[first], polygon[k], polygon[last]);
        if (a < best.area + 1e-9) continue;
        left.area = a;
        left.triangles.insert(left.triangles.end(), right.triangles.begin(), right.triangles.end());
        left.triangles.push_back({static_cast<std::uint8_t>(polygon[last]),
                                  static_cast<std::uint8_t>(polygon[k]),
                                  static_cast<std::uint8_t>(polygon[first])});
        best = std::move(left);
    }
    return best;
}

CubeTriangles derive(unsigned inside) {
    CubeTriangles all;
    std::map<int, int> next = following_edges(inside);
    while (!next.empty()) {
        std::vector<int> polygon;
        for (int e = next.begin()->first; next.contains(e);) {
            polygon.push_back(e);
            const int following = next[e];
            next.erase(e);
            e = following;
        }
        const Cutting c = cut_polygon(polygon, 0, polygon.size() - 1);
        all.insert(all.end(), c.triangles.begin(), c.triangles.end());
    }
    return all;
}

}  // namespace

std::array<double, 3> edge_middle(int edge) {
    const int axis = edge / 4, place = edge % 4;
    std::array<double, 3> p{};
    p[static_cast<std::size_t>(axis)] = 0.5;
    p[axis == 0 ? 1 : 0] = place & 1;
    p[axis == 2 ? 1 : 2] = place >> 1;
    return p;
}

const CubeTriangles& cube_triangles(unsigned inside) {
    static const std::vector<CubeTriangles> table = [] {
        std::vector<CubeTriangles> all;
        for (unsigned c = 0; c < 256; ++c) all.push_back(derive(c));
        return all;
    }();
    return table[inside & 255];
}

}  // namespace crucible::volume
