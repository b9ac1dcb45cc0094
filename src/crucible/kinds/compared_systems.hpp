#pragma once
// What synthesis.compare makes of the plans of several systems for the same molecules.

#include <vector>

#include "crucible/base/value.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/planned_routes.hpp"
#include "crucible/kinds/planning_systems.hpp"

namespace crucible {

/// Plans come by target, then by system.
struct ComparedPlan {
    const PlanningSystem* system = nullptr;
    PlannedTarget plan;
};

/// A row for each plan: the best route's scores, what the search took and why it ended.
Table system_rows(const std::vector<ComparedPlan>&);
/// Their routes as `routes_document` has them, each with its system.
Value compared_routes(const std::vector<ComparedPlan>&);
/// Their reactions as `move_rows` has them, each with its system.
Table compared_moves(const std::vector<ComparedPlan>&);
/// For each pair of systems that have a route to a target: how unlike their best ones are, in [0,
/// 1] (synthesis/tree_distance.hpp).
Table system_distances(const std::vector<ComparedPlan>&);

}  // namespace crucible
