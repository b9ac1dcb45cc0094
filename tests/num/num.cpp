#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "crucible/base/error.hpp"
#include "crucible/num/array.hpp"
#include "crucible/num/histogram.hpp"
#include "crucible/num/linalg.hpp"
#include "crucible/num/minimise.hpp"
#include "crucible/num/spline.hpp"
#include "crucible/num/statistics.hpp"

using namespace crucible;

TEST_CASE("arrays keep rows together") {
    Array2<int> a(2, 3);
    a(1, 2) = 7;
    CHECK(a.row(1)[2] == 7);
    CHECK(a.flat()[5] == 7);
    Array3<double> b(2, 3, 4);
    b(1, 2, 3) = 5;
    CHECK(b.flat()[23] == 5);
    CHECK(b.plane(1)(2, 3) == 5);
    Span2D<const int> view = a;
    CHECK(view(1, 2) == 7);
    CHECK(view.rows() == 2);
}

TEST_CASE("splines: cubics are exact, derivatives and integrals agree with them") {
    const auto f = [](double x) { return 2 - x + 0.5 * x * x * x; };
    const auto slope = [](double x) { return -1 + 1.5 * x * x; };
    const std::vector<double> x{-1, -0.2, 0.1, 0.9, 2, 2.5};
    std::vector<double> y;
    for (double v : x) y.push_back(f(v));
    const CubicSpline s(x, y, {slope(-1), slope(2.5)});
    for (double v = -1.2; v < 2.7; v += 0.07) {
        CHECK(s(v) == doctest::Approx(f(v)).epsilon(1e-12));
        CHECK(s.at(v).slope == doctest::Approx(slope(v)).epsilon(1e-11));
    }
    const auto primitive = [](double v) { return 2 * v - v * v / 2 + v * v * v * v / 8; };
    CHECK(s.integral(-0.7, 2.3) == doctest::Approx(primitive(2.3) - primitive(-0.7)));
    std::vector<double> table;
    for (int i = 0; i <= 20; ++i) table.push_back(f(-1 + 0.15 * i));
    const UniformSpline u(-1, 0.15, table, {slope(-1), slope(2)});
    for (double v = -1; v <= 2; v += 0.031) {
        CHECK(u(v) == doctest::Approx(f(v)).epsilon(1e-12));
        CHECK(u.at(v).slope == doctest::Approx(slope(v)).epsilon(1e-11));
    }
    CHECK(u.high() == doctest::Approx(2));
}

TEST_CASE("natural splines have no curvature at the ends, both kinds agree, errors fall as h^4") {
    std::vector<double> x, y;
    for (int i = 0; i <= 10; ++i) x.push_back(0.3 * i), y.push_back(std::sin(0.3 * i));
    const CubicSpline a(x, y);
    const UniformSpline b(0, 0.3, y);
    for (double v = 0; v <= 3; v += 0.017) {
        CHECK(a(v) == doctest::Approx(b(v)).epsilon(1e-12));
        CHECK(std::abs(a(v) - std::sin(v)) < 2e-3);
    }
    const double h = 1e-4;
    CHECK(std::abs(a(0) - 2 * a(h) + a(2 * h)) / (h * h) < 1e-3);
    double previous = 0;
    for (int n : {20, 40, 80}) {
        std::vector<double> t;
        for (int i = 0; i <= n; ++i) t.push_back(std::exp(-2.0 * i / n));
        const UniformSpline s(0, 2.0 / n, t, {-1, -std::exp(-2.0)});
        double worst = 0;
        for (double v = 0; v < 2; v += 0.003)
            worst = std::max(worst, std::abs(s(v) - std::exp(-v)));
        if (previous > 0) CHECK(previous / worst > 14);
        previous = worst;
    }
    CHECK_THROWS_AS(CubicSpline({1, 1}, {2, 3}), InputError);
    CHECK_THROWS_AS(CubicSpline({1}, {2}), InputError);
    CHECK_THROWS_AS(UniformSpline(0, -1, y), InputError);
}

TEST_CASE("histograms count everything once") {
    Histogram h(-1, 1, 4);
    for (double x : {-1.0, -0.75, 0.0, 0.49, 0.5, 0.999, 1.0, -1.001, 5.0}) h.add(x);
    h.add(std::nan(""));
    CHECK(h[0] == 2);
    CHECK(h[1] == 0);
    CHECK(h[2] == 2);
    CHECK(h[3] == 2);
    CHECK(h.total() == 6);
    CHECK(h.outside() == 4);
    CHECK(h.centre(0) == doctest::Approx(-0.75));
    Histogram g(-1, 1, 4);
    g.add(0.1, 2.5);
    h.merge(g);
    CHECK(h[2] == 4.5);
    CHECK_THROWS_AS(h.merge(Histogram(-1, 1, 5)), InconsistentError);
    CHECK_THROWS_AS(Histogram(1, 1, 5), InputError);
}

TEST_CASE("compensated sums and variances survive cancellation") {
    std::vector<double> v{1, 1e100, 1, -1e100};
    CHECK(sum(v) == 2);
    std::vector<double> w;
    for (int i = 0; i < 1000; ++i) w.push_back(1e9 + i % 2);
    CHECK(variance(w) == doctest::Approx(0.25 * 1000 / 999));
    CHECK(quantile({3, 1, 2}, 0.5) == 2);
    CHECK(quantile({3, 1, 2, 4}, 0.5) == 2.5);
    CHECK(quantile({3, 1}, 1) == 3);
    CHECK_THROWS_AS(quantile({}, 0.5), InputError);
}

TEST_CASE("errors of correlated series: blocking and autocorrelation time find the known ones") {
    // AR(1): x' = a x + e has correlation a^k, so tau = 1/2 + a/(1-a) and var(mean) = 2 tau var /
    // n.
    for (double a : {0.0, 0.8, 0.95}) {
        RandomStream r(51, StreamId::tests, static_cast<std::uint64_t>(100 * a));
        std::vector<double> series;
        double x = r.normal() / std::sqrt(1 - a * a);
        const std::size_t n = 1 << 16;
        for (std::size_t i = 0; i < n; ++i) series.push_back(x), x = a * x + r.normal();
        const double tau = 0.5 + a / (1 - a);
        CHECK(autocorrelation_time(series) == doctest::Approx(tau).epsilon(0.12));
        const double expected = std::sqrt(2 * tau / (1 - a * a) / static_cast<double>(n));
        const BlockAverage b = block_average(series);
        CHECK(b.estimate.error == doctest::Approx(expected).epsilon(0.2));
        CHECK(std::abs(b.estimate.value) < 4 * expected);
        CHECK(b.verdict == BlockAverage::Verdict::plateau);
    }
    // A drift never reaches a plateau, and that is said.
    std::vector<double> drift;
    for (int i = 0; i < 4096; ++i) drift.push_back(i);
    CHECK(block_average(drift).verdict == BlockAverage::Verdict::still_rising);
    CHECK(block_average(std::vector<double>(100, 3.0)).estimate.error == 0);
    CHECK(block_average({}).estimate.n == 0);
    CHECK(autocorrelation_time(std::vector<double>(10, 1.0)) == 0.5);
}

TEST_CASE("bootstrap errors of mean and median") {
    RandomStream r(52, StreamId::tests);
    std::vector<double> v;
    for (int i = 0; i < 400; ++i) v.push_back(r.normal());
    const RandomStream stream(53, StreamId::bootstrap);
    const Bootstrap m = bootstrap(
        v, [](auto s) { return mean(s); }, stream);
    CHECK(m.estimate.value == doctest::Approx(mean(v)));
    CHECK(m.estimate.error == doctest::Approx(standard_error(v)).epsilon(0.08));
    CHECK(m.low == doctest::Approx(mean(v) - 1.96 * standard_error(v)).epsilon(0.1).scale(0.1));
    const Bootstrap median = bootstrap(
        v,
        [](auto s) {
            return quantile({s.begin(), s.end()}, 0.5);
        },
        stream);
    // sqrt(pi/2) times the mean's error for a normal distribution.
    CHECK(median.estimate.error == doctest::Approx(1.2533 * standard_error(v)).epsilon(0.25));
    // The same stream gives the same answer.
    CHECK(bootstrap(
              v, [](auto s) { return mean(s); }, stream)
              .estimate.error == m.estimate.error);
}

TEST_CASE("eigenvalues of symmetric matrices") {
    const Eigen3 e = eigen_symmetric(Mat3{{{{2, -1, 0}, {-1, 2, -1}, {0, -1, 2}}}});
    CHECK(e.values[0] == doctest::Approx(2 - std::numbers::sqrt2));
    CHECK(e.values[1] == doctest::Approx(2));
    CHECK(e.values[2] == doctest::Approx(2 + std::numbers::sqrt2));
    RandomStream r(54, StreamId::tests);
    for (std::size_t n : {1u, 2u, 7u, 30u}) {
        Array2<double> a(n, n);
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j <= i; ++j) a(i, j) = a(j, i) = r.normal();
        const EigenSystem s = eigen_symmetric(a);
        double trace_a = 0, trace_s = 0;
        for (std::size_t k = 0; k < n; ++k) {
            trace_a += a(k, k), trace_s += s.values[k];
            if (k) CHECK(s.values[k] >= s.values[k - 1]);
            for (std::size_t i = 0; i < n; ++i) {
                double av = 0;
                for (std::size_t j = 0; j < n; ++j) av += a(i, j) * s.vectors(k, j);
                CHECK(std::abs(av - s.values[k] * s.vectors(k, i)) < 1e-12);
            }
            for (std::size_t l = 0; l <= k; ++l) {
                double dot = 0;
                for (std::size_t j = 0; j < n; ++j) dot += s.vectors(k, j) * s.vectors(l, j);
                CHECK(std::abs(dot - (k == l)) < 1e-13);
            }
        }
        CHECK(trace_a == doctest::Approx(trace_s));
    }
    // Graded: a small eigenvalue next to a large one keeps its digits.
    const Eigen3 graded = eigen_symmetric(Mat3{{{{1e10, 1, 0}, {1, 1e-6, 0}, {0, 0, 1}}}});
    CHECK(graded.values[0] == doctest::Approx(1e-6 - 1e-10).epsilon(1e-9));
    CHECK_THROWS_AS(eigen_symmetric(Span2D<const double>(Array2<double>(2, 3))), InputError);
}

TEST_CASE("linear systems and least squares") {
    Array2<double> hilbert(6, 6);
    std::vector<double> b(6);
    for (std::size_t i = 0; i < 6; ++i)
        for (std::size_t j = 0; j < 6; ++j) {
            hilbert(i, j) = 1.0 / static_cast<double>(i + j + 1);
            b[i] += hilbert(i, j) * static_cast<double>(j + 1);
        }
    const auto x = cholesky_solve(hilbert, b), q = least_squares(hilbert, b);
    for (std::size_t i = 0; i < 6; ++i) {
        CHECK(x[i] == doctest::Approx(double(i + 1)).epsilon(1e-8));
        CHECK(q[i] == doctest::Approx(double(i + 1)).epsilon(1e-8));
    }
    Array2<double> indefinite(2, 2);
    indefinite(0, 1) = indefinite(1, 0) = 1;
    CHECK_THROWS_AS(cholesky_solve(indefinite, std::vector<double>{1, 1}), InputError);
    Array2<double> parallel(3, 2, 1.0);
    CHECK_THROWS_AS(least_squares(parallel, std::vector<double>{1, 2, 3}), InputError);
    // Line through (0,1), (1,3), (2,4): slope 3/2, intercept 7/6.
    const Polynomial line =
        fit_polynomial(std::vector<double>{0, 1, 2}, std::vector<double>{1, 3, 4}, 1);
    CHECK(line(0) == doctest::Approx(7.0 / 6));
    CHECK(line.slope(5) == doctest::Approx(1.5));
    std::vector<double> t, y;
    for (int i = 0; i < 40; ++i)
        t.push_back(1000 + i), y.push_back(3 + std::pow(t.back() - 1010, 3));
    const Polynomial cubic = fit_polynomial(t, y, 3);
    CHECK(cubic(1020.5) == doctest::Approx(3 + std::pow(10.5, 3)));
    CHECK(cubic.slope(1020.5) == doctest::Approx(3 * 10.5 * 10.5));
    CHECK(cubic.residual < 1e-8);
    const Polynomial weighted = fit_polynomial(std::vector<double>{0, 1}, std::vector<double>{0, 1},
                                               0, std::vector<double>{3, 1});
    CHECK(weighted(0.5) == doctest::Approx(0.25));
    CHECK_THROWS_AS(fit_polynomial(t, y, 50), InputError);
}

namespace {

double rosenbrock(std::span<const double> x, std::span<double> g) {
    double f = 0;
    std::fill(g.begin(), g.end(), 0.0);
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
        const double a = 1 - x[i], b = x[i + 1] - x[i] * x[i];
        f += a * a + 100 * b * b;
        g[i] += -2 * a - 400 * x[i] * b;
        g[i + 1] += 200 * b;
    }
    return f;
}

/// 1/2 sum of k_i x_i^2 with k from 1 to `condition`.
Objective ill_conditioned(double condition) {
    return [=](std::span<const double> x, std::span<double> g) {
        double f = 0;
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double k =
                std::pow(condition, static_cast<double>(i) / static_cast<double>(x.size() - 1));
            f += 0.5 * k * x[i] * x[i];
            g[i] = k * x[i];
        }
        return f;
    };
}

}  // namespace

TEST_CASE("minimisers find the bottom of Rosenbrock's valley and of ill-conditioned bowls") {
    const Minimum a = minimise_lbfgs(rosenbrock, std::vector<double>(20, -1.2));
    CHECK(a.verdict == Minimum::Verdict::converged);
    CHECK(a.value < 1e-12);
    CHECK(a.evaluations < 400);
    const Minimum b = minimise_lbfgs(ill_conditioned(1e4), std::vector<double>(50, 1.0),
                                     {.gradient_tolerance = 1e-8});
    CHECK(b.verdict == Minimum::Verdict::converged);
    CHECK(b.evaluations < 1500);
    for (double x : b.x) CHECK(std::abs(x) < 1e-7);
    const Minimum c = minimise_fire(ill_conditioned(100), std::vector<double>(10, 1.0),
                                    {.gradient_tolerance = 1e-6, .time_step = 0.02});
    CHECK(c.verdict == Minimum::Verdict::converged);
    for (double x : c.x) CHECK(std::abs(x) < 2e-6);
    const Minimum d =
        minimise_fire(rosenbrock, {-1.2, 1}, {.longest_step = 0.1, .time_step = 0.005});
    CHECK(d.verdict == Minimum::Verdict::converged);
    CHECK(d.x[0] == doctest::Approx(1).epsilon(1e-4));
}

TEST_CASE("minimisers end where they must") {
    const Minimum few = minimise_lbfgs(rosenbrock, {-1.2, 1}, {.most_evaluations = 5});
    CHECK(few.verdict == Minimum::Verdict::exhausted);
    CHECK(few.evaluations <= 6);
    CHECK(few.value < 24.2);  // never above where it started
    // A wrong gradient: no lower value along it.
    const Objective wrong = [](std::span<const double> x, std::span<double> g) {
        g[0] = -2 * x[0];
        return x[0] * x[0];
    };
    CHECK(minimise_lbfgs(wrong, {1}).verdict == Minimum::Verdict::stuck);
    // A wall of infinities beyond 2 is stepped back from.
    const Objective walled = [](std::span<const double> x, std::span<double> g) {
        g[0] = 1 - 1 / (2 - x[0]);
        return x[0] >= 2 ? std::nan("") : x[0] + std::log(2 - x[0]);
    };
    const Objective barrier = [](std::span<const double> x, std::span<double> g) {
        g[0] = -1 + 1 / (2 - x[0]);
        return x[0] >= 2 ? std::nan("") : -x[0] - std::log(2 - x[0]);
    };
    const Minimum m = minimise_lbfgs(barrier, {-30}, {.longest_step = 100});
    CHECK(m.verdict == Minimum::Verdict::converged);
    CHECK(m.x[0] == doctest::Approx(1));
    CHECK_THROWS_AS(minimise_lbfgs(walled, {3}), UnstableError);
}

TEST_CASE("Rank correlation: order alone counts, ties share their rank") {
    const std::vector<double> x{1, 2, 3, 4, 5};
    CHECK(*rank_correlation(x, std::vector<double>{1, 8, 27, 64, 125}) == doctest::Approx(1));
    CHECK(*rank_correlation(x, std::vector<double>{5, 4, 3, 2, 1}) == doctest::Approx(-1));
    // by hand: ranks 1.5 1.5 3 4 5, sum of products 9.5 over sqrt(10 * 9.5)
    CHECK(*rank_correlation(x, std::vector<double>{7, 7, 8, 9, 10}) ==
          doctest::Approx(9.5 / std::sqrt(95.0)));
    CHECK_FALSE(rank_correlation(x, std::vector<double>(5, 2.0)));
}
