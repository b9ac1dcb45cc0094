#include "crucible/synthesis/route_difference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <set>

#include "crucible/synthesis/tree_distance.hpp"

namespace crucible::synthesis {
namespace {

void note_steps(const RouteNode& n, std::set<std::string>& steps) {
    if (!n.has_move) return;
    steps.insert(fmt::format("{}>>{}", fmt::join(n.move.precursors, "."), n.smiles));
    for (const RouteNode& c : n.children) note_steps(c, steps);
}

}  // namespace

RouteDifference compare_routes(const RouteNode& first, const RouteNode& second, const Stock& stock,
                               const ScoreSettings& settings) {
    std::set<std::string> a, b;
    note_steps(first, a);
    note_steps(second, b);
    RouteDifference out;
    std::ranges::set_intersection(a, b, std::back_inserter(out.shared));
    std::ranges::set_difference(a, b, std::back_inserter(out.first_alone));
    std::ranges::set_difference(b, a, std::back_inserter(out.second_alone));
    out.first = score_route(first, stock, settings);
    out.second = score_route(second, stock, settings);
    const std::array both{Route{first, out.first, 0}, Route{second, out.second, 0}};
    out.distance = route_distances(both)(0, 1);
    return out;
}

}  // namespace crucible::synthesis
