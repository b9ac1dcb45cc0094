#include "crucible/num/chi_squared.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>

using namespace crucible;

TEST_CASE("tails of the chi-squared distribution") {
    // Two degrees of freedom: exp(-x / 2); one: erfc(sqrt(x / 2)); four: (1 + x / 2) exp(-x / 2).
    for (const double x : {0.01, 0.5, 1.0, 3.0, 10.0, 60.0}) {
        const auto near = [](double a, double b) { return std::fabs(a - b) < 1e-13 + 1e-11 * b; };
        CHECK(near(chi_squared_tail(x, 2), std::exp(-x / 2)));
        CHECK(near(chi_squared_tail(x, 1), std::erfc(std::sqrt(x / 2))));
        CHECK(near(chi_squared_tail(x, 4), (1 + x / 2) * std::exp(-x / 2)));
    }
    CHECK(std::fabs(chi_squared_tail(1000, 1000) - 0.5) < 0.01);
    CHECK(chi_squared_tail(0, 3) == 1);
    CHECK(chi_squared_tail(-1, 3) == 1);
}
