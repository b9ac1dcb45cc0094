#pragma once
// What training may change, as one row of numbers.

#include <span>
#include <vector>

#include "crucible/base/random.hpp"
#include "crucible/energy/deep_pot_weights.hpp"

namespace crucible::training {

/// Calls visit(vector) for every vector of parameters, in the order of the row: embedding nets,
/// then fitting nets; of each layer weights, bias and idt.
template <class Weights, class Visit>
void each_parameter_vector(Weights& w, Visit&& visit) {
    for (auto* nets : {&w.embedding, &w.fitting})
        for (auto& net : *nets)
            for (auto& layer : net) {
                visit(layer.weights);
                visit(layer.bias);
                visit(layer.idt);
            }
}

std::size_t parameter_count(const DeepPotWeights&);
std::vector<double> parameters_of(const DeepPotWeights&);
void set_parameters(DeepPotWeights&, std::span<const double>);

/// Sizes of a net to be trained from nothing.
struct NetSizes {
    std::vector<int> embedding{25, 50, 100};
    int axis = 16;
    std::vector<int> fitting{240, 240, 240};
};

/// Nets for `numbers` with random parameters as deepmd-kit draws them: weights normal with variance
/// 1/(inputs + outputs), biases standard normal, idt 0.1 +- 0.001; but the first weights of an
/// embedding net with variance 4 (docs/training.md). Mean and deviation are 0 and 1, energies 0
/// until `set_statistics`. Throws InputError (E-training-sizes).
DeepPotWeights random_weights(const std::vector<int>& numbers, double cutoff, double smooth_from,
                              const std::vector<int>& sel, const NetSizes&, RandomStream);

}  // namespace crucible::training
