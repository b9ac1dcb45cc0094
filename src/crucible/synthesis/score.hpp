#pragma once
// What is good about a route, and which of many are better.

#include <span>
#include <string>
#include <vector>

#include "crucible/synthesis/route.hpp"
#include "crucible/synthesis/stock.hpp"

namespace crucible::synthesis {

struct ScoreSettings {
    double step_yield = 0.8;  ///< of every step, where none is known
    /// Of the yield of a step that sets a stereocentre which nothing controls: of two stereoisomers
    /// in equal parts, one is wanted.
    double uncontrolled_share = 0.5;
    double reaction_cost = 1;  ///< C0
    double leaf_cost = 1;      ///< of what is in stock without a price
    double not_in_stock = 10;  ///< times the leaf cost, for what is not
};

/// C_tot: a leaf costs its price, a molecule (C0 + sum of its precursors) / yield; shared ones are
/// paid for each time (Badowski et al. 2019, doi:10.1039/C8SC05611K). P_tot: product of the priors.
/// Convergence: 1 - longest / steps. Score: product of prior x feasibility x yield over the steps,
/// times 0.001 for each leaf that is not in stock. A step with an uncontrolled stereocentre has a
/// share of the yield.
RouteScore score_route(const RouteNode&, const Stock&, const ScoreSettings&);

/// Whether a leaf is this molecule; "": any route.
bool begins_with(const RouteNode&, const std::string& smiles);

/// Solved routes first, then by score; equal ones by cost, steps and text.
void rank_routes(std::vector<Route>&);
/// Numbers of the routes that no other one beats in all of cost, steps, probability and
/// convergence: at least as good in each, better in one.
std::vector<std::size_t> pareto_front(std::span<const Route>);

/// Molecules and moves as one line of text: "target(precursor precursor(...))".
std::string route_text(const RouteNode&);

}  // namespace crucible::synthesis
