#include "crucible/volume/minkowski.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "crucible/base/error.hpp"
#include "crucible/num/vec3.hpp"
#include "crucible/volume/configurations.hpp"

namespace crucible::volume {

const std::array<std::array<int, 3>, 13> line_directions{{{1, 0, 0},
                                                          {0, 1, 0},
                                                          {0, 0, 1},
                                                          {0, 1, 1},
                                                          {0, 1, -1},
                                                          {1, 0, 1},
                                                          {1, 0, -1},
                                                          {1, 1, 0},
                                                          {1, -1, 0},
                                                          {1, 1, 1},
                                                          {1, 1, -1},
                                                          {1, -1, 1},
                                                          {1, -1, -1}}};

namespace {

using Step = std::array<int, 3>;

Vec3 length_of(const Step& s, const std::array<double, 3>& h) {
    return {s[0] * h[0], s[1] * h[1], s[2] * h[2]};
}

/// Corners of the pattern at these places, moved so that the least coordinates are 0.
unsigned corners_at(std::vector<Step> places) {
    Step least = places.front();
    for (const Step& p : places)
        for (std::size_t a = 0; a < 3; ++a) least[a] = std::min(least[a], p[a]);
    unsigned bits = 0;
    for (const Step& p : places)
        bits |= 1u << (4 * (p[0] - least[0]) + 2 * (p[1] - least[1]) + (p[2] - least[2]));
    return bits;
}

Step plus(const Step& a, const Step& b) { return {a[0] + b[0], a[1] + b[1], a[2] + b[2]}; }
Step minus(const Step& a, const Step& b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }

/// Sums over the counts, as if over places.
struct Counted {
    Configurations counts;

    /// Places where all of these corners are set.
    std::int64_t all(unsigned corners) const {
        std::uint64_t n = 0;
        for (unsigned c = 0; c < 256; ++c)
            if ((c & corners) == corners) n += counts[c];
        return static_cast<std::int64_t>(n);
    }
    /// Places where any of them is.
    std::int64_t any(unsigned corners) const {
        std::uint64_t n = 0;
        for (unsigned c = 0; c < 256; ++c)
            if ((c & corners) != 0) n += counts[c];
        return static_cast<std::int64_t>(n);
    }
    std::int64_t voxels() const { return all(1); }
    std::int64_t all(const std::vector<Step>& places) const { return all(corners_at(places)); }
    /// Neighbours along a line of which just one is set; what lies beyond the border is not.
    std::int64_t changes(const Step& along) const {
        return 2 * (voxels() - all({{0, 0, 0}, along}));
    }
};

constexpr Step here{0, 0, 0}, along_slices{1, 0, 0}, along_rows{0, 1, 0}, along_columns{0, 0, 1};

std::int64_t euler_open(const Counted& c) {
    std::int64_t euler = c.voxels() - c.all(255u);
    for (const Step& s : {along_slices, along_rows, along_columns}) euler -= c.all({here, s});
    for (const auto& [s, t] : {std::pair{along_slices, along_rows},
                               {along_slices, along_columns},
                               {along_rows, along_columns}})
        euler += c.all({here, s, t, plus(s, t)});
    return euler;
}

std::int64_t euler_closed(const Counted& c) {
    std::int64_t euler = c.any(255u) - c.voxels();
    for (const Step& s : {along_slices, along_rows, along_columns})
        euler += c.any(corners_at({here, s}));
    for (const auto& [s, t] : {std::pair{along_slices, along_rows},
                               {along_slices, along_columns},
                               {along_rows, along_columns}})
        euler -= c.any(corners_at({here, s, t, plus(s, t)}));
    return euler;
}

/// A family of parallel planes through voxel centres: two steps that span it.
struct Planes {
    Step s, t;
    bool is_triangular;
};

/// Planes normal to the lines (on cubic voxels), in the order of `line_directions`.
Planes planes_of(const Step& line) {
    const int n = std::abs(line[0]) + std::abs(line[1]) + std::abs(line[2]);
    if (n == 1) {
        if (line[0] != 0) return {along_rows, along_columns, false};
        if (line[1] != 0) return {along_slices, along_columns, false};
        return {along_slices, along_rows, false};
    }
    if (n == 2) {
        if (line[0] == 0) return {along_slices, {0, line[1], -line[2]}, false};
        if (line[1] == 0) return {along_rows, {line[0], 0, -line[2]}, false};
        return {along_columns, {line[0], -line[1], 0}, false};
    }
    return {{line[0], -line[1], 0}, {line[0], 0, -line[2]}, true};
}

/// Euler numbers of the sections by all planes of the family, for open and closed voxels. The
/// triangular lattice joins each point to 6 others and needs no choice.
std::pair<std::int64_t, std::int64_t> section_euler(const Counted& c, const Planes& p) {
    const Step far = plus(p.s, p.t), across = minus(p.t, p.s);
    const std::int64_t n = c.voxels(), edges = c.all({here, p.s}) + c.all({here, p.t});
    if (p.is_triangular) {
        const std::int64_t euler =
            n - edges - c.all({p.s, p.t}) + c.all({here, p.s, p.t}) + c.all({far, p.s, p.t});
        return {euler, euler};
    }
    const std::int64_t quads = c.all({here, p.s, p.t, far});
    const std::int64_t corners = c.all({here, p.s, p.t}) + c.all({p.s, here, far}) +
                                 c.all({p.t, here, far}) + c.all({far, p.s, p.t});
    const std::int64_t diagonals = c.all({here, far}) + c.all({here, across});
    return {n - edges + quads, n - edges - diagonals + corners - quads};
}

/// Solid angle of the triangle that three vectors span (Van Oosterom and Strackee,
/// doi:10.1109/TBME.1983.325207).
double solid_angle(const Vec3& a, const Vec3& b, const Vec3& c) {
    const double la = norm(a), lb = norm(b), lc = norm(c);
    return 2 * std::atan2(std::abs(dot(a, cross(b, c))),
                          la * lb * lc + dot(a, b) * lc + dot(a, c) * lb + dot(b, c) * la);
}

/// Cuts the polygon by the half space x . normal >= 0.
std::vector<Vec3> cut(const std::vector<Vec3>& polygon, const Vec3& normal) {
    std::vector<Vec3> out;
    for (std::size_t k = 0; k < polygon.size(); ++k) {
        const Vec3 &a = polygon[k], &b = polygon[(k + 1) % polygon.size()];
        const double da = dot(a, normal), db = dot(b, normal);
        if (da >= 0) out.push_back(a);
        if ((da > 0 && db < 0) || (da < 0 && db > 0)) out.push_back(a + (b - a) * (da / (da - db)));
    }
    return out;
}

/// Share of the sphere nearer to +-directions[i] than to the others: the cell is a polygon on the
/// plane that touches the sphere there.
double share_of(const std::vector<Vec3>& directions, std::size_t i) {
    const Vec3& u = directions[i];
    const Vec3 other = std::abs(u.x) < 0.7 ? Vec3{1, 0, 0} : Vec3{0, 1, 0};
    Vec3 a = cross(u, other);
    a = a / norm(a);
    const Vec3 b = cross(u, a);
    constexpr double wide = 1e4;
    std::vector<Vec3> cell{u + wide * a, u + wide * b, u - wide * a, u - wide * b};
    for (std::size_t k = 0; k < directions.size(); ++k) {
        if (k == i) continue;
        cell = cut(cell, u - directions[k]);
        cell = cut(cell, u + directions[k]);
    }
    double angle = 0;
    for (std::size_t k = 0; k < cell.size(); ++k)
        angle += solid_angle(u, cell[k], cell[(k + 1) % cell.size()]);
    return angle / (2 * std::numbers::pi);
}

std::array<double, 13> shares_of(std::vector<Vec3> directions) {
    for (Vec3& d : directions) d = d / norm(d);
    std::array<double, 13> out{};
    double all = 0;
    for (std::size_t k = 0; k < 13; ++k) all += out[k] = share_of(directions, k);
    for (double& s : out) s /= all;
    return out;
}

/// Phase voxels whose neighbours along +-step lie beyond the border.
std::int64_t border_pairs(const LabelVolume& mask, const Step& step) {
    const std::array<std::ptrdiff_t, 3> shape{static_cast<std::ptrdiff_t>(mask.grid.slices),
                                              static_cast<std::ptrdiff_t>(mask.grid.rows),
                                              static_cast<std::ptrdiff_t>(mask.grid.columns)};
    std::int64_t n = 0;
    const auto count = [&](std::ptrdiff_t i, std::ptrdiff_t j, std::ptrdiff_t k) {
        const std::array<std::ptrdiff_t, 3> at{i, j, k};
        if (mask.voxels[static_cast<std::size_t>((i * shape[1] + j) * shape[2] + k)] != in_phase)
            return;
        for (const int sign : {-1, 1}) {
            bool is_inside = true;
            for (std::size_t a = 0; a < 3; ++a) {
                const std::ptrdiff_t x = at[a] + sign * step[a];
                is_inside &= x >= 0 && x < shape[a];
            }
            if (!is_inside) ++n;
        }
    };
    for (std::ptrdiff_t i = 0; i < shape[0]; ++i)
        for (std::ptrdiff_t j = 0; j < shape[1]; ++j) {
            const bool is_outer = i == 0 || i + 1 == shape[0] || j == 0 || j + 1 == shape[1];
            const std::ptrdiff_t pace = is_outer || shape[2] < 2 ? 1 : shape[2] - 1;
            for (std::ptrdiff_t k = 0; k < shape[2]; k += pace) count(i, j, k);
        }
    return n;
}

/// Neighbours along a line of which one is in the phase, the other in the rest: not masked, not
/// beyond the border.
class Surfaces {
public:
    Surfaces(const LabelVolume& mask, const Counted& phase, int threads)
        : mask_(mask), phase_(phase) {
        const std::uint64_t masked = count_phase(mask.voxels).masked;
        if (masked == 0) return;
        has_masked_ = true;
        masked_.counts = count_configurations(mask, Pattern::masked, threads);
        both_.counts = count_configurations(mask, Pattern::phase_or_masked, threads);
    }
    std::int64_t along(const Step& line) const {
        std::int64_t changes = phase_.changes(line);
        // p|r + p|m, p|r + m|r and p|m + m|r: half of first and second less the third.
        if (has_masked_) changes = (changes + both_.changes(line) - masked_.changes(line)) / 2;
        return changes - border_pairs(mask_, line);
    }

private:
    const LabelVolume& mask_;
    const Counted& phase_;
    Counted masked_, both_;
    bool has_masked_ = false;
};

}  // namespace

std::array<double, 13> direction_shares(const std::array<double, 3>& spacing) {
    std::vector<Vec3> lines;
    for (const Step& s : line_directions) lines.push_back(length_of(s, spacing));
    return shares_of(lines);
}

Minkowski minkowski(const LabelVolume& mask, int threads) {
    const std::array<double, 3>& h = mask.grid.spacing;
    for (const double s : h)
        if (!(s > 0) || !std::isfinite(s))
            throw InputError("E-volume-spacing", fmt::format("voxels of length {}", s),
                             "give three positive lengths");
    const Counted phase{count_configurations(mask, Pattern::phase, threads)};
    const Surfaces surfaces(mask, phase, threads);
    Minkowski out;
    out.voxels = static_cast<std::uint64_t>(phase.voxels());
    const double voxel = mask.grid.voxel_volume();
    out.volume = static_cast<double>(out.voxels) * voxel;
    const std::array<double, 13> lines = direction_shares(h);
    std::vector<Vec3> normals;
    std::array<Planes, 13> planes;
    for (std::size_t d = 0; d < 13; ++d) {
        planes[d] = planes_of(line_directions[d]);
        normals.push_back(cross(length_of(planes[d].s, h), length_of(planes[d].t, h)));
    }
    const std::array<double, 13> tilts = shares_of(normals);
    for (std::size_t d = 0; d < 13; ++d) {
        const std::int64_t hits = surfaces.along(line_directions[d]);
        out.changes[d] = static_cast<std::uint64_t>(hits);
        const double length = norm(length_of(line_directions[d], h));
        if (d < 3) {
            out.faces[d] = static_cast<std::uint64_t>(hits);
            out.face_area += static_cast<double>(hits) * voxel / h[d];
        }
        out.crofton_area += 2 * lines[d] * static_cast<double>(hits) * voxel / length;
        const auto [open, closed] = section_euler(phase, planes[d]);
        const double apart = 2 * std::numbers::pi * tilts[d] * voxel / norm(normals[d]);
        out.curvature_6 += apart * static_cast<double>(open);
        out.curvature_26 += apart * static_cast<double>(closed);
    }
    out.euler_6 = euler_open(phase);
    out.euler_26 = euler_closed(phase);
    return out;
}

}  // namespace crucible::volume
