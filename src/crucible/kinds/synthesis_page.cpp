// The report of plans: the best routes of every target as trees, and how many were found.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "crucible/base/files.hpp"
#include "crucible/data/json.hpp"
#include "crucible/kinds/route_figure.hpp"
#include "crucible/kinds/run_data.hpp"
#include "crucible/report/typography.hpp"
#include "crucible/synthesis/route_json.hpp"

namespace crucible {
namespace {

/// Trees on one page: of the first targets, and of each of them.
constexpr std::size_t most_targets = 12, most_routes_of_target = 3;

struct PlannedRoutes {
    std::string target;
    std::vector<const Value*> routes;  ///< best first
};

std::vector<PlannedRoutes> by_target(const Value& document) {
    std::vector<PlannedRoutes> all;
    for (const Value& route : document.list) {
        const std::string& target = route["smiles"].text;
        if (all.empty() || all.back().target != target) all.push_back({target, {}});
        all.back().routes.push_back(&route);
    }
    return all;
}

void note_cards(const Value& molecule, std::map<std::int64_t, synthesis::RuleCard>& cards) {
    for (const Value& reaction : molecule["children"].list) {
        const Value& about = reaction["metadata"];
        cards[about["rule"].integer] = {about["name"].text, about["template"].text,
                                        about["precedent"].text, about["uses"].integer};
        for (const Value& reactant : reaction["children"].list) note_cards(reactant, cards);
    }
}

report::Figure tree_figure(const Value& v, const std::string& id, const std::string& title) {
    std::map<std::int64_t, synthesis::RuleCard> cards;
    note_cards(v, cards);
    synthesis::Route route;
    route.root = synthesis::route_of(v, "routes.json");
    const Value& scores = v["scores"];
    route.score.solved = v["is_solved"].integer != 0;
    route.score.steps = static_cast<int>(scores["steps"].real());
    route.score.cost = scores["cost"].real();
    route.score.probability = scores["probability"].real();
    route.score.score = scores["score"].real();
    return route_figure(
        route, [&](std::int64_t rule) { return cards[rule]; }, id, title);
}

void add_plan(const RunData& run, const RunStep& step, report::Page& page) {
    const Value document =
        parse_json(read_file(run.file(step, "routes")), run.file(step, "routes").string());
    const auto targets = by_target(document);
    const bool is_answer = !page.hero;  // of the first plan, where nothing else answered
    report::Group group{"Routes", {}};
    for (std::size_t t = 0; t < std::min(targets.size(), most_targets); ++t)
        for (std::size_t k = 0;
             k < std::min(targets[t].routes.size(),
                          targets.size() == 1 ? 2 * most_routes_of_target : most_routes_of_target);
             ++k) {
            const std::string id = fmt::format("{}-route-{}-{}", step.name, t + 1, k + 1);
            report::Figure f =
                tree_figure(*targets[t].routes[k], id,
                            fmt::format("Route {} to {}.", k + 1, targets[t].target));
            if (!page.hero)
                page.hero = std::move(f);
            else
                group.items.emplace_back(std::move(f));
        }
    if (!group.items.empty()) page.groups.push_back(std::move(group));
    const Row* asked = run.row(step.name + ".targets");
    const Row* solved = run.row(step.name + ".solved");
    if (!asked || !solved || !asked->value || !solved->value) return;
    if (is_answer)
        page.headline =
            *asked->value == 1
                ? (*solved->value > 0 ? std::string("There is a route from the stock")
                                      : std::string("No route from the stock was found"))
                : fmt::format("{:.0f} of {:.0f} molecules have a route from the stock",
                              *solved->value, *asked->value);
    page.lede += fmt::format(
        "{}Routes are proposals of a model; templates, priors and precedents stand beside each "
        "step.",
        page.lede.empty() ? "" : " ");
}

}  // namespace

void fill_synthesis_page(const RunData& run, report::Page& page) {
    for (const RunStep& s : run.steps)
        if (s.use == "synthesis.plan" && s.state == "done") add_plan(run, s, page);
}

}  // namespace crucible
