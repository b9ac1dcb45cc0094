#include "crucible/rmc/moves.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "crucible/base/error.hpp"

namespace crucible::rmc {

Structure structure_of(const FixedCell& cell, const Species& species,
                       const std::vector<Place>& places) {
    Structure s;
    s.cell = cell.cell();
    for (std::size_t i = 0; i < places.size(); ++i) {
        s.numbers.push_back(species.elements[species.of[i]]);
        s.positions.push_back(cell.position(places[i]));
    }
    return s;
}
namespace {

/// Rotation by `angle` about the unit vector `axis` (Rodrigues).
Vec3 rotated(const Vec3& v, const Vec3& axis, double angle) {
    const double c = std::cos(angle), s = std::sin(angle);
    return v * c + cross(axis, v) * s + axis * (dot(axis, v) * (1 - c));
}

void check_groups(const std::vector<std::vector<std::int32_t>>& groups, std::size_t atoms) {
    std::vector<char> taken(atoms, 0);
    for (const auto& group : groups)
        for (const std::int32_t a : group) {
            if (a < 0 || static_cast<std::size_t>(a) >= atoms || taken[static_cast<std::size_t>(a)])
                throw InputError("E-rmc-group",
                                 "atom " + std::to_string(a + 1) +
                                     " of a rigid group is not there, or is in two groups",
                                 "name every atom of the start once");
            taken[static_cast<std::size_t>(a)] = 1;
        }
}

}  // namespace

Proposer::Proposer(const FixedCell& cell, const Species& species,
                   std::vector<std::vector<std::int32_t>> groups)
    : cell_(cell), groups_(std::move(groups)) {
    check_groups(groups_, species.of.size());
    std::vector<char> grouped(species.of.size(), 0);
    for (const auto& group : groups_)
        for (const std::int32_t a : group) grouped[static_cast<std::size_t>(a)] = 1;
    std::size_t kinds = 0;
    for (std::size_t s = 0; s < species.size(); ++s) {
        free_begin_.push_back(free_.size());
        for (std::size_t a = species.begin[s]; a < species.begin[s + 1]; ++a)
            if (!grouped[a]) free_.push_back(static_cast<std::int32_t>(a));
        kinds += free_.size() > free_begin_.back();
    }
    free_begin_.push_back(free_.size());
    can_swap_ = kinds > 1;
}

void Proposer::propose(const Places& places, const ChainKey& key, std::int64_t number,
                       const MoveMix& mix, Move& out) const {
    Draws draws(key, number, 0);
    out.changes.clear();
    out.u_energy = draws.uniform();
    out.u_data = draws.uniform();
    double kind = 1;
    if (mix.swap_fraction > 0 || mix.group_fraction > 0) kind = draws.uniform();
    if (!groups_.empty() && (free_.empty() || kind < mix.group_fraction)) {
        turn(places, draws, mix.step, out);
    } else if (can_swap_ && kind >= mix.group_fraction &&
               kind < mix.group_fraction + mix.swap_fraction) {
        swap(places, draws, out);
    } else {
        displace(places, draws, mix.step, out);
    }
}

void Proposer::displace(const Places& places, Draws& draws, double step, Move& out) const {
    out.kind = Move::Kind::displacement;
    const std::int32_t atom = free_[draws.index(free_.size())];
    const Place before = places[static_cast<std::size_t>(atom)];
    const double x = draws.sign_uniform(), y = draws.sign_uniform(), z = draws.sign_uniform();
    out.changes.push_back({atom, before, cell_.moved(before, Vec3(x, y, z) * step)});
}

// Two atoms of different species exchange their places; every such pair is equally likely from
// either side.
void Proposer::swap(const Places& places, Draws& draws, Move& out) const {
    out.kind = Move::Kind::swap;
    const std::size_t i = draws.index(free_.size());
    std::size_t s = 0;
    while (i >= free_begin_[s + 1]) ++s;
    const std::size_t own = free_begin_[s + 1] - free_begin_[s];
    std::size_t j = draws.index(free_.size() - own);
    if (j >= free_begin_[s]) j += own;
    const Place a = places[static_cast<std::size_t>(free_[i])];
    const Place b = places[static_cast<std::size_t>(free_[j])];
    out.changes.push_back({free_[i], a, b});
    out.changes.push_back({free_[j], b, a});
}

// A translation by up to `step` along each axis and a turn about the group's middle by as much as
// moves its outermost atom by `step`.
void Proposer::turn(const Places& places, Draws& draws, double step, Move& out) const {
    out.kind = Move::Kind::group;
    const auto& group = groups_[draws.index(groups_.size())];
    const double x = draws.sign_uniform(), y = draws.sign_uniform(), z = draws.sign_uniform();
    const double cosine = draws.sign_uniform(), azimuth = 2 * std::numbers::pi * draws.uniform();
    const double amount = draws.sign_uniform(), sine = std::sqrt(1 - cosine * cosine);
    const Vec3 axis(sine * std::cos(azimuth), sine * std::sin(azimuth), cosine);
    const Place first = places[static_cast<std::size_t>(group.front())];
    std::vector<Vec3> arm;
    Vec3 middle;
    for (const std::int32_t a : group) {
        arm.push_back(cell_.between(first, places[static_cast<std::size_t>(a)]));
        middle += arm.back() / static_cast<double>(group.size());
    }
    double radius = 1;
    for (Vec3& v : arm) v -= middle, radius = std::max(radius, norm(v));
    for (std::size_t k = 0; k < group.size(); ++k) {
        const Vec3 by =
            rotated(arm[k], axis, amount * step / radius) - arm[k] + Vec3(x, y, z) * step;
        const Place before = places[static_cast<std::size_t>(group[k])];
        out.changes.push_back({group[k], before, cell_.moved(before, by)});
    }
}

}  // namespace crucible::rmc
