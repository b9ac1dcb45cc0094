#include "crucible/volume/diffusivity.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "pore_cases.hpp"

using namespace crucible;
using namespace crucible::volume;
using namespace crucible::testing;

TEST_SUITE("volume: diffusivity") {
    TEST_CASE("straight channels conduct as their share of the cross-section") {
        Grid g = pore_grid(20, 16, 18);
        g.spacing = {0.5, 0.7, 0.3};
        LabelVolume m(g);
        for (std::size_t i = 0; i < 20; ++i)
            for (std::size_t j = 3; j < 8; ++j)
                for (std::size_t k = 2; k < 11; ++k) m(i, j, k) = in_phase;
        const Diffusivity d = diffusivity(m, 0);
        CHECK(d.relative == doctest::Approx(45. / (16 * 18)).epsilon(1e-9));
        CHECK(*d.tortuosity == doctest::Approx(1).epsilon(1e-9));
        CHECK(diffusivity(m, 1).relative == 0);
        CHECK(!diffusivity(m, 2).tortuosity);
        m(4, 0, 0) = in_phase;  // a dead pore counts as porosity and conducts nothing
        CHECK(diffusivity(m, 0).relative == doctest::Approx(d.relative).epsilon(1e-9));
        CHECK(diffusivity(m, 0).porosity > d.porosity);
        for (std::size_t axis = 0; axis < 3; ++axis)
            CHECK(diffusivity(LabelVolume(g, in_phase), axis).relative ==
                  doctest::Approx(1).epsilon(1e-9));
        CHECK(diffusivity(LabelVolume(g), 0).relative == 0);
        CHECK(diffusivity(LabelVolume(g, in_nothing), 0).porosity == 0);
        CHECK_THROWS_AS(diffusivity(m, 3), InputError);
    }

    TEST_CASE("a masked rim is no part of the cross-section") {
        LabelVolume m(pore_grid(10, 9, 9), in_phase);
        for (std::size_t i = 0; i < 10; ++i)
            for (std::size_t j = 0; j < 9; ++j)
                for (std::size_t k = 0; k < 9; ++k)
                    if (j < 2 || k > 6) m(i, j, k) = in_nothing;
        CHECK(diffusivity(m, 0).relative == doctest::Approx(1).epsilon(1e-9));
    }

    TEST_CASE("iterations find what a dense factorisation finds") {
        RandomStream r(1, StreamId::tests, 570);
        int conducting = 0;
        for (int trial = 0; trial < 12; ++trial) {
            Grid g = pore_grid(5 + r.index(3), 6, 7);
            g.spacing = {r.uniform(0.3, 1), r.uniform(0.3, 1), r.uniform(0.3, 1)};
            const LabelVolume m = random_mask(g, r.uniform(0.45, 0.9), 0.05, r);
            for (std::size_t axis = 0; axis < 3; ++axis) {
                const Diffusivity fast = diffusivity(m, axis, {1e-11, 2000, {}});
                const Diffusivity plain = diffusivity_reference(m, axis);
                CHECK(fast.relative == doctest::Approx(plain.relative).epsilon(1e-9));
                CHECK(fast.imbalance < 1e-8);
                conducting += fast.relative > 0;
            }
        }
        CHECK(conducting > 20);
    }

    TEST_CASE("a step of a channel: series and parallel bound the flux") {
        LabelVolume m(pore_grid(40, 1, 20));
        for (std::size_t i = 0; i < 40; ++i)
            for (std::size_t k = 0; k < (i < 20 ? 20u : 10u); ++k) m(i, 0, k) = in_phase;
        const double relative = diffusivity(m, 0).relative;
        CHECK(relative < 2 / (1 / 1. + 1 / 0.5));  // conductors one behind the other
        CHECK(relative > 0.5);                     // the narrow channel all the way
    }

    TEST_CASE("scattered balls: Maxwell's formula for a thin suspension") {
        // D_eff / D_0 = 2 (1 - phi) / (2 + phi) for balls that block (Maxwell 1873, article 314).
        const std::size_t n = 48;
        LabelVolume m(pore_grid(n, n, n), in_phase);
        const double middle = (static_cast<double>(n) - 1) / 2, radius = 12.3;
        double solid = 0;
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j)
                for (std::size_t k = 0; k < n; ++k) {
                    const double x = static_cast<double>(i) - middle;
                    const double y = static_cast<double>(j) - middle;
                    const double z = static_cast<double>(k) - middle;
                    if (x * x + y * y + z * z >= radius * radius) continue;
                    m(i, j, k) = in_rest, ++solid;
                }
        const double phi = solid / static_cast<double>(n * n * n);
        const Diffusivity d = diffusivity(m, 1);
        CHECK(d.relative == doctest::Approx(2 * (1 - phi) / (2 + phi)).epsilon(0.005));
        CHECK(d.iterations < 20);
    }

    TEST_CASE("what does not converge says so") {
        RandomStream r(1, StreamId::tests, 571);
        const LabelVolume m = random_mask(pore_grid(20, 20, 20), 0.7, 0, r);
        CHECK_THROWS_AS(diffusivity(m, 0, {1e-12, 2, {}}), UnstableError);
    }
}
