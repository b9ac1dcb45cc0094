// Every sentence that a strategy gives as a reason is known as its own.

#include "crucible/strategies/reason_strategy.hpp"

#include <doctest/doctest.h>

#include "crucible/strategies/functional_groups.hpp"
#include "crucible/strategies/goal_list.hpp"
#include "crucible/strategies/polarity.hpp"
#include "crucible/strategies/stereochemical.hpp"
#include "crucible/strategies/topological.hpp"
#include "tests/strategies/shipped_chemistry.hpp"

using namespace crucible;
using namespace crucible::strategies;

namespace {

/// How many reasons a strategy gives for moves of these molecules; all are told to be its own.
int own_reasons(const std::shared_ptr<const Strategy>& strategy,
                std::initializer_list<const char*> molecules) {
    int count = 0;
    for (const char* smiles : molecules)
        for (const synthesis::Move& m : advised_moves(smiles, {strategy}))
            for (const std::string& reason : m.reasons) {
                INFO(reason);
                CHECK(strategy_of_reason(reason) == strategy->name());
                ++count;
            }
    return count;
}

}  // namespace

TEST_CASE("Reasons tell the strategy that gave them") {
    const auto library = shipped_transforms_library();
    const std::vector<std::string> goals{"break bond 1-2"};
    CHECK(own_reasons(std::make_shared<Topological>(), {"COC(=O)C1CC2C=CC1C2", "CCCC1CCCCC1=O"}) >
          0);
    CHECK(own_reasons(std::make_shared<FunctionalGroups>(library->vocabulary()),
                      {"CC(=O)CC(O)c1ccccc1", "CC(O)CC(O)c1ccccc1", "CCC(O)c1ccccc1"}) > 0);
    CHECK(own_reasons(std::make_shared<Stereochemical>(library),
                      {"C[C@H](O)c1ccccc1", "CCOC(=O)/C=C/c1ccccc1"}) > 0);
    CHECK(own_reasons(std::make_shared<Polarity>(), {"CCNC(C)=O"}) > 0);
    CHECK(own_reasons(std::make_shared<GoalList>(parse_goals(goals, *library)), {"CCNC(C)=O"}) > 0);
    // As transform-goals, mechanisms, structure-goals and convergent-bond-sets write them.
    CHECK(strategy_of_reason("the retron of the Diels-Alder reaction, a powerful transform, is "
                             "complete: it makes 2 bonds in one step") == "transform-goals");
    CHECK(strategy_of_reason("prepares the Robinson annulation in 2 steps back: reduction") ==
          "transform-goals");
    CHECK(strategy_of_reason("mechanism: capture, through a cation") == "mechanisms");
    CHECK(strategy_of_reason("keeps 8 atoms of camphor together and takes off 2 atoms that it does "
                             "not have") == "structure-goals");
    CHECK(strategy_of_reason("gives L-phenylalanine itself, 1 stereocentre kept") ==
          "structure-goals");
    CHECK(strategy_of_reason("makes the last cut of the bond set {1-2}: synthons") ==
          "convergent-bond-sets");
    CHECK(strategy_of_reason("somebody likes it").empty());
}
