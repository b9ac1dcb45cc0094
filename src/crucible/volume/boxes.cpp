#include "crucible/volume/boxes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "crucible/base/error.hpp"
#include "crucible/num/linalg.hpp"
#include "crucible/num/statistics.hpp"
#include "crucible/volume/slab_tasks.hpp"

namespace crucible::volume {
namespace {

using Place3 = std::array<std::size_t, 3>;

std::vector<std::uint32_t> block_sums(const LabelVolume& mask, std::uint8_t a, std::uint8_t b) {
    const Grid& g = mask.grid;
    const std::size_t rows = g.rows + 1, columns = g.columns + 1;
    std::vector<std::uint32_t> sums((g.slices + 1) * rows * columns);
    for (std::size_t i = 0; i < g.slices; ++i)
        for (std::size_t j = 0; j < g.rows; ++j) {
            const std::size_t at = ((i + 1) * rows + j + 1) * columns + 1;
            const std::uint8_t* const voxel = mask.voxels.data() + (i * g.rows + j) * g.columns;
            std::uint32_t line = 0;
            for (std::size_t k = 0; k < g.columns; ++k) {
                line += voxel[k] == a || voxel[k] == b;
                // Sums may wrap around; differences over blocks below 2^32 voxels come out right.
                sums[at + k] = line + sums[at + k - columns] + sums[at + k - rows * columns] -
                               sums[at + k - rows * columns - columns];
            }
        }
    return sums;
}

std::size_t shortest_side(const Grid& g) { return std::min({g.slices, g.rows, g.columns}); }

std::vector<std::size_t> doubling_sides(const Grid& g) {
    std::vector<std::size_t> out;
    for (std::size_t s = 2; s <= shortest_side(g) / 4; s *= 2) out.push_back(s);
    return out;
}

/// Calls take(first, side) for the boxes of a partition; the last ones are cut.
template <class Take>
void for_partition(const Grid& g, std::size_t side, const Take& take) {
    for (std::size_t i = 0; i < g.slices; i += side)
        for (std::size_t j = 0; j < g.rows; j += side)
            for (std::size_t k = 0; k < g.columns; k += side)
                take(Place3{i, j, k},
                     Place3{std::min(side, g.slices - i), std::min(side, g.rows - j),
                            std::min(side, g.columns - k)});
}

std::optional<Slope> fit_slope(const std::vector<double>& x, const std::vector<double>& y) {
    if (x.size() < 3) return std::nullopt;
    const Polynomial line = fit_polynomial(x, y, 1);
    std::vector<double> model;
    for (const double v : x) model.push_back(line(v));
    return Slope{line.coefficients[1], determination(y, model), x.size()};
}

bool half_measured(const PhaseCount& c, const Place3& side) {
    return 2 * c.measured() >= side[0] * side[1] * side[2] && c.measured() > 0;
}

}  // namespace

BlockSums::BlockSums(const LabelVolume& mask) : grid_(mask.grid) {
    check_mask(mask);
    phase_ = block_sums(mask, in_phase, in_phase);
    // Where all was measured, a block's measured voxels are its voxels.
    if (count_phase(mask.voxels).masked > 0) measured_ = block_sums(mask, in_phase, in_rest);
}

PhaseCount BlockSums::count(const Place3& f, const Place3& n) const {
    const auto block = [&](const std::vector<std::uint32_t>& sums) {
        const std::size_t i = f[0] + n[0], j = f[1] + n[1], k = f[2] + n[2];
        return at(sums, i, j, k) - at(sums, f[0], j, k) - at(sums, i, f[1], k) -
               at(sums, i, j, f[2]) + at(sums, f[0], f[1], k) + at(sums, f[0], j, f[2]) +
               at(sums, i, f[1], f[2]) - at(sums, f[0], f[1], f[2]);
    };
    PhaseCount c;
    c.phase = block(phase_);
    const std::uint64_t all = n[0] * n[1] * n[2];
    c.rest = (measured_.empty() ? all : block(measured_)) - c.phase;
    c.masked = all - c.phase - c.rest;
    return c;
}

BoxCounts count_boxes(const BlockSums& sums) {
    BoxCounts out;
    out.side = doubling_sides(sums.grid());
    std::vector<double> x, y;
    for (const std::size_t side : out.side) {
        std::uint64_t n = 0;
        for_partition(sums.grid(), side, [&](const Place3& first, const Place3& extent) {
            n += sums.count(first, extent).phase > 0;
        });
        out.occupied.push_back(n);
        if (n == 0) continue;
        x.push_back(std::log(static_cast<double>(side)));
        y.push_back(-std::log(static_cast<double>(n)));
    }
    out.dimension = fit_slope(x, y);
    return out;
}

Multifractal multifractal(const BlockSums& sums, std::span<const double> q) {
    Multifractal out;
    out.q.assign(q.begin(), q.end());
    std::vector<double> x;
    std::vector<std::vector<double>> y(q.size());
    for (const std::size_t side : doubling_sides(sums.grid())) {
        std::vector<double> mass;
        for_partition(sums.grid(), side, [&](const Place3& first, const Place3& extent) {
            const std::uint64_t n = sums.count(first, extent).phase;
            if (n > 0) mass.push_back(static_cast<double>(n));
        });
        const double all = sum(mass);
        if (all == 0) continue;
        x.push_back(std::log(static_cast<double>(side)));
        for (std::size_t k = 0; k < q.size(); ++k) {
            const bool is_information = std::abs(q[k] - 1) < 1e-9;
            CompensatedSum s;
            for (const double m : mass) {
                const double p = m / all;
                s += is_information ? p * std::log(p) : std::pow(p, q[k]);
            }
            y[k].push_back(is_information ? s.value() : std::log(s.value()) / (q[k] - 1));
        }
    }
    for (const std::vector<double>& values : y) out.dimension.push_back(fit_slope(x, values));
    return out;
}

Lacunarity lacunarity(const BlockSums& sums, int threads) {
    const Grid& g = sums.grid();
    Lacunarity out;
    std::vector<std::size_t> sides{1};
    for (const std::size_t s : doubling_sides(g)) sides.push_back(s);
    for (const std::size_t side : sides) {
        struct Moments {
            double n = 0, first = 0, second = 0;
        };
        std::vector<Moments> by_slice(g.slices - side + 1);
        for_slabs(by_slice.size(), threads, [&](std::size_t i) {
            Moments& m = by_slice[i];
            for (std::size_t j = 0; j + side <= g.rows; ++j)
                for (std::size_t k = 0; k + side <= g.columns; ++k) {
                    const PhaseCount c = sums.count({i, j, k}, {side, side, side});
                    if (!half_measured(c, {side, side, side})) continue;
                    const double share = *c.fraction();
                    m.n += 1, m.first += share, m.second += share * share;
                }
        });
        Moments all;
        for (const Moments& m : by_slice)
            all.n += m.n, all.first += m.first, all.second += m.second;
        if (all.first == 0) continue;
        out.side.push_back(side);
        out.value.push_back(all.second * all.n / (all.first * all.first));
    }
    return out;
}

std::optional<std::size_t> Representative::side_within(double scatter) const {
    std::optional<std::size_t> found;
    for (std::size_t s = 0; s < side.size(); ++s) {
        if (cubes[s] < 8) break;
        if (deviation[s] > scatter * mean[s])
            found.reset();
        else if (!found)
            found = side[s];
    }
    return found;
}

Representative representative_volume(const BlockSums& sums) {
    const Grid& g = sums.grid();
    Representative out;
    std::size_t before = 0;
    // Sides that grow by a quarter or so.
    for (double s = 4; s <= static_cast<double>(shortest_side(g)); s *= 1.25) {
        const auto side = static_cast<std::size_t>(s);
        if (side == before) continue;
        before = side;
        std::vector<double> shares;
        for (std::size_t i = 0; i + side <= g.slices; i += side)
            for (std::size_t j = 0; j + side <= g.rows; j += side)
                for (std::size_t k = 0; k + side <= g.columns; k += side) {
                    const PhaseCount c = sums.count({i, j, k}, {side, side, side});
                    if (half_measured(c, {side, side, side})) shares.push_back(*c.fraction());
                }
        if (shares.empty()) continue;
        out.side.push_back(side);
        out.cubes.push_back(shares.size());
        out.mean.push_back(mean(shares));
        out.deviation.push_back(std::sqrt(variance(shares)));
        out.lowest.push_back(*std::min_element(shares.begin(), shares.end()));
        out.highest.push_back(*std::max_element(shares.begin(), shares.end()));
    }
    return out;
}

}  // namespace crucible::volume
