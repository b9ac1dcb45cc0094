#pragma once
// Benchmarks of neighbour lists, formats and matching, for `crucible bench`.

#include <vector>

#include "crucible/base/measurement.hpp"

namespace crucible {

/// atoms.neighbours, atoms.extxyz, atoms.match.
const std::vector<Benchmark>& atoms_benchmarks();

}  // namespace crucible
