#include "crucible/strategies/goal_list.hpp"

#include <doctest/doctest.h>

#include <memory>

#include "crucible/base/error.hpp"
#include "shipped_chemistry.hpp"

using namespace crucible;
using namespace crucible::strategies;

namespace {

std::vector<synthesis::Move> towards(const std::string& smiles, std::vector<std::string> goals) {
    return advised_moves(
        smiles, {std::make_shared<GoalList>(parse_goals(goals, *shipped_transforms_library()))});
}

std::string why(const synthesis::Move& m) { return m.reasons.empty() ? "" : m.reasons.front(); }

bool changes(const synthesis::Move& m, int a, int b) {
    for (const auto& [x, y] : m.bonds)
        if (std::minmax(x, y) == std::minmax(a, b)) return true;
    return false;
}

}  // namespace

TEST_CASE("The goals of a chemist come first, each of its kinds") {
    const std::string ester = "CCOC(=O)C1CC=CCC1";  // atoms 0 to 10
    REQUIRE(chem::canonical_smiles(ester) == ester);
    CHECK(changes(towards(ester, {"break bond 2-3"}).front(), 2, 3));
    CHECK(why(towards(ester, {"break bond 2-3"}).front()) == "serves the goal 'break bond 2-3'");
    CHECK_FALSE(changes(towards(ester, {"keep bond 2-3"}).front(), 2, 3));
    CHECK(why(towards(ester, {"form ring 6"}).front()) == "serves the goal 'form ring 6'");
    CHECK(rule_name(towards(ester, {"use transform DIELS-ALDER REACTION"}).front()) ==
          "DIELS-ALDER REACTION");
    const auto reached = towards(ester, {"reach C=CC=C"});
    CHECK(why(reached.front()) == "serves the goal 'reach C=CC=C'");
    const auto share_with_reason = [](const std::vector<synthesis::Move>& all) {
        double share = 0;
        for (const synthesis::Move& m : all) share += why(m).empty() ? 0 : m.prior;
        return share;
    };
    const auto at_group = towards("CC(O)CCCC(C)=O", {"use group KETONE"});
    CHECK(share_with_reason(at_group) > 0.5);
    CHECK(share_with_reason(at_group) < 1);
    for (const synthesis::Move& m : at_group)
        if (!why(m).empty()) CHECK(why(m) == "serves the goal 'use group KETONE'");
}

TEST_CASE("Crowded places come last") {
    const auto& words = shipped_transforms_library()->vocabulary();
    const auto seen =
        transforms::perceive(chem::Molecule::from_smiles("CCCC(C)(C)C(C)(C)C"), words);
    CHECK(congestion(seen, 0, 1) == 0);
    CHECK(congestion(seen, 3, 6) > congestion(seen, 2, 3));
    CHECK(congestion(seen, 2, 3) > 0);
    // Of two like cuts of a tertiary alcohol's ether the open side is taken.
    const auto plain = advised_moves("CCOC(C)(C)C", {});
    const auto judged = towards("CCOC(C)(C)C", {});
    const auto prior_of_open = [](const std::vector<synthesis::Move>& all) {
        double open = 0, crowded = 0;
        for (const synthesis::Move& m : all) {
            if (changes(m, 1, 2)) open += m.prior;
            if (changes(m, 2, 3)) crowded += m.prior;
        }
        return open / (open + crowded);
    };
    CHECK(prior_of_open(judged) >= prior_of_open(plain));
}

TEST_CASE("A goal that cannot be understood says where") {
    const auto fails = [](const std::string& goal, int column, const std::string& words) {
        CAPTURE(goal);
        try {
            const std::vector<std::string> all{"form ring 6", goal};
            parse_goals(all, *shipped_transforms_library());
            FAIL("it was read");
        } catch (const InputError& e) {
            CHECK(e.code() == "E-strategy-goal");
            CHECK(e.where().line == 2);
            CHECK(e.where().column == column);
            CHECK(std::string(e.what()).find(words) != std::string::npos);
        }
    };
    fails("brake bond 3-4", 1, "did you mean 'break bond'");
    fails("break bond 3", 12, "is no bond");
    fails("break bond", 11, "is missing");
    fails("form ring 2", 11, "from 3 to 100");
    fails("form ring 6 now", 13, "too much");
    fails("use group KETOME", 11, "did you mean 'KETONE'");
    fails("use transform NO SUCH THING", 15, "no transform");
    fails("reach C1CC", 7, "");
    CHECK_THROWS_AS(towards("CCO", {"break bond 0-2"}), InputError);
}
