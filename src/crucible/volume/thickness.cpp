#include "crucible/volume/thickness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/volume/slab_tasks.hpp"

namespace crucible::volume {
namespace {

void check_same_shape(const LabelVolume& mask, const Volume<std::int32_t>& squared) {
    check_mask(mask);
    if (mask.voxels.size() != squared.voxels.size())
        throw InconsistentError(
            "E-volume-shape",
            fmt::format("{} distances for {} voxels", squared.voxels.size(), mask.voxels.size()),
            "take the distances of the same mask");
}

bool has_rest(const Volume<std::int32_t>& squared) {
    return std::find(squared.voxels.begin(), squared.voxels.end(), unbounded) ==
           squared.voxels.end();
}

/// Squares so large that a table of them is not worth its room.
constexpr std::int32_t longest_table = 128 * 128;

/// When is the ball of one voxel part of a neighbour's? Balls hold voxels, hence less than their
/// radii say; the answer depends on the squared radius and on the kind of neighbour: across a
/// face, an edge, a corner (after Remy and Thiel, doi:10.1016/j.imavis.2004.06.007).
class Inclusion {
public:
    explicit Inclusion(std::int32_t max_squared) {
        const std::int32_t n = std::min(max_squared, longest_table) + 1;
        for (auto& t : least_) t.assign(static_cast<std::size_t>(n) + 1, 0);
        for (std::int32_t x = 0; x * x < n; ++x)
            for (std::int32_t y = 0; x * x + y * y < n; ++y)
                for (std::int32_t z = 0; x * x + y * y + z * z < n; ++z) {
                    const std::int32_t q = x * x + y * y + z * z;
                    // Such voxels lie in balls of squared radius q + 1 and more; the farthest of
                    // each orbit from a neighbour lies opposite to it.
                    raise(0, q, q + 2 * x + 1), raise(1, q, q + 2 * (x + y) + 2);
                    raise(2, q, q + 2 * (x + y + z) + 3);
                }
        for (auto& t : least_)
            for (std::size_t q = 1; q < t.size(); ++q) t[q] = std::max(t[q], t[q - 1]);
    }

    /// Whether the ball of squared radius `q` lies within that of `other` about a neighbour across
    /// `kind` + 1 coordinates.
    bool holds(std::size_t kind, std::int32_t q, std::int32_t other) const {
        if (static_cast<std::size_t>(q) < least_[kind].size())
            return other > least_[kind][static_cast<std::size_t>(q)];
        const double step = std::sqrt(static_cast<double>(kind) + 1);
        return std::sqrt(static_cast<double>(other)) >= std::sqrt(static_cast<double>(q)) + step;
    }

private:
    void raise(std::size_t kind, std::int32_t q, std::int32_t far) {
        std::int32_t& t = least_[kind][static_cast<std::size_t>(q) + 1];
        t = std::max(t, far);
    }
    std::array<std::vector<std::int32_t>, 3> least_;
};

struct Ball {
    std::int32_t squared;
    std::uint32_t i, j, k;
};

/// Balls that are part of no neighbour's, of slices first ... end - 1.
std::vector<Ball> outer_balls(const Volume<std::int32_t>& squared, const Inclusion& inclusion,
                              std::size_t first, std::size_t end) {
    const Grid& g = squared.grid;
    std::vector<Ball> out;
    const auto is_covered = [&](std::size_t i, std::size_t j, std::size_t k, std::int32_t q) {
        for (std::size_t a = i > 0 ? i - 1 : 0; a <= std::min(i + 1, g.slices - 1); ++a)
            for (std::size_t b = j > 0 ? j - 1 : 0; b <= std::min(j + 1, g.rows - 1); ++b) {
                const std::size_t apart = (a != i) + (b != j);
                for (std::size_t c = k > 0 ? k - 1 : 0; c <= std::min(k + 1, g.columns - 1); ++c) {
                    const std::int32_t other = squared(a, b, c);
                    if (other > q && inclusion.holds(apart + (c != k) - 1, q, other)) return true;
                }
            }
        return false;
    };
    for (std::size_t i = first; i < end; ++i)
        for (std::size_t j = 0; j < g.rows; ++j)
            for (std::size_t k = 0; k < g.columns; ++k) {
                const std::int32_t q = squared(i, j, k);
                if (q > 0 && !is_covered(i, j, k, q))
                    out.push_back({q, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j),
                                   static_cast<std::uint32_t>(k)});
            }
    return out;
}

/// Largest x >= 0 with x^2 < q, for q > 0.
std::ptrdiff_t reach_below(std::int64_t q) {
    auto x = static_cast<std::int64_t>(std::sqrt(static_cast<double>(q)));
    while (x * x >= q) --x;
    while ((x + 1) * (x + 1) < q) ++x;
    return x;
}

/// Half widths of the rows of a ball, by the squared distance of the row from its centre.
class BallRows {
public:
    void set(std::int32_t squared) {
        if (squared == squared_) return;
        squared_ = squared, radius_ = reach_below(squared);
        const auto n = static_cast<std::size_t>(radius_) + 1;
        width_.assign(n * n, -1);
        for (std::ptrdiff_t a = 0; a <= radius_; ++a)
            for (std::ptrdiff_t b = 0; b <= radius_; ++b)
                if (squared - a * a - b * b > 0)
                    width_[static_cast<std::size_t>(a) * n + static_cast<std::size_t>(b)] =
                        reach_below(squared - a * a - b * b);
    }
    std::ptrdiff_t radius() const { return radius_; }
    /// -1 where the row does not meet the ball.
    std::ptrdiff_t width(std::ptrdiff_t a, std::ptrdiff_t b) const {
        a = a < 0 ? -a : a, b = b < 0 ? -b : b;
        return width_[static_cast<std::size_t>(a * (radius_ + 1) + b)];
    }

private:
    std::int32_t squared_ = 0;
    std::ptrdiff_t radius_ = 0;
    std::vector<std::ptrdiff_t> width_;
};

/// Paints those slices of the ball that lie in first ... end - 1.
void paint(const Ball& ball, const BallRows& rows, std::size_t first, std::size_t end,
           Volume<std::int32_t>& out) {
    const Grid& g = out.grid;
    const auto i = static_cast<std::ptrdiff_t>(ball.i), j = static_cast<std::ptrdiff_t>(ball.j);
    const auto k = static_cast<std::ptrdiff_t>(ball.k), r = rows.radius();
    const std::ptrdiff_t a_end = std::min(i + r + 1, static_cast<std::ptrdiff_t>(end));
    const std::ptrdiff_t b_end = std::min(j + r + 1, static_cast<std::ptrdiff_t>(g.rows));
    const auto columns = static_cast<std::ptrdiff_t>(g.columns);
    for (std::ptrdiff_t a = std::max(i - r, static_cast<std::ptrdiff_t>(first)); a < a_end; ++a)
        for (std::ptrdiff_t b = std::max<std::ptrdiff_t>(j - r, 0); b < b_end; ++b) {
            const std::ptrdiff_t w = rows.width(a - i, b - j);
            if (w < 0) continue;
            const std::ptrdiff_t from = std::max<std::ptrdiff_t>(k - w, 0);
            const std::ptrdiff_t to = std::min(k + w + 1, columns);
            std::int32_t* const row =
                out.voxels.data() + (a * static_cast<std::ptrdiff_t>(g.rows) + b) * columns;
            for (std::ptrdiff_t c = from; c < to; ++c) row[c] = ball.squared;
        }
}

void clear_outside(const LabelVolume& mask, Volume<std::int32_t>& out) {
    for (std::size_t v = 0; v < out.voxels.size(); ++v)
        if (mask.voxels[v] != in_phase) out.voxels[v] = 0;
}

std::vector<Ball> balls_by_size(const Volume<std::int32_t>& squared, int threads) {
    const std::size_t slices = squared.grid.slices, n = std::min<std::size_t>(slices, 64);
    const Inclusion inclusion(*std::max_element(squared.voxels.begin(), squared.voxels.end()));
    std::vector<std::vector<Ball>> found(n);
    for_slabs(n, threads, [&](std::size_t s) {
        found[s] = outer_balls(squared, inclusion, slices * s / n, slices * (s + 1) / n);
    });
    std::vector<Ball> balls;
    for (const auto& f : found) balls.insert(balls.end(), f.begin(), f.end());
    std::stable_sort(balls.begin(), balls.end(),
                     [](const Ball& a, const Ball& b) { return a.squared < b.squared; });
    return balls;
}

}  // namespace

Volume<std::int32_t> local_thickness(const LabelVolume& mask, const Volume<std::int32_t>& squared,
                                     int threads) {
    check_same_shape(mask, squared);
    if (!has_rest(squared)) return squared;
    const std::vector<Ball> balls = balls_by_size(squared, threads);
    Volume<std::int32_t> out(squared.grid);
    const std::size_t slices = squared.grid.slices, n = (slices + 15) / 16;
    for_slabs(n, threads, [&](std::size_t s) {
        const std::size_t first = slices * s / n, end = slices * (s + 1) / n;
        BallRows rows;
        // Small ones first: each larger ball may simply paint over them.
        for (const Ball& b : balls) {
            rows.set(b.squared);
            const auto r = static_cast<std::size_t>(rows.radius());
            if (b.i + r >= first && b.i < end + r) paint(b, rows, first, end, out);
        }
    });
    clear_outside(mask, out);
    return out;
}

Volume<std::int32_t> local_thickness_reference(const LabelVolume& mask,
                                               const Volume<std::int32_t>& squared) {
    check_same_shape(mask, squared);
    if (!has_rest(squared)) return squared;
    const Grid& g = squared.grid;
    Volume<std::int32_t> out(g);
    const auto shape =
        std::array{static_cast<std::ptrdiff_t>(g.slices), static_cast<std::ptrdiff_t>(g.rows),
                   static_cast<std::ptrdiff_t>(g.columns)};
    std::size_t centre = 0;
    for (std::ptrdiff_t i = 0; i < shape[0]; ++i)
        for (std::ptrdiff_t j = 0; j < shape[1]; ++j)
            for (std::ptrdiff_t k = 0; k < shape[2]; ++k, ++centre) {
                const std::int32_t q = squared.voxels[centre];
                const std::ptrdiff_t r = q > 0 ? reach_below(q) : -1;
                for (std::ptrdiff_t a = std::max<std::ptrdiff_t>(i - r, 0);
                     a <= std::min(i + r, shape[0] - 1); ++a)
                    for (std::ptrdiff_t b = std::max<std::ptrdiff_t>(j - r, 0);
                         b <= std::min(j + r, shape[1] - 1); ++b)
                        for (std::ptrdiff_t c = std::max<std::ptrdiff_t>(k - r, 0);
                             c <= std::min(k + r, shape[2] - 1); ++c) {
                            const std::ptrdiff_t x = a - i, y = b - j, z = c - k;
                            std::int32_t& t = out.voxels[static_cast<std::size_t>(
                                (a * shape[1] + b) * shape[2] + c)];
                            if (x * x + y * y + z * z < q) t = std::max(t, q);
                        }
            }
    clear_outside(mask, out);
    return out;
}

std::optional<PoreSizes> pore_sizes(const Volume<std::int32_t>& squared_radii) {
    std::int32_t highest = 0;
    for (const std::int32_t q : squared_radii.voxels) highest = std::max(highest, q);
    if (highest == 0 || highest == unbounded) return std::nullopt;
    std::vector<std::uint64_t> counts(static_cast<std::size_t>(highest) + 1);
    for (const std::int32_t q : squared_radii.voxels) ++counts[static_cast<std::size_t>(q)];
    PoreSizes out;
    std::uint64_t all = 0;
    for (std::int32_t q = 1; q <= highest; ++q) {
        const std::uint64_t n = counts[static_cast<std::size_t>(q)];
        if (n == 0) continue;
        out.squared_radius.push_back(q);
        out.voxels.push_back(n);
        out.mean += static_cast<double>(n) * std::sqrt(static_cast<double>(q));
        all += n;
    }
    out.mean /= static_cast<double>(all);
    out.max = std::sqrt(static_cast<double>(highest));
    const auto radius_at = [&](std::uint64_t place) {
        std::size_t s = 0;
        for (std::uint64_t seen = out.voxels[0]; seen <= place; seen += out.voxels[s]) ++s;
        return std::sqrt(static_cast<double>(out.squared_radius[s]));
    };
    out.median = (radius_at((all - 1) / 2) + radius_at(all / 2)) / 2;
    return out;
}

std::optional<std::int32_t> critical_squared_radius(const Volume<std::int32_t>& squared,
                                                    std::size_t axis, Connectivity connectivity,
                                                    int threads) {
    if (axis > 2)
        throw InputError("E-volume-axis", fmt::format("a volume has no axis {}", axis),
                         "choose 0 (slices), 1 (rows) or 2 (columns)");
    LabelVolume wide(squared.grid);
    const auto percolates = [&](std::int32_t q) {
        for (std::size_t v = 0; v < wide.voxels.size(); ++v)
            wide.voxels[v] = squared.voxels[v] >= q ? in_phase : in_rest;
        return label_clusters(wide, connectivity, threads).percolates(axis);
    };
    if (!percolates(1)) return std::nullopt;
    // Percolating stops at one q for good, so that it can be found by halving.
    std::int32_t low = 1, high = 1;
    for (const std::int32_t d : squared.voxels) high = std::max(high, d);
    if (high == unbounded) return unbounded;
    while (low < high) {
        const std::int32_t middle = low + (high - low + 1) / 2;
        if (percolates(middle))
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

}  // namespace crucible::volume
