// Predictions and basins of polymorphs in the report.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "crucible/base/text.hpp"
#include "crucible/kinds/run_data.hpp"
#include "crucible/report/typography.hpp"

namespace crucible {
namespace {

using report::marked;

constexpr std::size_t parity_points = 600, basin_rows_shown = 20;

report::Panel parity_panel(const Table& parity) {
    report::ParityPlot plot;
    plot.quantity = "*H*", plot.unit = "kcal/mol";
    plot.reference_name = "relaxed", plot.value_name = "predicted";
    plot.groups.resize(2);
    plot.groups[0].name = "learned from", plot.groups[0].hue = report::Hue::grey;
    plot.groups[1].name = "held out", plot.groups[1].hue = report::Hue::s1;
    const auto& part = column_of(parity, "part").texts;
    const auto &truth = column_of(parity, "enthalpy").numbers,
               &got = column_of(parity, "predicted").numbers;
    for (std::size_t g = 0; g < 2; ++g) {
        std::vector<std::size_t> rows;
        for (std::size_t i = 0; i < part.size(); ++i)
            if ((part[i] == "held out") == (g == 1)) rows.push_back(i);
        const std::size_t stride = (rows.size() + parity_points - 1) / parity_points;
        for (std::size_t k = 0; k < rows.size(); k += stride) {
            plot.groups[g].reference.push_back(truth[rows[k]]);
            plot.groups[g].value.push_back(got[rows[k]]);
        }
    }
    return {plot, "Prediction and relaxation", report::Width::half, 0};
}

report::Panel learning_panel(const Table& learning) {
    report::LinePlot plot;
    plot.x = {"samples learned from", "", report::Scale::log10, {}, {}};
    plot.y = {"error", "kcal/mol", report::Scale::linear, 0, {}};
    report::Series s;
    s.x = column_of(learning, "samples").numbers, s.y = column_of(learning, "rmse").numbers;
    s.error = column_of(learning, "spread").numbers, s.mark = report::Mark::line_and_dots;
    plot.series.push_back(std::move(s));
    return {plot, "Learning curve", report::Width::half, 240};
}

report::Figure prediction_figure(const RunData& run, const RunStep& step) {
    const auto value = [&](const char* id) {
        const Row* r = run.row(step.name + "." + id);
        return r && r->value ? *r->value : 0.0;
    };
    report::Figure f;
    f.id = step.name + "-parity";
    f.title = "Enthalpies from structures alone.";
    f.caption = fmt::format(
        "**a** Sparse kernel ridge regression of SOAP vectors, per formula unit; held out: *R*² "
        "{}, "
        "error {} kcal mol⁻¹ (root mean square). **b** Error on what is held out against samples, "
        "mean and standard deviation of random parts.",
        report::significant(value("r2"), 3), report::significant(value("rmse"), 3));
    f.description = fmt::format("R2 {:.3f} and root mean squared error {:.2f} kcal/mol.",
                                value("r2"), value("rmse"));
    f.panels = {parity_panel(run.table(step, "parity")),
                learning_panel(run.table(step, "learning"))};
    return f;
}

report::Table prediction_table(const Table& t) {
    report::Table out;
    out.title = "Known phases: what the model says of them.";
    out.caption =
        "Predicted from the structure, with the calibrated error of the committee; "
        "entropies in *k*B relative to the phase that was found most often.";
    out.columns = {{"phase", "", report::Style::text, 0},
                   {"found", "", report::Style::text, 0},
                   {"*H*", "kcal/mol", report::Style::number, 2},
                   {"predicted", "kcal/mol", report::Style::number, 2},
                   {"error", "kcal/mol", report::Style::number, 2},
                   {"*s*", "kB", report::Style::signed_number, 2},
                   {"predicted *s*", "kB", report::Style::signed_number, 2},
                   {"error of *s*", "kB", report::Style::number, 2}};
    const auto cell = [](const Column& c, std::size_t i) -> report::Cell {
        if (c.kind == Column::Kind::text) return c.texts[i];
        return report::number_cell(c.numbers[i]);
    };
    for (std::size_t i = 0; i < t.rows(); ++i) {
        report::Row row;
        for (const char* name : {"label", "found", "enthalpy", "predicted", "error", "entropy",
                                 "predicted_entropy", "entropy_error"})
            row.cells.push_back(cell(column_of(t, name), i));
        out.rows.push_back(std::move(row));
    }
    return out;
}

report::Panel entropy_panel(const Table& basins) {
    report::LinePlot plot;
    plot.x = {"*H*", "kcal/mol", report::Scale::linear, {}, {}};
    plot.y = {"*s*", "kB", report::Scale::linear, {}, {}};
    report::Series s;
    s.mark = report::Mark::dots;
    const auto &h = column_of(basins, "enthalpy").numbers,
               &x = column_of(basins, "entropy").numbers,
               &error = column_of(basins, "error").numbers,
               &found = column_of(basins, "found").numbers,
               &component = column_of(basins, "component").numbers;
    for (std::size_t i = 0; i < h.size(); ++i) {
        if (found[i] < 3 || component[i] != component[0]) continue;
        s.x.push_back(h[i]), s.y.push_back(x[i]), s.error.push_back(error[i]);
    }
    if (s.x.empty()) s.x = {h.at(0)}, s.y = {x.at(0)}, s.error = {error.at(0)};
    plot.series.push_back(std::move(s));
    return {plot, "Entropy and enthalpy", report::Width::half, 0};
}

report::Panel counts_panel(const Table& basins) {
    report::DistributionPlot plot;
    plot.x = {"times found", "", report::Scale::log10, {}, {}};
    plot.values = column_of(basins, "found").numbers;
    plot.item = "phase";
    return {plot, "How often phases were found", report::Width::half, 0};
}

report::Panel comparison_panel(const Table& t) {
    report::ParityPlot plot;
    plot.quantity = "entropy", plot.unit = "kB";
    plot.reference_name = "thermal", plot.value_name = "basin";
    report::ParityPlot::Group g;
    g.reference = column_of(t, "known").numbers, g.value = column_of(t, "entropy").numbers;
    g.error = column_of(t, "error").numbers, g.point_names = column_of(t, "label").texts;
    for (std::vector<double>* v : {&g.reference, &g.value}) {
        const double middle =
            std::accumulate(v->begin(), v->end(), 0.0) / static_cast<double>(v->size());
        for (double& x : *v) x -= middle;
    }
    for (std::string& name : g.point_names) name = marked(name);
    plot.groups.push_back(std::move(g));
    return {plot, "Beside entropies of the crystals", report::Width::half, 0};
}

report::Figure basin_figure(const RunData& run, const RunStep& step) {
    const auto value = [&](const char* id) {
        const Row* r = run.row(step.name + "." + id);
        return r && r->value ? *r->value : 0.0;
    };
    const Table basins = run.table(step, "basins"), comparison = run.table(step, "comparison");
    report::Figure f;
    f.id = step.name + "-basins";
    f.title = "How wide the basins are.";
    f.caption = fmt::format(
        "**a** Entropy *s* of each basin that was found three times or more, per formula unit, "
        "relative to the one found most often; lines are one standard error. **b** Phases by how "
        "often they were found. That *s* does not depend on the size of the cell: *χ*² {} for {} "
        "degrees of freedom.",
        report::significant(value("chi2"), 3), report::significant(value("freedom"), 3));
    f.panels = {entropy_panel(basins), counts_panel(basins)};
    if (comparison.rows() >= 3) {
        f.caption += fmt::format(
            " **c** Beside (*H* − *G*)/*T*, both less their means: correlation {}, {} after *aH* "
            "with *a* = {} *k*B mol kcal⁻¹ is taken off.",
            report::significant(value("correlation"), 2),
            report::significant(value("corrected-correlation"), 2),
            report::significant(value("slope"), 2));
        f.panels.push_back(comparison_panel(comparison));
    }
    f.description = fmt::format("{} basins; chi squared {:.3g} for {:.3g} degrees of freedom.",
                                basins.rows(), value("chi2"), value("freedom"));
    return f;
}

report::Table basin_rows(const Table& b, const RunStep& step) {
    report::Table t;
    t.title = "Basins of the phases with the lowest enthalpies.";
    t.caption = fmt::format(
        "*s* from how often searches ended in each phase, with and without the orbit factor; sets "
        "are phases that counts compare with each other. `steps/{}/out/basins.csv` has all.",
        step.name);
    t.columns = {{"phase", "", report::Style::text, 0},
                 {"space group", "", report::Style::space_group, 0},
                 {"set", "", report::Style::number, 0},
                 {"found", "", report::Style::number, 0},
                 {"*s*", "kB", report::Style::signed_number, 3},
                 {"error", "kB", report::Style::number, 3},
                 {"*s*, orbits", "kB", report::Style::signed_number, 3},
                 {"error", "kB", report::Style::number, 3}};
    const auto number = [&](const char* name, std::size_t i) {
        return report::number_cell(column_of(b, name).numbers[i]);
    };
    for (std::size_t i = 0; i < std::min(b.rows(), basin_rows_shown); ++i)
        t.rows.push_back(
            {{column_of(b, "label").texts[i], column_of(b, "space_group").texts[i],
              number("component", i), number("found", i), number("entropy", i), number("error", i),
              number("orbit_entropy", i), number("orbit_error", i)},
             {},
             ""});
    return t;
}

}  // namespace

bool fill_polymorphs_basin_page(const RunData& run, const RunStep& step, report::Page& page) {
    if (step.use == "polymorphs.predict") {
        report::Group g{marked(capitalised(step.name)), {prediction_figure(run, step)}};
        if (const Table t = run.table(step, "predictions"); t.rows() > 0)
            g.items.push_back(prediction_table(t));
        page.groups.push_back(std::move(g));
    } else if (step.use == "polymorphs.basins") {
        page.groups.push_back(
            {marked(capitalised(step.name)),
             {basin_figure(run, step), basin_rows(run.table(step, "basins"), step)}});
    } else {
        return false;
    }
    return true;
}

}  // namespace crucible
