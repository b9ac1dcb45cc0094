#pragma once
// Benchmarks of deep potentials, for `crucible bench`.

#include <vector>

#include "crucible/base/measurement.hpp"
#include "crucible/energy/deep_pot_weights.hpp"

namespace crucible {

/// Random weights of the shape that potential.adapt trains (10/20/40, axis 8, 3 x 60).
DeepPotWeights small_random_deep_pot(int number, double cutoff, int sel);

/// "potential.deeppot": CPU time per atom and step at the density of liquid aluminium, of the model
/// in $CRUCIBLE_DEEPPOT (one element) or of random weights of the same architecture.
const std::vector<Benchmark>& deep_pot_benchmarks();

}  // namespace crucible
