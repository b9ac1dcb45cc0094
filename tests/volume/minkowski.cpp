#include "crucible/volume/minkowski.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "crucible/base/error.hpp"
#include "crucible/volume/clusters.hpp"
#include "crucible/volume/configurations.hpp"
#include "crucible/volume/mesh.hpp"
#include "pore_cases.hpp"

using namespace crucible;
using namespace crucible::volume;
using namespace crucible::testing;

namespace {

/// Voxels whose centres, in mm from the middle of the volume, satisfy `holds`.
template <class Holds>
LabelVolume drawn(const Grid& g, const Holds& holds) {
    LabelVolume m(g);
    const auto from_middle = [&](std::size_t at, std::size_t n, double h) {
        return (static_cast<double>(at) - static_cast<double>(n) / 2 + 0.5) * h;
    };
    for (std::size_t i = 0; i < g.slices; ++i)
        for (std::size_t j = 0; j < g.rows; ++j)
            for (std::size_t k = 0; k < g.columns; ++k)
                if (holds(from_middle(i, g.slices, g.spacing[0]),
                          from_middle(j, g.rows, g.spacing[1]),
                          from_middle(k, g.columns, g.spacing[2])))
                    m(i, j, k) = in_phase;
    return m;
}

std::array<std::uint64_t, 3> faces_one_by_one(const LabelVolume& m) {
    std::array<std::uint64_t, 3> out{};
    const auto differ = [](std::uint8_t a, std::uint8_t b) {
        return (a == in_phase && b == in_rest) || (a == in_rest && b == in_phase);
    };
    for (std::size_t i = 0; i < m.grid.slices; ++i)
        for (std::size_t j = 0; j < m.grid.rows; ++j)
            for (std::size_t k = 0; k < m.grid.columns; ++k) {
                if (i > 0) out[0] += differ(m(i, j, k), m(i - 1, j, k));
                if (j > 0) out[1] += differ(m(i, j, k), m(i, j - 1, k));
                if (k > 0) out[2] += differ(m(i, j, k), m(i, j, k - 1));
            }
    return out;
}

}  // namespace

TEST_SUITE("volume: minkowski") {
    TEST_CASE("patterns are counted as one by one") {
        RandomStream r(1, StreamId::tests, 520);
        for (const Grid& g : awkward_grids())
            for (const double share : {0.0, 0.5, 0.97, 1.0})
                for (const Pattern p :
                     {Pattern::phase, Pattern::masked, Pattern::phase_or_masked}) {
                    const LabelVolume m = random_mask(g, share, 0.2, r);
                    const Configurations expected = count_configurations_reference(m, p);
                    CHECK(count_configurations(m, p) == expected);
                    CHECK(count_configurations(m, p, 3) == expected);
                }
    }

    TEST_CASE("faces are those between phase and rest, inside the volume") {
        RandomStream r(1, StreamId::tests, 521);
        for (const Grid& g : awkward_grids())
            for (const double nothing : {0.0, 0.3}) {
                const LabelVolume m = random_mask(g, 0.4, nothing, r);
                CHECK(minkowski(m).faces == faces_one_by_one(m));
                CHECK(minkowski(complement(m)).faces == faces_one_by_one(m));
            }
    }

    TEST_CASE("Euler numbers of shapes") {
        const Grid g = pore_grid(41, 42, 43);
        const auto both = [](const LabelVolume& m) {
            const Minkowski k = minkowski(m);
            return std::pair(k.euler_6, k.euler_26);
        };
        const auto ball = [](double r) {
            return [=](double x, double y, double z) { return x * x + y * y + z * z < r * r; };
        };
        CHECK(both(drawn(g, ball(15))) == std::pair<std::int64_t, std::int64_t>(1, 1));
        const auto shell = [&](double x, double y, double z) {
            return ball(15)(x, y, z) && !ball(8)(x, y, z);
        };
        CHECK(both(drawn(g, shell)) == std::pair<std::int64_t, std::int64_t>(2, 2));
        const auto ring = [](double x, double y, double z) {
            const double d = std::hypot(x, y) - 12;
            return d * d + z * z < 16;
        };
        CHECK(both(drawn(g, ring)) == std::pair<std::int64_t, std::int64_t>(0, 0));
        LabelVolume corners(pore_grid(2, 2, 2));  // two voxels that share a corner
        corners(0, 0, 0) = corners(1, 1, 1) = in_phase;
        CHECK(both(corners) == std::pair<std::int64_t, std::int64_t>(2, 1));
        CHECK(both(LabelVolume(g)) == std::pair<std::int64_t, std::int64_t>(0, 0));
        CHECK(both(LabelVolume(g, in_phase)) == std::pair<std::int64_t, std::int64_t>(1, 1));
        CHECK(both(LabelVolume(g, in_nothing)) == std::pair<std::int64_t, std::int64_t>(0, 0));
    }

    TEST_CASE("the Euler number of scattered voxels is their clusters' number") {
        RandomStream r(1, StreamId::tests, 522);
        const LabelVolume m = random_mask(pore_grid(40, 40, 40), 0.01, 0, r);
        const Minkowski k = minkowski(m);
        // So thin a phase has neither tunnels nor cavities.
        CHECK(k.euler_6 == std::int64_t(label_clusters(m, Connectivity::faces).list.size()));
        CHECK(k.euler_26 == std::int64_t(label_clusters(m, Connectivity::corners).list.size()));
    }

    TEST_CASE("a ball: volume, surface and curvature, on cubic voxels and on others") {
        const double radius = 20, pi = std::numbers::pi;
        Grid cubic = pore_grid(90, 90, 90), flat = pore_grid(72, 90, 120);
        cubic.spacing = {0.5, 0.5, 0.5}, flat.spacing = {0.625, 0.5, 0.375};
        for (const Grid& g : {cubic, flat}) {
            const LabelVolume m = drawn(g, [&](double x, double y, double z) {
                return x * x + y * y + z * z < radius * radius;
            });
            const Minkowski k = minkowski(m, 2);
            CHECK(k.volume == doctest::Approx(4 * pi / 3 * radius * radius * radius).epsilon(2e-3));
            CHECK(k.crofton_area == doctest::Approx(4 * pi * radius * radius).epsilon(5e-3));
            CHECK(k.face_area == doctest::Approx(6 * pi * radius * radius).epsilon(1e-2));
            CHECK(k.curvature_6 == doctest::Approx(4 * pi * radius).epsilon(1e-2));
            CHECK(k.curvature_26 == doctest::Approx(4 * pi * radius).epsilon(1e-2));
        }
    }

    TEST_CASE("a slab through the volume has two sides and no rim") {
        LabelVolume m(pore_grid(20, 30, 40));
        for (std::size_t i = 5; i < 12; ++i)
            for (std::uint8_t& v : m.slice(i)) v = in_phase;
        const Minkowski k = minkowski(m);
        CHECK(k.faces == std::array<std::uint64_t, 3>{2 * 30 * 40, 0, 0});
        for (std::size_t j = 0; j < 30; ++j)  // the upper side is measured no more
            for (std::size_t c = 0; c < 40; ++c) m(4, j, c) = in_nothing;
        CHECK(minkowski(m).faces == std::array<std::uint64_t, 3>{30 * 40, 0, 0});
    }

    TEST_CASE("shares of directions: the published ones for cubic voxels") {
        // Ohser and Muecklich 2000, as quoted by Legland et al. (doi:10.5566/ias.v26.p83-92).
        const auto s = direction_shares({1, 1, 1});
        for (std::size_t d = 0; d < 13; ++d)
            CHECK(s[d] == doctest::Approx(2 * (d < 3   ? 0.04577789120476
                                               : d < 9 ? 0.03698062787608
                                                       : 0.03519563978232)));
        double all = 0;
        for (const double share : direction_shares({0.6, 0.2, 3})) all += share;
        CHECK(all == doctest::Approx(1));
        LabelVolume m(pore_grid(2, 2, 2));
        m.grid.spacing[1] = 0;
        CHECK_THROWS_AS(minkowski(m), InputError);
    }

    TEST_CASE("marching cubes: a plane, a single voxel, a ball, a masked side") {
        Grid g = pore_grid(20, 30, 40);
        g.spacing = {0.5, 0.7, 0.3};
        LabelVolume m(g);
        for (std::size_t i = 5; i < 12; ++i)
            for (std::uint8_t& v : m.slice(i)) v = in_phase;
        const double side = 29 * 39 * 0.7 * 0.3;
        CHECK(marching_cubes_area(m, 2) == doctest::Approx(2 * side));
        for (std::uint8_t& v : m.slice(4)) v = in_nothing;
        CHECK(marching_cubes_area(m) == doctest::Approx(side));
        LabelVolume one(pore_grid(3, 3, 3));
        one(1, 1, 1) = in_phase;  // an octahedron with corners half a voxel away
        CHECK(marching_cubes_area(one) == doctest::Approx(std::sqrt(3.0)));
        CHECK(marching_cubes_area(complement(one)) == doctest::Approx(std::sqrt(3.0)));
        const double radius = 20;
        const LabelVolume ball = drawn(pore_grid(45, 45, 45), [&](double x, double y, double z) {
            return x * x + y * y + z * z < radius * radius;
        });
        const double smooth = 4 * std::numbers::pi * radius * radius;
        CHECK(marching_cubes_area(ball) > 1.04 * smooth);
        CHECK(marching_cubes_area(ball) < 1.12 * smooth);
        CHECK(marching_cubes_area(LabelVolume(pore_grid(1, 1, 1), in_phase)) == 0);
        const auto source = as_source(ball);
        CHECK(marching_cubes_area(ball) ==
              doctest::Approx(area(surface_of_label(*source, in_phase, MeshBorder::open))));
    }

    // V - E + F - C counted voxel by voxel, and scikit-image 0.19's euler_number.
    TEST_CASE("Berea sandstone: Euler numbers and faces") {
        REQUIRE_BEREA;
        const LabelVolume corner = berea(200);
        const Minkowski empty = minkowski(corner), solid = minkowski(complement(corner));
        CHECK(empty.euler_6 == -441);
        CHECK(empty.euler_26 == -441);
        CHECK(solid.euler_6 == -692);
        CHECK(solid.euler_26 == -701);
        CHECK(empty.faces == std::array<std::uint64_t, 3>{350776, 344000, 325399});
        // scikit-image 0.19's marching_cubes (Lewiner's tables) at level 0.5, box not padded.
        CHECK(marching_cubes_area(corner, 2) == doctest::Approx(722827.06).epsilon(0.001));
        CHECK(solid.crofton_area == doctest::Approx(empty.crofton_area).epsilon(1e-12));
        const Minkowski whole = minkowski(berea(400), 2);
        CHECK(whole.euler_6 == -4370);
        CHECK(whole.euler_26 == -4393);
        CHECK(whole.voxels == 12572994);
    }
}
