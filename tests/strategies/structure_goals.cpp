#include "crucible/strategies/structure_goals.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

#include "crucible/base/error.hpp"
#include "crucible/chem/atom_facts.hpp"
#include "crucible/data/table.hpp"
#include "crucible/synthesis/search.hpp"
#include "shipped_chemistry.hpp"

using namespace crucible;
using namespace crucible::strategies;

namespace {

const std::string boc_phe_ome = "COC(=O)[C@H](Cc1ccccc1)NC(=O)OC(C)(C)C";
const std::string l_phenylalanine = "N[C@@H](Cc1ccccc1)C(=O)O";

std::string pool_text() { return read_file(shipped_share("strategies/chiral-pool.csv")); }

const std::vector<PoolMember>& shipped_pool() {
    static const auto all = parse_chiral_pool(pool_text(), "chiral-pool.csv");
    return all;
}

std::shared_ptr<const StructureGoals> pool_goals() {
    return std::make_shared<const StructureGoals>(shipped_pool(), shipped_transforms_library(),
                                                  ForwardSettings{});
}

MatchSide side(const std::string& smiles) { return MatchSide(chem::Molecule::from_smiles(smiles)); }

std::string best_goal(const std::string& smiles) {
    const auto all = match_pool(shipped_pool(), side(smiles));
    return all.empty() ? "" : all.front().member->name;
}

bool tells(const synthesis::Move& m, const std::string& words) {
    return std::ranges::any_of(
        m.reasons, [&](const std::string& r) { return r.find(words) != std::string::npos; });
}

}  // namespace

TEST_CASE("Every molecule of the chiral pool has the formula and the labels written beside it") {
    const Table table = parse_csv(pool_text(), "chiral-pool.csv");
    const auto& formula = table.find("formula")->texts;
    const auto& labels = table.find("labels")->texts;
    const auto& smiles = table.find("smiles")->texts;
    CHECK(table.rows() >= 120);
    std::set<std::string> seen;
    for (std::size_t i = 0; i < table.rows(); ++i) {
        const chem::Molecule m = chem::Molecule::from_smiles(smiles[i]);
        CAPTURE(table.find("name")->texts[i]);
        CHECK(seen.insert(m.smiles()).second);
        CHECK(chem::facts(m).formula == formula[i]);
        std::string found;
        for (const auto& a : chem::skeleton_of(m).atoms)
            if (a.cip != ' ') found += a.cip;
        std::ranges::sort(found);
        CHECK(found == labels[i]);
    }
}

TEST_CASE("A broken chiral pool is refused with its row") {
    CHECK_THROWS_WITH_AS(parse_chiral_pool("name,smiles\na,C\n", "mine.csv"),
                         doctest::Contains("columns"), InputError);
    CHECK_THROWS_AS(parse_chiral_pool("name,class,smiles\na,b,C1CC\n", "mine.csv"), InputError);
}

TEST_CASE("A match counts atoms, centres the same way round, and levels of oxidation") {
    const MatchSide phe = side(l_phenylalanine);
    const StartMatch whole = match_start(phe, side(boc_phe_ome));
    CHECK(whole.matched == 12);
    CHECK(whole.centres == 1);
    CHECK(whole.opposed == 0);
    CHECK(whole.changed == 0);
    CHECK(whole.score == doctest::Approx(1.3));
    // The other hand.
    const StartMatch other = match_start(phe, side("COC(=O)[C@@H](Cc1ccccc1)NC(=O)OC(C)(C)C"));
    CHECK(other.opposed == 1);
    CHECK(other.score == doctest::Approx(1));
    // Phenylalaninol: one carbon at another level, one oxygen missing.
    const StartMatch reduced = match_start(phe, side("N[C@@H](Cc1ccccc1)CO"));
    CHECK(reduced.matched == 11);
    CHECK(reduced.changed == 1);
    CHECK(reduced.score == doctest::Approx(11.0 / 12 + 0.3 - 0.1));
    // No configuration told: nothing is counted.
    CHECK(match_start(phe, side("NC(Cc1ccccc1)C(=O)O")).centres == 0);
    CHECK(match_start(phe, side("CCCCC")).matched == 0);
}

TEST_CASE("Matches do not depend on how the molecules are written") {
    const std::string writings[] = {boc_phe_ome, "CC(C)(C)OC(=O)N[C@@H](Cc1ccccc1)C(=O)OC",
                                    "C(=O)(OC)[C@H](Cc1ccccc1)NC(OC(C)(C)C)=O"};
    for (const std::string& w : writings) {
        CHECK(chem::canonical_smiles(w) == chem::canonical_smiles(boc_phe_ome));
        CHECK(match_start(side(l_phenylalanine), side(w)).score == doctest::Approx(1.3));
    }
}

TEST_CASE("Members of the chiral pool are found in what is made of them") {
    CHECK(best_goal(boc_phe_ome) == "L-phenylalanine");
    // Captopril from L-proline, (S)-metolachlor has none; the ester of Garner's aldehyde from
    // L-serine; levetiracetam keeps the centre of (S)-2-aminobutan-1-ol.
    CHECK(best_goal("C[C@H](CS)C(=O)N1CCC[C@H]1C(=O)O") == "L-proline");
    CHECK(best_goal("CC1(N([C@@H](CO1)C(=O)OC)C(=O)OC(C)(C)C)C") == "L-serine");
    CHECK(best_goal("CC[C@@H](C(N)=O)N1CCCC1=O") == "(S)-2-aminobutan-1-ol");
    CHECK(best_goal("CCCCCCCC").empty());
}

TEST_CASE("(S)-N-Boc-phenylalanine methyl ester goes back to L-phenylalanine, stereo kept") {
    const auto goals = pool_goals();
    const transforms::Analysed target(chem::Molecule::from_smiles(boc_phe_ome),
                                      shipped_transforms_library()->vocabulary());
    REQUIRE(goals->start({target, true}).has_value());
    CHECK(*goals->start({target, true}) == chem::canonical_smiles(l_phenylalanine));

    const auto all = advised_moves(boc_phe_ome, {goals});
    REQUIRE(!all.empty());
    CHECK(tells(all.front(), "L-phenylalanine"));
    CHECK(tells(all.front(), "1 stereocentre"));
    CHECK(std::ranges::any_of(all, [](const synthesis::Move& m) {
        return tells(m, "meets what L-phenylalanine makes in 1 step: ");
    }));
    for (const char* ester :
         {"COC(=O)[C@@H](N)Cc1ccccc1", "CC(C)(C)OC(=O)N[C@@H](Cc1ccccc1)C(=O)O"}) {
        const auto next = advised_moves(ester, {goals});
        REQUIRE(!next.empty());
        CHECK(tells(next.front(), "gives L-phenylalanine itself, 1 stereocentre kept"));
    }
}

TEST_CASE("A goal that is given counts, whatever else the pool has") {
    std::vector<PoolMember> given;
    given.push_back({"salicylic acid", "start", side("O=C(O)c1ccccc1O")});
    const auto all = advised_moves("CC(=O)Oc1ccccc1C(=O)O",
                                   {std::make_shared<const StructureGoals>(
                                       given, shipped_transforms_library(), ForwardSettings{})});
    REQUIRE(!all.empty());
    CHECK(tells(all.front(), "gives salicylic acid itself"));
}
