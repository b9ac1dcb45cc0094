#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "crucible/strategies/functional_groups.hpp"
#include "crucible/strategies/functional_pairs.hpp"
#include "crucible/strategies/stereochemical.hpp"
#include "shipped_chemistry.hpp"

using namespace crucible;
using namespace crucible::strategies;

namespace {

std::vector<int> distances(const char* smiles) {
    std::vector<int> out;
    for (const FunctionalPair& p : functional_pairs(transforms::perceive(
             chem::Molecule::from_smiles(smiles), shipped_transforms_library()->vocabulary())))
        out.push_back(p.distance());
    return out;
}

const synthesis::Move* move_by(const std::vector<synthesis::Move>& all, const std::string& name) {
    const auto at = std::ranges::find(all, name, rule_name);
    return at == all.end() ? nullptr : &*at;
}

bool any_says(const std::vector<std::string>& all, const std::string& words) {
    return std::ranges::any_of(
        all, [&](const std::string& s) { return s.find(words) != std::string::npos; });
}

}  // namespace

TEST_CASE("Pairs of groups by their distance") {
    CHECK(distances("CC(=O)CC(C)O") == std::vector<int>{3});
    CHECK(distances("CC(=O)CCC(C)=O") == std::vector<int>{4});
    CHECK(distances("CC(=O)CCCC(C)=O") == std::vector<int>{5});
    CHECK(distances("CC(O)C(C)=O") == std::vector<int>{2});
    CHECK(distances("CCC(C)=O").empty());
    // An ester has one carbon at each side of its oxygen, which no path of carbon joins.
    CHECK(distances("CCOC(=O)C").empty());
}

TEST_CASE("An aldol is favoured for its consonant 1,3-pair, with the words of a chemist") {
    const auto all = advised_moves(
        "CC(=O)CC(O)c1ccccc1",
        {std::make_shared<FunctionalGroups>(shipped_transforms_library()->vocabulary())});
    const synthesis::Move* aldol = move_by(all, "ALDOL ADDITION");
    REQUIRE(aldol);
    CHECK(any_says(aldol->reasons, "consonant 1,3-pair"));
    CHECK(any_says(aldol->reasons, "aldol"));
    CHECK(!all.front().reasons.empty());
}

TEST_CASE("An interchange that makes a pair consonant with a carbonyl group is told") {
    const auto all = advised_moves(
        "CC(O)CC(O)c1ccccc1",
        {std::make_shared<FunctionalGroups>(shipped_transforms_library()->vocabulary())});
    const synthesis::Move* reduction = move_by(all, "REDUCTION OF KETONE BY BOROHYDRIDE");
    REQUIRE(reduction);
    CHECK(any_says(reduction->reasons, "makes a consonant pair"));
}

TEST_CASE(
    "Centres are cleared with control where the transform has it, and else there is a warning") {
    const auto all = advised_moves(
        "C[C@H](O)c1ccccc1", {std::make_shared<Stereochemical>(shipped_transforms_library())});
    const synthesis::Move* cbs = move_by(all, "CBS REDUCTION");
    REQUIRE(cbs);
    CHECK(any_says(cbs->reasons, "clears the stereocentre"));
    CHECK(any_says(cbs->reasons, "with control"));
    const synthesis::Move* grignard = move_by(all, "GRIGNARD ADDITION TO ALDEHYDE");
    REQUIRE(grignard);
    CHECK(any_says(grignard->warnings, "stereocentre not controlled"));
    CHECK(cbs->prior > grignard->prior);
}

TEST_CASE("The geometry of a double bond chooses the olefination") {
    const auto all = advised_moves(
        "CCOC(=O)/C=C/c1ccccc1", {std::make_shared<Stereochemical>(shipped_transforms_library())});
    const synthesis::Move* hwe = move_by(all, "HORNER-WADSWORTH-EMMONS REACTION");
    REQUIRE(hwe);
    CHECK(any_says(hwe->reasons, "E geometry"));
}
