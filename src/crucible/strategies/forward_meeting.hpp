#pragma once
// The other half of a search from both ends: what a starting material becomes on the way to a
// target, by the transforms of the library read forwards.

#include <map>
#include <string>
#include <vector>

#include "crucible/strategies/start_match.hpp"
#include "crucible/synthesis/moves.hpp"
#include "crucible/transforms/transform_library.hpp"

namespace crucible::strategies {

struct ForwardSettings {
    int levels = 2;         ///< reactions in a row
    std::size_t width = 8;  ///< molecules that each level goes on from
};

/// What the start becomes, canonical SMILES, with the names of the reactions in their order. The
/// reactions, and what they add, are those of the target's own moves, run earlier than a route
/// from the target alone would; kept is what the target holds as a whole, centres included.
std::map<std::string, std::vector<std::string>> run_forward(const MatchSide& start,
                                                            const MatchSide& target,
                                                            const std::vector<synthesis::Move>&,
                                                            const transforms::TransformLibrary&,
                                                            const ForwardSettings& = {});

}  // namespace crucible::strategies
