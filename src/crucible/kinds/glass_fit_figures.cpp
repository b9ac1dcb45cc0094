// Figures of glass.fit: data with their models, and the way there.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/kinds/glass_page.hpp"
#include "crucible/report/typography.hpp"

namespace crucible {
namespace {

using report::marked;

/// The rows of one data set in fits.csv.
struct FittedSet {
    std::string name, quantity, x_name, x_unit;
    std::vector<double> x, target, model;
};
std::vector<FittedSet> fitted_sets(const RunData& run, const RunStep& step) {
    const Table t = run.table(step, "fits");
    std::vector<FittedSet> out;
    if (t.rows() == 0) return out;
    const auto& set = column_of(t, "set").texts;
    const auto &x = column_of(t, "x").numbers, &target = column_of(t, "target").numbers,
               &model = column_of(t, "model").numbers;
    for (std::size_t i = 0; i < set.size(); ++i) {
        if (out.empty() || out.back().name != set[i])
            out.push_back({set[i],
                           column_of(t, "quantity").texts[i],
                           column_of(t, "x_name").texts[i],
                           column_of(t, "x_unit").texts[i],
                           {},
                           {},
                           {}});
        out.back().x.push_back(x[i]), out.back().target.push_back(target[i]);
        out.back().model.push_back(model[i]);
    }
    return out;
}

report::Panel fit_panel(const RunData& run, const GlassArm& arm, const FittedSet& s) {
    report::FitPlot plot;
    plot.x = {"*" + marked(s.x_name) + "*", s.x_unit, report::Scale::linear, {}, {}};
    plot.y = {marked(s.quantity), "", report::Scale::linear, {}, {}};
    plot.at = s.x, plot.target = s.target, plot.model = s.model;
    plot.hue = arm.hue;
    plot.target_name = "data", plot.model_name = marked(arm.name);
    if (const Row* r = run.row(arm.step->name + ".r2." + s.name); r && r->value)
        plot.r2 = *r->value;
    return {plot, marked(s.name), report::Width::half, 0};
}

bool drawable(const FittedSet& s) { return s.x.size() >= 4; }

/// Every so many lines of history are drawn; history.csv has all.
constexpr std::size_t history_stride = 4;

/// One series per replica against moves.
report::Panel replica_lines(const Table& t, const std::string& column, const report::Axis& y,
                            report::Hue hue, const std::string& title) {
    report::LinePlot plot;
    plot.x = {"moves", "", report::Scale::linear, {}, {}};
    plot.y = y;
    const auto& replica = column_of(t, "replica").numbers;
    const auto& moves = column_of(t, "moves").numbers;
    const auto& values = column_of(t, column).numbers;
    for (std::size_t i = 0; i < replica.size(); ++i) {
        if (i == 0 || replica[i] != replica[i - 1]) {
            plot.series.emplace_back();
            plot.series.back().hue = hue;
        }
        if (plot.series.back().x.size() > 2 && i % history_stride && i + 1 < replica.size() &&
            replica[i + 1] == replica[i])
            continue;
        plot.series.back().x.push_back(moves[i] / 1e6);
        plot.series.back().y.push_back(values[i]);
    }
    plot.x.name = "moves (10⁶)";
    return {plot, title, report::Width::half, 0};
}

bool any_number(const Column* c) {
    return c && std::any_of(c->numbers.begin(), c->numbers.end(),
                            [](double v) { return std::isfinite(v); });
}

}  // namespace

std::vector<GlassArm> glass_arms(const RunData& run) {
    constexpr report::Hue data_only[] = {report::Hue::s2, report::Hue::s5, report::Hue::s7};
    constexpr report::Hue energetic[] = {report::Hue::s3, report::Hue::s1, report::Hue::s6,
                                         report::Hue::s4};
    std::size_t plain = 0, energy = 0;
    std::vector<GlassArm> out;
    for (const RunStep& s : run.steps) {
        if (s.use != "glass.fit" || s.state != "done") continue;
        GlassArm a;
        a.name = s.name, a.step = &s;
        a.with_energy = run.row(s.name + ".energy") != nullptr;
        a.hue = a.with_energy
                    ? (energy < std::size(energetic) ? energetic[energy++] : report::Hue::grey)
                    : (plain < std::size(data_only) ? data_only[plain++] : report::Hue::grey);
        out.push_back(a);
        if (!a.with_energy) continue;
        GlassArm control = a;
        control.name += "-control", control.is_control = true, control.hue = report::Hue::grey;
        out.push_back(control);
    }
    return out;
}

report::Panel first_fit_panel(const RunData& run, const GlassArm& arm) {
    const auto sets = fitted_sets(run, *arm.step);
    for (const FittedSet& s : sets)
        if (drawable(s)) return fit_panel(run, arm, s);
    throw InconsistentError("E-report-figure", "no data set has enough points to draw", "");
}

report::Figure fit_figure(const RunData& run, const GlassArm& arm) {
    report::Figure f;
    f.id = "fit-" + arm.name;
    f.title = fmt::format("Data and model: {}.", marked(arm.name));
    const Row* n = run.row(arm.step->name + ".replicas");
    f.caption = fmt::format(
        "Open dots are the data, the line is the mean of {} replica{}; below, data minus model.",
        report::fixed(n && n->value ? *n->value : 1, 0),
        n && n->value && *n->value == 1 ? "" : "s");
    double worst = 1;
    for (const FittedSet& s : fitted_sets(run, *arm.step)) {
        if (const Row* r = run.row(arm.step->name + ".r2." + s.name); r && r->value)
            worst = std::min(worst, *r->value);
        if (drawable(s)) f.panels.push_back(fit_panel(run, arm, s));
    }
    f.description = fmt::format("{} data sets; the worst R squared is {}.", f.panels.size(),
                                number_text(worst, 4));
    return f;
}

report::Table data_table(const RunData& run, const std::vector<GlassArm>& arms) {
    report::Table t;
    t.title = "*R*² of every data set.";
    t.caption =
        "Mean over replicas. A control went the same way without data; sets that a fit was not "
        "given are not shown for it.";
    t.columns = {{"fit", "", report::Style::text, 0}};
    std::vector<std::string> sets;
    for (const GlassArm& a : arms)
        for (const FittedSet& s : fitted_sets(run, *a.step))
            if (std::find(sets.begin(), sets.end(), s.name) == sets.end()) sets.push_back(s.name);
    for (const std::string& s : sets)
        t.columns.push_back({marked(s), "", report::Style::number, 4});
    for (const GlassArm& a : arms) {
        report::Row row;
        row.cells.emplace_back(a.name);
        row.swatch = a.hue;
        for (const std::string& s : sets) {
            const Row* r = run.row(a.step->name + (a.is_control ? ".r2-control." : ".r2.") + s);
            if (r && r->value)
                row.cells.emplace_back(*r->value);
            else
                row.cells.emplace_back(report::Absent{"not given"});
        }
        t.rows.push_back(std::move(row));
    }
    return t;
}

report::Figure history_figure(const RunData& run, const GlassArm& arm) {
    const Table t = run.table(*arm.step, "history");
    report::Figure f;
    f.id = "way-" + arm.name;
    f.title = fmt::format("The way of each replica: {}.", marked(arm.name));
    f.caption = "One line per replica. Misfit is the squared difference over the squared data.";
    if (any_number(t.find("energy")))
        f.panels.push_back(replica_lines(
            t, "energy", {"*E*", "eV/atom", report::Scale::linear, {}, {}}, arm.hue, "Energy"));
    for (const FittedSet& s : fitted_sets(run, *arm.step)) {
        if (f.panels.size() == 2) break;
        f.panels.push_back(replica_lines(t, "delta2 " + s.name,
                                         {"misfit", "", report::Scale::log10, {}, {}}, arm.hue,
                                         marked(s.name)));
    }
    f.description = fmt::format("{} lines of history.", t.rows());
    return f;
}

}  // namespace crucible
