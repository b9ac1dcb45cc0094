#pragma once
// The deep potential in a frozen graph of DeePMD-kit 2: which constants mean what.

#include "crucible/energy/deep_pot_weights.hpp"
#include "crucible/energy/tensor_graph.hpp"

namespace crucible {

/// Throws InputError (E-deep-pot): compressed, another descriptor, frame or atomic parameters,
/// another activation than tanh, a tensor that is missing or of a wrong size.
DeepPotWeights deep_pot_of_graph(const TensorGraph&);

}  // namespace crucible
