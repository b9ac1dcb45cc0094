#include "crucible/kinds/route_figure.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>

#include "crucible/report/page.hpp"
#include "crucible/report/sheet.hpp"
#include "tests/report/markup.hpp"

using namespace crucible;
using synthesis::RouteNode;

namespace {

/// Aspirin of salicylic acid and acetic anhydride, which is not in stock; the ester's bond changes.
synthesis::Route aspirin_route() {
    const RouteNode acid{"O=C(O)c1ccccc1O", true, false, {}, {}};
    const RouteNode anhydride{"CC(=O)OC(C)=O", false, false, {}, {}};
    synthesis::Route r;
    r.root = {"CC(=O)Oc1ccccc1C(=O)O",
              false,
              true,
              {{anhydride.smiles, acid.smiles}, 0.25, 0.8, 3, {{1, 3}}, {}},
              {anhydride, acid}};
    r.score.steps = r.score.longest = 1;
    r.score.leaves = 2, r.score.leaves_in_stock = 1;
    return r;
}

synthesis::RuleCard acylation(std::int64_t) { return {"O-acylation", "", "US123 <i>", 12}; }

/// A straight line of `steps` reactions; `n` leaves in the last.
synthesis::Route long_route(int steps) {
    RouteNode node{"CCO", true, false, {}, {}};
    for (int k = 0; k < steps; ++k) {
        const RouteNode water{"O", true, false, {}, {}};
        RouteNode above{"CC(C)(C)c1ccc(C(=O)NCCN2CCOCC2)cc1", false, true, {}, {node, water}};
        above.move.precursors = {node.smiles, "O"};
        node = std::move(above);
    }
    synthesis::Route r;
    r.root = std::move(node);
    return r;
}

std::size_t parts_in(const std::string& text, const std::string& part) {
    std::size_t n = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++n;
    return n;
}

}  // namespace

TEST_CASE("A route's tree has a card with a drawing for each molecule") {
    const report::TreePlot tree = route_tree(aspirin_route(), acylation);
    using State = report::TreePlot::Card::State;
    REQUIRE(tree.cards.size() == 3);
    CHECK(tree.cards[0].state == State::goal);
    CHECK(tree.cards[1].state == State::missing);
    CHECK(tree.cards[2].state == State::given);
    CHECK(tree.cards[1].word == "not in stock");
    CHECK(tree.cards[2].word == "in stock");
    for (const auto& card : tree.cards) CHECK(card.sketch.shapes.size() >= 3);
    // Bonds of benzene and its substituents: at least one stroke each.
    CHECK(tree.cards[2].sketch.shapes.size() >= 10);
    CHECK(tree.cards[0].step == std::vector<std::string>{"O-acylation", "prior 0.25",
                                                         "feasibility 0.80", "as in US123 <i>"});
}

TEST_CASE("Bonds that change are marked, on the molecule that is made and nowhere else") {
    const auto marks = [](const report::TreePlot::Card& card) {
        return std::count_if(card.sketch.shapes.begin(), card.sketch.shapes.end(),
                             [](const auto& s) { return s.hue == report::Hue::s5; });
    };
    const report::TreePlot tree = route_tree(aspirin_route(), acylation);
    CHECK(marks(tree.cards[0]) >= 1);
    CHECK(marks(tree.cards[1]) == 0);
    CHECK(marks(tree.cards[2]) == 0);
    synthesis::Route plain = aspirin_route();
    plain.root.move.bonds.clear();
    CHECK(marks(route_tree(plain, acylation).cards[0]) == 0);
}

TEST_CASE("The figure of a route is well-formed and tells what it shows") {
    const report::Figure f = route_figure(aspirin_route(), acylation, "route", "Route 1.");
    const std::string drawn = report::svg(f);
    const markup::Reader read(drawn, markup::Dialect::xml);
    CHECK(read.all("polyline").size() + read.all("path").size() >= 20);  // bonds of three molecules
    CHECK(drawn == report::svg(f));
    CHECK(f.description ==
          "A route to CC(=O)Oc1ccccc1C(=O)O in 1 step, at most 1 in a row; 1 of 2 leaves are in "
          "stock.");
    CHECK(parts_in(drawn, "not in stock") >= 1);
    const std::string table = report::csv(f);
    CHECK(table.find("CC(=O)OC(C)=O + O=C(O)c1ccccc1O") != std::string::npos);
}

TEST_CASE("Routes of any length fit on paper") {
    for (const int steps : {0, 1, 3, 6, 12, 30}) {
        CAPTURE(steps);
        report::Sheet sheet;
        sheet.title = "Route";
        sheet.lines = {"one", "two"};
        sheet.tree = route_tree(long_route(steps), acylation);
        sheet.footer = "Proposed";
        const std::string drawn = report::sheet_svg(sheet);
        const markup::Reader read(drawn, markup::Dialect::xml);
        CHECK(drawn == report::sheet_svg(sheet));
        const auto& box = read.elements().front().attributes.at("viewBox");
        double width = 0, height = 0;
        REQUIRE(std::sscanf(box.c_str(), "0 0 %lf %lf", &width, &height) == 2);
        CHECK(height / width == doctest::Approx(595.28 / 841.89).epsilon(0.001));
        CHECK(parts_in(drawn, "O-acylation") >= static_cast<std::size_t>(steps > 0 ? 1 : 0));
    }
}
