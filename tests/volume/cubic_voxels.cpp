#include "crucible/volume/cubic_voxels.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "crucible/base/error.hpp"

using namespace crucible;
using namespace crucible::volume;

TEST_SUITE("cubic voxels") {
    TEST_CASE("a block of halves keeps its shares, its place and its size") {
        Grid g;
        g.slices = 8, g.rows = 10, g.columns = 12;
        g.spacing = {0.25, 0.5, 0.75}, g.origin = {1, 2, 3};
        LabelVolume v(g);
        for (std::size_t i = 0; i < g.slices; ++i)
            for (std::size_t j = 0; j < g.rows; ++j)
                for (std::size_t k = 0; k < g.columns; ++k) v(i, j, k) = k < 6 ? 1 : 2;
        const LabelVolume c = cubic_voxels(v, 0.25);
        CHECK(c.grid.slices == 8);
        CHECK(c.grid.rows == 20);
        CHECK(c.grid.columns == 36);
        CHECK(has_cubic_voxels(c.grid));
        CHECK_FALSE(has_cubic_voxels(g));
        CHECK(std::count(c.voxels.begin(), c.voxels.end(), 1) * 2 ==
              std::ptrdiff_t(c.voxels.size()));
        // The corner of the block stays where it was: 3 - 0.375 = 2.625 mm.
        CHECK(c.grid.origin[2] - 0.125 == doctest::Approx(2.625));
    }

    TEST_CASE("cubes of the voxels' own size change nothing") {
        Grid g;
        g.slices = 3, g.rows = 4, g.columns = 5, g.spacing = {0.3, 0.3, 0.3};
        LabelVolume v(g);
        for (std::size_t i = 0; i < v.voxels.size(); ++i) v.voxels[i] = std::uint8_t(i % 7);
        CHECK(cubic_voxels(v, 0.3).voxels == v.voxels);
        CHECK_THROWS_AS(cubic_voxels(v, 0), InputError);
    }

    TEST_CASE("cubes larger than the volume leave one") {
        Grid g;
        g.slices = g.rows = g.columns = 2;
        CHECK(cubic_voxels(LabelVolume(g, 3), 10).voxels == std::vector<std::uint8_t>{3});
    }
}
