#include "crucible/synthesis/record_moves.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "crucible/base/files.hpp"
#include "crucible/synthesis/formula_cost.hpp"
#include "crucible/synthesis/search.hpp"
#include "toy_chemistry.hpp"

using namespace crucible;
using namespace crucible::synthesis;

namespace {
const std::string folder = std::string(TESTS_DIR) + "/../share/crucible/transforms";

RecordMoves shipped_records() {
    const auto read =
        transforms::parse_rule_records(read_file(folder + "/records.json"), "records.json");
    for (const auto& f : read.faults) FAIL_CHECK(f.text());
    auto words = transforms::Vocabulary::open(folder);
    auto groups = transforms::ProtectingGroups::parse(read_file(folder + "/protecting-groups.tsv"),
                                                      "protecting-groups.tsv", words);
    return {read.records, std::move(words), std::move(groups)};
}
RecordMoves& source() {
    static RecordMoves moves = shipped_records();
    return moves;
}
std::string plain(const std::string& smiles) { return chem::canonical_smiles(smiles); }

/// Moves of a molecule by this record, with these precursors.
const ReviewedMove* find(const std::vector<ReviewedMove>& all, const std::string& name,
                         std::vector<std::string> precursors) {
    for (std::string& p : precursors) p = plain(p);
    std::ranges::sort(precursors);
    const auto at = std::ranges::find_if(all, [&](const ReviewedMove& r) {
        return source().rule(r.move.rule).name == name && r.move.precursors == precursors;
    });
    return at == all.end() ? nullptr : &*at;
}
bool warns(const ReviewedMove& r, const std::string& of) {
    return std::ranges::any_of(r.move.warnings,
                               [&](const std::string& w) { return w.find(of) != w.npos; });
}
const std::string aripiprazole = "Clc1cccc(N2CCN(CCCCOc3ccc4CCC(=O)Nc4c3)CC2)c1Cl";
const std::string arylpiperazine = "Clc1cccc(N2CCNCC2)c1Cl";
}  // namespace

TEST_CASE("aripiprazole has the moves of the slide, with their warnings") {
    const auto all = source().review(plain(aripiprazole));
    const std::string tail = "CCCCOc1ccc2c(c1)NC(=O)CC2";
    CHECK(find(all, "Alkylation of amines with alkyl chlorides (PTC conditions)",
               {arylpiperazine, "Cl" + tail}));
    CHECK(find(all, "SN2 NR2", {arylpiperazine, "Br" + tail}));
    CHECK(find(all, "Alkylation Secondary Amines", {arylpiperazine, "O" + tail}));
    const ReviewedMove* coupling = find(all, "Buchwald-Hartwig amination of aryl bromides",
                                        {"Brc1cccc(Cl)c1Cl", "C9CN(" + tail + ")CCN9"});
    REQUIRE(coupling);
    CHECK(coupling->refused.empty());
    CHECK(coupling->move.protections.empty());  // the one free amine is the one that reacts
    // The other end of the piperazine: there two amines are free, and one has to wait.
    const auto half = source().review(plain(arylpiperazine));
    const ReviewedMove* piperazine =
        find(half, "Buchwald-Hartwig amination of aryl bromides", {"Brc1cccc(Cl)c1Cl", "C1CNCCN1"});
    REQUIRE(piperazine);
    REQUIRE(!piperazine->move.protections.empty());
    CHECK(piperazine->move.protections[0][0].product ==
          plain("Clc1cccc(N2CCN(C(=O)OC(C)(C)C)CC2)c1Cl"));
    CHECK(warns(*piperazine, "1. tert-butyl carbamate (Boc)"));
    CHECK(!warns(*piperazine, "Fmoc"));  // a strong base takes it off
    // The lactam of its other half comes from an oxime.
    const auto lactam = source().review(plain("O" + tail));
    CHECK(find(lactam, "Beckmann rearrangement to a lactam", {"OCCCCOc1ccc2c(c1)C(=NO)CC2"}));
}

TEST_CASE("sulfanilamide keeps its amine under acetyl through both steps") {
    const Stock stock = Stock::of({"N", plain("CC(=O)Nc1ccccc1"), plain("Nc1ccccc1")});
    SearchSettings s;
    s.algorithm = Algorithm::formula_bfs;
    s.iterations = 50;
    s.cost = std::make_shared<FormulaCost>(usual_position_formula, usual_move_formula, 0.8);
    const SearchResult r =
        search_routes(plain("Nc1ccc(S(N)(=O)=O)cc1"), source(), stock, s, toy::quiet());
    REQUIRE(!r.routes.empty());
    CHECK(r.routes[0].score.solved);
    std::vector<std::string> names;
    for (const RouteNode* n = &r.routes[0].root; n->has_move; n = &n->children.back()) {
        names.push_back(source().rule(n->move.rule).name);
        if (n->children.front().has_move && n->children.size() > 1) {
            n = &n->children.front();
            names.push_back(source().rule(n->move.rule).name);
        }
    }
    CHECK(names == std::vector<std::string>{"take off acetamide (Ac)",
                                            "Sulfonamide from sulfonyl chloride and ammonia",
                                            "Chlorosulfonation of an arene"});
    CHECK(r.routes[0].score.leaves_in_stock == 2);
}

TEST_CASE("groups that its conditions do not leave alone refuse a reaction") {
    // The other bromine would couple, too.
    const auto all = source().review(plain("Brc1ccc(N2CCCCC2)cc1"));
    const ReviewedMove* coupling =
        find(all, "Buchwald-Hartwig amination of aryl bromides", {"Brc1ccc(Br)cc1", "C1CCNCC1"});
    REQUIRE(coupling);
    CHECK(coupling->refused.find("c[Br,I]") != std::string::npos);
    for (const auto& moves : source().moves(std::vector{plain("Brc1ccc(N2CCCCC2)cc1")}))
        for (const Move& m : moves)
            CHECK(source().rule(m.rule).name != "Buchwald-Hartwig amination of aryl bromides");
    // Codes of somebody else are told to be unknown.
    const auto mannich = source().review(plain("Nc1ccc(N[C@H](c2ccccc2)[C@@H](C)C(=O)CC)cc1"));
    const auto other = source().review(plain("Nc1ccc(N[C@H](c2ccccc2)[C@H](C)C(=O)CC)cc1"));
    REQUIRE(mannich.size() + other.size() >= 1);
    CHECK(warns((mannich.empty() ? other : mannich)[0], "NNB1, EA12"));
}
