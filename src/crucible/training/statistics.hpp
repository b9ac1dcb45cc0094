#pragma once
// What a potential takes from its training data before it learns.

#include <vector>

#include "crucible/training/sample.hpp"

namespace crucible::training {

/// Smallest deviation that the environment is divided by ("data_stat_protect").
inline constexpr double least_deviation = 0.01;

/// Sets mean and deviation of the environment matrix over all slots, empty ones included, and the
/// energies of the atoms by least squares (of smallest norm where compositions do not tell them
/// apart). `nearest` becomes the shortest distance. Throws InputError (E-training-data) without
/// samples.
void set_statistics(DeepPotWeights&, const std::vector<Sample>&);
/// The energies of the atoms alone: for new labels of another method, whose nets are kept.
void set_energy_bias(DeepPotWeights&, const std::vector<Sample>&);

}  // namespace crucible::training
