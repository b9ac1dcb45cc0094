#pragma once
// Routes that a network of reactions holds: chains of reactions that others have walked.

#include <vector>

#include "crucible/synthesis/network.hpp"

namespace crucible::synthesis {

/// A molecule and the tree of recorded reactions with the longest line that makes it. Every
/// molecule is made by the reaction that begins the longest line of different molecules; one that
/// is above itself, or that nothing makes, is a leaf. Of equal lines, the earlier reaction counts.
struct Chain {
    RouteNode route;  ///< `Move::rule` is the number of the reaction; leaves count as in stock
    int longest = 0;  ///< reactions in a line
    bool ends_above = false;  ///< some leaf is made above: the chain runs into a cycle
};
/// Of every molecule with a line of at least `least` reactions, in the order of the network.
/// Exponential in cycles alone; of real records, instant.
std::vector<Chain> longest_chains(const ReactionNetwork&, int least);

}  // namespace crucible::synthesis
