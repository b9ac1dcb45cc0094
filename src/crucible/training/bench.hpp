#pragma once
// Benchmarks of training.

#include <vector>

#include "crucible/base/measurement.hpp"

namespace crucible {

const std::vector<Benchmark>& training_benchmarks();

}  // namespace crucible
