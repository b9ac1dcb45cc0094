// Errors beside a baseline.

#include "crucible/learn/errors.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "crucible/base/error.hpp"

using namespace crucible;
using namespace crucible::learn;

TEST_SUITE("learn: errors") {
    TEST_CASE("by hand") {
        const std::vector<double> truth{1, 2, 3, 4}, predicted{1, 2, 3, 6};
        const RegressionErrors e = regression_errors(truth, predicted, 2);
        CHECK(e.rmse == doctest::Approx(1));
        CHECK(e.mae == doctest::Approx(0.5));
        CHECK(e.bias == doctest::Approx(0.5));
        CHECK(e.r2.value() == doctest::Approx(1 - 4.0 / 5));
        CHECK(e.spread == doctest::Approx(std::sqrt(1.25)));
        CHECK(e.baseline_rmse == doctest::Approx(std::sqrt(6.0 / 4)));
        CHECK(e.beats_baseline());
    }
    TEST_CASE("a target that does not vary has no R2, and says so") {
        const std::vector<double> truth(20, 0.1), predicted(20, 0.11);
        const RegressionErrors e = regression_errors(truth, predicted, 0.1);
        CHECK_FALSE(e.r2.has_value());
        CHECK(e.rmse == doctest::Approx(0.01));
        CHECK(e.baseline_rmse == doctest::Approx(0));
        CHECK_FALSE(e.beats_baseline());
        CHECK(r2_text(e).starts_with("undefined"));
    }
    TEST_CASE("nothing to compare and predictions that are no numbers are errors") {
        CHECK_THROWS_AS(regression_errors({}, {}, 0), InputError);
        const std::vector<double> one{1}, nan{NAN};
        CHECK_THROWS_WITH_AS(regression_errors(one, nan, 0), doctest::Contains("E-learn-finite"),
                             UnstableError);
    }
}
