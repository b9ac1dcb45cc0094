#include <doctest/doctest.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/units.hpp"
#include "crucible/thermo/melting_curve.hpp"

using namespace crucible;

TEST_SUITE("melting curve") {
    TEST_CASE("a curve of the law is found again, rising and falling") {
        for (const double sign : {1.0, -1.0}) {
            SimonGlatzel truth;
            truth.reference = 0, truth.melting = 1700, truth.c = 2.6;
            truth.a = sign * 40 * constants::gpa;
            std::vector<MeltingPoint> points;
            for (const double gpa : {0.0, 5.0, 10.0, 15.0, 20.0, 30.0})
                points.push_back({gpa * constants::gpa, truth(gpa * constants::gpa), 5, NAN});
            const SimonGlatzel fit = fit_simon_glatzel(points);
            CHECK(fit.melting == doctest::Approx(1700).epsilon(1e-4));
            CHECK(fit.chi2 < 1e-2);
            CHECK(fit(12 * constants::gpa) ==
                  doctest::Approx(truth(12 * constants::gpa)).epsilon(1e-4));
            CHECK(fit.slope(12 * constants::gpa) ==
                  doctest::Approx(truth.slope(12 * constants::gpa)).epsilon(0.01));
            const double h = 1e-4 * constants::gpa, p = 7 * constants::gpa;
            CHECK(truth.slope(p) ==
                  doctest::Approx((truth(p + h) - truth(p - h)) / (2 * h)).epsilon(1e-6));
        }
    }

    TEST_CASE("two pressures are no curve") {
        CHECK_THROWS_AS(fit_simon_glatzel({{0, 1000, 1, 0}, {0.1, 1100, 1, 0}}), InputError);
    }
}
