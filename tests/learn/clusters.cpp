// Average linkage and classical scaling.

#include "crucible/learn/clusters.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"

using namespace crucible;
using namespace crucible::learn;

namespace {
Array2<double> distances_of(const std::vector<std::array<double, 2>>& points) {
    Array2<double> d(points.size(), points.size());
    for (std::size_t i = 0; i < points.size(); ++i)
        for (std::size_t j = 0; j < points.size(); ++j)
            d(i, j) = std::hypot(points[i][0] - points[j][0], points[i][1] - points[j][1]);
    return d;
}
}  // namespace

TEST_SUITE("learn: clusters") {
    TEST_CASE("five points on a line, by hand") {
        // 0, 1 | 4, 6 | 20: merges at 1, 2, then mean of {4,6,3,5} = 4.5, then 20 - mean(0,1,4,6).
        const ClusterTree t =
            average_linkage(distances_of({{0, 0}, {20, 0}, {1, 0}, {4, 0}, {6, 0}}));
        REQUIRE(t.merges.size() == 4);
        CHECK(t.merges[0].height == doctest::Approx(1));
        CHECK(t.merges[1].height == doctest::Approx(2));
        CHECK(t.merges[2].height == doctest::Approx(4.5));
        CHECK(t.merges[3].height == doctest::Approx(17.25));
        CHECK(t.merges[3].size == 5);
        CHECK(cut_tree(t, 3) == std::vector<std::size_t>{0, 1, 0, 2, 2});
        CHECK(cut_tree(t, 2) == std::vector<std::size_t>{0, 1, 0, 0, 0});
        CHECK(cut_tree(t, 1) == std::vector<std::size_t>(5, 0));
        CHECK(t.order.size() == 5);
    }
    TEST_CASE("a map of points in the plane has their distances") {
        RandomStream random(2, StreamId::tests);
        std::vector<std::array<double, 2>> points(9);
        for (auto& p : points) p = {random.normal(), 0.3 * random.normal()};
        const Array2<double> d = distances_of(points);
        const SampleMap m = classical_scaling(d);
        for (std::size_t i = 0; i < 9; ++i)
            for (std::size_t j = 0; j < i; ++j)
                CHECK(
                    std::hypot(m.points(i, 0) - m.points(j, 0), m.points(i, 1) - m.points(j, 1)) ==
                    doctest::Approx(d(i, j)).epsilon(1e-9));
        CHECK(m.explained[0] + m.explained[1] == doctest::Approx(1));
        CHECK(m.explained[0] > m.explained[1]);
    }
    TEST_CASE("one sample, and samples that are all alike, lie at the origin") {
        for (const std::size_t n : {1, 4}) {
            const SampleMap m = classical_scaling(Array2<double>(n, n));
            for (const double x : m.points.flat()) CHECK(x == 0);
            CHECK(average_linkage(Array2<double>(n, n)).merges.size() == n - 1);
        }
    }
    TEST_CASE("distances of a matrix of errors; what is none is refused") {
        Array2<double> e(2, 2);
        e(0, 0) = 0.01, e(0, 1) = 0.2, e(1, 0) = 0.4, e(1, 1) = 0.02;
        const Array2<double> d = mutual_distances(e);
        CHECK(d(0, 1) == doctest::Approx(0.3));
        CHECK(d(0, 0) == 0);
        CHECK_THROWS_WITH_AS(mutual_distances(Array2<double>(2, 3)),
                             doctest::Contains("E-learn-distances"), InputError);
        e(0, 1) = NAN;
        CHECK_THROWS_AS(mutual_distances(e), InputError);
        CHECK_THROWS_AS(average_linkage(e), InputError);
    }
}
