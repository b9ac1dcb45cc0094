// What searches saw of made-up worlds, and nets of costs.

#include <doctest/doctest.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/synthesis/seen_moves.hpp"
#include "crucible/synthesis/value_net.hpp"
#include "tests/synthesis/toy_chemistry.hpp"

using namespace crucible;
using namespace crucible::synthesis;
using namespace crucible::synthesis::toy;

namespace {

SearchSettings seeing(std::int64_t iterations) {
    SearchSettings s;
    s.algorithm = Algorithm::retro_star;
    s.iterations = iterations;
    s.depth = 5;
    s.most_probability = 2;
    return s;
}

}  // namespace

TEST_SUITE("synthesis: values") {
    TEST_CASE("costs of what whole searches saw are those of everything tried") {
        int solvable = 0;
        for (std::uint64_t item = 0; item < 60; ++item) {
            const RandomWorld w = random_world(item);
            TableSource source(w.table);
            const auto all =
                seen_in_search("M0", source, Stock::of(w.stock), seeing(100'000), quiet());
            SeenMoves seen;
            for (const SeenMolecule& m : all) seen.add(m);
            const auto target = seen.find("M0");
            if (!target) continue;  // it has no moves
            const auto cost = seen.cheapest(std::vector<double>(seen.size(), HUGE_VAL));
            Exhaustive truth(w, 0.8);
            double least = HUGE_VAL;
            for (const auto& route : truth.routes("M0", 5)) least = std::min(least, route.cost);
            solvable += std::isfinite(least) ? 1 : 0;
            // A tree of the network may be deeper than the search was: never dearer, then.
            if (std::isfinite(least))
                CHECK(cost[*target] <= least + 1e-9);
            else
                CHECK(truth.routes("M0", 9).empty() == std::isinf(cost[*target]));
            for (const SeenMolecule& m : all)
                for (const auto& way : m.ways) CHECK(way.cost <= cost[*seen.find(m.smiles)]);
        }
        CHECK(solvable > 20);
    }

    TEST_CASE("what was not asked about costs what it is said to") {
        // T <- A (1) | B + C (0.5); A <- D (2), by hand.
        SeenMoves seen;
        seen.add({"T", {{1, {"A"}}, {0.5, {"B", "C"}}}});
        seen.add({"A", {{2, {"D"}}}});
        seen.add({"A", {{0, {}}}});  // known already: stays as it is
        std::vector<double> unasked(seen.size(), 10);
        const auto at = [&](const char* m) { return *seen.find(m); };
        CHECK(seen.was_asked(at("A")));
        CHECK_FALSE(seen.was_asked(at("D")));
        CHECK(seen.cheapest(unasked)[at("T")] == 13);
        unasked[at("B")] = unasked[at("C")] = 4;
        CHECK(seen.cheapest(unasked)[at("T")] == 8.5);
        unasked[at("D")] = 0;
        CHECK(seen.cheapest(unasked)[at("T")] == 3);
        unasked[at("A")] = 0;  // not looked at: its ways are known
        CHECK(seen.cheapest(unasked)[at("A")] == 2);
    }

    TEST_CASE("a net of costs: its file, its limits and its policy") {
        PolicyInputs inputs;
        inputs.morgan = {2, 64, true};
        learn::ScalarNet net({64, 16, 0}, {1, StreamId::dense_nets});
        net.parameters()[net.bias_at()] = 30;
        const std::string high = value_bytes(net, inputs, 15, "abc", Value::make_table());
        const std::vector<std::string> molecules{"CCO", "c1ccccc1", "CCO"};
        auto value = ValueNet::parse(high, "x", "abc");
        CHECK(value.values(molecules) == std::vector<double>{15, 15, 15});
        net.parameters()[net.bias_at()] = -30;
        auto low = ValueNet::parse(value_bytes(net, inputs, 15, "abc", {}), "x", "abc");
        CHECK(low.values(molecules) == std::vector<double>{0, 0, 0});
        CHECK_THROWS_AS(ValueNet::parse(high, "x", "abd"), InconsistentError);
        CHECK_THROWS_AS(ValueNet::parse("", "x", "abc"), InputError);
        CHECK_THROWS_AS(ValueNet::parse(value_bytes(net, inputs, 0, "abc", {}), "x", "abc"),
                        InputError);
        const std::vector<std::string> none{"no molecule"};
        CHECK_THROWS_AS(value.values(none), InputError);
    }
}
