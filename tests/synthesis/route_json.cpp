// Routes as documents.

#include "crucible/synthesis/route_json.hpp"

#include <doctest/doctest.h>

#include "crucible/base/error.hpp"
#include "crucible/data/json.hpp"
#include "crucible/synthesis/network_moves.hpp"
#include "crucible/synthesis/network_reading.hpp"
#include "crucible/synthesis/score.hpp"
#include "crucible/synthesis/search.hpp"
#include "crucible/synthesis/search_record.hpp"

using namespace crucible;
using namespace crucible::synthesis;

TEST_SUITE("synthesis: route documents") {
    TEST_CASE("a document in the form of PaRoutes, there and back") {
        // The form of MolecularAI/PaRoutes n1-routes.json, a made-up route.
        const char* text =
            R"({"type":"mol","smiles":"CCOC","in_stock":false,"children":[
                {"type":"reaction","metadata":{"ID":"US1"},"children":[
                  {"type":"mol","smiles":"CI","in_stock":true},
                  {"type":"mol","smiles":"CCO","in_stock":false,"children":[
                    {"type":"reaction","children":[
                      {"type":"mol","smiles":"CC=O","in_stock":true}]}]}]}]})";
        const RouteNode route = route_of(parse_json(text, "r.json"), "r.json");
        CHECK(route_text(route) == "CCOC(CCO(CC=O) CI)");
        CHECK(!route.in_stock);
        CHECK(route.children[1].in_stock);
        const Value again = route_value(route, [](const RouteNode& n) {
            Value v;
            v.set("of", n.smiles);
            return v;
        });
        CHECK(route_text(route_of(parse_json(to_json(again), "a"), "a")) == route_text(route));
        const Value& reaction = again["children"].list.at(0);
        CHECK(reaction["smiles"].text == "CCO.CI>>CCOC");
        CHECK(reaction["metadata"]["of"].text == "CCOC");
    }
    TEST_CASE("documents that are no routes") {
        for (const char* text :
             {R"({})", R"([])", R"({"type":"reaction","smiles":"C"})", R"({"type":"mol"})",
              R"({"type":"mol","smiles":"C","children":[{"type":"mol","smiles":"C"}]})",
              R"({"type":"mol","smiles":"C","children":[{"type":"reaction","children":[]}]})"}) {
            CAPTURE(text);
            CHECK_THROWS_AS(route_of(parse_json(text, "r.json"), "r.json"), InputError);
        }
        RouteNode deep;
        deep.smiles = "C";
        for (int k = 0; k <= max_document_depth; ++k) {
            RouteNode above;
            above.smiles = "C";
            above.has_move = true;
            above.move.precursors = {"C"};
            above.children.push_back(std::move(deep));
            deep = std::move(above);
        }
        CHECK_THROWS_WITH_AS(route_of(route_value(deep, {}), "r.json"),
                             doctest::Contains("a route is too deep"), InputError);
        CHECK_NOTHROW(route_of(route_value(deep.children[0], {}), "r.json"));
    }
    TEST_CASE("bonds of a document are pairs; others are passed over") {
        const char* text =
            R"({"type":"mol","smiles":"CO","children":[{"type":"reaction",
                "metadata":{"bonds":[[0,1],[3],[0,1,2]]},
                "children":[{"type":"mol","smiles":"C"}]}]})";
        CHECK(route_of(parse_json(text, "r.json"), "r.json").move.bonds ==
              std::vector<std::pair<int, int>>{{0, 1}});
    }
    TEST_CASE("the yield of a rule is in the record of a search, where it is known") {
        SearchResult found;
        found.routes.emplace_back();
        RouteNode& root = found.routes[0].root;
        root.smiles = "CO";
        root.has_move = true;
        root.move.precursors = {"C"};
        root.children.emplace_back().smiles = "C";
        CHECK(to_json(search_value(found)).find("yield") == std::string::npos);
        root.move.yield = 0.75;
        const Value v = parse_json(to_json(search_value(found)), "result");
        CHECK(search_result_of(v).routes.at(0).root.move.yield == 0.75);
        CHECK_THROWS_WITH_AS(search_result_of(parse_json(R"({"routes":[]})", "x")),
                             doctest::Contains("no result of a search"), InputError);
    }
    TEST_CASE("a search over recorded reactions, and its record there and back") {
        auto n = std::make_shared<ReactionNetwork>();
        n->add({"1", {"A", "B"}, {"T"}, 0});
        n->add({"2", {"B", "A"}, {"T"}, 0});
        n->add({"3", {"C"}, {"T"}, 0});
        n->add({"4", {"D"}, {"A"}, 0});
        NetworkMoves source(n);
        CHECK(source.rule(0).precedent == "1");
        CHECK(source.rule(0).uses == 2);
        SearchSettings s;
        s.algorithm = Algorithm::retro_star;
        const RunContext context("search", 1, {}, nullptr);
        const SearchResult r = search_routes("T", source, Stock::of({"B", "D"}), s, context);
        REQUIRE(r.routes.size() == 1);
        CHECK(route_text(r.routes[0].root) == "T(A(D) B)");
        CHECK(r.routes[0].score.probability == doctest::Approx(2.0 / 3));
        CHECK(r.counts.first_calls > 0);
        const Value v = search_value(r);
        const SearchResult again = search_result_of(parse_json(to_json(v), "result"));
        CHECK(to_json(search_value(again)) == to_json(v));
        CHECK(again.counts.model_calls == r.counts.model_calls);
        CHECK(again.routes[0].root.move.rule == 0);
        CHECK_THROWS_AS(search_result_of(parse_json("{}", "x")), InputError);
        s.end = SearchEnd::first_route;
        CHECK(search_routes("T", source, Stock::of({"B", "D"}), s, context).end ==
              "a route was found");
    }
    TEST_CASE("a network from a table; faults name the line") {
        ReactionNetwork n;
        add_reactions(n, parse_csv("id,product,reactants,yield\nx,CC,C.C,0.5\ny,CCC,CC.C,\n", "t"),
                      "t");
        CHECK(n.reactions().size() == 2);
        CHECK(n.reactions()[0].yield == 0.5);
        CHECK(n.reactions()[1].yield == 0);
        CHECK(n.molecules() == 3);
        try {
            add_reactions(n, parse_csv("product,reactants\nCC,C\nCCC,\n", "t.csv"), "t.csv");
            FAIL("a reaction without reactants was taken");
        } catch (const InputError& e) {
            CHECK(e.where().line == 3);
        }
        CHECK_THROWS_AS(add_reactions(n, parse_csv("a,b\n1,2\n", "t"), "t"), InputError);
    }
}
