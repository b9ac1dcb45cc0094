#include "crucible/learn/kernel_ridge.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"
#include "crucible/learn/principal_components.hpp"
#include "crucible/num/linalg.hpp"

namespace crucible::learn {
namespace {

struct RidgeSamples {
    Array2<double> x;
    std::vector<double> y;
};

/// y is linear in the normalised features, plus noise.
RidgeSamples ridge_samples(std::size_t n, double noise) {
    RandomStream r(9, StreamId::tests, n);
    RidgeSamples out{Array2<double>(n, 12), {}};
    for (double& v : out.x.flat()) v = r.uniform();
    normalise_rows(out.x);
    for (std::size_t i = 0; i < n; ++i) {
        double y = noise * r.normal();
        for (std::size_t k = 0; k < 12; ++k) y += (static_cast<double>(k) - 4) * out.x(i, k);
        out.y.push_back(y);
    }
    return out;
}

TEST_SUITE("kernel ridge") {
    TEST_CASE("linear data are exact") {
        const RidgeSamples s = ridge_samples(120, 0);
        KernelRidgeSettings settings;
        settings.pivots = 40, settings.noise = 1e-7;
        const KernelRidge model(s.x, s.y, settings);
        const std::vector<double> got = model.predict(s.x);
        for (std::size_t i = 0; i < got.size(); ++i)
            CHECK(got[i] == doctest::Approx(s.y[i]).epsilon(1e-8).scale(1));
        CHECK(model.pivots().size() == 40);
    }
    TEST_CASE("the normal equations of the paper") {
        // (delta sigma^2 K_MM + delta^2 K_MN K_NM) a = K_MN y, y(x) = delta^2 k a: solved as they
        // stand, where K_MM is far from singular.
        const RidgeSamples s = ridge_samples(60, 0.3);
        KernelRidgeSettings settings;
        settings.pivots = 8, settings.noise = 0.5, settings.scale = 0.7, settings.power = 2;
        const KernelRidge model(s.x, s.y, settings);
        const std::size_t m = 8;
        const auto kernel = [&](std::size_t i, std::size_t j) {
            double dot = 0;
            for (std::size_t k = 0; k < 12; ++k) dot += s.x(i, k) * s.x(j, k);
            return dot * dot;
        };
        const auto& pivots = model.pivots();
        Array2<double> left(m, m);
        std::vector<double> right(m);
        for (std::size_t i = 0; i < m; ++i) {
            for (std::size_t j = 0; j < m; ++j) {
                left(i, j) = 0.7 * 0.25 * kernel(pivots[i], pivots[j]);
                for (std::size_t n = 0; n < 60; ++n)
                    left(i, j) += 0.49 * kernel(pivots[i], n) * kernel(n, pivots[j]);
            }
            for (std::size_t n = 0; n < 60; ++n) right[i] += kernel(pivots[i], n) * s.y[n];
        }
        const std::vector<double> a = cholesky_solve(Span2D<const double>(left), right);
        const std::vector<double> got = model.predict(s.x);
        for (std::size_t n = 0; n < 60; ++n) {
            double expected = 0;
            for (std::size_t i = 0; i < m; ++i) expected += 0.49 * kernel(n, pivots[i]) * a[i];
            CHECK(got[n] == doctest::Approx(expected).epsilon(1e-7));
        }
    }
    TEST_CASE("a committee's spread grows with its error") {
        const RidgeSamples s = ridge_samples(400, 0.2);
        KernelRidgeSettings settings;
        settings.pivots = 30, settings.noise = 0.2;
        const Committee c = train_committee(s.x, s.y, settings, {});
        CHECK(c.models.size() == 8);
        const Committee::Prediction known = c.predict(s.x);
        Array2<double> strange(1, 12);
        for (std::size_t k = 0; k < 12; ++k) strange(0, k) = k % 2 == 0 ? 1 : -1;  // none has signs
        const Committee::Prediction far = c.predict(strange);
        double typical = 0;
        for (const double v : known.spread) typical += v / 400;
        CHECK(far.spread[0] > 1.5 * typical);
        double square = 0;
        for (std::size_t i = 0; i < 400; ++i) square += std::pow(known.values[i] - s.y[i], 2) / 400;
        CHECK(std::sqrt(square) == doctest::Approx(0.2).epsilon(0.15));
        CHECK(train_committee(s.x, s.y, settings, {}).predict(strange).values == far.values);
    }
    TEST_CASE("errors of a committee never shrink below zero nor as its models disagree") {
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            const RidgeSamples s = ridge_samples(40, 0.3);
            KernelRidgeSettings settings;
            settings.pivots = 10, settings.noise = 0.3;
            CommitteeSettings few;  // four samples for the line
            few.models = 3, few.seed = seed;
            const Committee c = train_committee(s.x, s.y, settings, few);
            CHECK(c.slope >= 0);
            CHECK(c.offset >= 0);
            CHECK(c.slope + c.offset > 0);
        }
    }
    TEST_CASE("more samples, smaller errors") {
        const RidgeSamples s = ridge_samples(300, 0.1);
        KernelRidgeSettings settings;
        settings.pivots = 30, settings.noise = 0.1;
        const auto curve = learning_curve(s.x, s.y, settings, {10, 40, 200}, 6, 1);
        REQUIRE(curve.size() == 3);
        CHECK(curve[0].rmse > curve[1].rmse);
        CHECK(curve[1].rmse > curve[2].rmse);
        CHECK(curve[2].rmse > 0.09);  // the noise stays
    }
    TEST_CASE("refusals") {
        RidgeSamples s = ridge_samples(30, 0);
        KernelRidgeSettings settings;
        const auto refuses = [&] { CHECK_THROWS_AS(KernelRidge(s.x, s.y, settings), InputError); };
        settings.noise = 0;
        refuses();
        settings.noise = 0.1, settings.pivots = 0;
        refuses();
        settings.pivots = 5, s.y[3] = NAN;
        refuses();
        s.y.pop_back();
        refuses();
        CHECK_THROWS_AS(train_committee(Array2<double>(3, 2), std::vector<double>(3), {}, {}),
                        InputError);
    }
    TEST_CASE("nothing to learn gives the mean") {
        RidgeSamples s = ridge_samples(30, 0);
        s.y.assign(30, 4.5);
        KernelRidgeSettings settings;
        settings.is_centred = true;
        for (const double v : KernelRidge(s.x, s.y, settings).predict(s.x))
            CHECK(v == doctest::Approx(4.5));
    }
}

}  // namespace
}  // namespace crucible::learn
