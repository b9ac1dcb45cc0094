#pragma once
// Deep potentials ("se_e2_a") in libtorch: energies by its operations, forces and gradients by its
// automatic differentiation. All that includes torch is deep_pot_wall.cpp.

#include <memory>

#include "crucible/energy/deep_pot_peer.hpp"
#include "crucible/training/peer.hpp"

namespace crucible::nn {

std::unique_ptr<ShortRangeModel> make_torch_deep_pot(const DeepPotWeights&, Precision, PeerSlots);
std::unique_ptr<training::TrainingPeer> make_torch_training(const DeepPotWeights&, Precision,
                                                            PeerSlots);

}  // namespace crucible::nn
