#include "crucible/kinds/plan_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "crucible/kinds/run_data.hpp"
#include "crucible/report/typography.hpp"

namespace crucible {
namespace {

using report::marked;

/// Rows of a table of the page; the CSV file has all.
constexpr std::size_t most_shown = 40;

report::LinePlot route_dots(const Table& t, const char* x, const report::Axis& axis) {
    const auto& xs = column_of(t, x).numbers;
    const auto& cost = column_of(t, "cost").numbers;
    const auto& front = column_of(t, "Pareto").texts;
    report::LinePlot plot;
    plot.x = axis;
    plot.y = {"cost", "", report::Scale::linear, {}, {}};
    report::Series grey, best;
    grey.name = "beaten by another", grey.hue = report::Hue::grey;
    best.name = "not beaten", best.hue = report::Hue::s1;
    grey.mark = best.mark = report::Mark::dots;
    grey.weight = report::Weight::context;
    for (std::size_t i = 0; i < xs.size(); ++i) {
        if (axis.scale == report::Scale::log10 && !(xs[i] > 0)) continue;
        report::Series& s = front[i] == "yes" ? best : grey;
        s.x.push_back(xs[i]), s.y.push_back(cost[i]);
    }
    for (report::Series* s : {&grey, &best})
        if (!s->x.empty()) plot.series.push_back(std::move(*s));
    return plot;
}

report::Cell cell_of(const Column& c, std::size_t row) {
    if (c.kind == Column::Kind::text) {
        if (c.texts[row].empty()) return report::Absent{"not known"};
        return c.texts[row];
    }
    if (!std::isfinite(c.numbers[row])) return report::Absent{"not known"};
    return c.numbers[row];
}

/// A column of the page: which of the table, under which name, how.
struct Shown {
    const char* from;
    const char* name;
    report::Style style = report::Style::text;
    int decimals = 0;
};

void show_rows(const Table& t, std::span<const Shown> shown, const std::vector<std::size_t>& rows,
               report::Table& out) {
    for (const Shown& s : shown)
        out.columns.push_back({s.name, column_of(t, s.from).unit, s.style, s.decimals});
    for (const std::size_t i : rows) {
        if (out.rows.size() == most_shown) break;
        report::Row row;
        for (const Shown& s : shown) row.cells.push_back(cell_of(column_of(t, s.from), i));
        out.rows.push_back(std::move(row));
    }
    if (rows.size() > out.rows.size())
        out.caption += fmt::format(" The first {} of {} rows; the CSV file has all.",
                                   out.rows.size(), rows.size());
}

/// Rows of the best route of each target, by its SMILES.
std::map<std::string, std::size_t> best_rows(const Table& routes) {
    std::map<std::string, std::size_t> out;
    const auto& target = column_of(routes, "target").texts;
    for (std::size_t i = 0; i < target.size(); ++i) out.try_emplace(target[i], i);
    return out;
}

}  // namespace

report::Figure pareto_figure(const Table& routes, const std::string& id) {
    report::Figure f;
    f.id = id;
    f.title = "Which routes to compare.";
    f.caption =
        "One dot per route of every target. Cost: 1 per bought molecule and reaction, 10 for what "
        "is not in stock, over a yield of each step; product of priors: how probable the model "
        "finds all steps together. Grey: another route of the same target is as good in cost, "
        "steps, priors and convergence, and better in one.";
    const auto& front = column_of(routes, "Pareto").texts;
    f.description = fmt::format("{} of {} routes are not beaten by another one of their target.",
                                std::count(front.begin(), front.end(), "yes"), front.size());
    f.panels.push_back(
        {route_dots(routes, "steps", {"reactions", "", report::Scale::linear, {}, {}}),
         "Cost by length", report::Width::half, 0});
    f.panels.push_back(
        {route_dots(routes, "P_tot", {"product of priors", "", report::Scale::log10, {}, {}}),
         "Cost by probability", report::Width::half, 0});
    return f;
}

report::Table targets_table(const Table& routes, const Table& searches) {
    using report::Style;
    report::Table out;
    out.title = "Targets and their searches.";
    out.caption =
        "Routes: those from the stock; steps and cost are of the best one, or of the best "
        "incomplete "
        "one where there is none. Asked: molecules that the model was "
        "asked about; refused: moves that the filter or a constraint refused.";
    out.columns = {{"target", "", Style::code, 0},   {"in stock", "", Style::text, 0},
                   {"routes", "", Style::number, 0}, {"incomplete", "", Style::number, 0},
                   {"steps", "", Style::number, 0},  {"cost", "", Style::number, 2},
                   {"asked", "", Style::number, 0},  {"refused", "", Style::number, 0},
                   {"time", "s", Style::number, 1}};
    const auto best = best_rows(routes);
    const auto& target = column_of(searches, "target").texts;
    for (std::size_t i = 0; i < std::min(target.size(), most_shown); ++i) {
        const auto at = best.find(target[i]);
        report::Row row;
        row.cells = {target[i]};
        if (at == best.end()) {
            for (int k = 0; k < 5; ++k) row.cells.emplace_back(report::Absent{"no route"});
        } else {
            const auto number = [&](const char* name) {
                return column_of(routes, name).numbers[at->second];
            };
            row.cells.emplace_back(
                column_of(routes, "solved").texts[at->second] == "yes"
                    ? std::string("all")
                    : fmt::format("{:.0f} of {:.0f}", number("in stock"), number("leaves")));
            for (const char* name : {"routes", "incomplete routes"})
                row.cells.push_back(cell_of(column_of(searches, name), i));
            for (const char* name : {"steps", "cost"}) row.cells.emplace_back(number(name));
        }
        for (const char* name : {"calls", "moves refused", "time"})
            row.cells.push_back(cell_of(column_of(searches, name), i));
        out.rows.push_back(std::move(row));
    }
    return out;
}

report::Table clusters_table(const Table& routes) {
    using report::Style;
    report::Table out;
    out.title = "Groups of alike routes.";
    out.caption =
        "Routes of one target that differ little as trees, by average linkage; the best of each.";
    out.columns = {{"target", "", Style::code, 0},   {"group", "", Style::number, 0},
                   {"routes", "", Style::number, 0}, {"best rank", "", Style::number, 0},
                   {"steps", "", Style::number, 0},  {"cost", "", Style::number, 2}};
    const auto& target = column_of(routes, "target").texts;
    const auto& cluster = column_of(routes, "cluster").numbers;
    std::map<std::pair<std::string, double>, std::pair<std::size_t, int>> groups;
    std::vector<std::pair<std::string, double>> order;
    for (std::size_t i = 0; i < target.size(); ++i) {
        const auto [at, is_new] = groups.try_emplace({target[i], cluster[i]}, std::pair{i, 0});
        if (is_new) order.emplace_back(target[i], cluster[i]);
        ++at->second.second;
    }
    for (const auto& key : order) {
        if (out.rows.size() == most_shown) break;
        const auto& [first, count] = groups.at(key);
        report::Row row;
        row.cells = {key.first, key.second, static_cast<double>(count)};
        for (const char* name : {"rank", "steps", "cost"})
            row.cells.emplace_back(column_of(routes, name).numbers[first]);
        out.rows.push_back(std::move(row));
    }
    return out;
}

report::Table moves_table(const Table& moves, double most_routes) {
    using report::Style;
    report::Table out;
    out.title = "Reactions of the best routes.";
    out.caption =
        "Back: reactions from the target. Prior: probability of the rule for this product; "
        "feasibility: what the filter gives the reaction. As in: a record with the same rule.";
    std::vector<std::size_t> rows;
    const auto& rank = column_of(moves, "route").numbers;
    for (std::size_t i = 0; i < rank.size(); ++i)
        if (rank[i] <= most_routes) rows.push_back(i);
    std::vector<Shown> shown{{"route", "route", Style::number, 0},
                             {"depth", "back", Style::number, 0},
                             {"name", "kind", Style::text, 0},
                             {"prior", "prior", Style::number, 3},
                             {"feasibility", "feasibility", Style::number, 2},
                             {"precedent", "as in", Style::text, 0},
                             {"precursors", "from", Style::code, 0},
                             {"product", "to", Style::code, 0}};
    if (moves.find("reasons")) {
        shown.insert(shown.begin() + 3, {"reasons", "why", Style::text, 0});
        out.caption += " Why: what the strategies say for the move.";
    }
    if (moves.find("warnings")) shown.push_back({"warnings", "to be seen to", Style::text, 0});
    show_rows(moves, shown, rows, out);
    return out;
}

report::Table review_table(const Table& moves) {
    using report::Style;
    report::Table out;
    out.title = "Moves, ranked.";
    out.caption =
        "Cost: of the move and of the molecules that it leaves, by the formulas of the step. What "
        "a rule may not touch refuses it; such moves come last.";
    std::vector<std::size_t> rows(moves.rows());
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = i;
    constexpr Shown shown[] = {
        {"rank", "rank", Style::number, 0},           {"name", "reaction", Style::text, 0},
        {"precursors", "from", Style::code, 0},       {"cost", "cost", Style::number, 1},
        {"protection", "protect as", Style::text, 0}, {"warnings", "to be seen to", Style::text, 0},
        {"refused", "refused for", Style::text, 0},   {"conditions", "conditions", Style::text, 0}};
    show_rows(moves, shown, rows, out);
    return out;
}

report::Table shopping_table(const Table& shopping) {
    using report::Style;
    report::Table out;
    out.title = "What the best routes begin with.";
    out.caption =
        "Routes: in how many of the exported ones. Tier: 1 (small and often used) to 5, a guess "
        "from how often recorded reactions use it, never a price. Masses are in the CSV file.";
    std::vector<std::size_t> rows(shopping.rows());
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = i;
    constexpr Shown shown[] = {
        {"name", "name", Style::text, 0},       {"smiles", "molecule", Style::code, 0},
        {"routes", "routes", Style::number, 0}, {"in stock", "in stock", Style::text, 0},
        {"tier", "tier", Style::number, 0},     {"stock file", "stock file", Style::text, 0}};
    show_rows(shopping, shown, rows, out);
    return out;
}

}  // namespace crucible
