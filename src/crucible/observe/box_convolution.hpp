#pragma once
// Measured S(q) as a finite model can show it.

#include <span>
#include <vector>

namespace crucible {

/// S(q) whose correlations end at `longest` angstrom: with i = q (S - 1),
///
///   i'(q) = 1/pi Int i(q') [sin((q-q')R)/(q-q') - sin((q+q')R)/(q+q')] dq'
///
/// which is the transform to r, the cut and the transform back in one. Between the points i is
/// taken as straight, outside of them as zero. A model of half box length R has exactly this
/// resolution, so data must be given it before a fit. O(n^2). `q` ascending and positive.
std::vector<double> box_convolved(std::span<const double> q, std::span<const double> s,
                                  double longest);

}  // namespace crucible
