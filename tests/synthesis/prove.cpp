// Proofs of syntheses: complete within their depth, by trying everything; and what they tell.

#include <doctest/doctest.h>

#include "crucible/synthesis/score.hpp"
#include "crucible/synthesis/search.hpp"
#include "tests/synthesis/toy_chemistry.hpp"

using namespace crucible;
using namespace crucible::synthesis;
using namespace crucible::synthesis::toy;

namespace {

SearchResult proved(const RandomWorld& w, const std::string& target, int depth,
                    SearchEnd end = SearchEnd::budget) {
    TableSource source(w.table);
    SearchSettings s;
    s.algorithm = Algorithm::prove;
    s.iterations = 100'000;
    s.depth = depth;
    s.end = end;
    s.most_routes = 10'000;
    return search_routes(target, source, Stock::of(w.stock), s, quiet());
}

}  // namespace

TEST_SUITE("synthesis: prove") {
    TEST_CASE("a goal is proved exactly where there is a route of that depth, and all are found") {
        int provable = 0;
        for (std::uint64_t item = 0; item < 200; ++item) {
            const RandomWorld w = random_world(item, 10, 3);
            for (int depth = 1; depth <= 4; ++depth) {
                CAPTURE(item);
                CAPTURE(depth);
                const auto truth = Exhaustive(w, 0.8).routes("M0", depth);
                const SearchResult r = proved(w, "M0", depth);
                const bool is_proved = !r.routes.empty() && r.routes.front().score.solved;
                CHECK(is_proved == !truth.empty());
                CHECK((std::find(r.proof.begin(), r.proof.end(), "proof") != r.proof.end()) ==
                      !truth.empty());
                if (is_proved) CHECK(r.routes.size() == truth.size());
                provable += is_proved;
            }
        }
        CHECK(provable > 150);
        CHECK(provable < 700);
    }

    TEST_CASE("the first proof is one of least depth") {
        for (std::uint64_t item = 0; item < 100; ++item) {
            const RandomWorld w = random_world(item, 10, 3);
            int least = 0;
            for (int depth = 5; depth >= 1; --depth)
                if (!Exhaustive(w, 0.8).routes("M0", depth).empty()) least = depth;
            if (least == 0) continue;
            const SearchResult r = proved(w, "M0", 5, SearchEnd::first_route);
            int shortest = 100;
            for (const Route& route : r.routes)
                if (route.score.solved) shortest = std::min(shortest, route.score.longest);
            CHECK(shortest == least);
        }
    }

    TEST_CASE("the trace tells axioms, rules, lemmas and refutations") {
        // T <- A + B | A + C; A <- S; B <- X (a dead end); C <- A + S. S is bought.
        RandomWorld w;
        w.table["T"] = {move_to({"A", "B"}, 0.6, 1), move_to({"A", "C"}, 0.3, 2)};
        w.table["A"] = {move_to({"S"}, 0.9, 3)};
        w.table["B"] = {move_to({"X"}, 0.9, 4)};
        w.table["C"] = {move_to({"A", "S"}, 0.9, 5)};
        w.stock = {"S"};
        const SearchResult r = proved(w, "T", 4);
        const std::vector<std::string> all = r.proof;
        const auto has = [&](const char* line) {
            CAPTURE(line);
            CHECK(std::find(all.begin(), all.end(), line) != all.end());
        };
        has("goal T: within 1");
        has("refuted T: none of 2 rules has all it needs within 0");
        has("goal T: within 3");
        has("  lemma A: proved within 1");
        has("    refuted X: no rule has it as its product");
        has("  proved C: within 2");
        has("proved T: within 3");
        const auto proof = std::find(all.begin(), all.end(), "proof");
        REQUIRE(proof != all.end());
        CHECK(std::vector<std::string>(proof + 1, all.end()) ==
              std::vector<std::string>{"   1. S: axiom: it can be bought",
                                       "   2. A: from 1 by rule 3", "   3. C: from 2, 1 by rule 5",
                                       "   4. T: from 2, 3 by rule 2"});
        const SearchResult none = proved(w, "B", 4);
        CHECK(none.end == "it was proved that there is no route of 4 reactions in a line");
    }

    TEST_CASE("a budget ends a proof, and nothing is claimed") {
        RandomWorld w;
        w.table["T"] = {move_to({"A"}, 0.6, 1)};
        w.table["A"] = {move_to({"S"}, 0.9, 2)};
        w.stock = {"S"};
        TableSource source(w.table);
        SearchSettings s;
        s.algorithm = Algorithm::prove;
        s.iterations = 1;
        s.depth = 6;
        const SearchResult r = search_routes("T", source, Stock::of(w.stock), s, quiet());
        CHECK(r.proof.back() == "  goal A: within 1");
        CHECK(r.end == "1 iterations were done");
    }
}
