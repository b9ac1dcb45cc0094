#pragma once
// Benchmarks of descriptors, for `crucible bench`.

#include <vector>

#include "crucible/base/measurement.hpp"

namespace crucible {

/// structure.soap.
const std::vector<Benchmark>& descriptor_benchmarks();

}  // namespace crucible
