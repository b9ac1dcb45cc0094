// Recorded reactions and the transforms that they are instances of.

#include "crucible/synthesis/rule_labels.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "crucible/base/error.hpp"

using namespace crucible;
using namespace crucible::synthesis;

namespace {

const transforms::TransformLibrary& library() {
    static const std::string folder = std::string(TESTS_DIR) + "/../share/crucible/transforms";
    static const auto all =
        transforms::TransformLibrary::open({folder}, transforms::Vocabulary::open(folder));
    return all;
}

std::string name_of(const RuleLabel& l) {
    return l.rule ? library().find(l.rule)->transform().name : "";
}

bool has(const std::vector<int>& rules, int rule) {
    return std::ranges::find(rules, rule) != rules.end();
}

}  // namespace

TEST_CASE("Known reactions are told as the transform that they are named after") {
    struct Known {
        const char *product, *reactants, *name;
    };
    for (const Known& k : {Known{"c1ccc(-c2ccccc2)cc1", "Brc1ccccc1.OB(O)c1ccccc1", "SUZUKI"},
                           Known{"CC(=O)Nc1ccccc1", "CC(=O)Cl.Nc1ccccc1", "ACYL CHLORIDE"},
                           Known{"Nc1ccccc1C", "Cc1ccccc1[N+](=O)[O-]", "NITRO"}}) {
        const RuleLabel l = rule_label(k.product, k.reactants, library());
        CAPTURE(k.product);
        CAPTURE(name_of(l));
        CHECK(name_of(l).find(k.name) != std::string::npos);
        CHECK(has(l.applicable, l.rule));
        CHECK(has(l.fitting, l.rule));
        CHECK(l.explaining >= 1);
        CHECK(!l.has_spectators);
    }
}

TEST_CASE("Spectators are told, and what does not hold the product's atoms is no explanation") {
    const char* product = "c1ccc(-c2ccccc2)cc1";
    const RuleLabel l = rule_label(product, "Brc1ccccc1.OB(O)c1ccccc1.CCN(CC)CC", library());
    CHECK(name_of(l).find("SUZUKI") != std::string::npos);
    CHECK(l.has_spectators);
    CHECK(l.rule == rule_label(product, "OB(O)c1ccccc1.Brc1ccccc1", library()).rule);
    // Benzene alone lacks half of the carbons.
    CHECK(rule_label(product, "c1ccccc1", library()).rule == 0);
    // The transform of Boc protection leaves its reagent out, which brings atoms of the product.
    CHECK(rule_label("CC(C)(C)OC(=O)NCc1ccccc1", "CC(C)(C)OC(=O)OC(=O)OC(C)(C)C.NCc1ccccc1",
                     library())
              .rule == 0);
    // What is recorded on both sides is no reactant.
    CHECK(rule_label(product, product, library()).reactants.empty());
}

TEST_CASE("Stereo that a transform does not model does not hide it") {
    const RuleLabel l =
        rule_label("COC(=O)[C@H](C)NC(=O)c1ccccc1", "COC(=O)[C@H](C)N.O=C(Cl)c1ccccc1", library());
    CHECK(l.rule != 0);
    CHECK(l.product == "COC(=O)[C@H](C)NC(=O)c1ccccc1");
    CHECK_THROWS_AS(rule_label("C1CC", "CC", library()), InputError);
}
