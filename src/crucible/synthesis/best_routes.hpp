#pragma once
// The best routes in all that a search has learned, whatever the order it learned it in.

#include <vector>

#include "crucible/synthesis/move_book.hpp"
#include "crucible/synthesis/route.hpp"

namespace crucible::synthesis {

/// The `count` cheapest different routes of at most `depth` reactions in a line, by the sum of
/// `Way::cost`; equal costs in a fixed order. Where there is none, the best beginnings of routes:
/// each molecule that is left open costs `open_cost` more. No molecule is made from itself. Lazy
/// enumeration of the k best trees of an acyclic AND/OR graph (Huang and Chiang 2005, IWPT,
/// algorithm 3) over layers of molecule and depth.
std::vector<RouteNode> best_routes(const MoveBook&, int depth, std::size_t count);
constexpr double open_cost = 6.907755278982137;  // -ln 0.001

}  // namespace crucible::synthesis
