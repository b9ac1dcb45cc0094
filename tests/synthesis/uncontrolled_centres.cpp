// Stereocentres that a step sets and no precursor has.

#include "crucible/synthesis/uncontrolled_centres.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>

#include "crucible/base/files.hpp"
#include "crucible/chem/molecule.hpp"
#include "crucible/synthesis/protections.hpp"
#include "crucible/synthesis/score.hpp"
#include "crucible/synthesis/search.hpp"
#include "crucible/synthesis/transform_moves.hpp"
#include "toy_chemistry.hpp"

using namespace crucible;
using namespace crucible::synthesis;
using namespace crucible::synthesis::toy;

namespace {

constexpr const char* alcohol = "C[C@H](O)c1ccccc1";  // (R or S)-1-phenylethanol

/// From acetophenone, atom for atom.
Move reduction() {
    Move m = move_to({"CC(=O)c1ccccc1"}, 0.5, 7);
    m.origins = {{0, 1, 2, 3, 4, 5, 6, 7, 8}};
    return m;
}

bool says_uncontrolled(const Move& m) {
    return std::ranges::any_of(
        m.warnings, [](const std::string& w) { return w.starts_with(uncontrolled_words); });
}

std::unique_ptr<TransformMoves> shipped_moves() {
    const std::string folder = std::string(TESTS_DIR) + "/../share/crucible/transforms";
    auto library = std::make_shared<const transforms::TransformLibrary>(
        transforms::TransformLibrary::open({folder}, transforms::Vocabulary::open(folder)));
    const std::string groups = folder + "/protecting-groups.tsv";
    return std::make_unique<TransformMoves>(
        library,
        transforms::ProtectingGroups::parse(read_file(groups), groups, library->vocabulary()),
        TransformMoveSettings{});
}

const Move* move_of_rule(const std::vector<Move>& all, std::int64_t transform) {
    const auto at = std::ranges::find(all, first_transform_rule + transform, &Move::rule);
    return at == all.end() ? nullptr : &*at;
}

/// Another source of the same acetophenone, that does not say what sets the centre.
class Learned final : public MoveSource {
public:
    std::vector<std::vector<Move>> moves(std::span<const std::string> molecules) override {
        return {molecules.size(), std::vector{reduction()}};
    }
    RuleCard rule(std::int64_t) const override { return {"learned", "", "", 0}; }
    bool has_rule(std::int64_t rule) const override { return rule == 7; }
    std::string describe() const override { return "learned"; }
};

}  // namespace

TEST_SUITE("synthesis: uncontrolled centres") {
    TEST_CASE("told centres are read off a SMILES") {
        CHECK(told_centres(alcohol) == std::vector{1});
        CHECK(told_centres("ClC[C@@H](Br)[13CH2][C@](F)(N)c1c[nH]cc1") == std::vector{2, 5});
        CHECK(told_centres("C/C=C/C(Cl)Br").empty());
        CHECK(told_centres("").empty());
    }

    TEST_CASE("a centre from nothing is told, one that a precursor has or the rule sets is not") {
        Move m = reduction();
        mark_uncontrolled_centres(alcohol, m);
        CHECK(m.uncontrolled == std::vector{1});
        REQUIRE(m.warnings.size() == 1);
        CHECK(m.warnings[0] ==
              "stereocentre not controlled: atom 1 of the product is set, no precursor has it");
        mark_uncontrolled_centres(alcohol, m);  // once
        CHECK(m.warnings.size() == 1);
        Move named = reduction();
        named.controlled = {1};
        mark_uncontrolled_centres(alcohol, named);
        CHECK(named.uncontrolled.empty());
        CHECK(named.warnings.empty());
        Move hydrolysis = move_to({"CC(=O)O[C@H](C)c1ccccc1"}, 1);
        hydrolysis.origins = {{-1, -1, -1, 2, 1, 0, 3, 4, 5, 6, 7, 8}};
        mark_uncontrolled_centres(alcohol, hydrolysis);
        CHECK(hydrolysis.uncontrolled.empty());
        Move flat = reduction();
        mark_uncontrolled_centres("CC(O)c1ccccc1", flat);
        CHECK(flat.uncontrolled.empty());
    }

    TEST_CASE("without origins centres are counted") {
        Move m = reduction();
        m.origins.clear();
        mark_uncontrolled_centres(alcohol, m);
        CHECK(m.uncontrolled == std::vector{-1});
        CHECK(m.warnings.at(0) ==
              "stereocentre not controlled: 1 of the product is set, no precursor has it");
        Move kept = move_to({"CC(=O)O[C@H](C)c1ccccc1"}, 1);
        mark_uncontrolled_centres(alcohol, kept);
        CHECK(kept.uncontrolled.empty());
    }

    TEST_CASE("a route with such a step has half of its yield, and says how many") {
        RouteNode route;
        route.smiles = alcohol;
        route.has_move = true;
        route.move = reduction();
        RouteNode ketone;
        ketone.smiles = route.move.precursors[0];
        ketone.in_stock = true;
        route.children = {ketone};
        const Stock stock = Stock::of({ketone.smiles});
        const RouteScore before = score_route(route, stock, {});
        CHECK(before.uncontrolled == 0);
        mark_uncontrolled_centres(alcohol, route.move);
        const RouteScore after = score_route(route, stock, {});
        CHECK(after.uncontrolled == 1);
        CHECK(after.score == doctest::Approx(before.score / 2));
        CHECK(after.cost == doctest::Approx(before.cost * 2));
        CHECK(score_route(route, stock, {.uncontrolled_share = 1}).score == before.score);
    }

    TEST_CASE("under a protecting group the place of a centre is not told any more") {
        Move m = reduction();
        mark_uncontrolled_centres(alcohol, m);
        forget_places_of_centres(m);
        CHECK(m.uncontrolled == std::vector{-1});
        CHECK(m.warnings.at(0).find("atom") == std::string::npos);
    }

    TEST_CASE("a search marks its moves, and takes the way with control first") {
        TableSource source({{alcohol, {reduction(), [] {
                                           Move m = move_to({"OCC"}, 0.3, 8);
                                           m.origins = {{2, 1, 0}};
                                           m.controlled = {1};
                                           return m;
                                       }()}}});
        SearchSettings s;
        s.algorithm = Algorithm::retro_star;
        s.iterations = 10;
        const SearchResult r =
            search_routes(alcohol, source, Stock::of({"CC(=O)c1ccccc1", "OCC"}), s, quiet());
        REQUIRE(r.routes.size() == 2);
        CHECK(r.routes[0].root.move.rule == 8);  // 0.3 against half of 0.5
        CHECK(r.routes[0].score.uncontrolled == 0);
        CHECK(r.routes[1].score.uncontrolled == 1);
        CHECK(says_uncontrolled(r.routes[1].root.move));
    }

    TEST_CASE("transforms that name what sets a centre control it, others do not") {
        const auto source = shipped_moves();
        const std::string phenylethanol = chem::canonical_smiles(alcohol);
        const auto all = marked_moves(*source, std::vector{phenylethanol}).front();
        const Move* cbs = move_of_rule(all, 1104);
        REQUIRE(cbs);
        CHECK(cbs->controlled.size() == 1);
        CHECK_FALSE(says_uncontrolled(*cbs));
        const Move* grignard = move_of_rule(all, 502);
        REQUIRE(grignard);
        CHECK(says_uncontrolled(*grignard));
        // The auxiliary of Evans decides where it has a configuration itself.
        const std::string evans =
            chem::canonical_smiles("CC(C)[C@H]1COC(=O)N1C(=O)[C@@H](C)[C@@H](O)c1ccccc1");
        const auto aldols = marked_moves(*source, std::vector{evans}).front();
        const Move* aldol = move_of_rule(aldols, 511);
        REQUIRE(aldol);
        CHECK(aldol->uncontrolled.empty());
        const std::string epoxy = chem::canonical_smiles("CCC[C@@H]1O[C@H]1CO");
        const auto epoxides = marked_moves(*source, std::vector{epoxy}).front();
        const Move* sharpless = move_of_rule(epoxides, 1013);
        REQUIRE(sharpless);
        CHECK(sharpless->uncontrolled.empty());
    }

    TEST_CASE("of a learned and a written way to the same precursors the one with control counts") {
        MergedMoves both(std::make_unique<Learned>(), shipped_moves());
        const auto all = marked_moves(both, std::vector{chem::canonical_smiles(alcohol)}).front();
        const auto ketone = std::ranges::find_if(all, [](const Move& m) {
            return m.precursors == std::vector<std::string>{"CC(=O)c1ccccc1"};
        });
        REQUIRE(ketone != all.end());
        CHECK(ketone->rule == first_transform_rule + 1104);
        CHECK(ketone->uncontrolled.empty());
        CHECK(ketone->prior > 0.25);  // with the half of the learned one
    }

    TEST_CASE("sources know which rules they have") {
        MergedMoves both(std::make_unique<Learned>(), shipped_moves());
        CHECK(both.has_rule(7));
        CHECK_FALSE(both.has_rule(8));
        CHECK(both.has_rule(first_transform_rule + 1104));
        CHECK_FALSE(both.has_rule(99999999));
    }
}
