#include "crucible/synthesis/transform_moves.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

using namespace crucible;
using namespace crucible::synthesis;

namespace {

std::shared_ptr<const transforms::TransformLibrary> shipped_library() {
    static const std::string folder = std::string(TESTS_DIR) + "/../share/crucible/transforms";
    static const auto all = std::make_shared<const transforms::TransformLibrary>(
        transforms::TransformLibrary::open({folder}, transforms::Vocabulary::open(folder)));
    return all;
}

/// One move of each molecule, to itself without its last letter.
class OneMove final : public MoveSource {
public:
    std::vector<std::vector<Move>> moves(std::span<const std::string> molecules) override {
        std::vector<std::vector<Move>> out;
        for (const std::string& m : molecules) {
            Move move;
            move.precursors = {m.substr(0, m.size() - 1)};
            move.prior = 1;
            move.rule = 3;
            out.push_back({move});
        }
        return out;
    }
    RuleCard rule(std::int64_t) const override { return {"learned", "", "", 0}; }
    std::string describe() const override { return "one"; }
};

}  // namespace

TEST_CASE("Transforms are moves whose priors sum to one and whose atoms are known") {
    TransformMoves source(shipped_library(), {});
    const std::string molecule = chem::canonical_smiles("CC(=O)Nc1ccc(O)cc1");
    const auto all = source.moves(std::vector{molecule});
    REQUIRE(all.size() == 1);
    REQUIRE(all.front().size() > 3);
    double sum = 0;
    for (const Move& m : all.front()) {
        sum += m.prior;
        CHECK(m.origins.size() == m.precursors.size());
        CHECK(m.rule > first_transform_rule);
    }
    CHECK(sum == doctest::Approx(1));
    const Move& best = all.front().front();
    CHECK(best.bonds.size() == 1);
    CHECK(source.rule(best.rule).name == "N-ACETYLATION BY ANHYDRIDE");
    CHECK(!source.rule(best.rule).smarts.empty());
}

TEST_CASE("Answers do not depend on threads or on what is asked together") {
    TransformMoves one(shipped_library(), {}), three(shipped_library(), {.threads = 3});
    std::vector<std::string> molecules;
    for (const char* s : {"CCOC(=O)c1ccc(N)cc1", "CC(C)Cc1ccc(cc1)C(C)C(=O)O", "C=CCCO"})
        molecules.push_back(chem::canonical_smiles(s));
    const auto a = one.moves(molecules), b = three.moves(molecules);
    for (std::size_t i = 0; i < molecules.size(); ++i) {
        const auto alone = one.moves(std::vector{molecules[i]}).front();
        REQUIRE(a[i].size() == b[i].size());
        REQUIRE(a[i].size() == alone.size());
        for (std::size_t k = 0; k < a[i].size(); ++k) {
            CHECK(a[i][k].precursors == b[i][k].precursors);
            CHECK(a[i][k].prior == b[i][k].prior);
            CHECK(a[i][k].precursors == alone[k].precursors);
        }
    }
}

TEST_CASE("Two sources are merged: priors are halved, equal precursors add") {
    MergedMoves both(std::make_unique<OneMove>(),
                     std::make_unique<TransformMoves>(shipped_library(), TransformMoveSettings{}));
    const auto all = both.moves(std::vector<std::string>{"CCOC(C)=O"}).front();
    double sum = 0;
    for (const Move& m : all) sum += m.prior;
    CHECK(sum == doctest::Approx(1));
    CHECK(both.rule(3).name == "learned");
    MergedMoves twice(std::make_unique<OneMove>(), std::make_unique<OneMove>());
    const auto same = twice.moves(std::vector<std::string>{"CCO"}).front();
    REQUIRE(same.size() == 1);
    CHECK(same.front().prior == doctest::Approx(1));
}
