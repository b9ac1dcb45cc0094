#include "crucible/atoms/neighbours.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "crucible/base/error.hpp"
#include "tests/atoms/random_structure.hpp"

using namespace crucible;
using namespace crucible::testing;

namespace {

std::vector<Neighbour> sorted_neighbours(std::span<const Neighbour> list) {
    std::vector<Neighbour> out(list.begin(), list.end());
    std::sort(out.begin(), out.end(), [](const Neighbour& a, const Neighbour& b) {
        return std::tie(a.j, a.shift) < std::tie(b.j, b.shift);
    });
    return out;
}

void check_same(const Structure& s, double cutoff, ListKind kind) {
    const NeighbourList fast = neighbours(s, cutoff, kind);
    const NeighbourList plain = neighbours_reference(s, cutoff, kind);
    REQUIRE(fast.first == plain.first);
    for (std::size_t i = 0; i < s.size(); ++i) {
        const auto a = sorted_neighbours(fast.of(i)), b = sorted_neighbours(plain.of(i));
        for (std::size_t n = 0; n < a.size(); ++n) {
            REQUIRE(a[n].j == b[n].j);
            REQUIRE(a[n].shift == b[n].shift);
            REQUIRE(norm(a[n].vector - b[n].vector) < 1e-9);
            REQUIRE(a[n].distance == doctest::Approx(b[n].distance));
        }
    }
}

}  // namespace

TEST_CASE("neighbour lists agree with the plain one on random cells of every kind") {
    for (std::uint64_t item = 0; item < 120; ++item) {
        RandomStream r(21, StreamId::tests, item);
        const double size = r.uniform(1.5, 9);  // from far below the cut-off to well above
        Structure s = random_structure(r, 1 + static_cast<int>(r.index(12)), size);
        for (bool& p : s.cell.periodic) p = r.index(4) > 0;
        const double cutoff = r.uniform(1, 5);
        check_same(s, cutoff, ListKind::full);
        check_same(s, cutoff, ListKind::half);
    }
}

TEST_CASE("a skewed choice of cell changes nothing but the shifts") {
    RandomStream r(22, StreamId::tests);
    Structure s = random_structure(r, 6, 4);
    Structure skewed = s;
    skewed.cell.h = random_unimodular(r, 25) * s.cell.h;
    const NeighbourList a = neighbours(s, 5), b = neighbours(skewed, 5);
    REQUIRE(a.first == b.first);
    for (const Neighbour& n : b.of(2)) {
        const Vec3 moved = skewed.cell.h[0] * n.shift[0] + skewed.cell.h[1] * n.shift[1] +
                           skewed.cell.h[2] * n.shift[2];
        CHECK(norm(s.positions[static_cast<std::size_t>(n.j)] + moved - s.positions[2] - n.vector) <
              1e-9);
    }
}

TEST_CASE("face-centred cubic shells: 12, 6, 24, 12 neighbours") {
    Structure s;  // one atom, cut-off three times the cell: all images of itself
    s.cell.h = {{{{0, 2, 2}, {2, 0, 2}, {2, 2, 0}}}};
    s.numbers = {29};
    s.positions = {{0.3, -7.1, 100}};
    const double a = 4;
    CHECK(neighbours(s, a * 0.72).all.size() == 12);
    CHECK(neighbours(s, a * 1.01).all.size() == 18);
    CHECK(neighbours(s, a * 1.23).all.size() == 42);
    CHECK(neighbours(s, a * 1.42).all.size() == 54);
    CHECK(neighbours(s, a * 1.42, ListKind::half).all.size() == 27);
    CHECK(shortest_distance(s) == doctest::Approx(a / std::sqrt(2.0)));
}

TEST_CASE("a full list is symmetric, and twice a half list, at exact ties too") {
    Structure s;  // simple cubic 3x3x3: many pairs at exactly the cut-off
    s.cell.h = Mat3::diagonal(3, 3, 3);
    for (int i = 0; i < 27; ++i) {
        s.numbers.push_back(84);
        s.positions.push_back({double(i % 3), double(i / 3 % 3), double(i / 9)});
    }
    for (double cutoff : {1.0, 2.0, 3.0})
        CHECK(neighbours(s, cutoff).all.size() ==
              2 * neighbours(s, cutoff, ListKind::half).all.size());
    CHECK(neighbours(s, 1).all.size() == 27 * 6);
}

TEST_CASE("a hundred thousand atoms") {
    RandomStream r(23, StreamId::tests);
    Structure s;
    const double edge = 130;
    s.cell.h = Mat3::diagonal(edge, edge, edge);
    for (int i = 0; i < 100000; ++i) {
        s.numbers.push_back(18);
        s.positions.push_back({edge * r.uniform(), edge * r.uniform(), edge * r.uniform()});
    }
    const double cutoff = 4;
    const NeighbourList list = neighbours(s, cutoff, ListKind::half);
    const double expected = 0.5 * 1e10 * 4.18879 * 64 / (edge * edge * edge);
    CHECK(static_cast<double>(list.all.size()) == doctest::Approx(expected).epsilon(0.01));
    // A few atoms against all the others, in all nearest images.
    for (std::size_t i : {0u, 5000u, 99999u}) {
        std::size_t count = 0;
        for (std::size_t j = 0; j < s.size(); ++j) {
            Vec3 d = s.positions[j] - s.positions[i];
            for (int k = 0; k < 3; ++k) d[k] -= edge * std::round(d[k] / edge);
            count += j > i && norm(d) <= cutoff;
        }
        CHECK(list.of(i).size() == count);
    }
}

TEST_CASE("molecules, empty structures and absurd requests") {
    Structure s;
    s.cell.periodic = {false, false, false};
    CHECK(neighbours(s, 3).all.empty());
    CHECK(shortest_distance(s) == std::numeric_limits<double>::infinity());
    s.numbers = {1, 1};
    s.positions = {{0, 0, 0}, {1e6, 0, 0.74}};
    CHECK(neighbours(s, 3).all.empty());
    CHECK(shortest_distance(s) == doctest::Approx(1e6));
    s.positions[1].x = 0;
    CHECK(neighbours(s, 3).all.size() == 2);
    CHECK_THROWS_AS(neighbours(s, 0), InputError);
    CHECK_THROWS_AS(neighbours(s, 1 / 0.0), InputError);
    s.cell.periodic = {true, true, true};
    CHECK_THROWS_AS(neighbours(s, 1e4), ResourceError);
    s.cell.h = Mat3{};
    CHECK_THROWS_AS(neighbours(s, 1), InputError);
}
