#pragma once
// Small dense linear algebra, in double and without dependencies. For matrices up to a few hundred.

#include <span>
#include <vector>

#include "crucible/num/array.hpp"
#include "crucible/num/vec3.hpp"

namespace crucible {

/// Eigenvalues in ascending order; eigenvector i is row i, of unit length.
struct Eigen3 {
    std::array<double, 3> values{};
    Mat3 vectors;
};
/// Symmetric 3x3 by Jacobi rotations: accurate for small eigenvalues too. Only the lower triangle's
/// mean with the upper one counts.
Eigen3 eigen_symmetric(const Mat3&);

struct EigenSystem {
    std::vector<double> values;  ///< (n) ascending
    Array2<double> vectors;      ///< (n, n) row i belongs to values[i]
};
/// Symmetric n x n by cyclic Jacobi, O(n^3) per sweep. Throws InputError (E-num-shape) unless
/// square and finite.
EigenSystem eigen_symmetric(Span2D<const double>);

/// Solves A x = b for symmetric positive definite A. Throws InputError (E-num-singular) otherwise.
std::vector<double> cholesky_solve(Span2D<const double> a, std::span<const double> b);

/// Minimises |A x - b| by Householder's QR; A is (m, n) with m >= n and of full rank, else
/// InputError (E-num-singular).
std::vector<double> least_squares(Span2D<const double> a, std::span<const double> b);

/// Coefficients c_0 ... c_degree of the polynomial in (x - centre) that fits best; `residual` is
/// the root of the mean squared deviation.
struct Polynomial {
    double centre = 0;
    std::vector<double> coefficients;
    double residual = 0;

    double operator()(double x) const;
    double slope(double x) const;
};
/// Points may have weights (1/variance). Throws InputError (E-num-singular) for fewer distinct
/// points than coefficients.
Polynomial fit_polynomial(std::span<const double> x, std::span<const double> y, int degree,
                          std::span<const double> weights = {});

}  // namespace crucible
