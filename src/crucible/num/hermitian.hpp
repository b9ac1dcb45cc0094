#pragma once
// Eigenvalues of complex Hermitian matrices, for sizes up to some hundred.

#include <complex>
#include <vector>

#include "crucible/num/array.hpp"

namespace crucible {

/// Eigenvalues in ascending order, by Householder's reduction to a real tridiagonal matrix and
/// implicit QL (Golub and Van Loan, Matrix Computations, 4th edition, algorithms 8.3.1 and 8.3.3).
/// 16/3 n^3 operations. Errors are about 1e-15 of the largest |eigenvalue|. Only the lower triangle
/// and the real part of the diagonal are read. Throws InputError (E-num-shape) unless square and
/// finite.
std::vector<double> hermitian_values(Span2D<const std::complex<double>>);

struct HermitianSystem {
    std::vector<double> values;            ///< (n) ascending
    Array2<std::complex<double>> vectors;  ///< (n, n) row i belongs to values[i], of unit length
};
/// The same with eigenvectors: A v = value v.
HermitianSystem eigen_hermitian(Span2D<const std::complex<double>>);

}  // namespace crucible
