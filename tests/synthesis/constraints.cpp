// What a route must and must not do.

#include <doctest/doctest.h>

#include "crucible/synthesis/move_book.hpp"
#include "crucible/synthesis/score.hpp"
#include "tests/synthesis/toy_chemistry.hpp"

using namespace crucible;
using namespace crucible::synthesis;
using namespace crucible::synthesis::toy;

namespace {

constexpr std::array constrained_algorithms{Algorithm::mcts_3n, Algorithm::retro_star,
                                            Algorithm::proof_number, Algorithm::neural_bfs,
                                            Algorithm::heuristic_bfs};

SearchResult constrained(const RandomWorld& w, const std::string& target, Algorithm a,
                         const Constraints& c) {
    TableSource source(w.table);
    SearchSettings s;
    s.algorithm = a;
    s.iterations = 100'000;
    s.depth = 5;
    s.most_probability = 2;
    s.constraints = c;
    return search_routes(target, source, Stock::of(w.stock), s, quiet());
}

bool is_solved(const SearchResult& r) { return !r.routes.empty() && r.routes[0].score.solved; }

/// Leaves of a route's text: names that no bracket follows.
std::set<std::string> leaves_of(const std::string& text) {
    std::set<std::string> out;
    std::string name;
    for (const char c : text + " ") {
        if (std::isalnum(static_cast<unsigned char>(c))) {
            name += c;
            continue;
        }
        if (c != '(' && !name.empty()) out.insert(name);
        name.clear();
    }
    return out;
}

/// Target of four atoms 0-1-2-3: one move cuts 1-2 into P (atoms 0, 1) and Q (2, 3); another cuts
/// 0-1 first. P and Q can be cut further.
RandomWorld chain_world() {
    RandomWorld w;
    Move middle = move_to({"P", "Q"}, 0.5, 1);
    middle.bonds = {{1, 2}};
    middle.origins = {{0, 1}, {3, 2}};  // Q is numbered backwards
    Move end = move_to({"R", "S"}, 0.4, 2);
    end.bonds = {{0, 1}};
    end.origins = {{0}, {1, 2, 3}};
    Move cut_p = move_to({"A", "B"}, 0.9, 3);
    cut_p.bonds = {{0, 1}};
    cut_p.origins = {{0}, {1}};
    Move cut_q = move_to({"C", "D"}, 0.9, 4);
    cut_q.bonds = {{1, 0}};
    cut_q.origins = {{0}, {1}};
    Move cut_s = move_to({"Q", "U"}, 0.9, 5);
    cut_s.bonds = {{0, 1}};
    cut_s.origins = {{2, 1}, {0}};
    w.table = {{"T", {middle, end}}, {"P", {cut_p}}, {"Q", {cut_q}}, {"S", {cut_s}}};
    w.stock = {"P", "Q", "R", "A", "B", "C", "D", "U"};
    return w;
}

}  // namespace

TEST_SUITE("synthesis: constraints") {
    TEST_CASE("bonds are followed to where their atoms go") {
        const RandomWorld w = chain_world();
        for (const Algorithm a : constrained_algorithms) {
            const auto best = [&](Constraints c) {
                const SearchResult r = constrained(w, "T", a, c);
                return is_solved(r) ? route_text(r.routes[0].root) : "";
            };
            CHECK(best({}) == "T(P Q)");
            CHECK(best({.frozen_bonds = {{1, 2}}}) == "");  // S has to cut it below
            CHECK(best({.frozen_bonds = {{0, 1}}}) == "T(P Q)");
            CHECK(best({.broken_bonds = {{0, 1}}}) == "T(P(A B) Q)");
            CHECK(best({.broken_bonds = {{3, 2}}}) == "T(P Q(C D))");
            CHECK(best({.frozen_bonds = {{1, 2}}, .broken_bonds = {{0, 1}}}) == "");
            CHECK(best({.frozen_bonds = {{2, 3}}, .broken_bonds = {{0, 1}}}) == "T(P(A B) Q)");
            CHECK(best({.broken_bonds = {{0, 1}, {1, 2}, {2, 3}}}) == "T(P(A B) Q(C D))");
        }
    }
    TEST_CASE("a source that does not follow atoms: the target's own moves alone count") {
        RandomWorld w = chain_world();
        for (auto& [molecule, moves] : w.table)
            for (Move& m : moves) m.origins.clear();
        for (const Algorithm a : constrained_algorithms) {
            CHECK(route_text(constrained(w, "T", a, {.frozen_bonds = {{1, 2}}}).routes[0].root) ==
                  "T(R S(Q U))");
            CHECK(route_text(constrained(w, "T", a, {.broken_bonds = {{0, 1}}}).routes[0].root) ==
                  "T(R S(Q U))");
            CHECK(!is_solved(constrained(w, "T", a, {.broken_bonds = {{2, 3}}})));
        }
    }
    TEST_CASE("banned rules, molecules, and a start, against everything tried") {
        int with_start = 0, without = 0;
        for (std::uint64_t item = 0; item < 120; ++item) {
            const RandomWorld w = random_world(item, 10, 3);
            const auto all = Exhaustive(w, 0.8).routes("M0", 5);
            RandomStream random(9, StreamId::tests, item);
            const std::string one = "M" + std::to_string(1 + random.index(9));
            RandomWorld with_one = w;
            with_one.stock.push_back(one);
            std::set<std::string> starting, avoiding;
            for (const auto& t : Exhaustive(with_one, 0.8).routes("M0", 5))
                if (leaves_of(t.text).contains(one)) starting.insert(t.text);
            for (const auto& t : all)
                if ((t.text + " ").find(one + " ") == std::string::npos &&
                    t.text.find(one + ")") == std::string::npos &&
                    t.text.find(one + "(") == std::string::npos)
                    avoiding.insert(t.text);
            with_start += !starting.empty();
            without += !avoiding.empty();
            for (const Algorithm a : constrained_algorithms) {
                CAPTURE(item);
                CAPTURE(static_cast<int>(a));
                const SearchResult must = constrained(w, "M0", a, {.start = one});
                REQUIRE(is_solved(must) == !starting.empty());
                for (const Route& r : must.routes)
                    if (r.score.solved) CHECK(leaves_of(route_text(r.root)).contains(one));
                const SearchResult never = constrained(w, "M0", a, {.banned_molecules = {one}});
                REQUIRE(is_solved(never) == !avoiding.empty());
                for (const Route& r : never.routes)
                    if (r.score.solved) CHECK(avoiding.contains(route_text(r.root)));
            }
        }
        CHECK(with_start > 20);
        CHECK(without > 20);
        const RandomWorld w = chain_world();
        CHECK(
            route_text(
                constrained(w, "T", Algorithm::neural_bfs, {.banned_rules = {1}}).routes[0].root) ==
            "T(R S(Q U))");
    }
    TEST_CASE("elements of a SMILES") {
        const auto check = [](const char* smiles, std::vector<std::string> elements) {
            CAPTURE(smiles);
            CHECK(elements_of(smiles) == elements);
        };
        check("Clc1ccc(Br)cc1[N+](=O)[O-]", {"Br", "C", "Cl", "N", "O"});
        check("C[C@@H](N)C(=O)O", {"C", "H", "N", "O"});
        check("c1cc[nH]c1", {"C", "H", "N"});
        check("[Na+].[13CH3][Se]c1cc[se]c1", {"C", "H", "Na", "Se"});
        check("CB(O)I", {"B", "C", "I", "O"});
        check("[Sn](C)(C)C", {"C", "Sn"});
    }
    TEST_CASE("banned elements are on no route") {
        RandomWorld w;
        w.table["CCO"] = {move_to({"CCBr"}, 0.6, 1), move_to({"CC=O"}, 0.3, 2)};
        w.stock = {"CCBr", "CC=O"};
        for (const Algorithm a : constrained_algorithms)
            CHECK(
                route_text(constrained(w, "CCO", a, {.banned_elements = {"Br"}}).routes[0].root) ==
                "CCO(CC=O)");
    }
}
