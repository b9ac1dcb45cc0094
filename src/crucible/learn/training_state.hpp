#pragma once
// Checkpoints of trainings by Adam: weights, moments, and where in the rows it stands.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/learn/optimiser.hpp"

namespace crucible::learn {

/// Where a training stands besides its weights. The order of an epoch's rows follows from its
/// number and the seed.
struct TrainingState {
    int epoch = 0;              ///< epochs that are done
    std::size_t at = 0;         ///< rows of the next one that are done
    std::vector<double> sums;   ///< over these rows
    std::vector<double> curve;  ///< whatever is told of epochs that are done
};

std::string save_training(std::string_view kind, const TrainingState&,
                          std::span<const float> parameters, const Adam&);
/// Puts weights and moments back. Throws InputError (E-model) for one of another kind or net, of
/// another number of sums, or that stands behind the `epochs` or `rows` of this training.
TrainingState restore_training(std::string_view kind, std::string_view bytes, int epochs,
                               std::size_t rows, std::size_t sums, std::span<float> parameters,
                               Adam&);

}  // namespace crucible::learn
