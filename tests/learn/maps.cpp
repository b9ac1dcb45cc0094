#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"
#include "crucible/learn/density_clusters.hpp"
#include "crucible/learn/farthest_points.hpp"
#include "crucible/learn/leading_eigen.hpp"
#include "crucible/learn/principal_components.hpp"
#include "crucible/num/linalg.hpp"

namespace crucible::learn {
namespace {

/// Points around a few centres, some of them many times the same.
Array2<double> map_points(std::uint64_t item, std::size_t n, std::size_t dimensions) {
    RandomStream r(3, StreamId::tests, item);
    Array2<double> out(n, dimensions);
    for (std::size_t i = 0; i < n; ++i) {
        if (i > 3 && r.uniform() < 0.3) {
            std::copy(out.row(i / 2).begin(), out.row(i / 2).end(), out.row(i).begin());
            continue;
        }
        const double centre = std::floor(4 * r.uniform());
        for (std::size_t k = 0; k < dimensions; ++k)
            out(i, k) = (k % 2 == 0 ? centre : -centre) + 0.4 * r.normal();
    }
    return out;
}

TEST_SUITE("maps") {
    TEST_CASE("leading eigenvalues are those of the full solution") {
        const Array2<double> x = map_points(1, 60, 25);
        Array2<double> a(25, 25);
        for (std::size_t i = 0; i < 25; ++i)
            for (std::size_t j = 0; j < 25; ++j)
                for (std::size_t k = 0; k < 60; ++k) a(i, j) += x(k, i) * x(k, j);
        const EigenSystem all = eigen_symmetric(Span2D<const double>(a));
        const LeadingEigen few = leading_eigen(a, 6);
        REQUIRE(few.values.size() == 6);
        for (std::size_t i = 0; i < 6; ++i) {
            CHECK(few.values[i] == doctest::Approx(all.values[24 - i]).epsilon(1e-10));
            double overlap = 0;
            for (std::size_t k = 0; k < 25; ++k)
                overlap += few.vectors(i, k) * all.vectors(24 - i, k);
            CHECK(std::abs(overlap) == doctest::Approx(1).epsilon(1e-8));
        }
        CHECK(leading_eigen(a, 30).values.size() == 25);  // all there are
        CHECK_THROWS_AS(leading_eigen(Array2<double>(2, 3), 1), InputError);
        a(0, 0) = NAN;
        CHECK_THROWS_AS(leading_eigen(a, 1), InputError);
    }
    TEST_CASE("components of features are those of their kernel") {
        Array2<double> x = map_points(2, 80, 30);
        normalise_rows(x);
        FeatureMoments moments(30);
        moments.add(Span2D<const double>(x.row(0).data(), 33, 30));
        moments.add(Span2D<const double>(x.row(33).data(), 47, 30));
        CHECK(moments.count() == 80);
        const PrincipalComponents map = principal_components(moments, 5);
        Array2<double> kernel(80, 80);
        for (std::size_t i = 0; i < 80; ++i)
            for (std::size_t j = 0; j < 80; ++j)
                for (std::size_t k = 0; k < 30; ++k) kernel(i, j) += x(i, k) * x(j, k);
        const KernelMap other = kernel_principal_components(kernel, 5);
        const Array2<double> own = map.coordinates(x);
        double total = 0;
        for (std::size_t i = 0; i < 80; ++i)
            for (std::size_t k = 0; k < 30; ++k) total += std::pow(x(i, k) - map.mean[k], 2);
        CHECK(map.total == doctest::Approx(total).epsilon(1e-10));
        for (std::size_t k = 0; k < 5; ++k) {
            CHECK(map.values[k] == doctest::Approx(other.values[k]).epsilon(1e-9));
            const double sign = own(0, k) * other.coordinates(0, k) > 0 ? 1 : -1;
            for (std::size_t i = 0; i < 80; ++i)
                CHECK(own(i, k) ==
                      doctest::Approx(sign * other.coordinates(i, k)).epsilon(1e-7).scale(1));
        }
        CHECK_THROWS_AS(map.coordinates(Array2<double>(2, 29)), InputError);
        CHECK_THROWS_AS(principal_components(FeatureMoments(3), 2), InputError);
    }
    TEST_CASE("far from the origin nothing is lost") {
        Array2<double> x = map_points(4, 50, 8);
        const auto values = [&] {
            FeatureMoments m(8);
            m.add(x);
            return principal_components(m, 3).values;
        };
        const std::vector<double> near = values();
        for (double& v : x.flat()) v += 1e6;
        const std::vector<double> far = values();
        for (std::size_t k = 0; k < 3; ++k) CHECK(far[k] == doctest::Approx(near[k]).epsilon(1e-7));
    }
    TEST_CASE("DBSCAN as the definition says") {
        for (std::uint64_t item = 0; item < 40; ++item) {
            const std::size_t dimensions = 1 + item % 6;
            const Array2<double> x = map_points(10 + item, 30 + 7 * item, dimensions);
            for (const double reach : {0.05, 0.3, 0.7})
                for (const std::size_t least : {1, 3, 6}) {
                    const DensityClusters a = density_clusters(x, reach, least),
                                          b = density_clusters_reference(x, reach, least);
                    CHECK(a.labels == b.labels);
                    CHECK(a.core == b.core);
                    CHECK(a.clusters == b.clusters);
                }
        }
        CHECK_THROWS_AS(density_clusters(Array2<double>(2, 2), 0, 3), InputError);
        CHECK_THROWS_AS(density_clusters(Array2<double>(2, 2, NAN), 1, 3), InputError);
        CHECK(density_clusters(Array2<double>(0, 2), 1, 3).clusters == 0);
    }
    TEST_CASE("farthest points by every distance") {
        for (std::uint64_t item = 0; item < 10; ++item) {
            const Array2<double> x = map_points(60 + item, 300, 3 + item);
            const FarthestPoints a = farthest_points(x, 40, item),
                                 b = farthest_points_reference(x, 40, item);
            CHECK(a.rows == b.rows);
            CHECK(a.distances == b.distances);
            CHECK(a.rows.front() == item);
            CHECK(std::is_sorted(a.distances.begin() + 1, a.distances.end(), std::greater<>()));
        }
        // Three different points only: there is no fourth.
        Array2<double> few(9, 1);
        for (std::size_t i = 0; i < 9; ++i) few(i, 0) = static_cast<double>(i % 3);
        CHECK(farthest_points(few, 5).rows == std::vector<std::size_t>{0, 2, 1});
        CHECK_THROWS_AS(farthest_points(few, 5, 9), InputError);
    }
    TEST_CASE("silhouettes by hand") {
        // 0, 1 | 5: a = 1, b = 5 and 4 for the pair; the lonely one counts as 0.
        Array2<double> x(4, 1);
        x(1, 0) = 1, x(2, 0) = 5, x(3, 0) = 99;
        const std::vector<int> labels{0, 0, 1, -1};
        CHECK(mean_silhouette(x, labels) == doctest::Approx((4.0 / 5 + 3.0 / 4) / 3));
        CHECK(mean_silhouette(x, std::vector<int>{0, 0, 0, 0}) == 0);
    }
}

}  // namespace
}  // namespace crucible::learn
