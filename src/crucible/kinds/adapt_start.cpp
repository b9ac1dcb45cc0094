// The structures that adaptive learning begins with when nobody has labelled any.

#include <algorithm>
#include <cmath>

#include "crucible/atoms/neighbours.hpp"
#include "crucible/base/random.hpp"
#include "crucible/base/units.hpp"
#include "crucible/kinds/potential_adapt.hpp"
#include "crucible/thermo/crystal_block.hpp"

namespace crucible {
namespace {

constexpr double least_distance = 0.75;  // of the crystal's shortest distance
constexpr double most_shaken = 0.07;  // of it too: deviation of a coordinate; forces as in a melt
constexpr double most_stretched = 0.06, most_squeezed = 0.05;
constexpr double most_sheared = 0.03;
constexpr int most_sweeps = 200;

/// Half of what is missing to `least` is given to either atom of a pair, until nothing is missing.
void push_apart(Structure& s, double least) {
    for (int sweep = 0; sweep < most_sweeps; ++sweep) {
        const PairFinder near(s, least);
        std::vector<Vec3> shift(s.size());
        bool is_close = false;
        for (int i = 0; i < static_cast<int>(s.size()); ++i)
            near.neighbours_of(i, [&](int, int, const Vec3& d, double r2, const auto&) {
                const double r = std::max(std::sqrt(r2), 1e-3);
                is_close = true;
                shift[static_cast<std::size_t>(i)] -= d * (0.51 * (least - r) / r);
            });
        if (!is_close) return;
        for (std::size_t i = 0; i < s.size(); ++i) s.positions[i] += shift[i];
    }
}

/// Strained at random, its atoms displaced by `share` of the most.
Structure shaken(Structure s, double share, RandomStream& random) {
    const double distance = shortest_distance(s);
    Mat3 strain = Mat3::identity();
    const double length = random.uniform(-most_squeezed, most_stretched);
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j)
            strain(i, j) += (i == j ? length : 0) + random.uniform(-most_sheared, most_sheared);
    s.cell.h = s.cell.h * strain;
    for (Position& r : s.positions) {
        r = Position(static_cast<const Vec3&>(r) * strain);
        for (int c = 0; c < 3; ++c) r[c] += most_shaken * distance * share * random.normal();
    }
    push_apart(s, least_distance * distance);
    return s;
}

}  // namespace

LabelLimits adapt_label_limits(const PotentialAdapt& s, double melting) {
    double hottest = 1;
    for (const auto* some : {&s.factors, &s.further_factors})
        for (const double f : *some) hottest = std::max(hottest, f);
    LabelLimits out;
    out.energy += 3 * constants::boltzmann * melting * hottest;
    out.distance = 0.5;
    return out;
}

Structures adapt_start_structures(const Structure& cell, const std::vector<int>& cells, int count,
                                  const Structures& others, std::uint64_t seed) {
    const Structure block = repeated(cell, {cells.at(0), cells.at(1), cells.at(2)});
    const std::size_t of_crystal = static_cast<std::size_t>(count), of_others = others.size();
    Structures out;
    for (std::size_t k = 0; k < of_crystal + of_others; ++k) {
        RandomStream random(seed, StreamId::adapt_start, k);
        const bool is_crystal = k < of_crystal;
        const double place = static_cast<double>(is_crystal ? k : k - of_crystal) + 0.5;
        out.push_back(shaken(is_crystal ? block : others[k - of_crystal],
                             place / static_cast<double>(is_crystal ? of_crystal : of_others),
                             random));
    }
    return out;
}

}  // namespace crucible
