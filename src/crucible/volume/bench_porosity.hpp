#pragma once
// Benchmarks of phantoms and of porosity by depth.

#include <vector>

#include "crucible/base/measurement.hpp"

namespace crucible {

std::vector<Benchmark> porosity_benchmarks();

}  // namespace crucible
