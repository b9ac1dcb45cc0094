#include "crucible/volume/correlation.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/volume/bit_rows.hpp"
#include "pore_cases.hpp"

using namespace crucible;
using namespace crucible::volume;
using namespace crucible::testing;

TEST_SUITE("volume: correlation") {
    TEST_CASE("pairs along an axis are those counted one by one") {
        RandomStream r(1, StreamId::tests, 550);
        for (const Grid& g : awkward_grids())
            for (const double nothing : {0.0, 0.3}) {
                const LabelVolume m = random_mask(g, 0.4, nothing, r);
                for (std::size_t axis = 0; axis < 3; ++axis) {
                    const auto expected = axis_correlation_reference(m, axis, 150);
                    CHECK(axis_correlation(m, axis, 150) == expected);
                    CHECK(axis_correlation(m, axis, 150, 3) == expected);
                }
            }
        CHECK_THROWS_AS(axis_correlation(LabelVolume(pore_grid(2, 2, 2)), 3, 1), InputError);
    }

    TEST_CASE("pairs in all directions are those counted one by one") {
        RandomStream r(1, StreamId::tests, 551);
        for (Grid g :
             {pore_grid(1, 1, 1), pore_grid(1, 7, 9), pore_grid(9, 10, 11), pore_grid(5, 1, 14)})
            for (const double nothing : {0.0, 0.3})
                for (const double longest : {0.0, 2.6, 30.0}) {
                    g.spacing = {0.7, 0.5, 0.6};
                    const LabelVolume m = random_mask(g, 0.4, nothing, r);
                    const RadialCorrelation a = radial_correlation(m, longest);
                    const RadialCorrelation b = radial_correlation_reference(m, longest);
                    CHECK(a.count == b.count);
                    CHECK(a.distance == b.distance);
                }
        CHECK(radial_correlation_memory(pore_grid(100, 100, 100), 20) ==
              doctest::Approx(16.0 * 120 * 120 * 61));
        CHECK_THROWS_AS(radial_correlation(LabelVolume(pore_grid(2, 2, 2)), -1), InputError);
    }

    TEST_CASE("correlation begins at the phase's share and forgets in random voxels") {
        RandomStream r(1, StreamId::tests, 552);
        const LabelVolume m = random_mask(pore_grid(60, 60, 60), 0.3, 0.1, r);
        const double share = *count_phase(m.voxels).fraction();
        const auto along = axis_correlation(m, 1, 5);
        CHECK(along[0].share() == doctest::Approx(share).epsilon(1e-12));
        for (std::size_t lag = 1; lag < along.size(); ++lag)
            CHECK(along[lag].share() == doctest::Approx(share * share).epsilon(0.05));
    }

    TEST_CASE("runs and chords of a line") {
        LabelVolume m(pore_grid(1, 1, 14));
        m.voxels = {1, 1, 0, 1, 0, 1, 1, 1, 2, 1, 0, 0, 1, 1};
        const RunLengths k = run_lengths(m, 2);
        CHECK(k.chords[1] == 1);  // only this one lies between two voxels of the rest
        CHECK(k.phase[1] == 2);
        CHECK(k.phase[2] == 2);
        CHECK(k.phase[3] == 1);
        CHECK(k.measured[8] == 1);
        CHECK(k.measured[5] == 1);
        CHECK(mean_chord(k) == 1);
        const std::vector<double> path = lineal_path(k);
        REQUIRE(path.size() == 3);
        CHECK(path[0] == doctest::Approx(9. / 13));
        CHECK(path[1] == doctest::Approx(4. / 11));
        CHECK(path[2] == doctest::Approx(1. / 9));
        CHECK_THROWS_AS(run_lengths(m, 3), InputError);
    }

    TEST_CASE("runs on every axis: segments counted one by one") {
        RandomStream r(1, StreamId::tests, 553);
        const LabelVolume m = random_mask(pore_grid(9, 10, 11), 0.7, 0.05, r);
        const std::size_t n[] = {9, 10, 11};
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const std::vector<double> path = lineal_path(run_lengths(m, axis));
            for (std::size_t lag = 0; lag < path.size(); ++lag) {
                double inside = 0, all = 0;
                for (std::size_t i = 0; i < 9; ++i)
                    for (std::size_t j = 0; j < 10; ++j)
                        for (std::size_t k = 0; k < 11; ++k) {
                            std::size_t at[] = {i, j, k};
                            if (at[axis] + lag >= n[axis]) continue;
                            bool is_phase = true, is_measured = true;
                            for (std::size_t s = 0; s <= lag; ++s, ++at[axis]) {
                                is_phase &= m(at[0], at[1], at[2]) == in_phase;
                                is_measured &= m(at[0], at[1], at[2]) != in_nothing;
                            }
                            inside += is_phase, all += is_measured;
                        }
                CHECK(path[lag] == doctest::Approx(inside / all));
            }
        }
    }

    TEST_CASE("nothing, everything") {
        const LabelVolume none(pore_grid(3, 4, 5)), all(pore_grid(3, 4, 5), in_phase);
        const LabelVolume masked(pore_grid(3, 4, 5), in_nothing);
        CHECK(axis_correlation(none, 0, 9).back() == PairCount{0, 20});
        CHECK(axis_correlation(all, 0, 9).back() == PairCount{20, 20});
        CHECK(axis_correlation(masked, 0, 9).back().share() == 0);
        CHECK(radial_correlation(masked, 3).count.empty());
        CHECK(lineal_path(run_lengths(none, 1)).empty());
        CHECK(lineal_path(run_lengths(all, 1)) == std::vector<double>(4, 1.0));
        CHECK(mean_chord(run_lengths(all, 1)) == 0);
    }

    // numpy on the same data, nothing repeated beyond the border.
    TEST_CASE("Berea sandstone: two-point correlation") {
        REQUIRE_BEREA;
        const LabelVolume corner = berea(200);
        const auto k = axis_correlation(corner, 0, 20, 2);
        CHECK(k[1].share() == doctest::Approx(.1741532663).epsilon(1e-9));
        CHECK(k[5].share() == doctest::Approx(.1067620513).epsilon(1e-9));
        CHECK(k[10].share() == doctest::Approx(.0661444737).epsilon(1e-9));
        CHECK(k[20].share() == doctest::Approx(.0415430556).epsilon(1e-9));
    }
}
