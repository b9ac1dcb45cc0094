#include "crucible/num/linear_program.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"
#include "crucible/num/vec3.hpp"

using namespace crucible;

namespace {

/// The least value at any corner: three columns that the three equations determine.
double least_corner(const std::vector<double>& cost, const Array2<double>& a, const Vec3& b) {
    double least = std::numeric_limits<double>::infinity();
    const std::size_t n = cost.size();
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = i + 1; j < n; ++j)
            for (std::size_t k = j + 1; k < n; ++k) {
                Mat3 m;
                for (int r = 0; r < 3; ++r) {
                    const auto row = static_cast<std::size_t>(r);
                    m[r] = {a(row, i), a(row, j), a(row, k)};
                }
                if (std::abs(determinant(m)) < 1e-9) continue;
                const Vec3 x = inverse(m) * b;
                if (x.x < -1e-12 || x.y < -1e-12 || x.z < -1e-12) continue;
                least = std::min(least, cost[i] * x.x + cost[j] * x.y + cost[k] * x.z);
            }
    return least;
}

}  // namespace

TEST_CASE("Linear programmes have their least value at the best corner") {
    RandomStream random(4, StreamId::tests);
    int feasible = 0;
    for (int trial = 0; trial < 200; ++trial) {
        const std::size_t n = 4 + static_cast<std::size_t>(trial) % 9;
        Array2<double> a(3, n);
        std::vector<double> cost;
        for (std::size_t j = 0; j < n; ++j) {
            a(0, j) = 1;  // all x together are 1: bounded
            a(1, j) = random.uniform(-1, 1), a(2, j) = random.uniform(-1, 1);
            cost.push_back(random.uniform(-2, 2));
        }
        const Vec3 b(1, random.uniform(-0.4, 0.4), random.uniform(-0.4, 0.4));
        const std::vector<double> right{b.x, b.y, b.z};
        const double expected = least_corner(cost, a, b);
        const LinearOptimum found = minimise_linear(cost, a, right);
        CHECK(found.is_feasible == std::isfinite(expected));
        if (!found.is_feasible) continue;
        ++feasible;
        CHECK(found.value == doctest::Approx(expected).epsilon(1e-9));
        for (std::size_t i = 0; i < 3; ++i) {
            double sum = 0;
            for (std::size_t j = 0; j < n; ++j) sum += a(i, j) * found.x[j];
            CHECK(sum == doctest::Approx(right[i]).epsilon(1e-9));
        }
        CHECK(std::all_of(found.x.begin(), found.x.end(), [](double x) { return x >= 0; }));
    }
    CHECK(feasible > 50);
    CHECK(feasible < 200);
}

TEST_CASE("Equations that say the same twice, and programmes without an end") {
    Array2<double> twice(2, 3);
    for (std::size_t j = 0; j < 3; ++j) twice(0, j) = twice(1, j) = 1;
    const LinearOptimum o =
        minimise_linear(std::vector<double>{3, 1, 2}, twice, std::vector<double>{1, 1});
    CHECK(o.is_feasible);
    CHECK(o.value == 1);
    CHECK(o.x == std::vector<double>{0, 1, 0});
    CHECK_FALSE(minimise_linear(std::vector<double>{3, 1, 2}, twice, std::vector<double>{1, 2})
                    .is_feasible);
    Array2<double> open(1, 2);
    open(0, 0) = 1, open(0, 1) = -1;
    CHECK_THROWS_AS(minimise_linear(std::vector<double>{0, -1}, open, std::vector<double>{1}),
                    InputError);
    CHECK_THROWS_AS(minimise_linear(std::vector<double>{0}, open, std::vector<double>{1}),
                    InputError);
}
