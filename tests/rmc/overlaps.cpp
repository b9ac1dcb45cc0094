#include "crucible/rmc/overlaps.hpp"

#include <doctest/doctest.h>

#include "problems.hpp"

namespace {

using namespace crucible;
using namespace crucible::rmc;

const HardCores three_quarters{{{29, 29}, 1.98}, {{29, 40}, 2.30}, {{40, 40}, 2.625}};

}  // namespace

TEST_CASE("overlaps are counted and the worst is named") {
    Structure s;
    s.cell.h = Mat3::diagonal(10, 10, 10);
    s.numbers = {29, 29, 40, 40};
    s.positions = {{0.5, 0, 0}, {9.0, 0, 0}, {5, 5, 5}, {5, 5, 7.5}};  // 1.5 through the wall, 2.5
    const Overlaps found = overlaps(s, three_quarters);
    CHECK(found.pairs == 2);
    CHECK(found.elements == std::pair{29, 29});
    CHECK(found.distance == doctest::Approx(1.5));
    CHECK(found.core == 1.98);
    push_apart(s, three_quarters);
    CHECK(overlaps(s, three_quarters).pairs == 0);
    CHECK(s.positions[0].x + 10 - s.positions[1].x == doctest::Approx(1.98 * 1.02));
    CHECK(s.positions[2].z + s.positions[3].z == doctest::Approx(12.5));  // either by the same
}

TEST_CASE("a random start is pushed apart to the cores of a metal's glass") {
    for (const std::size_t n : {300u, 2000u}) {
        Structure s = rmc_test::random_alloy(n, 5);
        CHECK(overlaps(s, three_quarters).pairs > n / 20);
        push_apart(s, three_quarters);
        CHECK(overlaps(s, three_quarters).pairs == 0);
    }
}

TEST_CASE("cores that no packing has leave overlaps, and say which") {
    Structure s = rmc_test::random_alloy(300, 6);
    const HardCores huge{{{29, 29}, 4.0}};
    push_apart(s, huge, 50);
    const Overlaps found = overlaps(s, huge);
    CHECK(found.pairs > 0);
    CHECK(found.elements == std::pair{29, 29});
    CHECK(found.distance < 4);
    for (const auto& p : s.positions) CHECK(std::isfinite(p.x + p.y + p.z));
}
