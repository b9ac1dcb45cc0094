#include "crucible/thermo/state_lines.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "crucible/base/error.hpp"
#include "crucible/base/units.hpp"

using namespace crucible;

TEST_CASE("an isotherm is the integral of the volume, from any of its points") {
    // v = a + b P + c P^2 has mu = a P + b P^2/2 + c P^3/3
    const double a = 30, b = -25, c = 12;
    std::vector<LinePoint> volumes;
    for (double p : {0.3, 0.0, 0.1, 0.2, 0.05, 0.25, 0.15})
        volumes.push_back({p, {a + b * p + c * p * p, 0.01, 100}});
    const auto mu_at = [&](double p) { return a * p + b * p * p / 2 + c * p * p * p / 3; };
    for (std::size_t known = 0; known < volumes.size(); ++known) {
        const auto mu = along_isotherm(volumes, known, {mu_at(volumes[known].at) - 40, 0.002, 1});
        for (std::size_t i = 0; i < volumes.size(); ++i)
            CHECK(mu[i].value == doctest::Approx(mu_at(volumes[i].at) - 40).epsilon(2e-6));
        CHECK(mu[known].error == doctest::Approx(0.002));
    }
    // seven independent volumes over 0.3: a little less than error x length / sqrt(6) + the ends
    const auto mu = along_isotherm(volumes, 1, {0, 0, 1});
    CHECK(mu[0].error == doctest::Approx(0.01 * 0.3 / std::sqrt(6)).epsilon(0.1));
}

TEST_CASE("an isobar of a classical crystal: mu = u0 - s0 T - 3 n kT ln T") {
    const double k = constants::boltzmann, u0 = -39;
    const auto mu_at = [&](double t) { return u0 - 9 * k * t * (0.5 * std::log(t) + 1.3); };
    std::vector<LinePoint> enthalpies;
    for (double t = 700; t <= 1601; t += 150)
        enthalpies.push_back({t, {u0 + 4.5 * k * t, 1e-4, 9}});
    const auto mu = along_isobar(enthalpies, 0, {mu_at(700), 0.001, 1});
    for (std::size_t i = 0; i < mu.size(); ++i)
        CHECK(std::fabs(mu[i].value - mu_at(enthalpies[i].at)) < 2e-5);
    CHECK(mu.back().error > 0.001 * 1600 / 700);
}

TEST_CASE("lines of too few or equal points are refused") {
    const std::vector<LinePoint> two{{1, {1, 0, 1}}, {2, {1, 0, 1}}};
    CHECK_THROWS_AS(along_isotherm(two, 0, {}), InputError);
    const std::vector<LinePoint> equal{{1, {1, 0, 1}}, {2, {1, 0, 1}}, {2, {1, 0, 1}}};
    CHECK_THROWS_AS(along_isobar(equal, 0, {}), InputError);
    std::vector<LinePoint> fine{{1, {1, 0, 1}}, {2, {1, 0, 1}}, {3, {1, 0, 1}}};
    CHECK_THROWS_AS(along_isotherm(fine, 3, {}), InputError);
    fine[0].value.value = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_AS(along_isotherm(fine, 1, {}), InputError);
}
