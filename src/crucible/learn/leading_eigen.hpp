#pragma once
// The largest eigenvalues of a large symmetric matrix.

#include <cstddef>
#include <vector>

#include "crucible/num/array.hpp"

namespace crucible::learn {

struct LeadingEigen {
    std::vector<double> values;  ///< (count) descending
    Array2<double> vectors;      ///< (count, n) row i, of unit length, belongs to values[i]
};

/// The `count` largest eigenvalues of a symmetric positive semi-definite (n, n) matrix, by subspace
/// iteration (Rutishauser 1969, doi:10.1007/BF02219773) until each residual is below 1e-12 of the
/// largest value. The first component of note of each vector is positive. Throws InputError
/// (E-num-shape) unless square and finite, UnstableError (E-learn-eigen) where it does not
/// converge.
LeadingEigen leading_eigen(Span2D<const double> matrix, std::size_t count);

}  // namespace crucible::learn
