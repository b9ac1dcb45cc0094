#include <doctest/doctest.h>

#include <cmath>
#include <memory>
#include <string>

#include "crucible/base/files.hpp"
#include "crucible/strategies/strategic_moves.hpp"
#include "crucible/strategies/topological.hpp"
#include "crucible/synthesis/transform_moves.hpp"
#include "shipped_chemistry.hpp"

using namespace crucible;
using namespace crucible::strategies;

TEST_CASE("Strategic bonds of a norbornene are broken first, with the codes of their rules") {
    const auto all = advised_moves("COC(=O)C1CC2C=CC1C2", {std::make_shared<Topological>()});
    REQUIRE(!all.empty());
    const synthesis::Move& best = all.front();
    CHECK(rule_name(best) == "DIELS-ALDER REACTION");
    REQUIRE(!best.reasons.empty());
    CHECK(best.reasons.front().find("strategic bond") != std::string::npos);
    CHECK(best.reasons.front().find("rules 1 2 3 4 5 6") != std::string::npos);
}

TEST_CASE("Priors sum to what they did, and moves without a reason can be left out") {
    for (const Unadvised u : {Unadvised::kept, Unadvised::left_out}) {
        const auto all = advised_moves("CCCC1CCCCC1=O", {std::make_shared<Topological>()}, u);
        double sum = 0;
        for (const synthesis::Move& m : all) {
            sum += m.prior;
            if (u == Unadvised::left_out) CHECK(!m.reasons.empty());
        }
        CHECK(sum == doctest::Approx(1));
    }
}

TEST_CASE("A move that is offered twice is there once, with both reasons") {
    std::vector<synthesis::Move> moves;
    synthesis::Move m;
    m.precursors = {"C"};
    weigh(offer(moves, m, 1), 1, "first");
    weigh(offer(moves, m, 1), 1, "second");
    weigh(offer(moves, m, 1), 0, "second");
    REQUIRE(moves.size() == 1);
    CHECK(moves.front().reasons == std::vector<std::string>{"first", "second"});
    CHECK(moves.front().prior == doctest::Approx(std::exp(2.0)));
}
