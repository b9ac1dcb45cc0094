#include "crucible/base/random.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace crucible;

TEST_CASE("philox4x32-10 gives the published vectors") {
    // Known answers of Random123 (kat_vectors), doi:10.1145/2063384.2063405.
    CHECK(philox4x32_10({0, 0, 0, 0}, {0, 0}) ==
          std::array<std::uint32_t, 4>{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    const std::uint32_t f = 0xffffffff;
    CHECK(philox4x32_10({f, f, f, f}, {f, f}) ==
          std::array<std::uint32_t, 4>{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    CHECK(
        philox4x32_10({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        std::array<std::uint32_t, 4>{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("uniform and normal have the right moments, streams differ") {
    RandomStream a(7, StreamId::tests, 1), b(7, StreamId::tests, 2);
    CHECK(a.bits64() != b.bits64());
    double mean = 0, square = 0, normal_square = 0;
    const int n = 100000;
    for (int i = 0; i < n; ++i) {
        const double u = a.uniform(), g = b.normal();
        REQUIRE(u >= 0);
        REQUIRE(u < 1);
        mean += u / n, square += u * u / n, normal_square += g * g / n;
    }
    CHECK(std::abs(mean - 0.5) < 5e-3);
    CHECK(std::abs(square - 1.0 / 3) < 5e-3);
    CHECK(std::abs(normal_square - 1) < 2e-2);
}

TEST_CASE("index stays below n and reaches every value; shuffle is a permutation") {
    RandomStream r(1, StreamId::tests);
    int seen[7] = {};
    for (int i = 0; i < 1000; ++i) ++seen[r.index(7)];
    for (int s : seen) CHECK(s > 90);
    std::array<int, 5> v{0, 1, 2, 3, 4};
    r.shuffle<int>(v);
    int sum = 0;
    for (int x : v) sum += 1 << x;
    CHECK(sum == 31);
}
