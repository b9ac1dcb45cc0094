#include "crucible/synthesis/route_export.hpp"

#include <doctest/doctest.h>

#include "crucible/chem/reading.hpp"
#include "tests/chem/parser.hpp"

using namespace crucible;
using namespace crucible::synthesis;

namespace {

/// Paracetamol of aminophenol, which is made of nitrophenol; acetyl chloride is not in stock.
Route small_route() {
    RouteNode nitro{"O=[N+]([O-])c1ccc(O)cc1", true, false, {}, {}};
    RouteNode amine{"Nc1ccc(O)cc1", false, true, {{nitro.smiles}, 0.5, 0.9, 7, {}}, {nitro}};
    RouteNode chloride{"CC(=O)Cl", false, false, {}, {}};
    Route r;
    r.root = {"CC(=O)Nc1ccc(O)cc1",
              false,
              true,
              {{chloride.smiles, amine.smiles}, 0.25, 0.8, 3, {}},
              {chloride, amine}};
    return r;
}

}  // namespace

TEST_CASE("A route as reaction SMILES, precursors first") {
    CHECK(reaction_smiles(small_route()) ==
          "O=[N+]([O-])c1ccc(O)cc1>>Nc1ccc(O)cc1\n"
          "CC(=O)Cl.Nc1ccc(O)cc1>>CC(=O)Nc1ccc(O)cc1\n");
    Route bought;
    bought.root.smiles = "C";
    CHECK(reaction_smiles(bought).empty());
}

TEST_CASE("A route as RDF reads back as its reactions") {
    use_molecule_parser();
    const std::string rdf = route_rdf(small_route());
    CHECK(rdf == route_rdf(small_route()));
    const auto got = chem::parse_reactions(rdf, "route.rdf");
    CHECK(got.bad.empty());
    REQUIRE(got.records.size() == 2);
    CHECK(got.records[0].reactants == "O=[N+]([O-])c1ccc(O)cc1");
    CHECK(got.records[1].reactants == "CC(=O)Cl.Nc1ccc(O)cc1");
    CHECK(got.records[1].product == "CC(=O)Nc1ccc(O)cc1");
}

TEST_CASE("A shopping list invents no price") {
    const std::string list = shopping_list(small_route(), Stock::of({"O=[N+]([O-])c1ccc(O)cc1"}));
    CHECK(list ==
          "smiles,formula,mass (g/mol),times,in stock,tier,price per gram\n"
          "CC(=O)Cl,C2H3ClO,78.498,1,no,,\n"
          "O=[N+]([O-])c1ccc(O)cc1,C6H5NO3,139.11,1,yes,,\n");
}
