#pragma once
// Benchmarks of thermodynamic integration, for `crucible bench`.

#include <vector>

#include "crucible/base/measurement.hpp"

namespace crucible {

std::vector<Benchmark> integration_benchmarks();

}  // namespace crucible
