#pragma once
// Energies, forces and gradients of a deep potential written plainly, in double: what the fast path
// is held against.

#include <vector>

#include "crucible/training/loss.hpp"

namespace crucible::training {

Prediction predict_reference(const DeepPotWeights&, const Sample&);

/// Loss of one frame; its gradient (in the order of `parameters_of`) is added to `gradient`.
///
/// The gradient of a loss of forces needs d/dtheta of (v . dE/dx), v being fixed. That is the
/// derivative along v of dE/dtheta: one pass forth and one back, with numbers that carry their
/// derivative along v with them.
ErrorSums gradient_reference(const DeepPotWeights&, const Sample&, const LossFactors&,
                             std::vector<double>& gradient);

}  // namespace crucible::training
