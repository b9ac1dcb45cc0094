#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "crucible/atoms/formats.hpp"
#include "crucible/atoms/niggli.hpp"
#include "crucible/atoms/primitive.hpp"
#include "crucible/base/error.hpp"
#include "crucible/observe/coordination.hpp"
#include "crucible/observe/radial_distribution.hpp"
#include "tests/atoms/random_structure.hpp"
#include "tests/shared_data.hpp"

using namespace crucible;
using namespace crucible::testing;

namespace {

Structure rock_salt(double a) {
    Structure s;
    s.cell.h = {{{{0, a / 2, a / 2}, {a / 2, 0, a / 2}, {a / 2, a / 2, 0}}}};
    s.numbers = {11, 17};
    s.positions = {{0, 0, 0}, {a / 2, a / 2, a / 2}};
    return s;
}

}  // namespace

TEST_CASE("g(r) agrees with the plain one on random cells, beyond half the box too") {
    for (std::uint64_t item = 0; item < 25; ++item) {
        RandomStream r(61, StreamId::tests, item);
        const Structures frames{random_structure(r, 7, 5, {22}), random_structure(r, 7, 5, {22})};
        Structures two = frames;
        for (Structure& s : two) s.numbers = {8, 8, 8, 8, 22, 22, 13};
        const RadialOptions options{.longest = r.uniform(2, 9), .width = 0.13};
        const RadialDistribution a = radial_distribution(two, options);
        const RadialDistribution b = radial_distribution_reference(two, options);
        REQUIRE(a.r.size() == b.r.size());
        for (std::size_t k = 0; k < a.r.size(); ++k) {
            CHECK(a.total[k] == doctest::Approx(b.total[k]).epsilon(1e-12));
            CHECK(a.error[k] == doctest::Approx(b.error[k]).epsilon(1e-9));
        }
        CHECK(a.partial == b.partial);
        CHECK(a.neighbours == b.neighbours);
    }
}

TEST_CASE("an ideal gas has g(r) = 1 in every partial") {
    RandomStream r(62, StreamId::tests);
    Structures frames;
    for (int f = 0; f < 10; ++f) {
        Structure s;
        s.cell = cell_from_parameters({12, 14, 13, 70, 95, 110});
        for (int i = 0; i < 300; ++i) {
            s.numbers.push_back(i < 100 ? 29 : 40);
            s.positions.push_back(s.cell.cartesian({r.uniform(), r.uniform(), r.uniform()}));
        }
        frames.push_back(std::move(s));
    }
    const RadialDistribution g = radial_distribution(frames, {.longest = 10, .width = 0.5});
    // Each atom sees N - 1 others: 1 - 1/N_i for like pairs, and images are not independent.
    for (std::size_t k = 6; k < g.r.size(); ++k) {
        CHECK(g.total[k] == doctest::Approx(1).epsilon(0.02));
        CHECK(std::abs(g.total[k] - 1) < 6 * g.error[k] + 0.005);
        for (std::size_t i = 0; i < 2; ++i)
            for (std::size_t j = 0; j < 2; ++j)
                CHECK(g.partial(i, j, k) == doctest::Approx(1).epsilon(0.06));
    }
    // Keen's G(r): b = 1 for all gives g(r) - 1.
    const auto G = total_correlation(g, {{29, 1.0}, {40, 1.0}});
    for (std::size_t k = 0; k < G.size(); ++k)
        CHECK(G[k] == doctest::Approx(g.total[k] - 1).scale(1));
    CHECK_THROWS_AS(total_correlation(g, {{29, 1.0}}), InputError);
}

TEST_CASE("rock salt: shells, their numbers, and no dependence on the choice of cell") {
    const double a = 5.64;
    const Structure cell = rock_salt(a);
    RandomStream r(63, StreamId::tests);
    IntMat3 twice = IntMat3::identity();
    twice(1, 1) = 2;
    const Structure big = supercell(cell, random_unimodular(r, 10) * twice);
    for (const Structure& s : {cell, big}) {
        const RadialDistribution g =
            radial_distribution(std::span(&s, 1), {.longest = 7, .width = 0.1});
        const std::size_t na = g.species(11), cl = g.species(17);
        const auto within = [&](std::size_t i, std::size_t j, double distance) {
            return g.neighbours(i, j, static_cast<std::size_t>(distance / 0.1));
        };
        CHECK(within(na, cl, 0.55 * a) == doctest::Approx(6));
        CHECK(within(na, na, 0.75 * a) == doctest::Approx(12));
        CHECK(within(na, cl, 0.9 * a) == doctest::Approx(6 + 8));
        CHECK(within(cl, cl, 1.05 * a) == doctest::Approx(12 + 6));
        CHECK(g.density == doctest::Approx(8 / (a * a * a)));
        const PairCutoffs cutoffs = cutoffs_from_minima(std::span(&s, 1), 8);
        REQUIRE(cutoffs.count({11, 17}));
        CHECK(cutoffs.at({11, 17}) > 0.51 * a);
        CHECK(cutoffs.at({11, 17}) < 0.85 * a);
        for (const Coordination& c : coordination(std::span(&s, 1), cutoffs)) {
            CHECK(c.number.value == doctest::Approx(c.centre == c.neighbour ? 12 : 6));
            CHECK(c.number.error == 0);
        }
        for (const BondLengths& b : bond_lengths(std::span(&s, 1), cutoffs)) {
            const double expected = b.first == b.second ? a / std::numbers::sqrt2 : a / 2;
            CHECK(b.mean == doctest::Approx(expected));
            CHECK(b.deviation < 1e-9);
            CHECK(b.count == s.size() / 2 * 6);
        }
        for (int n : coordination_numbers(s, {{{11, 17}, 0.55 * a}})) CHECK(n == 6);
    }
    CHECK_THROWS_AS(radial_distribution({}, {}), InputError);
    CHECK_THROWS_AS(radial_distribution(std::span(&cell, 1), {.longest = -1}), InputError);
    CHECK_THROWS_AS(radial_distribution(std::span(&cell, 1), {.width = 1e-9}), InputError);
    Structure molecule = cell;
    molecule.cell.periodic[1] = false;
    CHECK_THROWS_AS(radial_distribution(std::span(&molecule, 1), {}), InputError);
    const Structures mixed{cell, big};
    CHECK_THROWS_AS(radial_distribution(mixed, {}), InputError);
    CHECK_THROWS_AS(coordination(std::span(&cell, 1), {{{11, 17}, -1}}), InputError);
}

TEST_CASE("TiO2 phases have the coordination they are known for") {
    REQUIRE_SHARED_DATA("tio2/relaxed");
    for (const Structure& s : read_structures(shared_data("tio2/relaxed/tio2_P20GPa.extxyz"))) {
        const bool known = s.name == "rutile" || s.name == "pyrite" || s.name == "columbite" ||
                           s.name == "fluorite";
        if (!known) continue;
        // Ti-O bonds end before 2.3 A; the 6 + 2 of the modified fluorite (pyrite) structure lie
        // beyond.
        const double titanium = s.name == "fluorite" ? 8 : 6;
        for (const Coordination& c : coordination(std::span(&s, 1), {{{8, 22}, 2.3}}))
            CHECK_MESSAGE(
                c.number.value == doctest::Approx(c.centre == 22 ? titanium : titanium / 2),
                s.name);
    }
}

TEST_CASE("Cu64Zr36 glass: first minima and coordination as its quench gave them") {
    REQUIRE_SHARED_DATA("glass/cu64zr36_2048");
    const Structures glass =
        read_structures(shared_data("glass/cu64zr36_2048/glass300.dump"), {.elements = {29, 40}});
    const PairCutoffs cutoffs = cutoffs_from_minima(glass);
    REQUIRE(cutoffs.size() == 3);
    for (const auto& [pair, r] : cutoffs) {
        CHECK(r > 3.0);
        CHECK(r < 4.6);
    }
    double cu = 0, zr = 0;
    for (const Coordination& c : coordination(glass, cutoffs)) {
        (c.centre == 29 ? cu : zr) += c.number.value;
        std::size_t atoms = 0;
        for (std::size_t n : c.distribution) atoms += n;
        CHECK(atoms == (c.centre == 29 ? 1311 : 737));
    }
    // Dense random packing of unequal spheres: 11-12 around copper, 14-16 around zirconium.
    CHECK(cu > 10.5);
    CHECK(cu < 13);
    CHECK(zr > 13.5);
    CHECK(zr < 17);
    const RadialDistribution g = radial_distribution(glass, {.longest = 20, .width = 0.1});
    double tail = 0;
    for (std::size_t k = 150; k < 200; ++k) tail += g.total[k] / 50;
    CHECK(tail == doctest::Approx(1).epsilon(0.01));
}
