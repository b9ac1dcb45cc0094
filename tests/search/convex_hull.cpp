#include "crucible/search/convex_hull.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"

using namespace crucible;

namespace {

double share_of_second(const HullEntry& e, int z) {
    int atoms = 0;
    for (const auto& [element, n] : e.composition) atoms += n;
    const auto it = e.composition.find(z);
    return it == e.composition.end() ? 0.0 : static_cast<double>(it->second) / atoms;
}

/// Height over the lower of all chords that span x: the definition for two elements.
double above_chords(const std::vector<HullEntry>& entries, const HullEntry& e, int z) {
    const double x = share_of_second(e, z);
    double least = e.enthalpy;
    for (const HullEntry& a : entries)
        for (const HullEntry& b : entries) {
            const double xa = share_of_second(a, z), xb = share_of_second(b, z);
            if (xa == x) least = std::min(least, a.enthalpy);
            if (!(xa < x && x < xb)) continue;
            least = std::min(least, a.enthalpy + (b.enthalpy - a.enthalpy) * (x - xa) / (xb - xa));
        }
    return e.enthalpy - least;
}

}  // namespace

TEST_CASE("The hull of two elements is that of all chords") {
    RandomStream random(6, StreamId::tests);
    std::vector<HullEntry> entries{{{{29, 1}}, -3.5}, {{{40, 1}}, -6.5}};
    for (int k = 0; k < 40; ++k) {
        const int a = 1 + static_cast<int>(random.index(5)),
                  b = 1 + static_cast<int>(random.index(5));
        const double ideal = (-3.5 * a - 6.5 * b) / (a + b);
        entries.push_back({{{29, a}, {40, b}}, ideal + random.uniform(-0.3, 0.2)});
    }
    const auto places = convex_hull(entries);
    int stable = 0;
    for (std::size_t k = 0; k < entries.size(); ++k) {
        CHECK(places[k].above ==
              doctest::Approx(above_chords(entries, entries[k], 40)).epsilon(1e-9));
        const double x = share_of_second(entries[k], 40);
        CHECK(places[k].formation ==
              doctest::Approx(entries[k].enthalpy + 3.5 * (1 - x) + 6.5 * x).epsilon(1e-9));
        double share = 0, enthalpy = 0, of_second = 0;
        for (const HullPart& p : places[k].mixture) {
            share += p.share, enthalpy += p.share * entries[p.entry].enthalpy;
            of_second += p.share * share_of_second(entries[p.entry], 40);
        }
        CHECK(share == doctest::Approx(1));
        CHECK(of_second == doctest::Approx(x).epsilon(1e-9));
        CHECK(entries[k].enthalpy - enthalpy == doctest::Approx(places[k].above).epsilon(1e-9));
        stable += places[k].above == 0;
    }
    CHECK(stable >= 3);
}

TEST_CASE("Three elements: a compound in the middle, and what lies over it") {
    // Perovskite-like: ABC3 of formation -1 eV per atom beside AC and BC2 of -0.5.
    const std::vector<HullEntry> entries{{{{20, 1}}, 0},
                                         {{{22, 1}}, 0},
                                         {{{8, 1}}, 0},
                                         {{{20, 1}, {8, 1}}, -.5},
                                         {{{22, 1}, {8, 2}}, -.5},
                                         {{{20, 1}, {22, 1}, {8, 3}}, -1},
                                         {{{20, 2}, {22, 2}, {8, 6}}, -.9}};
    const auto places = convex_hull(entries);
    for (std::size_t k = 0; k < 6; ++k) CHECK(places[k].above == 0);
    CHECK(places[6].above == doctest::Approx(0.1));
    REQUIRE(places[6].mixture.size() == 1);
    CHECK(places[6].mixture[0].entry == 5);
    CHECK(places[5].formation == doctest::Approx(-1));
    // Without the compound, two oxides are as good as it gets: 2/5 and 3/5 of the atoms.
    const std::vector<HullEntry> fewer{entries[3], entries[4], {{{20, 1}, {22, 1}, {8, 3}}, 0}};
    const auto of_fewer = convex_hull(fewer);
    CHECK(of_fewer[2].above == doctest::Approx(0.5));
    CHECK(of_fewer[2].mixture.size() == 2);
    CHECK(of_fewer[2].mixture[0].share == doctest::Approx(0.4));
    CHECK(std::isnan(of_fewer[2].formation));  // the elements are not there
    CHECK_THROWS_AS(convex_hull(std::vector<HullEntry>{{{}, 0}}), InputError);
    CHECK_THROWS_AS(convex_hull(std::vector<HullEntry>{{{{8, 1}}, std::nan("")}}), InputError);
}
