#include "crucible/energy/ghost_lists.hpp"

#include <algorithm>
#include <cmath>

#include "crucible/atoms/neighbours.hpp"
#include "crucible/base/error.hpp"

namespace crucible {
namespace {

constexpr double ghost_skin = 1.0;  // angstrom

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
    const NeighbourList list = crucible::neighbours(s, cutoff + ghost_skin);
    ghosts_.clear();
    kinds_ = kinds_of(s.numbers, known);
    owners_.resize(s.size());
    for (std::size_t i = 0; i < s.size(); ++i) owners_[i] = static_cast<std::int32_t>(i);
    first_.assign(1, 0);
    neighbours_.clear();
    neighbours_.reserve(list.all.size());
    std::vector<std::vector<std::int32_t>> images(s.size());  // ghosts of each atom
    const auto ghost_of = [&](const Neighbour& n) {
        for (const std::int32_t g : images[static_cast<std::size_t>(n.j)])
            if (ghosts_[static_cast<std::size_t>(g) - s.size()].shift == n.shift) return g;
        const auto g = static_cast<std::int32_t>(s.size() + ghosts_.size());
        ghosts_.push_back({n.j, n.shift});
        kinds_.push_back(kinds_[static_cast<std::size_t>(n.j)]);
        owners_.push_back(n.j);
        images[static_cast<std::size_t>(n.j)].push_back(g);
        return g;
    };
    for (std::size_t i = 0; i < s.size(); ++i) {
        for (const Neighbour& n : list.of(i))
            neighbours_.push_back(n.shift == std::array<int, 3>{} ? n.j : ghost_of(n));
        std::sort(neighbours_.begin() + first_.back(), neighbours_.end());
        first_.push_back(static_cast<std::int64_t>(neighbours_.size()));
    }
    built_at_ = s.positions;
    built_of_ = s.numbers;
    cell_ = s.cell;
}

void GhostLists::place(const Structure& s) {
    positions_.resize(3 * kinds_.size());
    for (std::size_t i = 0; i < s.size(); ++i)
        for (int k = 0; k < 3; ++k)
            positions_[3 * i + static_cast<std::size_t>(k)] = s.positions[i][k];
    for (std::size_t g = 0; g < ghosts_.size(); ++g) {
        const auto& shift = ghosts_[g].shift;
        const Vec3 r = s.positions[static_cast<std::size_t>(ghosts_[g].owner)] +
                       Vec3(shift[0], shift[1], shift[2]) * s.cell.h;
        for (int k = 0; k < 3; ++k)
            positions_[3 * (s.size() + g) + static_cast<std::size_t>(k)] = r[k];
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
