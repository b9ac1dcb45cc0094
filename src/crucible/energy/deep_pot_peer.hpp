#pragma once
// The deep potential in another framework, by automatic differentiation: a second implementation to
// be compared with, in numbers and in speed. The plug-in `nn` gives it.

#include <memory>

#include "crucible/base/plugin.hpp"
#include "crucible/energy/deep_pot_weights.hpp"
#include "crucible/energy/precision.hpp"
#include "crucible/energy/short_range_model.hpp"

namespace crucible {

/// Which slots are computed.
enum class PeerSlots {
    filled,  ///< neighbours that are there, and one row that stands for all empty slots
    all      ///< as deepmd-kit does: `sel` rows for each atom
};

/// In libtorch, eager, one thread; `single` computes in float, the others in double.
inline constexpr PluginKey<std::unique_ptr<ShortRangeModel>(const DeepPotWeights&, Precision,
                                                            PeerSlots)>
    torch_deep_pot{"deep-pot"};

}  // namespace crucible
