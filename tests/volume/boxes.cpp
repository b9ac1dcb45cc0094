#include "crucible/volume/boxes.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "crucible/volume/minkowski.hpp"
#include "pore_cases.hpp"

using namespace crucible;
using namespace crucible::volume;
using namespace crucible::testing;

namespace {

/// Cubes of 2 x 2 x 2 without one corner, again and again: of dimension ln 7 / ln 2.
LabelVolume without_corners(std::size_t side) {
    LabelVolume m(pore_grid(side, side, side));
    for (std::size_t i = 0; i < side; ++i)
        for (std::size_t j = 0; j < side; ++j)
            for (std::size_t k = 0; k < side; ++k)
                if ((i & j & k) == 0) m(i, j, k) = in_phase;
    return m;
}

}  // namespace

TEST_SUITE("volume: boxes") {
    TEST_CASE("blocks hold what is counted one by one") {
        RandomStream r(1, StreamId::tests, 560);
        for (const Grid& g : awkward_grids()) {
            const LabelVolume some = random_mask(g, 0.4, 0.2, r), all = random_mask(g, 0.4, 0, r);
            const BlockSums some_sums(some), all_sums(all);
            for (int trial = 0; trial < 20; ++trial) {
                const LabelVolume& m = trial % 2 == 0 ? some : all;
                const BlockSums& sums = trial % 2 == 0 ? some_sums : all_sums;
                const std::array<std::size_t, 3> shape{g.slices, g.rows, g.columns};
                std::array<std::size_t, 3> first{}, side{};
                for (std::size_t a = 0; a < 3; ++a)
                    first[a] = r.index(shape[a]), side[a] = 1 + r.index(shape[a] - first[a]);
                PhaseCount expected;
                for (std::size_t i = 0; i < side[0]; ++i)
                    for (std::size_t j = 0; j < side[1]; ++j)
                        for (std::size_t k = 0; k < side[2]; ++k) {
                            const std::uint8_t v = m(first[0] + i, first[1] + j, first[2] + k);
                            expected.phase += v == in_phase, expected.rest += v == in_rest;
                            expected.masked += v == in_nothing;
                        }
                const PhaseCount found = sums.count(first, side);
                CHECK(found.phase == expected.phase);
                CHECK(found.rest == expected.rest);
                CHECK(found.masked == expected.masked);
            }
        }
    }

    TEST_CASE("dimensions of a plane, of space, and of a fractal") {
        LabelVolume plane(pore_grid(128, 128, 128));
        for (std::uint8_t& v : plane.slice(17)) v = in_phase;
        CHECK(count_boxes(BlockSums(plane)).dimension->value == doctest::Approx(2));
        const LabelVolume space(pore_grid(128, 128, 128), in_phase);
        const double q[] = {-2, 0, 1, 2, 5};
        for (const auto& d : multifractal(BlockSums(space), q).dimension)
            CHECK(d->value == doctest::Approx(3));
        for (const auto& d : multifractal(BlockSums(plane), q).dimension)
            CHECK(d->value == doctest::Approx(2));
        const BlockSums fractal(without_corners(128));
        CHECK(count_boxes(fractal).dimension->value == doctest::Approx(std::log2(7)));
        CHECK(count_boxes(fractal).dimension->determination == doctest::Approx(1));
        for (const auto& d : multifractal(fractal, q).dimension)
            CHECK(d->value == doctest::Approx(std::log2(7)));
    }

    TEST_CASE("D_0 is the box dimension; D_1 lies between its neighbours") {
        RandomStream r(1, StreamId::tests, 561);
        const BlockSums sums(ball_mask(pore_grid(64, 64, 64), 20, 9, r));
        const double q[] = {0, 1 - 1e-4, 1, 1 + 1e-4};
        const Multifractal m = multifractal(sums, q);
        CHECK(m.dimension[0]->value == doctest::Approx(count_boxes(sums).dimension->value));
        CHECK((m.dimension[1]->value - m.dimension[2]->value) *
                  (m.dimension[3]->value - m.dimension[2]->value) <
              0);
        CHECK(m.dimension[1]->value == doctest::Approx(m.dimension[3]->value).epsilon(1e-3));
    }

    TEST_CASE("lacunarity: 1 for a uniform phase, 1 / share for single voxels") {
        RandomStream r(1, StreamId::tests, 562);
        for (const double v :
             lacunarity(BlockSums(LabelVolume(pore_grid(32, 32, 32), in_phase))).value)
            CHECK(v == doctest::Approx(1));
        const LabelVolume m = random_mask(pore_grid(40, 40, 40), 0.2, 0.1, r);
        const Lacunarity l = lacunarity(BlockSums(m), 2);
        CHECK(l.value[0] == doctest::Approx(1 / *count_phase(m.voxels).fraction()));
        for (std::size_t s = 1; s < l.value.size(); ++s) CHECK(l.value[s] < l.value[s - 1]);
        CHECK(lacunarity(BlockSums(LabelVolume(pore_grid(8, 8, 8)))).side.empty());
    }

    TEST_CASE("representative volume of independent voxels: the scatter falls as side^-3/2") {
        RandomStream r(1, StreamId::tests, 563);
        const LabelVolume m = random_mask(pore_grid(80, 80, 80), 0.3, 0, r);
        const Representative v = representative_volume(BlockSums(m));
        REQUIRE(v.side.front() == 4);
        CHECK(v.cubes.front() == 8000);
        CHECK(v.deviation.front() == doctest::Approx(std::sqrt(0.21 / 64)).epsilon(0.05));
        const auto side = v.side_within(0.1);  // sqrt(0.21 / n) = 0.03: n = 233
        REQUIRE(side);
        CHECK(*side >= 6);
        CHECK(*side <= 7);
        CHECK(!v.side_within(1e-6));
    }

    TEST_CASE("too small or empty volumes have no dimension") {
        CHECK(!count_boxes(BlockSums(LabelVolume(pore_grid(1, 9, 9), in_phase))).dimension);
        CHECK(!count_boxes(BlockSums(LabelVolume(pore_grid(64, 64, 64)))).dimension);
        const LabelVolume masked(pore_grid(32, 32, 32), in_nothing);
        CHECK(representative_volume(BlockSums(masked)).side.empty());
        CHECK(lacunarity(BlockSums(masked)).side.empty());
    }

    TEST_CASE("anisotropy: balls have none, flat balls and slits have") {
        RandomStream r(1, StreamId::tests, 564);
        LabelVolume m = ball_mask(pore_grid(100, 100, 100), 300, 7, r);
        const auto round = anisotropy(m, minkowski(m));
        REQUIRE(round);
        CHECK(round->degree < 0.1);
        m.grid.spacing = {0.5, 1, 1};  // the same voxels, thinner: flat balls
        const auto flat = anisotropy(m, minkowski(m));
        REQUIRE(flat);
        CHECK(flat->degree == doctest::Approx(0.75).epsilon(0.05));
        CHECK(std::abs(flat->direction[2][0]) > 0.99);
        CHECK(flat->axis[0] / flat->axis[2] == doctest::Approx(2).epsilon(0.1));
        LabelVolume slit(pore_grid(9, 9, 9));
        for (std::uint8_t& v : slit.slice(4)) v = in_phase;
        CHECK(!anisotropy(slit, minkowski(slit)));
    }
}
