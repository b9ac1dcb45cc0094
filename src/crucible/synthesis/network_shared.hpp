#pragma once
// Syntheses of one or many targets that share what they have in common.

#include <cstdint>
#include <map>
#include <vector>

#include "crucible/synthesis/network.hpp"

namespace crucible::synthesis {

/// How each molecule that is needed is had: a reaction, or `CheapestSyntheses::bought`.
struct SharedSynthesis {
    std::map<ReactionNetwork::Index, std::int64_t> choice;
    double cost = not_to_be_had;  ///< each reaction and each bought molecule paid for once
    bool is_exact = false;        ///< proved to be the cheapest
    int reactions = 0, bought = 0;
};

struct SharedSettings {
    std::size_t beam = 64;              ///< partial plans that are kept side by side
    std::int64_t most_steps = 200'000;  ///< of branch and bound; 0: beam and local search alone
};

/// The cheapest plan for all targets together, each distinct reaction and bought molecule paid for
/// once (no yields: amounts do not matter here). NP-hard: a beam search and a local search give a
/// plan, branch and bound (bound: each open molecule
/// costs at least its price or its part of a reaction) proves or betters
/// it as far as `most_steps` go. Many targets share their intermediates as Kowalik et al. 2012.
/// Throws InputError (E-network-route) for a target that cannot be made.
SharedSynthesis shared_synthesis(const ReactionNetwork&, const NetworkCosts&,
                                 const std::vector<ReactionNetwork::Index>& targets,
                                 const SharedSettings& = {});

}  // namespace crucible::synthesis
