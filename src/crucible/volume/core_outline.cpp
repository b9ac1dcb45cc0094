#include "crucible/volume/core_outline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "crucible/base/error.hpp"

namespace crucible::volume {
namespace {

struct RimPoint {
    double y, x;  ///< mm
};

/// So many dense voxels in a row are matter and not noise.
constexpr std::size_t least_run = 3;

/// Index of the first voxel of the first run of dense ones along a line of `n` voxels, or n.
template <class At>
std::size_t first_dense(std::size_t n, At&& is_dense) {
    std::size_t run = 0;
    for (std::size_t i = 0; i < n; ++i) {
        run = is_dense(i) ? run + 1 : 0;
        if (run == least_run) return i + 1 - least_run;
    }
    return n;
}

std::vector<RimPoint> rim(std::span<const std::int16_t> v, const Grid& g, int threshold) {
    std::vector<RimPoint> out;
    const double hy = g.spacing[1], hx = g.spacing[2];
    const auto dense = [&](std::size_t j, std::size_t k) {
        return v[j * g.columns + k] > threshold;
    };
    for (std::size_t j = 0; j < g.rows; ++j) {
        const double y = (static_cast<double>(j) + 0.5) * hy;
        const std::size_t a = first_dense(g.columns, [&](std::size_t k) { return dense(j, k); });
        if (a == g.columns) continue;
        const std::size_t b =
            first_dense(g.columns, [&](std::size_t k) { return dense(j, g.columns - 1 - k); });
        out.push_back({y, static_cast<double>(a) * hx});
        out.push_back({y, static_cast<double>(g.columns - b) * hx});
    }
    for (std::size_t k = 0; k < g.columns; ++k) {
        const double x = (static_cast<double>(k) + 0.5) * hx;
        const std::size_t a = first_dense(g.rows, [&](std::size_t j) { return dense(j, k); });
        if (a == g.rows) continue;
        const std::size_t b =
            first_dense(g.rows, [&](std::size_t j) { return dense(g.rows - 1 - j, k); });
        out.push_back({static_cast<double>(a) * hy, x});
        out.push_back({static_cast<double>(g.rows - b) * hy, x});
    }
    return out;
}

/// Least squares of y^2 + x^2 = 2 a y + 2 b x + c.
std::optional<Circle> fitted(const std::vector<RimPoint>& points) {
    if (points.size() < 8) return {};
    // Normal equations of three unknowns, by Cramer's rule about the points' mean.
    double my = 0, mx = 0;
    const auto n = static_cast<double>(points.size());
    for (const RimPoint& p : points) my += p.y / n, mx += p.x / n;
    double yy = 0, xx = 0, yx = 0, yr = 0, xr = 0, r = 0;
    for (const RimPoint& p : points) {
        const double y = p.y - my, x = p.x - mx, q = y * y + x * x;
        yy += y * y, xx += x * x, yx += y * x, yr += y * q, xr += x * q, r += q / n;
    }
    const double d = yy * xx - yx * yx;
    if (!(d > 1e-12 * yy * xx)) return {};
    const double a = (yr * xx - xr * yx) / (2 * d), b = (xr * yy - yr * yx) / (2 * d);
    return Circle{my + a, mx + b, std::sqrt(r + a * a + b * b)};
}

}  // namespace

std::optional<Circle> core_circle(std::span<const std::int16_t> slice, const Grid& g,
                                  int threshold) {
    std::vector<RimPoint> points = rim(slice, g, threshold);
    std::optional<Circle> c = fitted(points);
    const double pixel = std::max(g.spacing[1], g.spacing[2]);
    for (int turn = 0; turn < 20 && c; ++turn) {
        std::vector<RimPoint> kept;
        // Matter ends at the rim: points inside of it saw a gap. The bound tightens turn by turn.
        const double inside = std::max(1.5 * pixel, 0.1 * c->radius / (1 << turn));
        for (const RimPoint& p : points)
            if (std::hypot(p.y - c->row, p.x - c->column) > c->radius - inside) kept.push_back(p);
        const std::optional<Circle> next = fitted(kept);
        if (!next) return c;
        const bool is_same = std::fabs(next->radius - c->radius) < 1e-6 * pixel && turn > 6;
        c = next;
        if (is_same) break;
    }
    return c;
}

std::vector<std::optional<Circle>> core_outline(VolumeSource& source, int threshold) {
    std::vector<std::optional<Circle>> out;
    std::vector<std::int16_t> slice(source.grid().slice_size());
    for (std::size_t i = 0; i < source.grid().slices; ++i) {
        source.read(i, slice);
        out.push_back(core_circle(slice, source.grid(), threshold));
    }
    return out;
}

Circle median_circle(std::span<const std::optional<Circle>> circles) {
    std::array<std::vector<double>, 3> parts;
    for (const auto& c : circles)
        if (c)
            parts[0].push_back(c->row), parts[1].push_back(c->column),
                parts[2].push_back(c->radius);
    if (2 * parts[0].size() < circles.size() || parts[0].empty())
        throw InputError("E-volume-outline",
                         fmt::format("{} of {} slices show no outline of a core",
                                     circles.size() - parts[0].size(), circles.size()),
                         "give a threshold between air and matter, or leave the mask out");
    const auto middle = [](std::vector<double>& v) {
        std::nth_element(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2), v.end());
        return v[v.size() / 2];
    };
    return {middle(parts[0]), middle(parts[1]), middle(parts[2])};
}

void cut_outside(const Circle& c, double shrink, const Grid& g, std::span<std::int16_t> slice) {
    const double r = std::max(0.0, c.radius - shrink);
    for (std::size_t j = 0; j < g.rows; ++j) {
        const double y = (static_cast<double>(j) + 0.5) * g.spacing[1] - c.row;
        for (std::size_t k = 0; k < g.columns; ++k) {
            const double x = (static_cast<double>(k) + 0.5) * g.spacing[2] - c.column;
            if (y * y + x * x > r * r) slice[j * g.columns + k] = outside;
        }
    }
}

}  // namespace crucible::volume
