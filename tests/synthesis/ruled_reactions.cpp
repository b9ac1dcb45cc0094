#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

#include "crucible/base/random.hpp"
#include "crucible/synthesis/reaction_filter.hpp"

using namespace crucible;
using synthesis::JudgedReaction;

namespace {

transforms::TransformLibrary opened_library() {
    const std::string ctl = std::string(TESTS_DIR) + "/../share/crucible/transforms";
    return transforms::TransformLibrary::open({ctl}, transforms::Vocabulary::open(ctl));
}

std::vector<JudgedReaction> ruled(const transforms::TransformLibrary& library, const char* smiles,
                                  std::size_t most, std::uint64_t seed = 1) {
    RandomStream random(seed, StreamId::negatives);
    return synthesis::ruled_reactions(smiles, library, {.most_of_each = most}, random);
}

}  // namespace

TEST_CASE("Written rules say which precursors give a molecule and which do not") {
    const auto library = opened_library();
    // 4-nitrobromobenzene: bromination para to a nitro group is what the rules kill
    const auto all = ruled(library, "Brc1ccc([N+](=O)[O-])cc1", 100);
    std::set<std::vector<std::string>> good, bad;
    for (const JudgedReaction& j : all) {
        CHECK(j.product == chem::canonical_smiles("Brc1ccc([N+](=O)[O-])cc1"));
        CHECK(j.is_good() == (j.kind == JudgedReaction::Kind::ruled));
        (j.is_good() ? good : bad).insert(j.precursors);
    }
    CHECK(!good.empty());
    const auto holds = [](const auto& sets, const char* smiles) {
        return std::ranges::any_of(sets, [&](const auto& set) {
            return std::ranges::find(set, chem::canonical_smiles(smiles)) != set.end();
        });
    };
    CHECK(holds(bad, "O=[N+]([O-])c1ccccc1"));
    CHECK(!holds(good, "O=[N+]([O-])c1ccccc1"));
    // no set is allowed by one rule and killed by another
    for (const auto& set : bad) CHECK(!good.contains(set));
}

TEST_CASE("As many as are asked for, by distinct rules, the same for the same stream") {
    const auto library = opened_library();
    const char* amide = "CC(=O)Nc1ccc(OCC)cc1";
    const auto some = ruled(library, amide, 2);
    CHECK(std::ranges::count(some, JudgedReaction::Kind::ruled, &JudgedReaction::kind) == 2);
    CHECK(std::ranges::count(some, JudgedReaction::Kind::killed, &JudgedReaction::kind) <= 2);
    const auto again = ruled(library, amide, 2);
    REQUIRE(again.size() == some.size());
    for (std::size_t i = 0; i < some.size(); ++i) CHECK(again[i].precursors == some[i].precursors);
    CHECK(ruled(library, amide, 0).empty());
}
