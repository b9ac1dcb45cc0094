#pragma once
// A route: a tree of molecules and the moves that make them.

#include <cstdint>
#include <string>
#include <vector>

#include "crucible/synthesis/moves.hpp"

namespace crucible::synthesis {

/// One molecule of a route and how it is made. Children come in the order of their SMILES.
struct RouteNode {
    std::string smiles;
    bool in_stock = false;
    bool has_move = false;  ///< false: a leaf
    Move move;
    std::vector<RouteNode> children;
};

struct RouteScore {
    bool solved = false;  ///< every leaf is in stock
    int steps = 0;        ///< reactions
    int longest = 0;      ///< reactions in a line, from a leaf to the target
    int leaves = 0, leaves_in_stock = 0;
    int uncontrolled = 0;    ///< stereocentres that no precursor has and nothing sets, of all steps
    double probability = 1;  ///< product of priors (P_tot)
    double cost = 0;  ///< C_tot = C0 per reaction + sum of leaves, over the yield of each step
    double convergence = 0;  ///< 1 - longest / steps, 0 for one step: how much runs side by side
    double confidence = 1;   ///< smallest feasibility on the way
    double score = 0;        ///< what routes are ranked by: higher is better
};

struct Route {
    RouteNode root;
    RouteScore score;
    int cluster = 0;  ///< of alike routes, from 1; 0 before clustering
};

}  // namespace crucible::synthesis
