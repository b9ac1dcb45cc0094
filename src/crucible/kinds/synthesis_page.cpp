// The report of plans: the best routes of every target as trees, and how many were found.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "crucible/base/files.hpp"
#include "crucible/data/json.hpp"
#include "crucible/kinds/plan_figures.hpp"
#include "crucible/kinds/route_figure.hpp"
#include "crucible/kinds/run_data.hpp"
#include "crucible/report/typography.hpp"

namespace crucible {
namespace {

using report::marked;

/// Trees on one page: of the first targets, and of each of them.
constexpr std::size_t most_targets = 12, most_routes_of_target = 3;

struct PlannedRoutes {
    std::string target, name;
    std::vector<const Value*> routes;  ///< best first
};

std::vector<PlannedRoutes> by_target(const Value& document) {
    std::vector<PlannedRoutes> all;
    for (const Value& route : document.list) {
        const std::string& target = route["smiles"].text;
        if (all.empty() || all.back().target != target)
            all.push_back({target, route["name"].text, {}});
        all.back().routes.push_back(&route);
    }
    return all;
}

/// Below all trees but the first, whose caption says more.
constexpr const char* frame_words = "Frames and numbers as in the first tree.";

std::string plan_answer(double asked, double solved) {
    if (asked == 1)
        return solved > 0 ? "There is a route from the stock" : "No route from the stock was found";
    return fmt::format("{:.0f} of {:.0f} molecules have a route from the stock", solved, asked);
}

/// Says how many of the best routes have a step that the filter finds unlikely: they are there
/// because a search was widened, or was told to let such steps in.
std::string doubt_words(const Table& routes) {
    int doubted = 0, targets = 0;
    for (std::size_t i = 0; i < routes.rows(); ++i) {
        if (column_of(routes, "rank").numbers[i] != 1) continue;
        ++targets;
        if (column_of(routes, "solved").texts[i] == "yes" &&
            column_of(routes, "confidence").numbers[i] < 0.5)
            ++doubted;
    }
    if (doubted == 0) return "";
    return targets == 1 ? "The filter doubts a step of the best route. "
                        : fmt::format("The filter doubts a step of the best route of {} of {}. ",
                                      doubted, targets);
}

/// Says how many of the best routes leave a stereocentre to chance.
std::string chance_words(const Table& routes) {
    int left = 0, targets = 0;
    for (std::size_t i = 0; i < routes.rows(); ++i) {
        if (column_of(routes, "rank").numbers[i] != 1) continue;
        ++targets;
        left += column_of(routes, "uncontrolled centres").numbers[i] > 0;
    }
    if (left == 0) return "";
    return targets == 1
               ? "The best route sets a stereocentre that no precursor has, and does not say how. "
               : fmt::format(
                     "The best route of {} of {} sets a stereocentre that no precursor "
                     "has, and does not say how. ",
                     left, targets);
}

/// "Route 2 to name (SMILES)"; one whose starting materials are not all in stock is called so.
std::string route_words(std::string_view word, std::size_t number, const PlannedRoutes& of) {
    const bool is_solved = (*of.routes[number - 1])["is_solved"].integer != 0;
    const std::string whole(word == "Route" && !is_solved ? "Incomplete route" : word);
    return of.name.empty()
               ? fmt::format("{} {} to {}", whole, number, marked(of.target))
               : fmt::format("{} {} to {} ({})", whole, number, marked(of.name), marked(of.target));
}

/// What a page of paper says of a route below its title.
std::vector<std::string> sheet_lines(const Value& v) {
    const Value& s = v["scores"];
    const auto number = [&](const char* name) { return report::significant(s[name].real(), 3); };
    const std::int64_t centres = s["uncontrolled"].integer;
    return {
        fmt::format("{} reaction{}, {} in a line; {} of {} starting materials in stock{}",
                    s["steps"].integer, s["steps"].integer == 1 ? "" : "s", s["longest"].integer,
                    s["leaves_in_stock"].integer, s["leaves"].integer,
                    centres > 0 ? fmt::format("; {} stereocentre{} not controlled", centres,
                                              centres == 1 ? "" : "s")
                                : ""),
        fmt::format("score {}, cost {}, product of priors {}, least feasibility {}, convergence {}",
                    number("score"), number("cost"), number("probability"), number("confidence"),
                    number("convergence"))};
}

void add_paper(const RunData& run, const RunStep& step, const std::vector<PlannedRoutes>& targets,
               report::Page& page) {
    report::Document paper;
    paper.name = step.name + "-routes";
    paper.title = "The best routes, one to a page";
    for (std::size_t t = 0; t < std::min(targets.size(), most_targets); ++t)
        for (std::size_t k = 0; k < std::min(targets[t].routes.size(), most_routes_of_target);
             ++k) {
            const Value& v = *targets[t].routes[k];
            report::Sheet sheet;
            sheet.title = route_words("Route", k + 1, targets[t]);
            sheet.lines = sheet_lines(v);
            sheet.tree = route_tree(v);
            sheet.footer = fmt::format(
                "Proposed by a model, not tried. Black: target; green: in stock; dashed: made; "
                "red: "
                "not in stock; shaded: bonds that change. {} · {}-{}",
                marked(run.plan["program"].text), t + 1, k + 1);
            paper.sheets.push_back(std::move(sheet));
        }
    if (!paper.sheets.empty()) page.documents.push_back(std::move(paper));
}

/// `word`: what one of them is called.
void add_routes(const RunStep& step, const std::vector<PlannedRoutes>& targets, const char* word,
                report::Page& page) {
    report::Group group{std::string(word) + "s", {}};
    const std::size_t each = targets.size() == 1   ? 2 * most_routes_of_target
                             : targets.size() <= 4 ? most_routes_of_target
                                                   : 1;
    for (std::size_t t = 0; t < std::min(targets.size(), most_targets); ++t)
        for (std::size_t k = 0; k < std::min(targets[t].routes.size(), each); ++k) {
            const std::string id = fmt::format("{}-route-{}-{}", step.name, t + 1, k + 1);
            report::Figure f =
                route_figure(*targets[t].routes[k], id, route_words(word, k + 1, targets[t]) + ".");
            if (!group.items.empty() || page.hero) f.caption = frame_words;
            if (!page.hero)
                page.hero = std::move(f);
            else
                group.items.emplace_back(std::move(f));
        }
    if (!group.items.empty()) page.groups.push_back(std::move(group));
}

void add_key_numbers(const RunData& run, const RunStep& step, const Table& routes,
                     report::Page& page) {
    const auto give = [&](const char* row, const std::string& label, const std::string& unit,
                          const std::string& source) {
        const Row* r = run.row(step.name + "." + row);
        if (r == nullptr || !r->value) return;
        report::KeyNumber k;
        k.label = label, k.value = *r->value, k.unit = unit, k.source = source;
        if (k.value == std::floor(k.value))  // a count: all of its digits and none behind the point
            k.digits = static_cast<int>(std::to_string(std::llround(k.value)).size());
        page.key_numbers.push_back(std::move(k));
    };
    const Row* asked = run.row(step.name + ".targets");
    if (asked && asked->value && *asked->value > 1)
        give("solved", "Targets with a route", fmt::format("of {:.0f}", *asked->value),
             "all leaves in stock");
    else
        give("routes.1", "Routes from the stock", fmt::format("of {} kept", routes.rows()),
             "all leaves in stock");
    if (asked && asked->value && *asked->value == 1) {
        give("steps.1", "Reactions of the best", "", "best by score");
        give("cost.1", "Cost of the best", "", "1 per molecule and reaction, over yields");
    }
    give("calls", "Molecules asked about", "", "calls of the model, all targets");
}

void add_plan(const RunData& run, const RunStep& step, report::Page& page) {
    const Value document =
        parse_json(read_file(run.file(step, "routes")), run.file(step, "routes").string());
    const auto targets = by_target(document);
    const Table routes = run.table(step, "table");
    const bool is_answer = !page.hero;  // of the first plan, where nothing else answered
    if (is_answer) add_key_numbers(run, step, routes, page);
    add_routes(step, targets, "Route", page);
    report::Group choice{"Choice", {}};
    if (routes.rows() > 1) choice.items.emplace_back(pareto_figure(routes, step.name + "-pareto"));
    if (routes.rows() > 1) choice.items.emplace_back(clusters_table(routes));
    choice.items.emplace_back(targets_table(routes, run.table(step, "searches")));
    page.groups.push_back(std::move(choice));
    report::Group work{"Work", {}};
    if (const Table moves = run.table(step, "moves"); moves.rows() > 0)
        work.items.emplace_back(
            moves_table(moves, targets.size() == 1 ? 2 * most_routes_of_target : 1));
    if (run.has(step, "shopping"))
        if (const Table shopping = run.table(step, "shopping"); shopping.rows() > 0)
            work.items.emplace_back(shopping_table(shopping));
    if (!work.items.empty()) page.groups.push_back(std::move(work));
    add_paper(run, step, targets, page);
    const Row* asked = run.row(step.name + ".targets");
    const Row* solved = run.row(step.name + ".solved");
    if (!asked || !solved || !asked->value || !solved->value) return;
    if (is_answer) page.headline = plan_answer(*asked->value, *solved->value);
    page.lede += fmt::format(
        "{}{}{}Routes are proposals of a model; templates, priors and precedents stand beside each "
        "step.",
        page.lede.empty() ? "" : " ", doubt_words(routes), chance_words(routes));
}

void add_review(const RunData& run, const RunStep& step, report::Page& page) {
    const auto file = run.file(step, "routes");
    const Value document = parse_json(read_file(file), file.string());
    add_routes(step, by_target(document), "Move", page);
    report::Group all{"All moves", {}};
    all.items.emplace_back(review_table(run.table(step, "moves")));
    page.groups.push_back(std::move(all));
    const Row* moves = run.row(step.name + ".moves");
    if (page.headline == marked(page.study_name) && moves && moves->value)
        page.headline = fmt::format("{:.0f} move{} by rules that may be taken", *moves->value,
                                    *moves->value == 1 ? "" : "s");
}

void add_strategic_bonds(const RunData& run, const RunStep& step, report::Page& page) {
    const Table bonds = run.table(step, "bonds");
    const auto& target = column_of(bonds, "target").texts;
    const auto& strategic = column_of(bonds, "strategic").texts;
    const auto &one = column_of(bonds, "atom").numbers,
               &two = column_of(bonds, "other atom").numbers;
    std::vector<synthesis::Route> molecules;
    for (std::size_t i = 0; i < target.size(); ++i) {
        if (molecules.empty() || molecules.back().root.smiles != target[i]) {
            molecules.emplace_back();
            molecules.back().root.smiles = target[i];
        }
        if (strategic[i] == "yes")
            molecules.back().root.move.bonds.emplace_back(static_cast<int>(one[i]),
                                                          static_cast<int>(two[i]));
    }
    report::Group group{"Strategic bonds", {}};
    for (std::size_t k = 0; k < std::min(molecules.size(), most_targets); ++k) {
        report::Figure f =
            route_figure(molecules[k], {}, fmt::format("{}-{}", step.name, k + 1),
                         fmt::format("Strategic bonds of {}.", marked(molecules[k].root.smiles)));
        f.caption = "Shaded: bonds that pass all rules; the table says which each passes.";
        f.description = fmt::format("{} bonds are shaded.", molecules[k].root.move.bonds.size());
        if (!page.hero)
            page.hero = std::move(f);
        else
            group.items.emplace_back(std::move(f));
    }
    if (!group.items.empty()) page.groups.push_back(std::move(group));
}

/// What a study of models comes to where no plan answers; "" for other steps.
std::string model_answer(const RunData& run, const RunStep& step) {
    const auto percent = [&](const char* row) -> std::string {
        const Row* r = run.row(step.name + "." + row);
        return r && r->value ? fmt::format("{:.0f} %", 100 * *r->value) : std::string();
    };
    const std::string first = percent("top-1"), ten = percent("top-10"), area = percent("area");
    if (step.use == "synthesis.one-step" && !first.empty() && !ten.empty())
        return fmt::format("Recorded reactants come first for {}, among ten for {}", first, ten);
    if (step.use == "synthesis.train-filter" && !area.empty())
        return fmt::format("A recorded reaction scores above an unrecorded one in {} of pairs",
                           area);
    return "";
}

}  // namespace

void fill_synthesis_page(const RunData& run, report::Page& page) {
    for (const RunStep& s : run.steps)
        if (s.state == "done") {
            if (s.use == "synthesis.plan") add_plan(run, s, page);
            if (s.use == "synthesis.compare") fill_compare_page(run, s, page);
            if (s.use == "synthesis.review") add_review(run, s, page);
            if (s.use == "synthesis.strategic-bonds") add_strategic_bonds(run, s, page);
        }
    for (const RunStep& s : run.steps)
        if (page.headline == marked(page.study_name) && s.state == "done")
            if (const std::string answer = model_answer(run, s); !answer.empty())
                page.headline = answer;
}

}  // namespace crucible
