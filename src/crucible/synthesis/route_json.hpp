#pragma once
// Routes as nested documents, in the form of AiZynthFinder and PaRoutes.

#include <functional>
#include <string>

#include "crucible/base/value.hpp"
#include "crucible/synthesis/route.hpp"

namespace crucible::synthesis {

/// What is written beside a reaction, as its "metadata".
using MoveMetadata = std::function<Value(const RouteNode&)>;
/// {type: mol, smiles, in_stock, children: [{type: reaction, smiles: "reactants>>product",
/// metadata, children: [...]}]}.
Value route_value(const RouteNode&, const MoveMetadata& = {});
/// Reads what `route_value` writes and what the two programs write. Metadata policy_probability,
/// feasibility, rule and bonds are read where they are there; else priors are 1, rules 0. Throws
/// InputError (E-route-json) for a document that is no route; `where` is its file.
RouteNode route_of(const Value&, const std::string& where);

}  // namespace crucible::synthesis
