#include "crucible/learn/leading_eigen.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/num/linalg.hpp"
#include "crucible/num/product.hpp"

namespace crucible::learn {
namespace {

constexpr std::size_t spare_vectors = 8;  // beyond those asked for: they speed up convergence
constexpr int most_rounds = 2000;
constexpr double converged = 1e-12;

std::size_t padded_to_16(std::size_t n) { return (n + 15) / 16 * 16; }

/// Orthonormal rows, by Gram and Schmidt twice; a row that vanishes is replaced by nothing (zeros).
void orthonormalise(Array2<double>& rows, std::size_t n) {
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        double* v = rows.row(i).data();
        for (int pass = 0; pass < 2; ++pass)
            for (std::size_t j = 0; j < i; ++j) {
                const double* u = rows.row(j).data();
                double overlap = 0;
                for (std::size_t k = 0; k < n; ++k) overlap += u[k] * v[k];
                for (std::size_t k = 0; k < n; ++k) v[k] -= overlap * u[k];
            }
        double square = 0;
        for (std::size_t k = 0; k < n; ++k) square += v[k] * v[k];
        const double scale = square > 1e-280 ? 1 / std::sqrt(square) : 0;
        for (std::size_t k = 0; k < n; ++k) v[k] *= scale;
    }
}

/// rows (m, padded) times the padded matrix.
Array2<double> applied(const Array2<double>& rows, const Array2<double>& matrix) {
    Array2<double> out(rows.rows(), matrix.columns());
    Product<double> p;
    p.m = rows.rows(), p.n = matrix.columns(), p.k = matrix.rows();
    p.a = rows.flat().data(), p.a_row = rows.columns();
    p.b = matrix.flat().data(), p.b_row = matrix.columns();
    p.c = out.flat().data(), p.c_row = out.columns();
    multiply(p);
    return out;
}

void point_forward(std::span<double> v) {
    double largest = 0;
    for (const double x : v) largest = std::max(largest, std::abs(x));
    for (const double x : v) {
        if (std::abs(x) < 0.1 * largest) continue;
        if (x < 0)
            for (double& y : v) y = -y;
        return;
    }
}

/// Rayleigh and Ritz's step: the rows turned so that they diagonalise the matrix, largest first.
struct RitzStep {
    std::vector<double> values;
    Array2<double> vectors, images;  ///< (rows, width); the images are vectors times the matrix

    RitzStep(const Array2<double>& q, const Array2<double>& matrix, std::size_t n)
        : vectors(q.rows(), q.columns()), images(q.rows(), q.columns()) {
        const std::size_t rows = q.rows();
        const Array2<double> aq = applied(q, matrix);
        Array2<double> projected(rows, rows);
        for (std::size_t i = 0; i < rows; ++i)
            for (std::size_t j = 0; j < rows; ++j)
                for (std::size_t k = 0; k < n; ++k) projected(i, j) += q(i, k) * aq(j, k);
        const EigenSystem e = eigen_symmetric(Span2D<const double>(projected));
        values.assign(e.values.rbegin(), e.values.rend());
        for (std::size_t i = 0; i < rows; ++i)
            for (std::size_t j = 0; j < rows; ++j) {
                const double w = e.vectors(rows - 1 - i, j);
                for (std::size_t k = 0; k < n; ++k) {
                    vectors(i, k) += w * q(j, k);
                    images(i, k) += w * aq(j, k);
                }
            }
    }

    /// Largest length of A v - value v among the first `count`.
    double residual(std::size_t count, std::size_t n) const {
        double worst = 0;
        for (std::size_t i = 0; i < count; ++i) {
            double square = 0;
            for (std::size_t k = 0; k < n; ++k) {
                const double d = images(i, k) - values[i] * vectors(i, k);
                square += d * d;
            }
            worst = std::max(worst, std::sqrt(square));
        }
        return worst;
    }
};

void check_matrix(Span2D<const double> matrix) {
    if (matrix.rows() != matrix.columns() || matrix.rows() == 0)
        throw InputError("E-num-shape", "a matrix of eigenvalues is not square", "check its shape");
    for (const double x : matrix.flat())
        if (!std::isfinite(x))
            throw InputError("E-num-shape", "a matrix of eigenvalues is not finite",
                             "check the numbers that it was made of");
}

}  // namespace

LeadingEigen leading_eigen(Span2D<const double> matrix, std::size_t count) {
    check_matrix(matrix);
    const std::size_t n = matrix.rows();
    count = std::min(count, n);
    const std::size_t width = padded_to_16(n), rows = std::min(n, count + spare_vectors);
    Array2<double> a(width, width);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) a(i, j) = matrix(i, j);
    Array2<double> q(rows, width);
    // Any start will do that has a part along every vector.
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t k = 0; k < n; ++k)
            q(i, k) =
                std::cos(1.7 * static_cast<double>((i + 1) * (k + 1)) + static_cast<double>(i));
    orthonormalise(q, n);
    for (int round = 0; round < most_rounds; ++round) {
        RitzStep step(q, a, n);
        const double limit = converged * std::max(step.values.front(), 0.0);
        if (step.residual(count, n) <= limit || rows == n) {
            step.values.resize(count);
            LeadingEigen out{std::move(step.values), Array2<double>(count, n)};
            for (std::size_t i = 0; i < count; ++i) {
                std::copy_n(step.vectors.row(i).begin(), n, out.vectors.row(i).begin());
                point_forward(out.vectors.row(i));
            }
            return out;
        }
        q = std::move(step.images);
        orthonormalise(q, n);
    }
    throw UnstableError("E-learn-eigen",
                        fmt::format("the {} largest eigenvalues of {} did not settle", count, n),
                        "ask for fewer dimensions: those beyond are equally small");
}

}  // namespace crucible::learn
