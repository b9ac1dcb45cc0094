#pragma once
// Linear programmes of few equations: the simplex method.

#include <span>
#include <vector>

#include "crucible/num/array.hpp"

namespace crucible {

struct LinearOptimum {
    bool is_feasible = false;
    double value = 0;
    std::vector<double> x;  ///< (n); at most as many above zero as there are equations
};

/// Minimises cost . x for x >= 0 with equations x = right. equations (m, n), m small; the minimum
/// must be bounded, as where a row of the equations is positive. Two phases with Bland's rule
/// (1977, doi:10.1287/moor.2.2.103), which cannot cycle; dense, O(m n) a step. Throws InputError
/// (E-num-shape) for shapes that do not fit or numbers that are not finite, E-num-unbounded.
LinearOptimum minimise_linear(std::span<const double> cost, Span2D<const double> equations,
                              std::span<const double> right);

}  // namespace crucible
