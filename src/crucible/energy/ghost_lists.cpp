#include "crucible/energy/ghost_lists.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numeric>

#include "crucible/base/error.hpp"

namespace crucible {
namespace {

constexpr double ghost_skin = 1.0;   // angstrom
constexpr double most_images = 1e8;  // of all atoms, with themselves
constexpr double farthest = 1e8;     // cells

}  // namespace

bool GhostLists::cover(const Structure& s, double cutoff) const {
    if (built_at_.empty() || built_of_ != s.numbers || s.cell.periodic != cell_.periodic)
        return false;
    // The old positions, strained like the cell, against the new ones.
    const Mat3 f = inverse(cell_.h) * s.cell.h;
    const Mat3 e = f - Mat3::identity();
    const double strain = std::sqrt(norm2(e[0]) + norm2(e[1]) + norm2(e[2]));
    const double most = ((cutoff + ghost_skin) * (1 - strain) - cutoff) / 2;
    // Written so that what is not a number counts as far.
    if (!(most >= 0)) return false;
    for (std::size_t i = 0; i < s.size(); ++i)
        if (!(norm2(s.positions[i] - built_at_[i] * f) <= most * most)) return false;
    return true;
}

void GhostLists::build(const Structure& s, double cutoff, std::span<const int> known) {
    built_at_.clear();
    const double reach = cutoff + ghost_skin;
    kinds_ = kinds_of(s.numbers, known);
    owners_.resize(s.size());
    std::iota(owners_.begin(), owners_.end(), 0);
    add_ghosts(s, reach);
    place(s);
    local_neighbours(s.size(), positions_, reach, first_, neighbours_);
    built_at_ = s.positions;
    built_of_ = s.numbers;
    cell_ = s.cell;
}

/// Atoms are moved into the cell; their images within reach of its faces are ghosts.
void GhostLists::add_ghosts(const Structure& s, double reach) {
    const Mat3 to_fractional = inverse(s.cell.h);
    Vec3 margin;  // of the cell's vectors
    std::array<std::int32_t, 3> most{};
    double images = static_cast<double>(s.size());
    for (int k = 0; k < 3; ++k) {
        const Vec3 across(to_fractional(0, k), to_fractional(1, k), to_fractional(2, k));
        margin[k] = reach * norm(across);
        const auto u = static_cast<std::size_t>(k);
        if (!s.cell.periodic[u]) continue;
        images *= 1 + 2 * margin[k];
        if (!(images < most_images))
            throw InputError("E-energy-cell", "the cell is far thinner than the cut-off",
                             "check the lattice vectors");
        most[u] = static_cast<std::int32_t>(std::ceil(margin[k]));
    }
    shifts_.assign(s.size(), {});
    std::vector<Vec3> inside(s.size());
    for (std::size_t i = 0; i < s.size(); ++i) {
        inside[i] = s.positions[i] * to_fractional;
        for (int k = 0; k < 3; ++k) {
            const auto u = static_cast<std::size_t>(k);
            if (!(std::fabs(inside[i][k]) < farthest))
                throw InputError("E-energy-cell",
                                 fmt::format("atom {} lies a hundred million cells away", i + 1),
                                 "check where the structure came from");
            if (!s.cell.periodic[u]) continue;
            shifts_[i][u] = -static_cast<std::int32_t>(std::floor(inside[i][k]));
            inside[i][k] += shifts_[i][u];
        }
    }
    const auto is_near = [&](const Vec3& f, const std::array<std::int32_t, 3>& n) {
        for (int k = 0; k < 3; ++k) {
            const int shift = n[static_cast<std::size_t>(k)];
            if (shift != 0 && (f[k] + shift < -margin[k] || f[k] + shift > 1 + margin[k]))
                return false;
        }
        return true;
    };
    std::array<std::int32_t, 3> n{};
    for (n[0] = -most[0]; n[0] <= most[0]; ++n[0])
        for (n[1] = -most[1]; n[1] <= most[1]; ++n[1])
            for (n[2] = -most[2]; n[2] <= most[2]; ++n[2]) {
                if (n == std::array<std::int32_t, 3>{}) continue;
                for (std::size_t i = 0; i < s.size(); ++i) {
                    if (!is_near(inside[i], n)) continue;
                    shifts_.push_back(
                        {shifts_[i][0] + n[0], shifts_[i][1] + n[1], shifts_[i][2] + n[2]});
                    kinds_.push_back(kinds_[i]);
                    owners_.push_back(static_cast<std::int32_t>(i));
                }
            }
}

void GhostLists::place(const Structure& s) {
    positions_.resize(3 * kinds_.size());
    for (std::size_t a = 0; a < kinds_.size(); ++a) {
        const auto& shift = shifts_[a];
        const Vec3 r = s.positions[static_cast<std::size_t>(owners_[a])] +
                       Vec3(shift[0], shift[1], shift[2]) * s.cell.h;
        for (int k = 0; k < 3; ++k) positions_[3 * a + static_cast<std::size_t>(k)] = r[k];
    }
}

void GhostLists::update(const Structure& s, double cutoff, std::span<const int> known) {
    if (s.numbers.size() != s.size() || s.size() == 0)
        throw InputError("E-energy-cell", "a structure needs atoms, and as many elements",
                         "check where it came from");
    if (!cover(s, cutoff)) build(s, cutoff, known);
    place(s);
}

LocalAtoms GhostLists::atoms() const {
    return {built_at_.size(), kinds_.size(),      positions_.data(), kinds_.data(),
            first_.data(),    neighbours_.data(), owners_.data()};
}

void GhostLists::gather_forces(std::span<const double> forces, std::vector<Vec3>& out) const {
    out.assign(built_at_.size(), Vec3{});
    for (std::size_t a = 0; a < kinds_.size(); ++a) {
        const double* f = &forces[3 * a];
        out[static_cast<std::size_t>(owners_[a])] += Vec3(f[0], f[1], f[2]);
    }
}

}  // namespace crucible
