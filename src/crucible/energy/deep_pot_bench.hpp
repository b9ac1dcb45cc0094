#pragma once
// Benchmarks of deep potentials, for `crucible bench`.

#include <vector>

#include "crucible/base/measurement.hpp"

namespace crucible {

/// "potential.deeppot": CPU time per atom and step at the density of liquid aluminium, of the model
/// in $CRUCIBLE_DEEPPOT (one element) or of random weights of the same architecture.
const std::vector<Benchmark>& deep_pot_benchmarks();

}  // namespace crucible
