// What is measured does not depend on how many threads measure. ThreadSanitizer sees them meet
// here.

#include <doctest/doctest.h>

#include "crucible/volume/boxes.hpp"
#include "crucible/volume/clusters.hpp"
#include "crucible/volume/correlation.hpp"
#include "crucible/volume/distance.hpp"
#include "crucible/volume/minkowski.hpp"
#include "crucible/volume/thickness.hpp"
#include "pore_cases.hpp"

using namespace crucible;
using namespace crucible::volume;
using namespace crucible::testing;

TEST_SUITE("volume: threads") {
    TEST_CASE("every measure of a phase is the same on any number of threads") {
        RandomStream r(1, StreamId::tests, 570);
        for (const Grid& g : {pore_grid(24, 22, 70), pore_grid(2, 30, 30)}) {
            const LabelVolume m = ball_mask(g, 12, 6, r);
            const auto distances = squared_distances(m);
            const auto stretched = squared_distances(m, {1, 1.5, 2});
            const auto widths = local_thickness(m, distances);
            for (const int threads : {2, 5}) {
                CHECK(squared_distances(m, threads).voxels == distances.voxels);
                CHECK(squared_distances(m, {1, 1.5, 2}, threads).voxels == stretched.voxels);
                CHECK(local_thickness(m, distances, threads).voxels == widths.voxels);
                CHECK(critical_squared_radius(distances, 0, Connectivity::corners, threads) ==
                      critical_squared_radius(distances, 0));
                CHECK(axis_correlation(m, 2, 20, threads) == axis_correlation(m, 2, 20));
                CHECK(minkowski(m, threads).euler_26 == minkowski(m).euler_26);
                CHECK(marching_cubes_area(m, threads) == marching_cubes_area(m));
                CHECK(lacunarity(BlockSums(m), threads).value == lacunarity(BlockSums(m)).value);
                LabelVolume once = m, again = m;
                trim_small_clusters(once, 40), trim_small_clusters(again, 40, threads);
                CHECK(again.voxels == once.voxels);
            }
        }
    }
}
