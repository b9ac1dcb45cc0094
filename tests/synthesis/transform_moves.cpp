#include "crucible/synthesis/transform_moves.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "crucible/base/files.hpp"
#include "crucible/synthesis/search.hpp"
#include "toy_chemistry.hpp"

using namespace crucible;
using namespace crucible::synthesis;

namespace {

std::shared_ptr<const transforms::TransformLibrary> shipped_library() {
    static const std::string folder = std::string(TESTS_DIR) + "/../share/crucible/transforms";
    static const auto all = std::make_shared<const transforms::TransformLibrary>(
        transforms::TransformLibrary::open({folder}, transforms::Vocabulary::open(folder)));
    return all;
}

transforms::ProtectingGroups shipped_groups() {
    const std::string file =
        std::string(TESTS_DIR) + "/../share/crucible/transforms/protecting-groups.tsv";
    return transforms::ProtectingGroups::parse(read_file(file), file,
                                               shipped_library()->vocabulary());
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
    TransformMoves source(shipped_library(), shipped_groups(), {});
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
    CHECK(source.rule(best.rule).name == "N-acetylation by anhydride");
    CHECK(!source.rule(best.rule).smarts.empty());
}

TEST_CASE("Answers do not depend on threads or on what is asked together") {
    TransformMoves one(shipped_library(), shipped_groups(), {}),
        three(shipped_library(), shipped_groups(), {.threads = 3});
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
                     std::make_unique<TransformMoves>(shipped_library(), shipped_groups(),
                                                      TransformMoveSettings{}));
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

TEST_CASE("sulfanilamide is made of acetanilide by written rules, its amine under acetyl") {
    TransformMoves source(shipped_library(), shipped_groups(), {});
    const std::string acetanilide = chem::canonical_smiles("CC(=O)Nc1ccccc1");
    SearchSettings s;
    s.algorithm = Algorithm::retro_star;
    s.iterations = 100;
    s.constraints.start = acetanilide;
    const SearchResult r = search_routes(chem::canonical_smiles("Nc1ccc(S(N)(=O)=O)cc1"), source,
                                         Stock::of({"N", acetanilide}), s, toy::quiet());
    REQUIRE(!r.routes.empty());
    CHECK(r.routes[0].score.solved);
    bool has_removal = false;
    for (const RouteNode* n = &r.routes[0].root; n->has_move; n = &n->children.front()) {
        const std::string name = source.rule(n->move.rule).name;
        has_removal = has_removal || name == "take off acetamide (Ac)";
    }
    CHECK(has_removal);
}
