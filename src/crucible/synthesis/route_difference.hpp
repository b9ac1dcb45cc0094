#pragma once
// What two routes have in common, and what each has alone.

#include <string>
#include <vector>

#include "crucible/synthesis/route.hpp"
#include "crucible/synthesis/score.hpp"

namespace crucible::synthesis {

struct RouteDifference {
    /// Reactions as "reactants>>product", each once, in the order of the text.
    std::vector<std::string> shared, first_alone, second_alone;
    RouteScore first, second;
    double distance = 0;  ///< ordered tree edit distance over both sizes, in [0, 1]
};

RouteDifference compare_routes(const RouteNode& first, const RouteNode& second, const Stock&,
                               const ScoreSettings&);

}  // namespace crucible::synthesis
