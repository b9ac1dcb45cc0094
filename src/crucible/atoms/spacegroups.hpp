#pragma once
// Operations of space groups known by name or number, from gemmi's tables.

#include <optional>
#include <string>
#include <vector>

#include "crucible/atoms/symmetry.hpp"

namespace crucible {

/// All operations, centring included, of a Hermann-Mauguin symbol such as "P 42/m n m" (alpha and
/// gamma, in degrees, tell the two settings of R groups apart); nothing for an unknown name.
std::optional<std::vector<SymmetryOperation>> operations_of_group(const std::string& symbol,
                                                                  double alpha, double gamma);
/// The standard setting of number 1 to 230.
std::optional<std::vector<SymmetryOperation>> operations_of_group(int number);

}  // namespace crucible
