#pragma once
// Few samples that stand for many: farthest point sampling.

#include <cstddef>
#include <vector>

#include "crucible/num/array.hpp"

namespace crucible::learn {

struct FarthestPoints {
    std::vector<std::size_t> rows;  ///< in the order in which they were chosen
    std::vector<double> distances;  ///< of each to those before it when chosen; the first has 0
};

/// From row `first` on, always the row that is farthest (Euclidean) from all chosen ones; ties go
/// to the lower number. A row is not looked at again while a chosen one is so near to it that the
/// new one cannot be nearer (Elkan 2003's use of the triangle inequality). Ends before `count`
/// where all rows that are left coincide with chosen ones. Throws InputError (E-learn-few) for no
/// rows.
FarthestPoints farthest_points(Span2D<const double> rows, std::size_t count, std::size_t first = 0);

/// What it is tested against: every distance.
FarthestPoints farthest_points_reference(Span2D<const double> rows, std::size_t count,
                                         std::size_t first = 0);

}  // namespace crucible::learn
