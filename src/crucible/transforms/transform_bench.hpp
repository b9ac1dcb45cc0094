#pragma once

#include <vector>

#include "crucible/base/measurement.hpp"

namespace crucible {

/// The shipped transforms on drugs; nothing where the library is not there.
std::vector<Benchmark> transform_benchmarks();

}  // namespace crucible
