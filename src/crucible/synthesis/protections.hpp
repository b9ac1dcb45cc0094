#pragma once
// Protecting groups as steps of a route.

#include "crucible/synthesis/route.hpp"
#include "crucible/synthesis/stock.hpp"

namespace crucible::synthesis {

/// The same route with every protection of its moves written out: precursors are protected, react,
/// and what they give is set free. A protected precursor that can be bought is bought. A group
/// that is set free only to be protected again keeps its protection, where both reactions have a
/// choice in common.
RouteNode with_protections(RouteNode, const Stock&);

}  // namespace crucible::synthesis
