#include "crucible/volume/segmentation.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"
#include "crucible/volume/classes.hpp"

using namespace crucible;
using namespace crucible::volume;

namespace {

/// A ball of pores in matter, blurred by noise of the given deviation; truth: 1 in the ball,
/// else 2.
struct NoisyBall {
    CtVolume ct;
    LabelVolume truth;
};
NoisyBall noisy_ball(double noise) {
    Grid g;
    g.slices = 24, g.rows = 26, g.columns = 28;
    NoisyBall out{CtVolume(g), LabelVolume(g)};
    RandomStream random(4, StreamId::tests);
    for (std::size_t i = 0; i < g.slices; ++i)
        for (std::size_t j = 0; j < g.rows; ++j)
            for (std::size_t k = 0; k < g.columns; ++k) {
                const bool in = std::hypot(double(i) - 12, double(j) - 13, double(k) - 14) < 8;
                out.truth(i, j, k) = in ? 1 : 2;
                out.ct(i, j, k) =
                    static_cast<std::int16_t>((in ? -600 : 600) + noise * random.normal());
            }
    return out;
}

std::size_t differences(const LabelVolume& a, const LabelVolume& b) {
    std::size_t n = 0;
    for (std::size_t i = 0; i < a.voxels.size(); ++i) n += a.voxels[i] != b.voxels[i];
    return n;
}

}  // namespace

TEST_SUITE("segmentation") {
    TEST_CASE("hysteresis keeps what hangs together with a sure voxel") {
        Grid g;
        g.slices = 1, g.rows = 3, g.columns = 8;
        CtVolume v(g, 500);
        v(0, 0, 0) = -900, v(0, 0, 1) = -400, v(0, 0, 2) = -400;  // sure, and two that touch it
        v(0, 0, 5) = -400, v(0, 0, 6) = -400;                     // perhaps, alone
        v(0, 1, 3) = -400;                                        // touches by an edge only
        v(0, 2, 7) = outside;
        const LabelVolume by_faces = hysteresis(v, -800, -300);
        CHECK(by_faces(0, 0, 0) == 1);
        CHECK(by_faces(0, 0, 2) == 1);
        CHECK(by_faces(0, 0, 5) == 2);
        CHECK(by_faces(0, 1, 3) == 2);
        CHECK(by_faces(0, 2, 7) == 0);
        CHECK(hysteresis(v, -800, -300, Connectivity::corners)(0, 1, 3) == 1);
        CHECK_THROWS_AS(hysteresis(v, -300, -300), InputError);
    }

    TEST_CASE("a smooth field mends what noise broke") {
        const NoisyBall b = noisy_ball(500);
        const LabelVolume start =
            classify(b.ct, class_scheme(std::vector<double>{-32767, 0, 32767}));
        const std::size_t before = differences(start, b.truth);
        const MarkovResult r = markov_classes(b.ct, start, {1.5, 30});
        CHECK(before > 1500);
        CHECK(differences(r.labels, b.truth) < before / 10);
        CHECK(r.means[0] == doctest::Approx(-600).epsilon(0.05));
        CHECK(r.means[1] == doctest::Approx(600).epsilon(0.05));
        CHECK(r.turns < 30);
    }

    TEST_CASE("without smoothness each voxel goes to the nearer class") {
        const NoisyBall b = noisy_ball(100);
        const LabelVolume start =
            classify(b.ct, class_scheme(std::vector<double>{-32767, 0, 32767}));
        const MarkovResult r = markov_classes(b.ct, start, {0, 30});
        CHECK(differences(r.labels, b.truth) == 0);
    }

    TEST_CASE("every single change would cost more") {
        const NoisyBall b = noisy_ball(600);
        const LabelVolume start =
            classify(b.ct, class_scheme(std::vector<double>{-32767, -300, 300, 32767}));
        const double smoothness = 0.8;
        const MarkovResult r = markov_classes(b.ct, start, {smoothness, 200});
        const Grid& g = b.ct.grid;
        // Means are those of the labels; a voxel at rest has the least cost given its neighbours.
        std::size_t worse = 0;
        for (std::size_t i = 1; i + 1 < g.slices; ++i)
            for (std::size_t j = 1; j + 1 < g.rows; ++j)
                for (std::size_t k = 1; k + 1 < g.columns; ++k) {
                    const auto cost = [&](std::size_t c) {
                        const double d = b.ct(i, j, k) - r.means[c];
                        int other = 0;
                        for (const std::uint8_t n :
                             {r.labels(i - 1, j, k), r.labels(i + 1, j, k), r.labels(i, j - 1, k),
                              r.labels(i, j + 1, k), r.labels(i, j, k - 1), r.labels(i, j, k + 1)})
                            other += n != c + 1;
                        return d * d / (2 * r.deviations[c] * r.deviations[c]) +
                               std::log(r.deviations[c]) + smoothness * other;
                    };
                    const double own = cost(r.labels(i, j, k) - 1U);
                    for (std::size_t c = 0; c < 3; ++c) worse += cost(c) < own - 1e-9;
                }
        CHECK(worse == 0);
    }
}
