// TRANSFORM 569 as the paper slide has it, and what it does.

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "crucible/base/error.hpp"
#include "crucible/transforms/transform_library.hpp"

using namespace crucible;
using namespace crucible::transforms;

namespace {

const Vocabulary& slide_words() {
    static const Vocabulary all =
        Vocabulary::open(std::string(TESTS_DIR) + "/../share/crucible/transforms");
    return all;
}

// E. J. Corey's LHASA, as W. Chen's review (2019) shows it.
const std::string transform_569 = R"(TRANSFORM 569
NAME GRIGNARD OPENING OF EPOXIDE
...
PATH 2 BONDS
RATING 35
GROUP*1 MUST BE ALCOHOL
KILL IF DONATING GROUP ON CARBON*2
... the organometal half
ATTACH BROMIDE TO CARBON*3
JOIN CARBON*2 AND HETERO1*1
BREAK BOND*2
INVERT AT CARBON*2
KILL IF CARBON*1 IS LESS*HINDERED THAN CARBON*2 (undesired attack)
)";

std::vector<Application> applied(const std::string& text, const std::string& smiles) {
    const auto library = TransformLibrary::parse(text, "t.ctl", slide_words());
    const Analysed molecule(chem::Molecule::from_smiles(smiles), slide_words());
    return evaluate(*library.rules().front(), molecule, slide_words());
}

std::string precursors(const std::vector<Application>& all) {
    REQUIRE(all.size() == 1);
    CHECK(!all.front().is_dead());
    return chem::joined(all.front().outcome.reactants);
}

}  // namespace

TEST_CASE("The transform of the slide opens an epoxide by a Grignard reagent") {
    const auto all = applied(transform_569, "CC(O)Cc1ccccc1");
    CHECK(precursors(all) ==
          chem::joined({chem::canonical_smiles("CC1CO1"), chem::canonical_smiles("Brc1ccccc1")}));
    CHECK(all.front().rating == 35);
    // Atoms keep their identity: every atom of the target is in one precursor.
    std::vector<int> seen;
    for (const auto& piece : all.front().outcome.origins)
        for (const int atom : piece)
            if (atom >= 0) seen.push_back(atom);
    std::ranges::sort(seen);
    std::vector<int> expected(10);
    for (int i = 0; i < 10; ++i) expected[static_cast<std::size_t>(i)] = i;
    CHECK(seen == expected);
}

TEST_CASE("The transform of the slide is killed where the slide says so") {
    const auto hindered = applied(transform_569, "OCC(C)c1ccccc1");
    REQUIRE(!hindered.empty());
    for (const Application& a : hindered) {
        CHECK(a.killed_by == 13);
        CHECK(a.why_dead == "KILL IF CARBON*1 IS LESS*HINDERED THAN CARBON*2");
    }
    const auto donated = applied(transform_569, "CC(O)C(OC)c1ccccc1");
    REQUIRE(!donated.empty());
    for (const Application& a : donated) CHECK(a.killed_by == 7);
}

TEST_CASE("The centre that the carbanion reaches is inverted, the other one kept") {
    // anti opening: the epoxide is cis where the product is trans
    const auto all = applied(transform_569, "O[C@@H]1CCCC[C@H]1C=C");
    std::string made;
    for (const Application& a : all)
        if (!a.is_dead() && a.outcome.reactants.size() == 2)
            made += chem::joined(a.outcome.reactants) + " ";
    CHECK(made.find(chem::canonical_smiles("C1CC[C@@H]2O[C@@H]2C1")) != std::string::npos);
    CHECK(made.find(chem::canonical_smiles("C=CBr")) != std::string::npos);
}

TEST_CASE("An explanation lists what fired, with line and change") {
    const auto all = applied(transform_569 +
                                 "SUBTRACT 5 IF CARBON*1 IS SECONDARY\n"
                                 "ADD 3 IF PHENOL ANYWHERE\nREAGENT ORGANOMETALLIC\n",
                             "CC(O)Cc1ccc(C(C)=O)cc1");
    REQUIRE(all.size() == 1);
    const Application& a = all.front();
    REQUIRE(a.fired.size() == 2);
    CHECK(a.fired[0].line == 14);
    CHECK(a.fired[0].change == -5);
    CHECK(a.fired[0].words == "SUBTRACT 5 IF CARBON*1 IS SECONDARY");
    CHECK(a.fired[1].line == 16);
    CHECK(a.fired[1].words.find("ORGANOMETALLIC MEETS KETONE") == 0);
    CHECK(a.rating == 35 - 5 - 20);
    REQUIRE(a.threatened.size() == 1);
    CHECK(!a.threatened.front().protect);
}

TEST_CASE("Symmetric sites count once") {
    const std::string scission =
        "TRANSFORM 1\nNAME CUT\nRETRON [CX4:1]-[OX2:2]\nBREAK BOND*1*2\nATTACH BROMIDE TO "
        "ATOM*1\nRATING 50\n";
    const auto all = applied(scission, "CCOCC");
    REQUIRE(all.size() == 1);
    CHECK(precursors(all) == "CCBr.CCO");
}

TEST_CASE("A statement after IF ... THEN edits only where its condition holds") {
    const std::string text =
        "TRANSFORM 1\nNAME HALIDE\nRETRON [CX4:1]-[OX2;H1:2]\nRATING 50\n"
        "IF ATOM*1 IS SECONDARY THEN REMOVE ATOM*2\nATTACH CHLORIDE TO ATOM*1\n"
        "IF ATOM*1 IS PRIMARY THEN BREAK BOND*1*2\n";
    CHECK(precursors(applied(text, "CC(C)O")) == "CC(C)Cl");
    CHECK(precursors(applied(text, "CCO")) == "CCCl.O");
}

TEST_CASE("A transform says which centres the reaction sets, on a condition where it has to be") {
    const auto controlled = [](const std::string& statements) {
        const auto all = applied(
            "TRANSFORM 1\nNAME REDUCTION\nRETRON [#6:1]-[CX4;H1:2](-[OX2;H1:3])-[#6:4]\n"
            "FROM [#6:1]-[C:2](=[O:3])-[#6:4]\nRATING 60\n" +
                statements,
            "C[C@H](O)c1ccccc1");
        REQUIRE(!all.empty());
        return all.front().controlled;
    };
    CHECK(controlled("").empty());
    CHECK(controlled("DEFINE STEREO ATOM*2 CONTROL\n") == std::vector{1});
    CHECK(controlled("IF ATOM*2 IS STEREOCENTER THEN DEFINE STEREO ATOM*2 CONTROL\n") ==
          std::vector{1});
    CHECK(controlled("IF NITRO ANYWHERE THEN DEFINE STEREO ATOM*2 CONTROL\n").empty());
}

TEST_CASE("Groups are exchanged on the atom that bears them") {
    const std::string text =
        "TRANSFORM 1\nNAME REDUCTION\nPATH 1 BOND\nGROUP*1 MUST BE ALCOHOL\nRATING 50\n"
        "EXCHANGE GROUP*1 FOR KETONE\n";
    CHECK(precursors(applied(text, "C[C@H](O)c1ccccc1")) == "CC(=O)c1ccccc1");
}

TEST_CASE("A group that may be there widens one that must be, or may be absent") {
    const std::string text =
        "TRANSFORM 1\nNAME CUT\nPATH 1 BOND\nGROUP*1 MUST BE ALCOHOL\nRATING 50\n"
        "EXCHANGE GROUP*1 FOR BROMIDE\n";
    CHECK(applied(text, "CC(C)(C)N").empty());
    CHECK(precursors(applied(text + "GROUP*1 MAY BE AMINE\n", "CC(C)(C)N")) == "CC(C)(C)Br");
    CHECK(precursors(applied(text + "GROUP*2 MAY BE AMINE\n", "CC(C)(C)O")) == "CC(C)(C)Br");
    // A carbamate has three hetero atoms, an amine one: then HETERO2*1 is not there.
    CHECK_THROWS_AS(applied("TRANSFORM 1\nNAME X\nPATH 1 BOND\nGROUP*1 MUST BE CARBAMATE\n"
                            "GROUP*1 MAY BE AMINE\nJOIN CARBON*2 AND HETERO2*1\nRATING 1\n",
                            "CCN"),
                    InputError);
}

TEST_CASE("A transform read forwards gives the target, with its stereo where it can") {
    const auto library = TransformLibrary::parse(transform_569, "t.ctl", slide_words());
    const auto target = chem::Molecule::from_smiles("CC(O)Cc1ccccc1");
    const auto check = check_forward(*library.rules().front(), target, {"CC1CO1", "Brc1ccccc1"});
    CHECK(check.with_stereo);
    const auto wrong = check_forward(*library.rules().front(), target, {"CC1CO1", "BrC1CCCCC1"});
    CHECK(!wrong.makes_target);
}
