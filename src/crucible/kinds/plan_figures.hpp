#pragma once
// Figures and tables of the report of plans, from the tables of the step. Internal to the pages.

#include <string>

#include "crucible/data/table.hpp"
#include "crucible/report/figure.hpp"

namespace crucible {

/// Cost against steps and against P_tot, one dot per route; what another route of the same target
/// beats in everything is grey. Panels: 2. `routes` is routes.csv.
report::Figure pareto_figure(const Table& routes, const std::string& id);

/// One row per target: routes, the best one, and what its search took.
report::Table targets_table(const Table& routes, const Table& searches);
/// Groups of alike routes: how many, and the best of each.
report::Table clusters_table(const Table& routes);
/// Reactions of the best routes of each target, at most `most_routes` of each.
report::Table moves_table(const Table& moves, double most_routes);
/// Moves of one target by rules, ranked, with what they need and what speaks against them.
report::Table review_table(const Table& moves);
/// What is bought; files and names as shopping.csv has them.
report::Table shopping_table(const Table& shopping);

}  // namespace crucible
