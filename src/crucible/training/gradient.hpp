#pragma once
// Gradients of the loss, fast: products of matrices over all neighbours of an atom and over all
// atoms of a frame, in float or double, on several threads. The mathematics is in
// docs/training.md; the same in plain words is reference.hpp.

#include <memory>
#include <span>
#include <vector>

#include "crucible/energy/precision.hpp"
#include "crucible/training/loss.hpp"

namespace crucible::training {

class GradientEngine {
public:
    /// `single` computes in float, the others in double. The shapes of the nets are fixed here.
    GradientEngine(const DeepPotWeights&, Precision, int threads);
    ~GradientEngine();
    struct Interface;

    /// Other parameters, in the order of `parameters_of`.
    void set(std::span<const double> parameters);
    Prediction predict(const Sample&);
    /// Errors of the frames, summed, and the gradient of the mean of their losses. Depends on the
    /// number of threads by rounding only.
    ErrorSums gradient(std::span<const Sample* const> batch, const LossFactors&,
                       std::vector<double>& gradient);
    struct Interface;

private:
    std::unique_ptr<Interface> engine_;
};

}  // namespace crucible::training
