// Searches against the truth of small made-up worlds, found by trying everything.

#include "crucible/synthesis/search.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/synthesis/move_book.hpp"
#include "crucible/synthesis/score.hpp"
#include "crucible/synthesis/search_algorithms.hpp"
#include "tests/synthesis/toy_chemistry.hpp"

using namespace crucible;
using namespace crucible::synthesis;
using namespace crucible::synthesis::toy;

namespace {

constexpr std::array every_algorithm{
    Algorithm::mcts_3n,       Algorithm::p_uct,        Algorithm::uct,
    Algorithm::retro_star,    Algorithm::proof_number, Algorithm::neural_bfs,
    Algorithm::heuristic_bfs, Algorithm::synchem,      Algorithm::prove};

SearchSettings all_of(Algorithm a, std::int64_t iterations = 200'000) {
    SearchSettings s;
    s.algorithm = a;
    s.iterations = iterations;
    s.depth = 5;
    s.most_probability = 2;
    return s;
}

SearchResult find_in(const RandomWorld& w, const SearchSettings& s, MoveSource* rollout = nullptr) {
    TableSource source(w.table);
    return search_routes("M0", source, Stock::of(w.stock), s, quiet(), rollout);
}

std::vector<std::string> texts(const SearchResult& r) {
    std::vector<std::string> out;
    for (const Route& route : r.routes) out.push_back(route_text(route.root));
    return out;
}

/// T <- A + B (0.6) | C (0.3); A <- D (0.9); C <- E + F (0.5); B, D, E are bought.
RandomWorld small_world() {
    RandomWorld w;
    w.table["T"] = {move_to({"A", "B"}, 0.6, 1), move_to({"C"}, 0.3, 2)};
    w.table["A"] = {move_to({"D"}, 0.9, 3)};
    w.table["C"] = {move_to({"E", "F"}, 0.5, 4)};
    w.stock = {"B", "D", "E"};
    return w;
}

}  // namespace

TEST_SUITE("synthesis: search") {
    TEST_CASE("a search that is cut short says when it had its route, if it has one") {
        for (std::uint64_t item = 0; item < 150; ++item) {
            const RandomWorld w = random_world(item);
            for (const Algorithm a : every_algorithm) {
                SearchSettings s = all_of(a);
                s.iterations = 2 + static_cast<std::int64_t>(item % 7);
                const SearchResult r = find_in(w, s);
                const bool is_solved = !r.routes.empty() && r.routes.front().score.solved;
                CAPTURE(item);
                CAPTURE(static_cast<int>(a));
                CHECK((r.counts.first_route >= 0) == is_solved);
                CHECK((r.counts.first_seconds >= 0) == is_solved);
            }
        }
    }

    TEST_CASE("every algorithm finds whether there is a route, and when done all of the best") {
        int solvable = 0;
        for (std::uint64_t item = 0; item < 150; ++item) {
            const RandomWorld w = random_world(item);
            auto truth = Exhaustive(w, 0.8).routes("M0", 5);
            std::sort(truth.begin(), truth.end(),
                      [](const auto& a, const auto& b) { return a.cost < b.cost; });
            solvable += !truth.empty();
            for (const Algorithm a : every_algorithm) {
                CAPTURE(item);
                CAPTURE(static_cast<int>(a));
                const SearchResult r = find_in(w, all_of(a));
                CHECK(r.counts.iterations < 200'000);  // ended by itself
                const bool is_solved = !r.routes.empty() && r.routes.front().score.solved;
                REQUIRE(is_solved == !truth.empty());
                CHECK((r.counts.first_route >= 0) == is_solved);
                if (!is_solved || a == Algorithm::proof_number) continue;
                REQUIRE(r.routes.size() == std::min<std::size_t>(50, truth.size()));
                for (std::size_t k = 0; k < r.routes.size(); ++k)
                    CHECK(-std::log(r.routes[k].score.score) ==
                          doctest::Approx(truth[k].cost).epsilon(1e-9));
                CHECK(route_text(r.routes.front().root) == truth.front().text);
            }
        }
        CHECK(solvable > 40);
        CHECK(solvable < 140);
    }
    TEST_CASE("neural best first meets the best route first") {
        for (std::uint64_t item = 0; item < 150; ++item) {
            const RandomWorld w = random_world(item, 12, 4);
            const auto truth = Exhaustive(w, 0.8).routes("M0", 5);
            if (truth.empty()) continue;
            double least = truth.front().cost;
            for (const auto& t : truth) least = std::min(least, t.cost);
            SearchSettings s = all_of(Algorithm::neural_bfs);
            s.iterations = find_in(w, s).counts.first_route;
            const SearchResult r = find_in(w, s);
            CAPTURE(item);
            CHECK(-std::log(r.routes.front().score.score) == doctest::Approx(least));
        }
    }
    TEST_CASE("Retro* with true costs goes straight to the best route") {
        // Without values C and F are looked at before A: so far they are cheaper.
        RandomWorld w = small_world();
        w.table["T"][0].prior = 0.1;
        struct TrueCosts : ValueSource {
            std::vector<double> values(std::span<const std::string> molecules) override {
                std::vector<double> out;
                for (const std::string& m : molecules) out.push_back(m == "A" ? 0.3 : 100);
                return out;
            }
        } costs;
        TableSource source(w.table);
        const SearchSettings s = all_of(Algorithm::retro_star, 4);
        const auto search = [&](ValueSource* value) {
            return search_routes("T", source, Stock::of(w.stock), s, quiet(), nullptr, value);
        };
        CHECK(search(nullptr).counts.first_route == 4);
        CHECK(search(&costs).counts.first_route == 2);
    }
    TEST_CASE("marks keep the routes of their time, by either clock") {
        const RandomWorld w = small_world();
        TableSource source(w.table);
        const auto find = [&](const SearchSettings& s) {
            return search_routes("T", source, Stock::of(w.stock), s, quiet());
        };
        for (const SearchClock clock : {SearchClock::wall, SearchClock::cpu}) {
            SearchSettings s = all_of(Algorithm::retro_star, 10);
            s.clock = clock;
            s.marks = {0, 1e6};
            const SearchResult r = find(s);
            REQUIRE(r.marks.size() == 1);  // the search ends long before the second
            CHECK(r.marks[0].seconds == 0);
            for (const Route& route : r.marks[0].routes) CHECK(!route.score.solved);
            REQUIRE(!r.routes.empty());
            CHECK(r.routes[0].score.solved);
            CHECK(r.counts.seconds >= 0);
            s.marks.clear();
            CHECK(texts(find(s)) == texts(r));
            s.marks = {2, 1};
            CHECK_THROWS_AS(find(s), InputError);
        }
    }
    TEST_CASE("proof numbers by hand") {
        const RandomWorld w = small_world();
        const Stock stock = Stock::of(w.stock);
        const auto numbers = [&](std::int64_t iterations) {
            TableSource source(w.table);
            const SearchSettings s = all_of(Algorithm::proof_number, iterations);
            SearchCounts counts;
            const RunContext context = quiet();
            MoveBook book("T", source, stock, s, counts);
            SearchBudget budget(s, context, counts);
            SearchRun run{book, budget, counts, s, stock, nullptr, nullptr};
            return search_proof_number(run);
        };
        // Edges cost floor(-ln(0.48)) = 0 to A + B, B bought, and floor(-ln(0.24)) = 1 to C.
        CHECK(numbers(1).proof == 1);
        CHECK(numbers(1).disproof == 2);
        CHECK(numbers(2).proof == 0);
        CHECK(std::isinf(numbers(2).disproof));
    }
    TEST_CASE(
        "the same seed and iterations give the same routes, whatever the batch asks at once") {
        for (const Algorithm a : every_algorithm)
            for (const int batch : {1, 4})
                for (std::uint64_t item = 0; item < 20; ++item) {
                    SearchSettings s = all_of(a, 30);
                    s.batch = batch;
                    const RandomWorld w = random_world(item, 30, 6);
                    TableSource rollout(w.table);
                    const SearchResult one = find_in(w, s, &rollout);
                    const SearchResult two = find_in(w, s, &rollout);
                    CHECK(texts(one) == texts(two));
                    CHECK(one.counts.model_calls == two.counts.model_calls);
                    CHECK(one.counts.iterations <= 30);
                }
    }
    TEST_CASE("in batches, everything is found, too") {
        for (const Algorithm a : every_algorithm)
            for (std::uint64_t item = 0; item < 40; ++item) {
                const RandomWorld w = random_world(item);
                SearchSettings s = all_of(a);
                const SearchResult one = find_in(w, s);
                s.batch = 5;
                TableSource rollout(w.table);
                const SearchResult five = find_in(w, s, &rollout);
                REQUIRE(five.routes.empty() == one.routes.empty());
                if (one.routes.empty()) continue;
                CHECK(five.routes[0].score.solved == one.routes[0].score.solved);
                // Beginnings of routes depend on what was asked about before the end.
                if (one.routes[0].score.solved) CHECK(texts(five) == texts(one));
            }
    }
    TEST_CASE("each molecule is asked about once, and questions are counted") {
        const RandomWorld w = random_world(3, 40, 6);
        for (const Algorithm a : every_algorithm) {
            TableSource source(w.table);
            const SearchResult r =
                search_routes("M0", source, Stock::of(w.stock), all_of(a, 300), quiet());
            const std::set<std::string> distinct(source.asked.begin(), source.asked.end());
            CHECK(distinct.size() == source.asked.size());
            CHECK(r.counts.model_calls == static_cast<std::int64_t>(source.asked.size()));
        }
    }
    TEST_CASE("a route by hand: parts of the score") {
        const RandomWorld w = small_world();
        TableSource source(w.table);
        const SearchResult r =
            search_routes("T", source, Stock::of(w.stock), all_of(Algorithm::retro_star), quiet());
        REQUIRE(r.routes.size() == 1);
        CHECK(route_text(r.routes[0].root) == "T(A(D) B)");
        const RouteScore& s = r.routes[0].score;
        CHECK(s.steps == 2);
        CHECK(s.longest == 2);
        CHECK(s.leaves == 2);
        CHECK(s.leaves_in_stock == 2);
        CHECK(s.probability == doctest::Approx(0.54));
        // A: (1 + 1) / 0.8 = 2.5; T: (1 + 2.5 + 1) / 0.8.
        CHECK(s.cost == doctest::Approx(5.625));
        CHECK(s.convergence == 0);
        CHECK(s.score == doctest::Approx(0.54 * 0.64));
    }
    TEST_CASE("no route: the best beginning, and why the search ended") {
        RandomWorld w = small_world();
        w.stock = {"B", "E"};
        TableSource source(w.table);
        for (const Algorithm a : every_algorithm) {
            const SearchResult r =
                search_routes("T", source, Stock::of(w.stock), all_of(a), quiet());
            REQUIRE(!r.routes.empty());
            CHECK(!r.routes[0].score.solved);
            // One molecule is missing either way; A itself is left open, at 0.6.
            CHECK(route_text(r.routes[0].root) == "T(A B)");
            CHECK(r.end == (a == Algorithm::proof_number ? "it was proved that there is no route"
                            : a == Algorithm::prove
                                ? "it was proved that there is no route of 5 reactions in a line"
                                : "everything was tried"));
        }
    }
    TEST_CASE("a target in stock, without moves, or too deep") {
        RandomWorld w = small_world();
        w.stock.push_back("T");
        for (const Algorithm a : every_algorithm) {
            TableSource source(w.table);
            SearchSettings s = all_of(a);
            CHECK(
                route_text(
                    search_routes("T", source, Stock::of(w.stock), s, quiet()).routes.at(0).root) ==
                "T(A(D) B)");
            s.constraints.exclude_target = false;
            const SearchResult bought = search_routes("T", source, Stock::of(w.stock), s, quiet());
            REQUIRE(bought.routes.size() == 1);
            CHECK(bought.routes[0].score.solved);
            CHECK(bought.routes[0].score.steps == 0);
            const SearchResult bare = search_routes("X", source, Stock::of({}), s, quiet());
            CHECK(bare.routes.empty());
            s.constraints.exclude_target = true;
            s.depth = 1;
            const SearchResult shallow = search_routes("T", source, Stock::of(w.stock), s, quiet());
            CHECK(!shallow.routes.at(0).score.solved);
        }
    }
    TEST_CASE("moves of low feasibility are refused, and the tail of the priors is cut") {
        RandomWorld w = small_world();
        w.table["T"][0].feasibility = 0.3;
        TableSource source(w.table);
        SearchSettings s = all_of(Algorithm::neural_bfs);
        const SearchResult r = search_routes("T", source, Stock::of(w.stock), s, quiet());
        CHECK(!r.routes.at(0).score.solved);
        CHECK(r.counts.rejected == 1);
        s.least_feasibility = 0.2;
        s.most_probability = 0.5;
        CHECK(search_routes("T", source, Stock::of(w.stock), s, quiet()).counts.moves == 2);
    }
    TEST_CASE("where everything was tried, doubtful moves are let in one after another") {
        for (const Algorithm a : every_algorithm) {
            RandomWorld w = small_world();
            for (Move& m : w.table["T"]) m.feasibility = 0.3;
            TableSource source(w.table);
            SearchSettings s = all_of(a, 100);
            const auto find = [&] {
                return search_routes("T", source, Stock::of(w.stock), s, quiet());
            };
            const SearchResult strict = find();
            CHECK((strict.routes.empty() || !strict.routes[0].score.solved));
            CHECK(strict.least_feasibility == 0.5);
            s.widened_feasibility = {0.4, 0.2, 0};
            const SearchResult r = find();
            REQUIRE(!r.routes.empty());
            CHECK(r.routes[0].score.solved);
            CHECK(r.routes[0].score.confidence == doctest::Approx(0.3));
            CHECK(r.least_feasibility == 0.2);  // not further than it had to go
            CHECK(r.end.find("gives 0.2 or more") != std::string::npos);
            CHECK(r.counts.first_route > strict.counts.iterations);
            // No move was doubted: nothing is gained by looking again.
            for (Move& m : w.table["T"]) m.feasibility = 1, m.precursors = {"unknown"};
            TableSource dead(w.table);
            const SearchResult none = search_routes("T", dead, Stock::of(w.stock), s, quiet());
            CHECK(none.least_feasibility == 0.5);
            s.widened_feasibility = {0.6};
            CHECK_THROWS_AS(find(), InputError);
        }
    }
    TEST_CASE("a request to stop keeps the best so far; time and memory end a search") {
        const RandomWorld w = random_world(3, 40, 6);
        StopToken stop;
        stop.request();
        TableSource source(w.table);
        const RunContext context("search", 1, {}, &stop);
        const SearchResult r =
            search_routes("M0", source, Stock::of(w.stock), all_of(Algorithm::mcts_3n), context);
        CHECK(r.interrupted);
        CHECK(r.counts.iterations == 0);
        SearchSettings s = all_of(Algorithm::neural_bfs, 0);
        s.seconds = 1e-9;
        CHECK(find_in(w, s).end == "1e-09 s have passed");
        s.seconds = 100;
        s.most_nodes = 5;
        CHECK(find_in(w, s).end.find("as many as it may") != std::string::npos);
    }
    TEST_CASE("settings that make no sense") {
        const RandomWorld w = small_world();
        TableSource source(w.table);
        const auto refuses = [&](auto&& change) {
            SearchSettings s;
            change(s);
            CHECK_THROWS_AS(search_routes("T", source, Stock::of({}), s, quiet()), InputError);
        };
        refuses([](SearchSettings& s) { s.iterations = 0; });
        refuses([](SearchSettings& s) { s.seconds = -1; });
        refuses([](SearchSettings& s) { s.depth = 0; });
        refuses([](SearchSettings& s) { s.batch = 0; });
        refuses([](SearchSettings& s) { s.step_yield = 0; });
        refuses([](SearchSettings& s) { s.constraints.banned_molecules = {"T"}; });
        refuses([](SearchSettings& s) { s.constraints.start = "T"; });
        refuses([](SearchSettings& s) { s.constraints.frozen_bonds = {{1, 1}}; });
        refuses([](SearchSettings& s) {
            s.constraints.frozen_bonds = {{1, 2}};
            s.constraints.broken_bonds = {{2, 1}};
        });
    }
}
