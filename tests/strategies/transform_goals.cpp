#include "crucible/strategies/transform_goals.hpp"

#include <doctest/doctest.h>

#include <string>

#include "crucible/chem/partial_pattern.hpp"
#include "crucible/strategies/spoken_name.hpp"
#include "crucible/transforms/lint.hpp"
#include "shipped_chemistry.hpp"

using namespace crucible;
using namespace crucible::strategies;

namespace {

std::shared_ptr<const transforms::TransformLibrary> shipped_interchanges() {
    static const auto all = std::make_shared<const transforms::TransformLibrary>(
        transforms::TransformLibrary::open({shipped_share("strategies/interchanges.ctl")},
                                           shipped_transforms_library()->vocabulary()));
    return all;
}

std::shared_ptr<const TransformGoals> shipped_goals() {
    static const auto all = std::make_shared<const TransformGoals>(
        shipped_transforms_library(), shipped_interchanges(), LookAheadSettings{});
    return all;
}

synthesis::Move best_by_goals(const std::string& smiles) {
    const auto all = advised_moves(smiles, {shipped_goals()});
    REQUIRE(!all.empty());
    return all.front();
}

/// Reason of the first move, its name in front.
std::string first_reason(const std::string& smiles) {
    const synthesis::Move best = best_by_goals(smiles);
    return best.reasons.empty() ? "" : best.reasons.front();
}

bool says(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("Complete retrons of powerful transforms come first") {
    // Wieland-Miescher ketone (Org. Synth. 1985, 63, 26), Hajos-Parrish ketone, a 2-octalone.
    for (const char* smiles :
         {"CC12CCC(=O)C=C1CCCC2=O", "CC12CCC(=O)C=C1CCC2=O", "O=C1CCC2(C)CCCCC2=C1"}) {
        CAPTURE(smiles);
        const synthesis::Move best = best_by_goals(smiles);
        CHECK(rule_name(best) == "ROBINSON ANNULATION");
        REQUIRE(!best.reasons.empty());
        CHECK(says(best.reasons.front(), "Robinson annulation"));
        CHECK(says(best.reasons.front(), "makes 2 bonds"));
    }
    for (const char* smiles :
         {"CC(=O)C1CCC=CC1", "COC(=O)C1CC2C=CC1C2", "O=C1OC(=O)C2CC=CCC12", "N#CC1CC2C=CC1C2"}) {
        CAPTURE(smiles);
        CHECK(rule_name(best_by_goals(smiles)) == "DIELS-ALDER REACTION");
    }
}

TEST_CASE("Where the retron is partly there, steps that complete it come first and say so") {
    struct Case {
        std::string smiles, goal;
    };
    const Case cases[] = {
        {"CC12CCC(O)C=C1CCCC2=O", "Robinson annulation"},  // the enone reduced
        {"CC12CCC(=O)CC1CCCC2=O", "Robinson annulation"},  // hydrogenated
        {"CC12CCC(O)CC1CCCC2=O", "Robinson annulation"},   // both
        {"CC(O)C1CCC=CC1", "Diels-Alder reaction"},        // the ketone reduced
        {"CC(=O)C1CCCCC1", "Diels-Alder reaction"},        // hydrogenated
        {"CC1=CCC(C(C)(C)O)CC1", "Diels-Alder reaction"},  // alpha-terpineol
        {"OCC1CC2CCC1C2", "Diels-Alder reaction"},         // both
        {"CC(=O)OCC1CCC=CC1", "Diels-Alder reaction"},
    };
    for (const Case& c : cases) {
        CAPTURE(c.smiles);
        const std::string why = first_reason(c.smiles);
        CAPTURE(why);
        CHECK(says(why, "prepares the "));
        CHECK(says(why, c.goal));
    }
}

TEST_CASE("Following the steps leads to the goal") {
    std::string at = chem::canonical_smiles("CC12CCC(O)CC1CCCC2=O");
    int steps = 0;
    while (steps < 6) {
        const synthesis::Move best = best_by_goals(at);
        if (rule_name(best) == "ROBINSON ANNULATION") break;
        REQUIRE(best.precursors.size() == 1);
        at = best.precursors.front();
        ++steps;
    }
    CHECK(steps == 2);
    CHECK(chem::Molecule::from_smiles(at).flat_smiles() ==
          chem::canonical_smiles("CC12CCC(=O)C=C1CCCC2=O"));
}

TEST_CASE("Depth and effort bound a look-ahead") {
    const auto with = [](LookAheadSettings s) {
        return LookAhead(shipped_transforms_library(), shipped_interchanges(), s);
    };
    const transforms::Analysed target(chem::Molecule::from_smiles("CC12CCC(O)CC1CCCC2=O"),
                                      shipped_transforms_library()->vocabulary());
    CHECK(with({.depth = 0}).prepare(target).empty());
    CHECK(with({.effort = 1}).prepare(target).empty());
    // The Robinson annulation needs two steps.
    const auto steps_to = [&](int depth) {
        for (const PreparedGoal& g : with({.depth = depth, .effort = 200}).prepare(target))
            if (g.goal->transform().name == "ROBINSON ANNULATION") return g.steps.size();
        return std::size_t{0};
    };
    CHECK(steps_to(1) == 0);
    CHECK(steps_to(2) == 2);
    CHECK(steps_to(15) == 2);
    CHECK_THROWS_WITH_AS(with({.depth = 16}), doctest::Contains("0 to 15"), InputError);
}

TEST_CASE("A partial pattern counts bonds of another kind and branches that are not there") {
    const chem::PartialPattern enone(
        "[CX3:1]1=[CX3:2]-[CX3:3](=[OX1:4])-[CX4:5]-[CX4:6]-[CX4:7]-1");
    CHECK(enone.size() == 6);
    const auto least = [&](const char* smiles) {
        const auto all = enone.sites(chem::Molecule::from_smiles(smiles));
        return all.empty() ? -1 : all.front().mismatches;
    };
    CHECK(least("O=C1C=CCCC1") == 0);
    CHECK(least("OC1C=CCCC1") == 1);
    CHECK(least("O=C1CCCCC1") == 1);
    CHECK(least("OC1CCCCC1") == 2);
    CHECK(least("O=C1C=CCC1") == -1);
}

TEST_CASE("Names as chemists say them") {
    CHECK(spoken_name("DIELS-ALDER REACTION") == "Diels-Alder reaction");
    CHECK(spoken_name("REDUCTION OF ESTER BY LIALH4") == "reduction of ester by LiAlH4");
    CHECK(spoken_name("N-ACETYLATION BY ANHYDRIDE") == "N-acetylation by anhydride");
    CHECK(spoken_name("BARTON-MCCOMBIE DEOXYGENATION") == "Barton-McCombie deoxygenation");
}

TEST_CASE("The interchanges that ship do what their examples say") {
    for (const auto& rule : shipped_interchanges()->rules()) {
        CAPTURE(rule->transform().name);
        CHECK(rule->transform().rating < 80);
        CHECK(!rule->transform().examples.empty());
        CHECK(!shipped_transforms_library()->find(rule->transform().number));
    }
    const auto report = transforms::lint(*shipped_interchanges());
    for (const auto& f : report.findings)
        FAIL_CHECK(f.transform << " line " << f.where.line << ": " << f.message);
    CHECK(report.examples_passed == report.examples);
    CHECK(report.refusals_passed == report.refusals);
}
