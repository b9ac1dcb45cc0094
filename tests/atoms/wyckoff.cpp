#include "crucible/atoms/wyckoff.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "crucible/atoms/niggli.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"

using namespace crucible;

namespace {

/// "2(0) 4(1)": points in the conventional cell, and in how many directions they can move.
std::string listed(const WyckoffTable& t) {
    std::string out;
    for (const WyckoffPosition& p : t.positions)
        out += (out.empty() ? "" : " ") +
               std::to_string(p.multiplicity() * static_cast<std::size_t>(t.centring)) + "(" +
               std::to_string(p.freedom()) + ")";
    return out;
}

/// A lattice of the group's crystal system, and of no higher one.
Mat3 lattice_of(int number) {
    double a = 5, b = 6, c = 7.3, alpha = 81, beta = 97, gamma = 104;
    if (number >= 3) alpha = gamma = 90;
    if (number >= 16) beta = 90;
    if (number >= 75) b = a;
    if (number >= 143 && number < 195) gamma = 120;
    if (number >= 195) c = a;
    return cell_from_parameters({a, b, c, alpha, beta, gamma}).h;
}

}  // namespace

TEST_CASE("Wyckoff positions of the International Tables, volume A") {
    CHECK(listed(wyckoff_table(1)) == "1(3)");
    CHECK(listed(wyckoff_table(2)) == "1(0) 1(0) 1(0) 1(0) 1(0) 1(0) 1(0) 1(0) 2(3)");
    CHECK(listed(wyckoff_table(60)) == "4(0) 4(0) 4(1) 8(3)");    // Pbcn
    CHECK(listed(wyckoff_table(205)) == "4(0) 4(0) 8(1) 24(3)");  // Pa-3
    CHECK(listed(wyckoff_table(230)) == "16(0) 16(0) 24(0) 24(0) 32(1) 48(1) 48(1) 96(3)");
    CHECK(listed(wyckoff_table(136)) ==
          "2(0) 2(0) 4(0) 4(0) 4(1) 4(1) 4(1) 8(1) 8(2) 8(2) 16(3)");  // P4_2/mnm
    CHECK(listed(wyckoff_table(225)) ==
          "4(0) 4(0) 8(0) 24(0) 24(1) 32(1) 48(1) 48(1) 48(1) 96(2) 96(2) 192(3)");  // Fm-3m
    std::size_t all = 0;
    for (int number = 1; number <= 230; ++number) all += wyckoff_table(number).positions.size();
    CHECK(all == 1731);
    CHECK_THROWS_AS(wyckoff_table(0), InputError);
    CHECK_THROWS_AS(wyckoff_table(231), InputError);
}

TEST_CASE("Orbits of general points have their group's symmetry, as spglib finds it") {
    for (int number = 1; number <= 230; ++number) {
        INFO(number);
        const WyckoffTable t = wyckoff_table(number);
        const WyckoffPosition& general = t.positions.back();
        CHECK(general.freedom() == 3);
        CHECK(general.multiplicity() * static_cast<std::size_t>(t.centring) == t.operations.size());
        Structure s;
        s.cell.h = lattice_of(number);
        RandomStream random(1, StreamId::tests, static_cast<std::uint64_t>(number));
        for (const int z : {8, 14, 22}) {
            const Vec3 x(random.uniform(), random.uniform(), random.uniform());
            for (const SymmetryOperation& o : t.operations) {
                s.numbers.push_back(z);
                s.positions.push_back(s.cell.cartesian(Fractional(o * x)));
            }
        }
        const auto found = find_symmetry(s, 1e-5);
        REQUIRE(found.has_value());
        CHECK(found->number == number);
    }
}

TEST_CASE("Every position is a set of points that the whole group keeps") {
    for (int number = 1; number <= 230; number += 7) {
        INFO(number);
        const WyckoffTable t = wyckoff_table(number);
        RandomStream random(2, StreamId::tests, static_cast<std::uint64_t>(number));
        for (const WyckoffPosition& p : t.positions) {
            Vec3 x = p.origin;
            for (const Vec3& d : p.directions) x += random.uniform() * d;
            std::vector<Vec3> points;
            for (const SymmetryOperation& c : t.operations)
                if (c.rotation == IntMat3::identity())
                    for (const std::size_t k : p.operations)
                        points.push_back(c.translation + t.operations[k] * x);
            const auto is_among = [&](const Vec3& y) {
                return std::count_if(points.begin(), points.end(), [&](const Vec3& z) {
                    Vec3 gap = y - z;
                    for (int i = 0; i < 3; ++i) gap[i] -= std::round(gap[i]);
                    return norm2(gap) < 1e-12;
                });
            };
            for (const SymmetryOperation& o : t.operations) CHECK(is_among(o * x) == 1);
            for (const Vec3& y : points) CHECK(is_among(y) == 1);
        }
    }
}
