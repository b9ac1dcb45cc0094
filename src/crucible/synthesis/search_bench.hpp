#pragma once

#include <vector>

#include "crucible/base/measurement.hpp"

namespace crucible {

/// The bookkeeping of searches for routes, over moves that cost nothing to make.
std::vector<Benchmark> route_search_benchmarks();

}  // namespace crucible
