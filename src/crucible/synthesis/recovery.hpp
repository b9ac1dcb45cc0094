#pragma once
// Is the route that chemists took among those that were found?

#include <span>

#include "crucible/synthesis/route.hpp"

namespace crucible::synthesis {

/// Whether both are the same tree of molecules, children in any order; rules, stock and scores do
/// not matter. The comparison of PaRoutes (Genheden and Bjerrum 2022, doi:10.1039/D2DD00015F),
/// whose distance between them is then zero.
bool same_molecules(const RouteNode&, const RouteNode&);
/// Place of the reference among the routes, from 1; 0 where it is not among them.
int place_of(const RouteNode& reference, std::span<const Route>);
/// The smallest place of any of several references.
int place_of(std::span<const RouteNode> references, std::span<const Route>);

}  // namespace crucible::synthesis
