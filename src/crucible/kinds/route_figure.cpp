#include "crucible/kinds/route_figure.hpp"

#include <fmt/format.h>

#include <map>

#include "crucible/chem/depict.hpp"
#include "crucible/report/typography.hpp"
#include "crucible/synthesis/route_json.hpp"

namespace crucible {
namespace {

using report::TreePlot;
using synthesis::RouteNode;

constexpr double route_bond = 14.4;  // pt, as journals ask for

report::Sketch molecule_sketch(const RouteNode& node) {
    using Kind = report::Sketch::Shape::Kind;
    chem::DrawSettings settings{.width = 0, .height = 0, .bond_length = route_bond};
    settings.bonds = node.move.bonds;
    const chem::Drawing d = chem::draw(chem::Molecule::from_smiles(node.smiles), settings);
    report::Sketch sketch{d.width, d.height, {}};
    for (const chem::DrawnShape& s : d.shapes) {
        const bool is_mark = s.role == chem::DrawnShape::Role::mark;
        report::Sketch::Shape shape;
        shape.kind = s.kind == chem::DrawnShape::Kind::line   ? Kind::line
                     : s.kind == chem::DrawnShape::Kind::area ? Kind::area
                                                              : Kind::letter;
        shape.hue = is_mark ? report::Hue::s5 : report::Hue::ink;
        shape.opacity = is_mark ? 0.5 : 1;
        shape.points = s.points, shape.size = s.size, shape.letter = s.letter;
        sketch.shapes.push_back(std::move(shape));
    }
    return sketch;
}

std::vector<std::string> step_lines(const RouteNode& node, const RuleCards& rules) {
    if (!node.has_move) return {};
    const synthesis::RuleCard card = rules ? rules(node.move.rule) : synthesis::RuleCard{};
    std::vector<std::string> lines;
    lines.push_back(card.name.empty() ? fmt::format("rule {}", node.move.rule) : card.name);
    lines.push_back("prior " + report::significant(node.move.prior, 2));
    lines.push_back("feasibility " + report::significant(node.move.feasibility, 2));
    if (!card.precedent.empty()) lines.push_back("as in " + card.precedent);
    for (const std::string& why : node.move.reasons) lines.push_back("\n" + why);
    for (const std::string& w : node.move.warnings) lines.push_back("\n" + w);
    return lines;
}

void add_cards(const RouteNode& node, int parent, const RuleCards& rules, TreePlot& tree) {
    using State = TreePlot::Card::State;
    TreePlot::Card card;
    card.parent = parent;
    card.name = node.smiles;
    card.state = parent < 0      ? State::goal
                 : node.has_move ? State::between
                 : node.in_stock ? State::given
                                 : State::missing;
    if (!node.has_move && (parent >= 0 || node.in_stock))
        card.word = node.in_stock ? "in stock" : "not in stock";
    card.sketch = molecule_sketch(node);
    card.step = step_lines(node, rules);
    tree.cards.push_back(std::move(card));
    const int own = static_cast<int>(tree.cards.size()) - 1;
    for (const RouteNode& child : node.children) add_cards(child, own, rules, tree);
}

void note_cards(const Value& molecule, std::map<std::int64_t, synthesis::RuleCard>& cards) {
    for (const Value& reaction : molecule["children"].list) {
        const Value& about = reaction["metadata"];
        cards[about["rule"].integer] = {about["name"].text, about["template"].text,
                                        about["precedent"].text, about["uses"].integer};
        for (const Value& reactant : reaction["children"].list) note_cards(reactant, cards);
    }
}

/// A route of routes.json, with the cards of its rules.
struct ReadRoute {
    synthesis::Route route;
    std::map<std::int64_t, synthesis::RuleCard> cards;
};

ReadRoute read_route(const Value& v) {
    ReadRoute out;
    note_cards(v, out.cards);
    out.route.root = synthesis::route_of(v, "routes.json");
    const Value& scores = v["scores"];
    synthesis::RouteScore& s = out.route.score;
    s.solved = v["is_solved"].integer != 0;
    s.steps = static_cast<int>(scores["steps"].real());
    s.longest = static_cast<int>(scores["longest"].real());
    s.leaves = static_cast<int>(scores["leaves"].real());
    s.leaves_in_stock = static_cast<int>(scores["leaves_in_stock"].real());
    s.uncontrolled = static_cast<int>(scores["uncontrolled"].real(0));
    s.cost = scores["cost"].real();
    s.probability = scores["probability"].real();
    s.score = scores["score"].real();
    return out;
}

}  // namespace

report::TreePlot route_tree(const synthesis::Route& route, const RuleCards& rules) {
    TreePlot tree;
    add_cards(route.root, -1, rules, tree);
    return tree;
}

report::Figure route_figure(const synthesis::Route& route, const RuleCards& rules,
                            const std::string& id, const std::string& title) {
    const synthesis::RouteScore& s = route.score;
    report::Figure figure;
    figure.id = id;
    figure.title = title;
    figure.caption =
        "Arrows point to what is made; numbers count steps backwards from the target. Frames: "
        "black the target, green in stock, dashed made on the way, red not in stock. Shaded bonds "
        "change in the step that makes the molecule.";
    figure.description = fmt::format(
        "A route to {} in {} step{}, at most {} in a row; {} of {} leaves are in stock.",
        route.root.smiles, s.steps, s.steps == 1 ? "" : "s", s.longest, s.leaves_in_stock,
        s.leaves);
    figure.panels.push_back({route_tree(route, rules), "", report::Width::full, 0});
    return figure;
}

report::TreePlot route_tree(const Value& written) {
    ReadRoute r = read_route(written);
    return route_tree(r.route, [&](std::int64_t rule) { return r.cards[rule]; });
}

report::Figure route_figure(const Value& written, const std::string& id, const std::string& title) {
    ReadRoute r = read_route(written);
    return route_figure(
        r.route, [&](std::int64_t rule) { return r.cards[rule]; }, id, title);
}

}  // namespace crucible
