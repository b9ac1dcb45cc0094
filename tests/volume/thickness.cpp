#include "crucible/volume/thickness.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "crucible/base/error.hpp"
#include "pore_cases.hpp"

using namespace crucible;
using namespace crucible::volume;
using namespace crucible::testing;

namespace {

/// Lowers the threshold one by one until the wide part percolates.
std::optional<std::int32_t> critical_one_by_one(const Volume<std::int32_t>& squared,
                                                std::size_t axis, Connectivity c) {
    const std::set<std::int32_t> occur(squared.voxels.begin(), squared.voxels.end());
    for (auto q = occur.rbegin(); q != occur.rend() && *q > 0; ++q) {
        LabelVolume wide(squared.grid);
        for (std::size_t v = 0; v < wide.voxels.size(); ++v)
            wide.voxels[v] = squared.voxels[v] >= *q;
        if (label_volume_reference(wide, c).clusters.percolates(axis)) return *q;
    }
    return std::nullopt;
}

std::vector<LabelVolume> thickness_cases() {
    RandomStream r(1, StreamId::tests, 530);
    std::vector<LabelVolume> out;
    for (const Grid& g : awkward_grids())
        for (const double share : {0.0, 0.5, 0.95, 1.0})
            for (const double nothing : {0.0, 0.2})
                out.push_back(random_mask(g, share, nothing, r));
    out.push_back(ball_mask(pore_grid(40, 41, 50), 60, 9, r));
    out.push_back(ball_mask(pore_grid(40, 41, 50), 200, 6, r));
    return out;
}

}  // namespace

TEST_SUITE("volume: thickness") {
    TEST_CASE("local thickness is the largest ball of all, painted one by one") {
        for (const LabelVolume& m : thickness_cases()) {
            const Volume<std::int32_t> d = squared_distances(m);
            const Volume<std::int32_t> expected = local_thickness_reference(m, d);
            CHECK(local_thickness(m, d).voxels == expected.voxels);
            CHECK(local_thickness(m, d, 3).voxels == expected.voxels);
        }
    }

    TEST_CASE("a pore is at least as wide as its voxels are far from the rest") {
        RandomStream r(1, StreamId::tests, 531);
        const LabelVolume m = ball_mask(pore_grid(60, 41, 70), 80, 12, r);
        const Volume<std::int32_t> d = squared_distances(m), t = local_thickness(m, d);
        std::size_t narrow = 0;
        for (std::size_t v = 0; v < d.voxels.size(); ++v) narrow += t.voxels[v] < d.voxels[v];
        CHECK(narrow == 0);
        CHECK(pore_sizes(t)->max == doctest::Approx(std::sqrt(summarise(d)->max_squared)));
        CHECK(pore_sizes(t)->mean > summarise(d)->mean);
    }

    TEST_CASE("a straight slit: one width throughout") {
        LabelVolume m(pore_grid(20, 30, 40));
        for (std::size_t i = 5; i < 12; ++i)  // 7 voxels wide: the middle one is 4 from the rest
            for (std::uint8_t& v : m.slice(i)) v = in_phase;
        const Volume<std::int32_t> d = squared_distances(m);
        const auto sizes = pore_sizes(local_thickness(m, d));
        REQUIRE(sizes);
        CHECK(sizes->squared_radius == std::vector<std::int32_t>{16});
        CHECK(sizes->voxels == std::vector<std::uint64_t>{7 * 30 * 40});
        CHECK(sizes->mean == doctest::Approx(4));
        CHECK(!critical_squared_radius(d, 0));
        CHECK(critical_squared_radius(d, 1) == 16);
        CHECK(critical_squared_radius(d, 2) == 16);
        CHECK_THROWS_AS(critical_squared_radius(d, 3), InputError);
    }

    TEST_CASE("the widest way through is where percolation ends") {
        for (const LabelVolume& m : thickness_cases()) {
            const Volume<std::int32_t> d = squared_distances(m);
            for (std::size_t axis = 0; axis < 3; ++axis)
                for (const Connectivity c : {Connectivity::faces, Connectivity::corners})
                    CHECK(critical_squared_radius(d, axis, c) == critical_one_by_one(d, axis, c));
        }
    }

    TEST_CASE("no rest, no phase") {
        const LabelVolume all(pore_grid(3, 4, 5), in_phase), none(pore_grid(3, 4, 5));
        const Volume<std::int32_t> wide = squared_distances(all), narrow = squared_distances(none);
        CHECK(!pore_sizes(local_thickness(all, wide)));
        CHECK(!pore_sizes(local_thickness(none, narrow)));
        CHECK(critical_squared_radius(wide, 0) == unbounded);
        CHECK(!critical_squared_radius(narrow, 0));
        CHECK_THROWS_AS(local_thickness(LabelVolume(pore_grid(2, 2, 2)), wide), InconsistentError);
    }

    // numpy and scipy 1.10 on the same data.
    TEST_CASE("Berea sandstone: thickness and the widest way through") {
        REQUIRE_BEREA;
        const LabelVolume corner = berea(100);
        const Volume<std::int32_t> d = squared_distances(corner);
        const auto sizes = pore_sizes(local_thickness(corner, d, 2));
        REQUIRE(sizes);
        CHECK(sizes->mean == doctest::Approx(4.3340946588).epsilon(1e-10));
        CHECK(sizes->median == doctest::Approx(4.1231056256).epsilon(1e-10));
        CHECK(sizes->max == doctest::Approx(9.4868329805).epsilon(1e-10));
        const std::set<std::int32_t> occur(d.voxels.begin(), d.voxels.end());
        CHECK(occur.size() - 1 == 76);  // radii of balls; that of the rest is none
        const Volume<std::int32_t> wider = squared_distances(berea(200));
        CHECK(critical_squared_radius(wider, 0) == 6);
        CHECK(critical_squared_radius(wider, 1) == 8);
        CHECK(critical_squared_radius(wider, 2) == 6);
    }
}
