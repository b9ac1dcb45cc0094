#pragma once
// DeepPot-SE by plain loops in double, all slots of the environment matrix written out, as the
// equations say: what the fast path is held against.

#include "crucible/energy/deep_pot_weights.hpp"
#include "crucible/energy/short_range_model.hpp"

namespace crucible {

/// What ShortRangeModel::add adds for owned atoms begin to end - 1. Throws UnstableError
/// (E-energy-collapse). O(slots * weights) per atom.
void add_reference(const DeepPotWeights&, const LocalAtoms&, std::size_t begin, std::size_t end,
                   LocalSums&);

}  // namespace crucible
