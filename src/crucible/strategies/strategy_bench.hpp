#pragma once

#include <vector>

#include "crucible/base/measurement.hpp"

namespace crucible {

/// Strategies on molecules with partial retrons; nothing where share/crucible is not there.
std::vector<Benchmark> strategy_benchmarks();

}  // namespace crucible
