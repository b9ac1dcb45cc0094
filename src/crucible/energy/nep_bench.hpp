#pragma once
// Benchmarks of neuroevolution potentials, for `crucible bench`.

#include <vector>

#include "crucible/base/measurement.hpp"

namespace crucible {

/// potential.nep
const std::vector<Benchmark>& nep_benchmarks();

}  // namespace crucible
