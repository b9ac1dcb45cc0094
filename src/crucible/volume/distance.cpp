#include "crucible/volume/distance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/volume/distance_kernels.hpp"
#include "crucible/volume/slab_tasks.hpp"

namespace crucible::volume {
namespace {

constexpr double no_parabola = std::numeric_limits<double>::infinity();

/// The lower envelope of parabolas weight (x - k)^2 + f[k] at x = 0, 1, ... (Felzenszwalb and
/// Huttenlocher, doi:10.4086/toc.2012.v008a019).
class Envelope {
public:
    explicit Envelope(std::size_t n) : value_(n), place_(n), from_(n) {}

    /// Replaces the n numbers at f, `stride` apart.
    void apply(double* f, std::size_t stride, double weight, std::size_t n) {
        std::size_t used = 0;
        for (std::size_t k = 0; k < n; ++k) {
            const double here = f[k * stride], x = static_cast<double>(k);
            if (here == no_parabola) continue;
            double from = -no_parabola;
            while (used > 0) {
                const double other = place_[used - 1];
                from = ((here - value_[used - 1]) / weight + (x - other) * (x + other)) /
                       (2 * (x - other));
                if (from > from_[used - 1]) break;
                --used, from = -no_parabola;
            }
            value_[used] = here, place_[used] = x, from_[used++] = from;
        }
        if (used == 0) return;
        for (std::size_t k = 0, p = 0; k < n; ++k) {
            const double x = static_cast<double>(k);
            while (p + 1 < used && from_[p + 1] <= x) ++p;
            f[k * stride] = weight * (x - place_[p]) * (x - place_[p]) + value_[p];
        }
    }

private:
    std::vector<double> value_, place_, from_;
};

bool distances_within_steps(const LabelVolume& mask, int threads, Volume<std::int32_t>& out) {
    const Grid& g = mask.grid;
    std::vector<std::uint8_t> steps(g.size());
    const std::size_t parts = std::min<std::size_t>(g.rows, 16);
    for_slabs(parts, threads, [&](std::size_t p) {
        const std::size_t first = g.rows * p / parts, end = g.rows * (p + 1) / parts;
        count_slice_steps(mask.voxels.data() + first * g.columns, g.slices, g.slice_size(),
                          (end - first) * g.columns, steps.data() + first * g.columns);
    });
    const std::size_t slabs =
        std::min<std::size_t>(g.slices, static_cast<std::size_t>(std::max(threads, 1)));
    std::atomic<bool> is_near{true};
    for_slabs(slabs, threads, [&](std::size_t s) {
        SquarePlane room(g.rows, g.columns);
        for (std::size_t i = g.slices * s / slabs; i < g.slices * (s + 1) / slabs && is_near; ++i) {
            const std::size_t at = i * g.slice_size();
            if (!finish_plane(mask.voxels.data() + at, steps.data() + at, g.rows, g.columns, room,
                              out.voxels.data() + at))
                is_near = false;
        }
    });
    return is_near;
}

}  // namespace

Volume<double> squared_distances(const LabelVolume& mask, const std::array<double, 3>& spacing,
                                 int threads) {
    check_mask(mask);
    for (const double s : spacing)
        if (!(s > 0) || !std::isfinite(s))
            throw InputError("E-volume-spacing", fmt::format("voxels of length {}", s),
                             "give three positive lengths");
    const Grid& g = mask.grid;
    Volume<double> out(g);
    for (std::size_t v = 0; v < out.voxels.size(); ++v)
        out.voxels[v] = mask.voxels[v] == in_rest ? 0 : no_parabola;
    const auto along = [&](std::size_t lines, std::size_t n, std::size_t stride, double length,
                           const auto& first_of) {
        for_slabs(lines, threads, [&](std::size_t l) {
            Envelope envelope(n);
            const auto [first, count] = first_of(l);
            for (std::size_t k = 0; k < count; ++k)
                envelope.apply(out.voxels.data() + first + k * (stride == 1 ? g.columns : 1),
                               stride, length * length, n);
        });
    };
    using Lines = std::pair<std::size_t, std::size_t>;
    along(g.slices, g.columns, 1, spacing[2],
          [&](std::size_t l) { return Lines(l * g.slice_size(), g.rows); });
    along(g.slices, g.rows, g.columns, spacing[1],
          [&](std::size_t l) { return Lines(l * g.slice_size(), g.columns); });
    along(g.rows, g.slices, g.slice_size(), spacing[0],
          [&](std::size_t l) { return Lines(l * g.columns, g.columns); });
    for (std::size_t v = 0; v < out.voxels.size(); ++v)
        if (mask.voxels[v] != in_phase) out.voxels[v] = 0;
    return out;
}

Volume<std::int32_t> squared_distances(const LabelVolume& mask, int threads) {
    check_mask(mask);
    Volume<std::int32_t> out(mask.grid);
    if (distances_within_steps(mask, threads, out)) return out;
    const Volume<double> any = squared_distances(mask, {1, 1, 1}, threads);
    for (std::size_t v = 0; v < out.voxels.size(); ++v)
        out.voxels[v] =
            std::isfinite(any.voxels[v]) ? static_cast<std::int32_t>(any.voxels[v]) : unbounded;
    return out;
}

Volume<std::int32_t> squared_distances_reference(const LabelVolume& mask) {
    check_mask(mask);
    const Grid& g = mask.grid;
    const auto for_all = [&](const auto& take) {
        for (std::size_t i = 0; i < g.slices; ++i)
            for (std::size_t j = 0; j < g.rows; ++j)
                for (std::size_t k = 0; k < g.columns; ++k)
                    take(static_cast<std::int32_t>(i), static_cast<std::int32_t>(j),
                         static_cast<std::int32_t>(k), mask(i, j, k));
    };
    std::vector<std::array<std::int32_t, 3>> rest;
    for_all([&](std::int32_t i, std::int32_t j, std::int32_t k, std::uint8_t v) {
        if (v == in_rest) rest.push_back({i, j, k});
    });
    Volume<std::int32_t> out(g);
    std::size_t at = 0;
    for_all([&](std::int32_t i, std::int32_t j, std::int32_t k, std::uint8_t v) {
        std::int32_t least = v == in_phase ? unbounded : 0;
        for (const auto& r : rest) {
            const std::int32_t x = r[0] - i, y = r[1] - j, z = r[2] - k;
            least = std::min(least, x * x + y * y + z * z);
        }
        out.voxels[at++] = least;
    });
    return out;
}

std::optional<DistanceSummary> summarise(const Volume<std::int32_t>& squared) {
    DistanceSummary s;
    for (const std::int32_t d : squared.voxels) s.max_squared = std::max(s.max_squared, d);
    if (s.max_squared == 0 || s.max_squared == unbounded) return std::nullopt;
    s.counts.assign(static_cast<std::size_t>(s.max_squared) + 1, 0);
    for (const std::int32_t d : squared.voxels) ++s.counts[static_cast<std::size_t>(d)];
    s.counts[0] = 0;
    std::uint64_t n = 0;
    for (std::size_t d = 1; d < s.counts.size(); ++d) {
        s.mean += static_cast<double>(s.counts[d]) * std::sqrt(static_cast<double>(d));
        n += s.counts[d];
    }
    s.mean /= static_cast<double>(n);
    return s;
}

}  // namespace crucible::volume
