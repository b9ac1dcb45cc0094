#include "crucible/num/hermitian.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"
#include "crucible/num/linalg.hpp"

using namespace crucible;

namespace {

using HermitianEntry = std::complex<double>;

Array2<HermitianEntry> random_hermitian(std::size_t n, std::uint64_t seed) {
    RandomStream random(seed, StreamId::tests, 0);
    Array2<HermitianEntry> a(n, n);
    for (std::size_t i = 0; i < n; ++i) {
        a(i, i) = random.normal();
        for (std::size_t j = 0; j < i; ++j) {
            a(i, j) = {random.normal(), random.normal()};
            a(j, i) = std::conj(a(i, j));
        }
    }
    return a;
}

/// Largest |A v - value v| and largest deviation of the vectors from orthonormal.
std::pair<double, double> faults(const Array2<HermitianEntry>& a, const HermitianSystem& s) {
    double residual = 0, overlap = 0;
    const std::size_t n = a.rows();
    for (std::size_t k = 0; k < n; ++k) {
        for (std::size_t i = 0; i < n; ++i) {
            HermitianEntry sum = -s.values[k] * s.vectors(k, i);
            for (std::size_t j = 0; j < n; ++j) sum += a(i, j) * s.vectors(k, j);
            residual = std::max(residual, std::abs(sum));
        }
        for (std::size_t l = 0; l < n; ++l) {
            HermitianEntry product = k == l ? -1.0 : 0.0;
            for (std::size_t i = 0; i < n; ++i)
                product += std::conj(s.vectors(k, i)) * s.vectors(l, i);
            overlap = std::max(overlap, std::abs(product));
        }
    }
    return {residual, overlap};
}

}  // namespace

TEST_SUITE("Hermitian matrices") {
    TEST_CASE("eigenvectors satisfy their equation, and the values alone are the same") {
        for (const std::size_t n : {1, 2, 3, 7, 18, 61, 108}) {
            const auto a = random_hermitian(n, n);
            const HermitianSystem s = eigen_hermitian(a);
            const auto [residual, overlap] = faults(a, s);
            const double scale = std::max(1.0, std::fabs(s.values.back()));
            CAPTURE(n);
            CHECK(residual < 1e-13 * scale);
            CHECK(overlap < 1e-13);
            const auto values = hermitian_values(a);
            for (std::size_t i = 0; i < n; ++i) CHECK(values[i] == s.values[i]);
        }
    }

    TEST_CASE("a real matrix has the eigenvalues that Jacobi finds") {
        const std::size_t n = 24;
        RandomStream random(5, StreamId::tests, 1);
        Array2<double> real(n, n);
        Array2<HermitianEntry> complex(n, n);
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j <= i; ++j) {
                real(i, j) = real(j, i) = random.normal();
                complex(i, j) = complex(j, i) = real(i, j);
            }
        const EigenSystem expected = eigen_symmetric(real);
        const auto values = hermitian_values(complex);
        for (std::size_t i = 0; i < n; ++i)
            CHECK(std::fabs(values[i] - expected.values[i]) < 1e-13);
    }

    TEST_CASE("a ring of n sites with a phase has the eigenvalues 2 cos(2 pi k/n + phase)") {
        const std::size_t n = 12;  // Bloch's theorem for hopping 1; degenerate for phase 0
        for (const double phase : {0.0, 0.3}) {
            Array2<HermitianEntry> a(n, n);
            for (std::size_t i = 0; i < n; ++i) {
                a((i + 1) % n, i) = std::polar(1.0, phase);
                a(i, (i + 1) % n) = std::polar(1.0, -phase);
            }
            std::vector<double> expected;
            for (std::size_t k = 0; k < n; ++k)
                expected.push_back(
                    2 * std::cos(2 * std::numbers::pi * static_cast<double>(k) / n + phase));
            std::sort(expected.begin(), expected.end());
            const HermitianSystem s = eigen_hermitian(a);
            for (std::size_t k = 0; k < n; ++k) CHECK(std::fabs(s.values[k] - expected[k]) < 1e-14);
            CHECK(faults(a, s).first < 1e-14);
        }
    }

    TEST_CASE("diagonal, zero and empty matrices") {
        Array2<HermitianEntry> a(3, 3);
        CHECK(hermitian_values(a) == std::vector<double>{0, 0, 0});
        a(0, 0) = 3, a(1, 1) = -1, a(2, 2) = 2;
        CHECK(hermitian_values(a) == std::vector<double>{-1, 2, 3});
        CHECK(hermitian_values(Array2<HermitianEntry>(0, 0)).empty());
    }

    TEST_CASE("numbers that are none, and shapes that are none, are refused") {
        CHECK_THROWS_AS(hermitian_values(Array2<HermitianEntry>(2, 3)), InputError);
        Array2<HermitianEntry> a(2, 2);
        a(1, 0) = {0, NAN};
        CHECK_THROWS_AS(hermitian_values(a), InputError);
    }
}
