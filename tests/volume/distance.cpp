#include "crucible/volume/distance.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "pore_cases.hpp"

using namespace crucible;
using namespace crucible::volume;
using namespace crucible::testing;

namespace {

/// By comparison with every voxel of the rest, weighted.
double distance_of(const LabelVolume& m, const std::array<double, 3>& h, std::size_t i,
                   std::size_t j, std::size_t k) {
    if (m(i, j, k) != in_phase) return 0;
    double least = INFINITY;
    for (std::size_t a = 0; a < m.grid.slices; ++a)
        for (std::size_t b = 0; b < m.grid.rows; ++b)
            for (std::size_t c = 0; c < m.grid.columns; ++c) {
                if (m(a, b, c) != in_rest) continue;
                const double x = h[0] * (static_cast<double>(a) - static_cast<double>(i));
                const double y = h[1] * (static_cast<double>(b) - static_cast<double>(j));
                const double z = h[2] * (static_cast<double>(c) - static_cast<double>(k));
                least = std::min(least, x * x + y * y + z * z);
            }
    return least;
}

}  // namespace

TEST_SUITE("volume: distances") {
    TEST_CASE("squared distances are those to the nearest of all voxels of the rest") {
        RandomStream r(1, StreamId::tests, 510);
        for (const Grid& g : awkward_grids())
            for (const double share : {0.0, 0.5, 0.97, 1.0})
                for (const double nothing : {0.0, 0.3}) {
                    const LabelVolume m = random_mask(g, share, nothing, r);
                    const Volume<std::int32_t> expected = squared_distances_reference(m);
                    CHECK(squared_distances(m).voxels == expected.voxels);
                    CHECK(squared_distances(m, 3).voxels == expected.voxels);
                }
    }

    TEST_CASE("distances beyond 254 voxels are exact too") {
        for (const Grid& g : {pore_grid(600, 2, 3), pore_grid(2, 600, 3), pore_grid(3, 2, 600)}) {
            LabelVolume m(g, in_phase);
            m.voxels.back() = in_rest;
            const Volume<std::int32_t> d = squared_distances(m);
            CHECK(d.voxels == squared_distances_reference(m).voxels);
            CHECK(d.voxels.front() == 599 * 599 + 1 + 4);
        }
        LabelVolume m(pore_grid(1, 1, 256), in_phase);  // on either side of the change of method
        m.voxels.back() = in_rest;
        CHECK(squared_distances(m).voxels.front() == 255 * 255);
        m.voxels.front() = in_rest;
        CHECK(summarise(squared_distances(m))->max_squared == 127 * 127);
    }

    TEST_CASE("distances on voxels that are no cubes") {
        RandomStream r(1, StreamId::tests, 511);
        const std::array<double, 3> h{0.625, 0.25, 0.31};
        for (const double nothing : {0.0, 0.2}) {
            const LabelVolume m = random_mask(pore_grid(9, 10, 11), 0.9, nothing, r);
            const Volume<double> d = squared_distances(m, h, 2);
            double worst = 0;
            for (std::size_t i = 0; i < 9; ++i)
                for (std::size_t j = 0; j < 10; ++j)
                    for (std::size_t k = 0; k < 11; ++k)
                        worst = std::max(worst, std::abs(d(i, j, k) - distance_of(m, h, i, j, k)));
            CHECK(worst < 1e-13);
        }
        CHECK_THROWS_AS(squared_distances(LabelVolume(pore_grid(2, 2, 2)), {1, 0, 1}), InputError);
    }

    TEST_CASE("neighbours differ by at most one step") {
        RandomStream r(1, StreamId::tests, 512);
        const LabelVolume m = ball_mask(pore_grid(40, 41, 70), 60, 9, r);
        const Volume<std::int32_t> d = squared_distances(m);
        const auto root = [&](std::size_t v) { return std::sqrt(double(d.voxels[v])); };
        std::size_t steep = 0;
        for (std::size_t v = 1; v < d.voxels.size(); ++v)
            if (v % 70 != 0) steep += std::abs(root(v) - root(v - 1)) > 1 + 1e-12;
        CHECK(steep == 0);
        CHECK(summarise(d)->max_squared > 25);
    }

    TEST_CASE("no rest, no phase, nothing at all") {
        const LabelVolume all(pore_grid(3, 4, 5), in_phase), none(pore_grid(3, 4, 5));
        for (const std::int32_t d : squared_distances(all).voxels) CHECK(d == unbounded);
        for (const std::int32_t d : squared_distances(none).voxels) CHECK(d == 0);
        CHECK(!summarise(squared_distances(all)));
        CHECK(!summarise(squared_distances(none)));
        CHECK(!summarise(squared_distances(LabelVolume(pore_grid(2, 2, 2), in_nothing))));
    }

    // scipy 1.10's distance_transform_edt on the same data.
    TEST_CASE("Berea sandstone: distances") {
        REQUIRE_BEREA;
        const auto corner = summarise(squared_distances(berea(200)));
        REQUIRE(corner);
        CHECK(corner->max_squared == 104);
        CHECK(corner->mean == doctest::Approx(2.0392958162).epsilon(1e-10));
        const auto whole = summarise(squared_distances(berea(400), 2));
        REQUIRE(whole);
        CHECK(whole->max_squared == 182);
        CHECK(whole->mean == doctest::Approx(2.067056).epsilon(1e-6));
    }
}
