// What networks learned of slices, and which cores are alike.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "crucible/kinds/soil_figures.hpp"
#include "crucible/report/typography.hpp"

namespace crucible {
namespace {

/// Predicted against true, held-out slices filled and the others open; of the first target.
report::Panel parity_panel(const Table& t) {
    report::ParityPlot plot;
    plot.quantity = "class porosity";
    plot.reference_name = "true", plot.value_name = "predicted";
    const auto set = table_words(t, "set"), target = table_words(t, "target");
    const auto truth = table_numbers(t, "true"), predicted = table_numbers(t, "predicted");
    for (const bool is_test : {false, true}) {
        report::ParityPlot::Group g;
        g.name = is_test ? "held out" : "learned from";
        g.hue = is_test ? report::Hue::s2 : report::Hue::grey;
        g.seen =
            is_test ? report::ParityPlot::Group::Seen::no : report::ParityPlot::Group::Seen::yes;
        for (std::size_t i = 0; i < truth.size(); ++i)
            if (target[i] == target.front() && (set[i] == "test") == is_test)
                g.reference.push_back(truth[i]), g.value.push_back(predicted[i]);
        if (!g.value.empty()) plot.groups.push_back(std::move(g));
    }
    return {plot, "Predicted against true", report::Width::half, 0};
}

/// Errors epoch by epoch, at most six samples.
report::Panel history_panel(const Table& t) {
    report::LinePlot plot;
    plot.x = {"epoch", "", {}, {}, {}};
    plot.y = {"validation error / spread", "", report::Scale::log10, {}, {}};
    const auto sample = table_words(t, "sample");
    const auto epoch = table_numbers(t, "epoch"), error = table_numbers(t, "validation");
    std::map<std::string, report::Series> series;
    std::vector<std::string> order;
    for (std::size_t i = 0; i < std::min(epoch.size(), error.size()); ++i) {
        auto [it, is_new] = series.try_emplace(sample[i]);
        if (is_new) order.push_back(sample[i]);
        it->second.x.push_back(epoch[i]), it->second.y.push_back(error[i]);
    }
    for (std::size_t k = 0; k < std::min<std::size_t>(6, order.size()); ++k) {
        report::Series& s = series[order[k]];
        s.name = report::marked(order[k]), s.hue = report::series_hue(k);
        plot.series.push_back(std::move(s));
    }
    return {plot, "How they learned", report::Width::half, 0};
}

report::HeatMap matrix_map(const Table& t, double threshold) {
    report::HeatMap map;
    map.x_name = "core", map.y_name = "model";
    const auto models = table_words(t, "model");
    for (const Column& c : t.columns)
        if (c.kind == Column::Kind::number) map.columns.push_back(report::marked(c.name));
    map.n_x = map.columns.size(), map.n_y = models.size();
    map.values.resize(map.n_x * map.n_y);
    for (std::size_t j = 0; j < models.size(); ++j) {
        const std::size_t row = models.size() - 1 - j;  // row 0 of a heat map is at the bottom
        map.rows.insert(map.rows.begin(), report::marked(models[j]));
        std::size_t k = 0;
        for (const Column& c : t.columns)
            if (c.kind == Column::Kind::number) map.values[row * map.n_x + k++] = c.numbers[j];
    }
    map.quantity = "RMSE";
    map.threshold = threshold;
    return map;
}

}  // namespace

report::Figure training_figure(const RunData& run, const RunStep& step) {
    report::Figure f;
    f.id = "training-" + step.name;
    f.title = step.use == "soil.transfer" ? "Transfer: the dense layers alone learned again."
                                          : "What the networks learned.";
    f.panels = {parity_panel(run.table(step, "predictions")),
                history_panel(run.table(step, "history"))};
    const Value& p = step.plan["parameters"];
    f.caption = fmt::format(
        "Split by {}: {} **a** Root mean squared errors are in the table beside those of a "
        "constant, which is what an error must be judged by.",
        p["split"].text,
        p["split"].text == "block"
            ? "held-out slices lie together, away from those learned from."
            : "held-out slices lie between those learned from and are nearly copies of them.");
    const auto rmse = number_of(run, step.name + ".rmse");
    f.description = rmse ? fmt::format("Largest error on held-out slices: {:.4f}.", *rmse) : "";
    return f;
}

report::Figure matrix_figure(const RunData& run, const RunStep& step) {
    report::Figure f;
    f.id = "matrix-" + step.name;
    f.title = "Every model on every core.";
    const double threshold = step.plan["parameters"]["threshold"].real(0.04);
    f.panels.push_back(
        {matrix_map(run.table(step, "matrix"), threshold), "", report::Width::full, 0});
    f.caption = fmt::format(
        "Root mean squared error of a model on a core's slices; at most {:g} counts as a fit. "
        "Where porosity hardly varies along a core, a constant reaches that too: see pairs.csv.",
        threshold);
    const auto fits = number_of(run, step.name + ".fits");
    f.description = fits ? fmt::format("{:.0f} % of the pairs fit.", 100 * *fits) : "";
    return f;
}

report::Figure cover_figure(const RunData& run, const RunStep& step) {
    report::Figure f;
    f.id = "cover-" + step.name;
    f.title = "How few models serve all cores.";
    const Table t = run.table(step, "cover"), g = run.table(step, "groups");
    report::BarPlot bars;
    bars.category = "model";
    bars.value = {"cores served", "", {}, 0.0, {}};
    bars.order = report::BarPlot::Order::as_given;
    const auto way = table_words(t, "cover"), model = table_words(t, "model");
    const auto count = table_numbers(t, "count");
    for (std::size_t i = 0; i < way.size(); ++i)
        if (way[i] == "greedy")
            bars.bars.push_back({report::marked(model[i]), report::Hue::s1, count[i], {}, {}});
    if (!bars.bars.empty()) f.panels.push_back({bars, "One after another", report::Width::half, 0});
    report::LinePlot map;
    map.x = {"first coordinate", "", {}, {}, {}}, map.y = {"second coordinate", "", {}, {}, {}};
    const auto sample = table_words(g, "sample");
    const auto group = table_numbers(g, "group"), x = table_numbers(g, "x"),
               y = table_numbers(g, "y");
    for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i) {
        const auto k = static_cast<std::size_t>(std::max(1.0, group[i]));
        while (map.series.size() < k) {
            report::Series s;
            s.name = fmt::format("group {}", map.series.size() + 1);
            s.hue = report::series_hue(map.series.size()), s.mark = report::Mark::dots;
            map.series.push_back(std::move(s));
        }
        report::Series& s = map.series[k - 1];
        s.x.push_back(x[i]), s.y.push_back(y[i]);
        s.point_names.push_back(report::marked(sample[i]));
    }
    if (!map.series.empty()) f.panels.push_back({map, "Cores by likeness", report::Width::half, 0});
    f.caption =
        "**a** Each bar counts the cores that a model serves and none before it did. **b** Cores "
        "whose models serve each other lie close (classical scaling of the matrix).";
    f.description = fmt::format("{} models.", bars.bars.size());
    return f;
}

}  // namespace crucible
