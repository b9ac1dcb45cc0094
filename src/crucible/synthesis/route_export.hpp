#pragma once
// Routes for other programs and for the laboratory. JSON is in synthesis/route_json.hpp.

#include <string>

#include "crucible/synthesis/route.hpp"
#include "crucible/synthesis/stock.hpp"

namespace crucible::synthesis {

/// One line per step, "reactants>>product", from what is bought to the target.
std::string reaction_smiles(const Route&);

/// The same as an RDF (V2000) with coordinates; rule, prior and feasibility as its data.
std::string route_rdf(const Route&);

/// What must be had for it, as CSV: smiles, formula, mass (g/mol), how often, in stock, tier,
/// price. No price is made up: the field stays empty where none is known.
std::string shopping_list(const Route&, const Stock&);

}  // namespace crucible::synthesis
