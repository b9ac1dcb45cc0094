#include <doctest/doctest.h>

#include <cmath>
#include <numeric>
#include <tuple>

#include "crucible/atoms/formats.hpp"
#include "crucible/atoms/niggli.hpp"
#include "crucible/observe/bond_angles.hpp"
#include "crucible/observe/bond_order.hpp"
#include "crucible/observe/bonded_neighbours.hpp"
#include "crucible/observe/common_neighbours.hpp"
#include "crucible/observe/warren_cowley.hpp"
#include "tests/atoms/random_structure.hpp"
#include "tests/observe/observe_cases.hpp"
#include "tests/shared_data.hpp"

using namespace crucible;
using namespace crucible::testing;

namespace {

Structure iron(double a) {
    Structure s;
    s.cell.h = Mat3::diagonal(a, a, a);
    s.numbers = {26, 26};
    s.positions = {{0, 0, 0}, {a / 2, a / 2, a / 2}};
    IntMat3 times = IntMat3::identity();
    for (int i = 0; i < 3; ++i) times(i, i) = 3;
    return supercell(s, times);
}

Structure magnesium(double a) {
    Structure s;
    s.cell = cell_from_parameters({a, a, a * std::sqrt(8.0 / 3), 90, 90, 120});
    s.numbers = {12, 12};
    s.positions = {s.cell.cartesian({1.0 / 3, 2.0 / 3, 0.25}),
                   s.cell.cartesian({2.0 / 3, 1.0 / 3, 0.75})};
    IntMat3 times = IntMat3::identity();
    for (int i = 0; i < 3; ++i) times(i, i) = 3;
    return supercell(s, times);
}

/// Atom 0 in the centre of twelve, alone in a large box.
Structure thirteen_atoms() {
    Structure s;
    s.cell.h = Mat3::diagonal(20, 20, 20);
    s.positions.push_back({10, 10, 10});
    const double t = (1 + std::sqrt(5.0)) / 2;
    for (const double a : {-1.0, 1.0})
        for (const double b : {-t, t})
            for (const Vec3& v : {Vec3{0, a, b}, {a, b, 0}, {b, 0, a}})
                s.positions.push_back(Position(Vec3{10, 10, 10} + v * 1.4));
    s.numbers.assign(13, 29);
    return s;
}

Structure shaken(Structure s, double by) {
    RandomStream r(97, StreamId::tests);
    for (Position& p : s.positions)
        for (int k = 0; k < 3; ++k) p[k] += r.uniform(-by, by);
    return s;
}

}  // namespace

TEST_CASE("Steinhardt's parameters of perfect surroundings") {
    // Steinhardt, Nelson and Ronchetti (1983) and Mickel et al., doi:10.1063/1.4774084, table I;
    // w_l of fcc, hcp, bcc and the icosahedron as in table I of the former.
    struct Case {
        Structure s;
        int nearest;
        double q4, q6, w4, w6;
    };
    const Case cases[] = {{copper(3.6, 2), 12, 0.19094, 0.57452, -0.159317, -0.013161},
                          {magnesium(3.2), 12, 0.09722, 0.48476, 0.134097, -0.012442},
                          {iron(2.87), 14, 0.03637, 0.51069, 0.159317, 0.013161},
                          {iron(2.87), 8, 0.50918, 0.62854, -0.159317, 0.013161}};
    for (const Case& c : cases) {
        const BondOrder four = bond_order(c.s, {.l = 4, .nearest = c.nearest});
        const BondOrder six = bond_order(c.s, {.l = 6, .nearest = c.nearest});
        const BondOrder averaged = bond_order(
            c.s, {.l = 6, .nearest = c.nearest, .average = BondOrderOptions::Average::shell});
        for (std::size_t i = 0; i < c.s.size(); ++i) {
            CHECK(std::fabs(four.q[i] - c.q4) < 1e-5);
            CHECK(std::fabs(six.q[i] - c.q6) < 1e-5);
            CHECK(std::fabs(four.w[i] - c.w4) < 1e-6);
            CHECK(std::fabs(six.w[i] - c.w6) < 1e-6);
            if (c.s.numbers[0] != 12)  // one kind of site: the average is the same
                CHECK(std::fabs(averaged.q[i] - c.q6) < 1e-5);
        }
    }
    const Structure ico = thirteen_atoms();
    PairCutoffs bonds{{{29, 29}, 2.9}};
    const BondOrder six = bond_order(ico, {.l = 6, .nearest = 0, .cutoffs = bonds});
    CHECK(std::fabs(six.q[0] - 0.66332) < 1e-5);
    CHECK(std::fabs(six.w[0] + 0.169754) < 1e-6);
    CHECK(bond_order(ico, {.l = 4, .nearest = 0, .cutoffs = bonds}).q[0] < 1e-9);
    CHECK(wigner_3j(2, 0, 0) == doctest::Approx(-std::sqrt(2.0 / 35)));
    CHECK(code_of([&] { bond_order(ico, {.l = 11}); }) == "E-observe-order");
    CHECK(code_of([&] { bond_order(ico, {.l = 4, .nearest = -1}); }) == "E-observe-order");
}

TEST_CASE("bond order does not depend on how the structure lies") {
    RandomStream r(98, StreamId::tests);
    const Structure s = random_structure(r, 20, 9);
    Structure other = s;
    const Mat3 turn = random_rotation(r);
    other.cell.h = s.cell.h * turn;
    for (Position& p : other.positions) p = Position(p * turn);
    const BondOrder a = bond_order(s), b = bond_order(other);
    for (std::size_t i = 0; i < s.size(); ++i) {
        CHECK(a.q[i] == doctest::Approx(b.q[i]));
        CHECK(std::fabs(a.w[i] - b.w[i]) < 1e-9);
    }
}

TEST_CASE("common-neighbour analysis knows the crystals") {
    const std::tuple<Structure, LocalStructure, double> crystals[] = {
        {shaken(copper(3.615, 3), 0.06), LocalStructure::fcc, 0.854 * 3.615},
        {shaken(magnesium(3.2), 0.06), LocalStructure::hcp, 1.207 * 3.2},
        {shaken(iron(2.87), 0.06), LocalStructure::bcc, 1.207 * 2.87}};
    for (const auto& [s, kind, cutoff] : crystals) {
        INFO(name(kind));
        for (const LocalStructure found : common_neighbour_analysis(s)) CHECK(found == kind);
        for (const LocalStructure found : common_neighbour_analysis(s, cutoff))
            CHECK(found == kind);
        const auto share = fractions(common_neighbour_analysis(s));
        CHECK(share[static_cast<std::size_t>(kind)] == doctest::Approx(1));
    }
    const Structure ico = thirteen_atoms();
    CHECK(common_neighbour_analysis(ico, 3.3)[0] == LocalStructure::icosahedral);
    CHECK(common_neighbour_analysis(ico)[0] == LocalStructure::icosahedral);
    CHECK(common_neighbour_analysis(ico, 3.3)[1] == LocalStructure::other);
    // Stretched crystals keep their name only with a cut-off that follows the bonds.
    Structure large = copper(4.4, 3);
    CHECK(common_neighbour_analysis(large)[0] == LocalStructure::fcc);
    CHECK(common_neighbour_analysis(large, 0.854 * 3.615)[0] == LocalStructure::other);
    CHECK(code_of([&] { common_neighbour_analysis(large, -1.0); }) == "E-atoms-cutoff");
    large.cell.periodic[0] = false;
    CHECK(code_of([&] { common_neighbour_analysis(large); }) == "E-atoms-periodic");
}

TEST_CASE("angles of bonds in crystals") {
    const auto share = bond_angle_distribution(copper(3.6, 2), {{{29, 29}, 3.0}}, 0, 180);
    // fcc: of the 66 angles between 12 bonds 24 are 60, 12 are 90, 24 are 120 and 6 are 180
    // degrees; at the edges of bins rounding decides which of two it is.
    const auto around = [&](std::size_t degrees) {
        return share[degrees - 1] + (degrees < 180 ? share[degrees] : 0);
    };
    CHECK(around(60) == doctest::Approx(24.0 / 66));
    CHECK(around(90) == doctest::Approx(12.0 / 66));
    CHECK(around(120) == doctest::Approx(24.0 / 66));
    CHECK(around(180) == doctest::Approx(6.0 / 66));
    CHECK(std::accumulate(share.begin(), share.end(), 0.0) == doctest::Approx(1));
    const auto none = bond_angle_distribution(copper(3.6, 2), {{{29, 29}, 1.0}});
    CHECK(std::accumulate(none.begin(), none.end(), 0.0) == 0);
    CHECK(bond_angle_distribution(copper(3.6, 2), {{{29, 29}, 3.0}}, 40) ==
          std::vector<double>(90));
    CHECK(code_of([] {
              bond_angle_distribution(copper(3.6, 1), {{{29, 29}, 3.0}}, 0, 0);
          }) == "E-observe-range");
    CHECK(code_of([] {
              bond_angle_distribution(copper(3.6, 1), {{{29, 29}, -3.0}});
          }) == "E-atoms-cutoff");
}

TEST_CASE("Warren and Cowley's parameters of order and disorder") {
    // B2: eight unlike neighbours only, Z_ab / (c_b Z_a) = 2.
    Structure b2 = iron(3.26);
    for (std::size_t i = 0; i < b2.size(); ++i) {
        const double x = b2.positions[i].x / 3.26;
        b2.numbers[i] = std::fabs(x - std::round(x)) < 0.1 ? 29 : 40;
    }
    const PairCutoffs first{{{29, 29}, 3.0}, {{29, 40}, 3.0}, {{40, 40}, 3.0}};
    for (const WarrenCowley& w : warren_cowley(std::span(&b2, 1), first))
        CHECK(w.alpha == doctest::Approx(w.centre == w.neighbour ? 1 : -1));
    Structure mixed = copper(3.6, 8);
    RandomStream r(99, StreamId::tests);
    for (int& z : mixed.numbers) z = r.uniform() < 0.4 ? 40 : 29;
    const PairCutoffs shell{{{29, 29}, 3.0}, {{29, 40}, 3.0}, {{40, 40}, 3.0}};
    const auto random = warren_cowley(std::span(&mixed, 1), shell);
    CHECK(random.size() == 4);
    for (const WarrenCowley& w : random) CHECK(std::fabs(w.alpha) < 0.04);
}

TEST_CASE("nearest neighbours are the first of the sorted list") {
    RandomStream r(100, StreamId::tests);
    const Structure s = random_structure(r, 12, 7);
    const NeighbourList all = neighbours_reference(s, 9);
    const auto nearest = nearest_neighbours(s, 14);
    for (std::size_t i = 0; i < s.size(); ++i) {
        std::vector<double> d;
        for (const Neighbour& n : all.of(i)) d.push_back(n.distance);
        std::sort(d.begin(), d.end());
        REQUIRE(d.size() >= 14);
        REQUIRE(nearest[i].size() == 14);
        for (std::size_t k = 0; k < 14; ++k) CHECK(nearest[i][k].distance == doctest::Approx(d[k]));
    }
}
