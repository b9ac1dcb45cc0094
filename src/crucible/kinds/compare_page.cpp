// The report of synthesis.compare: for each molecule all systems side by side.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "crucible/base/files.hpp"
#include "crucible/data/json.hpp"
#include "crucible/kinds/planning_systems.hpp"
#include "crucible/kinds/route_figure.hpp"
#include "crucible/kinds/run_data.hpp"
#include "crucible/report/typography.hpp"
#include "crucible/synthesis/route_json.hpp"
#include "crucible/synthesis/score.hpp"

namespace crucible {
namespace {

using report::marked;

/// Molecules on one page; more are in the files.
constexpr std::size_t most_compared = 6;

/// Rows of a table that speak of one molecule.
std::vector<std::size_t> rows_of(const Table& t, const std::string& target) {
    std::vector<std::size_t> out;
    const auto& all = column_of(t, "target").texts;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i] == target) out.push_back(i);
    return out;
}

report::Table systems_table(const Table& t, const std::vector<std::size_t>& rows) {
    using report::Style;
    report::Table out;
    out.title = "What each system found.";
    out.caption =
        "Of the best route: reactions, the longest line of them, cost (1 per bought molecule and "
        "reaction, over yields), and the reaction that ends it. Asked: molecules for which the "
        "system looked for moves. Systems rank by their own priors, so that cost and length "
        "compare them, scores do not; the CSV file has both, and why each search ended.";
    out.columns = {{"system", "", Style::text, 0},       {"year", "", Style::code, 0},
                   {"in stock", "", Style::text, 0},     {"reactions", "", Style::number, 0},
                   {"longest", "", Style::number, 0},    {"cost", "", Style::number, 2},
                   {"asked", "", Style::number, 0},      {"time", "s", Style::number, 2},
                   {"last reaction", "", Style::text, 0}};
    for (const std::size_t i : rows) {
        const auto number = [&](const char* name) { return column_of(t, name).numbers[i]; };
        const auto text = [&](const char* name) { return column_of(t, name).texts[i]; };
        const bool any = std::isfinite(number("steps"));
        const auto of_route = [&](auto value) {
            report::Cell cell = report::Absent{"no route"};
            if (any) cell = value;
            return cell;
        };
        report::Row row;
        row.cells = {text("system"), fmt::format("{:.0f}", number("year")),
                     of_route(text("solved"))};
        for (const char* name : {"steps", "longest", "cost"})
            row.cells.push_back(of_route(number(name)));
        for (const char* name : {"calls", "time"}) row.cells.emplace_back(number(name));
        row.cells.push_back(of_route(text("last reaction")));
        out.rows.push_back(std::move(row));
    }
    return out;
}

/// The best route of each system that has one; what others found, too, is drawn once.
struct BestRoutes {
    std::vector<std::string> systems;   ///< in the order of their years
    std::vector<const Value*> routes;   ///< distinct
    std::vector<std::string> found_by;  ///< of each distinct route
};

BestRoutes best_routes(const Value& document, const std::string& target) {
    BestRoutes out;
    std::map<std::string, std::size_t> place;
    for (const Value& route : document.list) {
        const std::string& system = route["system"].text;
        if (route["smiles"].text != target || route["rank"].integer != 1) continue;
        if (route["children"].list.empty()) continue;
        out.systems.push_back(system);
        // what a route consists of, whatever rules and priors say of it
        const std::string key = synthesis::route_text(synthesis::route_of(route, "routes.json"));
        const auto [at, is_new] = place.try_emplace(key, out.routes.size());
        if (is_new) {
            out.routes.push_back(&route);
            out.found_by.push_back(system);
        } else {
            out.found_by[at->second] += ", " + system;
        }
    }
    return out;
}

/// One bar for each system that has a route, in the order of their years.
report::Panel bars(const Table& t, const std::vector<std::size_t>& rows, const char* column,
                   const report::Axis& axis, const std::string& title) {
    report::BarPlot plot;
    plot.category = "system";
    plot.value = axis;
    plot.order = report::BarPlot::Order::as_given;
    for (const std::size_t i : rows) {
        const double value = column_of(t, column).numbers[i];
        if (!std::isfinite(value)) continue;
        const bool is_made = column_of(t, "solved").texts[i] == "yes";
        plot.bars.push_back({column_of(t, "system").texts[i],
                             is_made ? report::Hue::s1 : report::Hue::grey,
                             value,
                             {},
                             {}});
    }
    return {std::move(plot), title, report::Width::half, 0};
}

report::Figure numbers_figure(const Table& t, const std::vector<std::size_t>& rows,
                              const std::string& id) {
    report::Figure f;
    f.id = id;
    f.title = "The systems in numbers.";
    f.caption =
        "In the order of their years. Grey: the best route does not end in the stock. A system "
        "without any route has no cost and no reactions.";
    f.description =
        fmt::format("Cost, reactions, molecules asked about and time of {} systems.", rows.size());
    f.panels.push_back(bars(t, rows, "cost", {"cost", "", {}, 0, {}}, "Cost of the best route"));
    f.panels.push_back(bars(t, rows, "steps", {"reactions", "", {}, 0, {}}, "Reactions of it"));
    f.panels.push_back(bars(t, rows, "calls", {"molecules", "", {}, 0, {}}, "Asked about"));
    f.panels.push_back(bars(t, rows, "time", {"time", "s", {}, 0, {}}, "Time of the search"));
    return f;
}

report::Figure distance_figure(const Table& t, const std::vector<std::size_t>& rows,
                               const std::vector<std::string>& systems, const std::string& id) {
    report::HeatMap map;
    map.x_name = map.y_name = "best route of";
    map.columns = map.rows = systems;
    map.n_x = map.n_y = systems.size();
    map.values.assign(systems.size() * systems.size(), 0);
    map.quantity = "distance of routes";
    map.low = 0, map.high = 1;
    const auto place = [&](const std::string& name) {
        return static_cast<std::size_t>(std::ranges::find(systems, name) - systems.begin());
    };
    double sum = 0;
    for (const std::size_t i : rows) {
        const std::size_t a = place(column_of(t, "system").texts[i]),
                          b = place(column_of(t, "other system").texts[i]);
        const double d = column_of(t, "distance").numbers[i];
        map.values[a * map.n_x + b] = map.values[b * map.n_x + a] = d;
        sum += d;
    }
    report::Figure f;
    f.id = id;
    f.title = "Which systems agree.";
    f.caption =
        "Edits that make one best route of the other, over the nodes of both: 0 for the same "
        "route, 1 for routes with nothing but the target in common.";
    f.description = fmt::format("{} systems have a route; their mean distance is {:.2f}.",
                                systems.size(), sum / static_cast<double>(rows.size()));
    f.panels.push_back({std::move(map), "", report::Width::full, 0});
    return f;
}

/// The one from the stock that costs least, or the first where none is from the stock.
std::size_t cheapest_route(const BestRoutes& best) {
    std::size_t out = 0;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < best.routes.size(); ++k) {
        const double cost = (*best.routes[k])["scores"]["cost"].real();
        if ((*best.routes[k])["is_solved"].integer != 0 && cost < least) least = cost, out = k;
    }
    return out;
}

report::Figure system_figure(const RunStep& step, const std::string& target, std::size_t number,
                             const BestRoutes& best, std::size_t k) {
    const std::string first = best.found_by[k].substr(0, best.found_by[k].find(','));
    report::Figure f = route_figure(
        *best.routes[k], fmt::format("{}-{}-{}", step.name, number + 1, first),
        fmt::format("To {}: the best route of {}.", marked(target), marked(best.found_by[k])));
    f.caption.clear();
    if (const PlanningSystem* system = planning_system(first))
        f.caption = marked(std::string(system->sentence)) + ". ";
    return f;
}

void add_target(const RunStep& step, const std::string& name, const std::string& target,
                std::size_t number, const Value& document, const Table& systems,
                const Table& distances, report::Page& page) {
    const BestRoutes best = best_routes(document, target);
    report::Group group{name, {}};
    const auto rows = rows_of(systems, target);
    group.items.emplace_back(systems_table(systems, rows));
    group.items.emplace_back(
        numbers_figure(systems, rows, fmt::format("{}-{}-numbers", step.name, number + 1)));
    if (best.systems.size() > 2)
        group.items.emplace_back(
            distance_figure(distances, rows_of(distances, target), best.systems,
                            fmt::format("{}-{}-agreement", step.name, number + 1)));
    const std::size_t cheapest = cheapest_route(best);
    for (std::size_t k = 0; k < best.routes.size(); ++k) {
        report::Figure f = system_figure(step, target, number, best, k);
        if (!page.hero && k == cheapest) {
            f.caption +=
                "Arrows point to what is made; numbers count steps backwards from the target. "
                "Frames: black the target, green in stock, dashed made on the way, red not in "
                "stock. Shaded bonds change in the step that makes the molecule.";
            page.hero = std::move(f);
            continue;
        }
        f.caption += "Frames and numbers as in the first tree.";
        group.items.emplace_back(std::move(f));
    }
    page.groups.push_back(std::move(group));
}

}  // namespace

void fill_compare_page(const RunData& run, const RunStep& step, report::Page& page) {
    const auto file = run.file(step, "routes");
    const Value document = parse_json(read_file(file), file.string());
    const Table systems = run.table(step, "systems"), distances = run.table(step, "distances");
    std::vector<std::string> targets;
    for (const std::string& t : column_of(systems, "target").texts)
        if (std::ranges::find(targets, t) == targets.end()) targets.push_back(t);
    for (std::size_t k = 0; k < std::min(targets.size(), most_compared); ++k)
        add_target(step, targets.size() == 1 ? "Systems" : fmt::format("Molecule {}", k + 1),
                   targets[k], k, document, systems, distances, page);
    const auto& solved = column_of(systems, "solved").texts;
    const auto found = std::ranges::count(solved, "yes");
    if (page.headline == marked(page.study_name))
        page.headline =
            targets.size() == 1
                ? fmt::format("{} of {} systems have a route from the stock", found, solved.size())
                : fmt::format("{} of {} plans end in the stock, {} molecules by {} systems each",
                              found, solved.size(), targets.size(),
                              solved.size() / std::max<std::size_t>(1, targets.size()));
    page.lede += fmt::format(
        "{}Every system plans with the same stock and the same limits; what a "
        "mode leaves out of its model stands in docs/systems.md.",
        page.lede.empty() ? "" : " ");
}

}  // namespace crucible
