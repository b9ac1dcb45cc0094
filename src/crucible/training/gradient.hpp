#pragma once
// Gradients of the loss, fast: products of matrices over all neighbours of an atom and over all
// atoms of a frame, in float or double, on several threads and ranks. The mathematics is in
// docs/training.md; the same in plain words is reference.hpp.

#include <memory>
#include <span>
#include <vector>

#include "crucible/energy/precision.hpp"
#include "crucible/parallel/collective.hpp"
#include "crucible/training/loss.hpp"

namespace crucible::training {

/// Who computes what. The atoms of a frame are cut into shards; each thread of each rank takes some
/// of them, and their results are added in the order of the shards. Hence results depend on the
/// number of shards (by rounding), and on nothing else.
struct Shares {
    int shards = 1;  ///< a power of two, at least as many as there are ranks
    int threads = 1;
    const Collective* ranks = nullptr;  ///< nullptr: this program alone
};

/// Throws InputError (E-training-settings, E-training-ranks).
void check_shards(int shards, int ranks);

class GradientEngine {
public:
    /// `single` computes in float, the others in double. The shapes of the nets are fixed here.
    /// Throws InputError (E-training-settings, E-training-ranks) for shares that do not fit.
    GradientEngine(const DeepPotWeights&, Precision, const Shares& = {});
    ~GradientEngine();
    struct Interface;

    /// Other parameters, in the order of `parameters_of`.
    void set(std::span<const double> parameters);
    /// As `gradient`, to be called by all ranks.
    Prediction predict(const Sample&);
    /// Errors of the frames, summed, and the gradient of the mean of their losses.
    ErrorSums gradient(std::span<const Sample* const> batch, const LossFactors&,
                       std::vector<double>& gradient);

private:
    std::unique_ptr<Interface> engine_;
};

}  // namespace crucible::training
