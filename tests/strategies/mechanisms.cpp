#include "crucible/strategies/mechanisms.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "crucible/transforms/lint.hpp"
#include "shipped_chemistry.hpp"

using namespace crucible;
using namespace crucible::strategies;

namespace {

std::shared_ptr<const transforms::TransformLibrary> elementary_steps() {
    static const auto all = std::make_shared<const transforms::TransformLibrary>(
        transforms::TransformLibrary::open({shipped_share("strategies/mechanisms.ctl")},
                                           shipped_transforms_library()->vocabulary()));
    return all;
}

std::vector<synthesis::Move> by_mechanism(const std::string& smiles) {
    const auto source = std::make_shared<Mechanisms>(elementary_steps(), MechanismSettings{});
    auto all = advised_moves(smiles, {source}, Unadvised::left_out);
    for (const synthesis::Move& m : all) {
        // What a transform of the library gives, too, keeps its rule.
        const bool is_own = m.rule > synthesis::first_transform_rule + 40000;
        CHECK(source->rule(m.rule).has_value() == is_own);
    }
    return all;
}

const synthesis::Move* from(const std::vector<synthesis::Move>& all,
                            std::vector<std::string> precursors) {
    for (std::string& p : precursors) p = chem::canonical_smiles(p);
    std::ranges::sort(precursors);
    const auto at = std::ranges::find(all, precursors, &synthesis::Move::precursors);
    return at == all.end() ? nullptr : &*at;
}

}  // namespace

TEST_CASE("A Mannich reaction through its iminium ion") {
    const auto all = by_mechanism("O=C1CCCCC1CN(C)C");
    const synthesis::Move* m = from(all, {"CNC", "C=O", "O=C1CCCCC1"});
    REQUIRE(m);
    REQUIRE(m->reasons.size() == 1);
    CHECK(m->reasons.front() ==
          "mechanism: condensation of amine and aldehyde, capture of an iminium ion by an enol, "
          "through C=[N+](C)C");
    CHECK(m->origins.size() == m->precursors.size());
}

TEST_CASE("A regiospecific enolate from an enone, alkylated") {
    const auto all = by_mechanism("CC1CCCC(=O)C1Cc1ccccc1");
    CHECK(from(all, {"CC1=CC(=O)CCC1", "BrCc1ccccc1"}));
}

TEST_CASE("A cation cyclisation makes two bonds and leads") {
    // The cyclisation of a dienyl cation to an octahydronaphthalene (Johnson 1968,
    // doi:10.1021/ar50001a001).
    const auto all = by_mechanism("CC1(C)CCCC2(C)C1CCC=C2C");
    REQUIRE(!all.empty());
    for (const synthesis::Move& m : all)
        for (const std::string& p : m.precursors) {
            CAPTURE(p);
            CHECK(p.find("+]") == std::string::npos);
        }
    CHECK(std::ranges::any_of(all, [](const synthesis::Move& m) {
        return m.reasons.front().find("addition of the cation to an alkene") != std::string::npos;
    }));
}

TEST_CASE("The elementary steps do what their examples say") {
    const auto report = transforms::lint(*elementary_steps());
    CHECK(report.examples >= 5);
    CHECK(report.examples_passed == report.examples);
    CHECK(report.refusals_passed == report.refusals);
}
