#include "crucible/synthesis/route_export.hpp"

#include <doctest/doctest.h>

#include "crucible/base/files.hpp"
#include "crucible/chem/reading.hpp"
#include "crucible/data/table.hpp"
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

TEST_CASE("Routes as reaction SMILES, precursors first, each with its name") {
    const Route route = small_route();
    const NamedRoute named[] = {{"1-1", &route}, {"2-1", &route}};
    CHECK(reaction_smiles({named, 1}) ==
          "O=[N+]([O-])c1ccc(O)cc1>>Nc1ccc(O)cc1 1-1-1\n"
          "CC(=O)Cl.Nc1ccc(O)cc1>>CC(=O)Nc1ccc(O)cc1 1-1-2\n");
    const std::string both = reaction_smiles(named);
    CHECK(both.starts_with(reaction_smiles({named, 1})));
    CHECK(both.ends_with(" 2-1-2\n"));
    Route bought;
    bought.root.smiles = "C";
    const NamedRoute nothing[] = {{"1-1", &bought}};
    CHECK(reaction_smiles(nothing).empty());
}

TEST_CASE("Reaction SMILES of routes read back") {
    use_molecule_parser();
    const Route route = small_route();
    const NamedRoute named[] = {{"1-1", &route}};
    const auto got = chem::parse_reactions(reaction_smiles(named), "reactions.smi");
    CHECK(got.bad.empty());
    REQUIRE(got.records.size() == 2);
    CHECK(got.records[1].product == "CC(=O)Nc1ccc(O)cc1");
    CHECK(got.records[1].id == "1-1-2");
}

TEST_CASE("Routes as RDF read back as their reactions") {
    use_molecule_parser();
    const Route route = small_route();
    const NamedRoute named[] = {{"1-1", &route}, {"1-2", &route}};
    const std::string rdf = routes_rdf(named);
    CHECK(rdf == routes_rdf(named));
    const auto got = chem::parse_reactions(rdf, "route.rdf");
    CHECK(got.bad.empty());
    REQUIRE(got.records.size() == 4);
    CHECK(got.records[0].reactants == "O=[N+]([O-])c1ccc(O)cc1");
    CHECK(got.records[1].reactants == "CC(=O)Cl.Nc1ccc(O)cc1");
    CHECK(got.records[1].product == "CC(=O)Nc1ccc(O)cc1");
    CHECK(got.records[3].product == "CC(=O)Nc1ccc(O)cc1");
    CHECK(rdf.find("$DTYPE route\n$DATUM 1-2\n$DTYPE step\n$DATUM 2\n") != std::string::npos);
}

TEST_CASE("A shopping list counts routes, names its files and invents no price") {
    const Route route = small_route();
    Route shorter = route;  // the amine is bought
    shorter.root.children[1] = {"Nc1ccc(O)cc1", true, false, {}, {}};
    const NamedRoute named[] = {{"1-1", &route}, {"1-2", &shorter}};
    const StockSource files[] = {{"a.smi", Stock::of({"O=[N+]([O-])c1ccc(O)cc1"}), {}},
                                 {"b.csv",
                                  Stock::of({"Nc1ccc(O)cc1", "O=[N+]([O-])c1ccc(O)cc1"}),
                                  {{"Nc1ccc(O)cc1", "4-aminophenol"}}}};
    CHECK(to_csv(shopping_list(named, files)) ==
          "name,smiles,formula,mass (g/mol),routes,first route,in stock,tier,price per gram,"
          "stock file\n"
          ",CC(=O)Cl,C2H3ClO,78.498,2,1-1,no,,,\n"
          "4-aminophenol,Nc1ccc(O)cc1,C6H7NO,109.128,1,1-2,yes,,,b.csv\n"
          ",O=[N+]([O-])c1ccc(O)cc1,C6H5NO3,139.11,1,1-1,yes,,,a.smi\n");
    CHECK(shopping_list({}, {}).rows() == 0);
}

TEST_CASE("A file of the stock knows names, tiers and prices") {
    use_molecule_parser();
    const ScratchDirectory dir("offers");
    write_file(dir.path() / "mine.csv", "name,smiles,price\nethanol,OCC,2.5\n");
    const Route route{{"CCO", true, false, {}, {}}, {}, 0};
    const NamedRoute named[] = {{"1-1", &route}};
    const StockSource source = open_stock_source(dir.path() / "mine.csv");
    const Table t = shopping_list(named, {&source, 1});
    CHECK(t.find("name")->texts == std::vector<std::string>{"ethanol"});
    CHECK(t.find("price per gram")->numbers == std::vector<double>{2.5});
    CHECK(t.find("stock file")->texts == std::vector<std::string>{"mine.csv"});
}
