#pragma once
// Routes for other programs and for the laboratory. JSON is in synthesis/route_json.hpp.

#include <map>
#include <span>
#include <string>
#include <vector>

#include "crucible/data/table.hpp"
#include "crucible/synthesis/route.hpp"
#include "crucible/synthesis/stock.hpp"

namespace crucible::synthesis {

/// A route and its name in files: "2-1" is the best one to the second target.
struct NamedRoute {
    std::string name;
    const Route* route = nullptr;
};

/// One line per step, "reactants>>product name-step", from what is bought to the target.
std::string reaction_smiles(std::span<const NamedRoute>);

/// The same as one RDF (V2000) with coordinates; data: route, step, rule, prior, feasibility.
std::string routes_rdf(std::span<const NamedRoute>);

/// One file of what can be bought, and names of molecules where it has them.
struct StockSource {
    std::string file;
    Stock stock;
    std::map<std::string, std::string> names;  ///< by canonical SMILES
    std::vector<std::string> warnings{};       ///< what was not understood of it, with the place
};
/// Reads one file that `Stock::open` takes. Throws as that.
StockSource open_stock_source(const std::filesystem::path&);

/// What must be had for the routes, one row per molecule: name, smiles, formula, mass (g/mol), in
/// how many of the routes, the first of them, in stock, tier, price, and the first file that has
/// it. What most routes need comes first. No name and no price is made up: the field stays empty
/// where no file tells it.
Table shopping_list(std::span<const NamedRoute>, std::span<const StockSource>);

}  // namespace crucible::synthesis
