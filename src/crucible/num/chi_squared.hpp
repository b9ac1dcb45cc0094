#pragma once
// The chi-squared distribution.

namespace crucible {

/// Probability that a sum of squares with `freedom` > 0 degrees of freedom (they need not be whole)
/// exceeds `value` by chance: the regularised incomplete gamma function Q(freedom/2, value/2), by
/// its series or its continued fraction (Abramowitz and Stegun 6.5.29 and 6.5.31). 1 for values
/// that are not positive.
double chi_squared_tail(double value, double freedom);

}  // namespace crucible
