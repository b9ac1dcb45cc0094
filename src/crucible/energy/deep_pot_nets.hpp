#pragma once
// Embedding nets of one number, plainly. Internal to the module.

#include "crucible/energy/deep_pot_weights.hpp"

namespace crucible {

/// A net's output and its first two derivatives by the input, each (channels).
struct EmbeddingJet {
    std::vector<double> value, slope, curvature;
};

/// The embedding at x and its derivatives. O(number of weights).
void embed(const DenseNet&, double x, EmbeddingJet&);

}  // namespace crucible
