#pragma once
// Training in another framework, by automatic differentiation: what the gradients derived by hand
// are compared with, in numbers and in speed. The plug-in `nn` gives it.

#include <memory>
#include <span>
#include <vector>

#include "crucible/base/plugin.hpp"
#include "crucible/energy/deep_pot_peer.hpp"
#include "crucible/training/loss.hpp"

namespace crucible::training {

class TrainingPeer {
public:
    virtual ~TrainingPeer() = default;
    virtual Prediction predict(const Sample&) = 0;
    /// Mean of the losses of the frames; `gradient` as `parameters_of`.
    virtual double gradient(std::span<const Sample* const> batch, const LossFactors&,
                            std::vector<double>& gradient) = 0;
    /// A whole step of its own Adam; the mean loss before it.
    virtual double step(std::span<const Sample* const> batch, const LossFactors&, double rate) = 0;
    /// As they are now, in the order of `parameters_of`.
    virtual std::vector<double> parameters() const = 0;
};

/// In libtorch, eager, one thread; `single` computes in float, the others in double.
inline constexpr PluginKey<std::unique_ptr<TrainingPeer>(const DeepPotWeights&, Precision,
                                                         PeerSlots)>
    torch_training{"deep-pot-training"};

}  // namespace crucible::training
