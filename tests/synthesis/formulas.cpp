#include <doctest/doctest.h>

#include <cmath>
#include <memory>

#include "crucible/base/error.hpp"
#include "crucible/synthesis/formula_cost.hpp"
#include "crucible/synthesis/protections.hpp"
#include "toy_chemistry.hpp"

using namespace crucible;
using namespace crucible::synthesis;

namespace {
const std::string paracetamol = "CC(=O)Nc1ccc(O)cc1";

RouteNode node(std::string smiles, std::vector<RouteNode> children = {}, Move move = {}) {
    RouteNode n;
    n.smiles = std::move(smiles);
    n.has_move = !children.empty();
    for (const RouteNode& c : children) move.precursors.push_back(c.smiles);
    n.move = std::move(move);
    n.children = std::move(children);
    return n;
}

std::string in_words(const RouteNode& n) {
    if (!n.has_move) return n.smiles + (n.in_stock ? "!" : "");
    std::string out = n.smiles + " <" + std::to_string(n.move.rule) + "-";
    for (const RouteNode& c : n.children) out += " (" + in_words(c) + ")";
    return out;
}
}  // namespace

TEST_CASE("formulas see molecules and moves") {
    const FormulaCost cost("LENGTH + 100 * RINGS + 1000 * STEREO + 1e4 * ATOMS",
                           "PROTECTIONS + 10 * CONFLICTS + 100 * RINGS + 1000 * PRECURSORS - "
                           "ln(YIELD)",
                           0.5);
    CHECK(cost.molecule(paracetamol) == 18 + 100 + 11e4);
    CHECK(cost.molecule("C[C@H](N)C(=O)O") == 15 + 1000 + 6e4);
    Move m = toy::move_to({"CC(=O)Cl", "Nc1ccc(O)cc1"}, 0.5);
    CHECK(cost.move(paracetamol, m) == doctest::Approx(2000 - std::log(0.5)).epsilon(1e-15));
    m.yield = 0.9, m.conflicts = 2, m.protections = {{{}}, {{}, {}}};
    CHECK(cost.move(paracetamol, m) == doctest::Approx(2021 - std::log(0.9)).epsilon(1e-15));
    // A Diels-Alder reaction makes a ring.
    CHECK(cost.move("C1=CCCCC1", toy::move_to({"C=C", "C=CC=C"}, 1)) ==
          doctest::Approx(2100 - std::log(0.5)).epsilon(1e-15));

    const FormulaCost even("0", "EVENNESS", 1);
    CHECK(even.move("CCCC", toy::move_to({"CC", "CC"}, 1)) == 0.5);
    CHECK(even.move("CC=C", toy::move_to({"CC(O)C"}, 1)) == 1);
    const FormulaCost wrong("ln(RINGS - 1)", "1", 1);
    CHECK_THROWS_WITH_AS(wrong.molecule("CC"), doctest::Contains("has no value for CC"),
                         InputError);
    const FormulaCost endless("1 / RINGS", "1", 1);
    CHECK_THROWS_WITH_AS(endless.molecule("CC"), doctest::Contains("has no value for CC"),
                         InputError);
    CHECK_THROWS_AS(FormulaCost("RING", "1", 1), InputError);
    CHECK_NOTHROW(FormulaCost(usual_position_formula, usual_move_formula, 0.8));
}

TEST_CASE("a search by formulas takes the position first that they find cheapest") {
    // The prior favours one way, the formula the other.
    toy::MoveTable table;
    table["CCOC(=O)C"] = {toy::move_to({"CCO", "CC(=O)O"}, 0.1, 1),
                          toy::move_to({"CCOC(=O)CCl"}, 0.9, 0)};
    toy::TableSource source(table);
    const Stock stock = Stock::of({"CCO", "CC(=O)O"});
    SearchSettings s;
    s.algorithm = Algorithm::formula_bfs;
    CHECK_THROWS_AS(search_routes("CCOC(=O)C", source, stock, s, toy::quiet()), InputError);
    s.cost = std::make_shared<FormulaCost>(usual_position_formula, usual_move_formula, 0.8);
    const SearchResult r = search_routes("CCOC(=O)C", source, stock, s, toy::quiet());
    REQUIRE(!r.routes.empty());
    CHECK(r.routes.front().score.solved);
    const std::int64_t by_formula = r.counts.first_route;
    s.algorithm = Algorithm::neural_bfs;
    s.cost = nullptr;
    CHECK(by_formula <
          search_routes("CCOC(=O)C", source, stock, s, toy::quiet()).counts.first_route);
    s.algorithm = Algorithm::formula_bfs;
    // A move of infinite cost is none.
    s.cost = std::make_shared<FormulaCost>("LENGTH", "1 / (2 - PRECURSORS)", 0.8);
    CHECK(!search_routes("CCOC(=O)C", source, stock, s, toy::quiet()).routes.front().score.solved);
}

TEST_CASE("protections become steps of a route") {
    Move cut;
    cut.rule = 7;
    cut.protections = {{{100, 101, "[T]", {"[A]", "B"}}, {102, 103, "{T}", {"{A}", "{B}"}}}};
    const Stock nothing;
    CHECK(in_words(with_protections(node("T", {node("A"), node("B")}, cut), nothing)) ==
          "T <101- ([T] <103- ({T} <7- ({A} <102- ([A] <100- (A))) ({B} <102- (B))))");
    // What is protected can be bought.
    const Stock shop = Stock::of({"{A}"});
    CHECK(in_words(with_protections(node("T", {node("A"), node("B")}, cut), shop)) ==
          "T <101- ([T] <103- ({T} <7- ({A}!) ({B} <102- (B))))");
    // A group that is set free and protected again keeps its protection.
    Move first;
    first.rule = 8;
    first.protections = {{{100, 101, "[A]", {"[C]"}}}, {{104, 105, "<A>", {"<C>"}}}};
    Move second;
    second.rule = 7;
    second.protections = {{{100, 101, "[T]", {"[A]"}}}};
    CHECK(in_words(with_protections(node("T", {node("A", {node("C")}, first)}, second), nothing)) ==
          "T <101- ([T] <7- ([A] <8- ([C] <100- (C))))");
    // The choice that both have is taken, though neither has it first.
    second.protections = {{{106, 107, "|T|", {"|A|"}}}, {{104, 105, "<T>", {"<A>"}}}};
    CHECK(in_words(with_protections(node("T", {node("A", {node("C")}, first)}, second), nothing)) ==
          "T <105- (<T> <7- (<A> <8- (<C> <104- (C))))");
    // Without any, a route stays what it is.
    Move plain;
    plain.rule = 3;
    CHECK(in_words(with_protections(node("T", {node("A")}, plain), nothing)) == "T <3- (A)");
}
