#pragma once
// Benchmarks of what is measured on configurations, for `crucible bench`.

#include <vector>

#include "crucible/base/measurement.hpp"

namespace crucible {

/// observe.histogram, observe.voronoi, observe.fluctuation.
const std::vector<Benchmark>& observe_benchmarks();

}  // namespace crucible
