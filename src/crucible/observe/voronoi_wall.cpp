#include <voro++/voro++.hh>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/atoms/neighbours.hpp"
#include "crucible/atoms/niggli.hpp"
#include "crucible/base/error.hpp"
#include "crucible/observe/voronoi.hpp"

namespace crucible {
namespace {

constexpr int atoms_per_block = 6;  // voro++ is fastest with 4 to 8

/// The reduced cell turned so that a lies along x and b in the x-y plane; a mirror image of it when
/// it is left-handed, whose polyhedra have the same faces.
struct TurnedCell {
    Mat3 to_fractional;
    double ax, bx, by, cx, cy, cz;

    explicit TurnedCell(const Cell& cell) : to_fractional(inverse(cell.h)) {
        const Vec3 &a = cell.h[0], &b = cell.h[1], &c = cell.h[2];
        ax = norm(a);
        bx = dot(a, b) / ax;
        by = norm(cross(a, b)) / ax;
        cx = dot(a, c) / ax;
        cy = (dot(b, c) - bx * cx) / by;
        cz = cell.volume() / (ax * by);
    }
    Vec3 turned(const Vec3& r) const {
        Vec3 f = r * to_fractional;
        for (int k = 0; k < 3; ++k) f[k] -= std::floor(f[k]);
        return {f.x * ax + f.y * bx + f.z * cx, f.y * by + f.z * cy, f.z * cz};
    }
};

/// voro++ ends the program where two atoms coincide or a number is none: not with user's data.
void check_polyhedra(const Structure& s) {
    if (!(s.cell.periodic[0] && s.cell.periodic[1] && s.cell.periodic[2]))
        throw InputError("E-atoms-periodic", "Voronoi polyhedra without a crystal's cell",
                         "give a structure that is periodic in three directions");
    if (s.size() == 0)
        throw InputError("E-observe-frames", "Voronoi polyhedra of nothing",
                         "give at least one atom");
    check_cell(s.cell);
    for (const Position& r : s.positions)
        if (!(norm2(r) < 1e16))
            throw InputError("E-observe-voronoi", "an atom is nowhere, or far outside any cell",
                             "check the file it came from");
    const double shortest = shortest_distance(s);
    if (shortest < 1e-3)
        throw InputError("E-observe-voronoi", fmt::format("two atoms lie {:.2g} A apart", shortest),
                         "remove one of the two: between them there is no polyhedron");
}

/// Edges of each face that are not shorter than `tolerance`.
std::vector<int> long_edges(voro::voronoicell& cell, double tolerance) {
    std::vector<int> faces, out;
    std::vector<double> at;
    cell.face_vertices(faces);  // for each face: n, then the numbers of its n vertices
    cell.vertices(at);
    for (std::size_t f = 0; f < faces.size();) {
        const auto n = static_cast<std::size_t>(faces[f]);
        int edges = 0;
        for (std::size_t k = 0; k < n; ++k) {
            const auto a = 3 * static_cast<std::size_t>(faces[f + 1 + k]);
            const auto b = 3 * static_cast<std::size_t>(faces[f + 1 + (k + 1) % n]);
            const Vec3 d{at[a] - at[b], at[a + 1] - at[b + 1], at[a + 2] - at[b + 2]};
            if (norm(d) >= tolerance) ++edges;
        }
        out.push_back(edges);
        f += n + 1;
    }
    return out;
}

VoronoiCell described(voro::voronoicell& cell, const VoronoiOptions& options) {
    VoronoiCell out;
    out.volume = cell.volume();
    std::vector<int> orders;
    if (options.edge_tolerance > 0)
        orders = long_edges(cell, options.edge_tolerance);
    else
        cell.face_orders(orders);
    std::vector<double> areas;
    double smallest = 0;
    if (options.face_tolerance > 0) {
        cell.face_areas(areas);
        for (const double a : areas) smallest += options.face_tolerance * a;
    }
    for (std::size_t f = 0; f < orders.size(); ++f) {
        if (orders[f] < 3 || (!areas.empty() && areas[f] < smallest)) continue;
        ++out.faces;
        if (orders[f] <= 6) ++out.index[static_cast<std::size_t>(orders[f] - 3)];
    }
    return out;
}

}  // namespace

std::vector<VoronoiCell> voronoi_cells(const Structure& s, const VoronoiOptions& options) {
    check_polyhedra(s);
    const TurnedCell turned(minkowski_reduce(s.cell).cell);
    const double side =
        std::cbrt(atoms_per_block * s.cell.volume() / static_cast<double>(s.size()));
    const auto blocks = [&](double length) {
        return std::clamp(static_cast<int>(length / side), 1, 1000);
    };
    voro::container_periodic box(turned.ax, turned.bx, turned.by, turned.cx, turned.cy, turned.cz,
                                 blocks(turned.ax), blocks(turned.by), blocks(turned.cz),
                                 2 * atoms_per_block);
    for (std::size_t i = 0; i < s.size(); ++i) {
        const Vec3 r = turned.turned(s.positions[i]);
        box.put(static_cast<int>(i), r.x, r.y, r.z);
    }
    std::vector<VoronoiCell> out(s.size());
    voro::voronoicell cell;
    voro::c_loop_all_periodic loop(box);
    if (loop.start()) do
            if (box.compute_cell(cell, loop))
                out[static_cast<std::size_t>(loop.pid())] = described(cell, options);
        while (loop.inc());
    return out;
}

}  // namespace crucible
