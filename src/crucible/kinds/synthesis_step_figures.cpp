// Figures of the steps around plans: what a policy learned and knows, how far a filter's numbers
// can be taken as probabilities, searches side by side.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "crucible/base/error.hpp"
#include "crucible/kinds/run_data.hpp"
#include "crucible/report/typography.hpp"

namespace crucible {
namespace {

using report::marked;

const std::vector<double>& numbers_of(const Table& t, std::string_view name) {
    const Column* c = t.find(name);
    CRUCIBLE_ASSERT(c);
    return c->numbers;
}
const std::vector<std::string>& texts_of(const Table& t, std::string_view name) {
    const Column* c = t.find(name);
    CRUCIBLE_ASSERT(c);
    return c->texts;
}

report::Axis plain_axis(std::string name, std::optional<double> low = {},
                        std::optional<double> high = {}) {
    return {std::move(name), "", report::Scale::linear, low, high};
}

/// One line for each text of a column, in the order of their first rows.
std::vector<report::Series> series_by(const Table& t, std::string_view group, std::string_view x,
                                      std::string_view y) {
    std::vector<report::Series> out;
    std::map<std::string, std::size_t> places;
    const auto& groups = texts_of(t, group);
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const auto [at, is_new] = places.try_emplace(groups[i], out.size());
        if (is_new) {
            report::Series s;
            s.name = marked(groups[i]);
            s.hue = report::series_hue(out.size());
            s.mark = report::Mark::line_and_dots;
            out.push_back(std::move(s));
        }
        out[at->second].x.push_back(numbers_of(t, x)[i]);
        out[at->second].y.push_back(numbers_of(t, y)[i]);
    }
    return out;
}

report::Figure figure_of(const RunStep& step, const char* id, std::string title,
                         std::string caption, std::string description) {
    report::Figure f;
    f.id = step.name + "-" + id;
    f.title = std::move(title), f.caption = std::move(caption);
    f.description = std::move(description);
    return f;
}

report::Figure learning_figure(const RunStep& step, const Table& curve) {
    report::Figure f = figure_of(
        step, "learning", "Learning.",
        "Mean of −log *p* of the right template in each epoch, while weights moved and inputs were "
        "dropped: not what the finished policy would score.",
        fmt::format("{} epochs of all nets.", curve.rows()));
    report::LinePlot plot;
    plot.x = plain_axis("epoch"), plot.y = plain_axis("loss");
    plot.series = series_by(curve, "net", "epoch", "loss");
    f.panels.push_back({std::move(plot), "", report::Width::full, 0});
    return f;
}

/// Rows of "all" as bars, the classes as lines of k.
report::Figure accuracy_figure(const RunStep& step, const Table& t) {
    report::BarPlot bars;
    bars.category = "answers looked at";
    bars.value = plain_axis("share found", 0, 1);
    bars.order = report::BarPlot::Order::as_given;
    Table by_class = t;
    for (Column& c : by_class.columns) c.texts.clear(), c.numbers.clear();
    const auto& classes = texts_of(t, "class");
    for (std::size_t i = 0; i < classes.size(); ++i) {
        if (classes[i] == "all") {
            report::BarPlot::Bar b;
            b.name = fmt::format("top {:.0f}", numbers_of(t, "k")[i]);
            b.hue = report::Hue::s1;
            b.value = numbers_of(t, "accuracy")[i];
            bars.bars.push_back(std::move(b));
            continue;
        }
        for (std::size_t c = 0; c < t.columns.size(); ++c)
            if (t.columns[c].kind == Column::Kind::text)
                by_class.columns[c].texts.push_back(t.columns[c].texts[i]);
            else
                by_class.columns[c].numbers.push_back(t.columns[c].numbers[i]);
    }
    report::Figure f = figure_of(
        step, "accuracy", "Recorded reactants among the first answers.",
        "Share of held-out reactions whose recorded reactants, stereo included, are among so many "
        "answers of the model; answers that come to the same molecules count once.",
        bars.bars.empty() ? "No reaction was asked about."
                          : fmt::format("{:.1f} % first.", 100 * bars.bars.front().value));
    const std::set<std::string> distinct(texts_of(by_class, "class").begin(),
                                         texts_of(by_class, "class").end());
    const bool has_classes = distinct.size() > 1;  // one alone is all of them
    f.panels.push_back({std::move(bars), has_classes ? "All reactions" : "",
                        has_classes ? report::Width::half : report::Width::full, 0});
    if (has_classes) {
        report::LinePlot plot;
        plot.x = {"answers looked at", "", report::Scale::log10, {}, {}};
        plot.y = plain_axis("share found", 0, 1);
        plot.series = series_by(by_class, "class", "k", "accuracy");
        for (report::Series& s : plot.series) s.mark = report::Mark::line;
        f.panels.push_back({std::move(plot), "By class of reaction", report::Width::half, 0});
    }
    return f;
}

/// A panel for each direction: share of transforms found among the first k, a line per chooser.
report::Figure choosers_figure(const RunStep& step, const Table& ranks) {
    report::Figure f = figure_of(step, "ranks", "Choosing among written transforms.",
                                 "Share of held-out reactions whose transform is among the first k "
                                 "answers, told the product "
                                 "(retro) or the reactants (forward).",
                                 fmt::format("{} points of all choosers.", ranks.rows()));
    for (const std::string direction : {"retro", "forward"}) {
        Table some;
        std::vector<std::string> chooser;
        std::vector<double> k, share;
        const auto& names = texts_of(ranks, "chooser");
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (!names[i].starts_with(direction + " ")) continue;
            chooser.push_back(names[i].substr(direction.size() + 1));
            k.push_back(numbers_of(ranks, "k")[i]);
            share.push_back(numbers_of(ranks, "share")[i]);
        }
        some.add_texts("chooser") = std::move(chooser);
        some.add_numbers("k") = std::move(k);
        some.add_numbers("share") = std::move(share);
        report::LinePlot plot;
        plot.x = plain_axis("answers looked at"), plot.y = plain_axis("share found", 0, 1);
        plot.series = series_by(some, "chooser", "k", "share");
        f.panels.push_back({std::move(plot), capitalised(direction), report::Width::half, 0});
    }
    return f;
}

/// Of what the filter gave so much, how much was recorded; and how much it gave so much.
report::Figure calibration_figure(const RunStep& step, const Table& scores) {
    constexpr std::size_t bins = 10;
    std::array<double, bins> all{}, recorded{}, sum{};
    const auto& kind = texts_of(scores, "kind");
    const auto& p = numbers_of(scores, "probability");
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (!std::isfinite(p[i])) continue;
        const auto bin = std::min(bins - 1, static_cast<std::size_t>(std::max(0.0, p[i]) * bins));
        all[bin] += 1, sum[bin] += p[i], recorded[bin] += kind[i] == "recorded" ? 1 : 0;
    }
    report::LinePlot plot;
    plot.x = plain_axis("probability that the filter gives", 0, 1);
    plot.y = plain_axis("share recorded", 0, 1);
    report::Series diagonal, found;
    diagonal.name = "as it should be", diagonal.hue = report::Hue::grey;
    diagonal.weight = report::Weight::context;
    diagonal.x = {0, 1}, diagonal.y = {0, 1};
    found.name = "filter", found.hue = report::Hue::s1;
    found.mark = report::Mark::line_and_dots;
    for (std::size_t b = 0; b < bins; ++b) {
        if (all[b] == 0) continue;
        const double share = recorded[b] / all[b];
        found.x.push_back(sum[b] / all[b]), found.y.push_back(share);
        found.error.push_back(std::sqrt(std::max(share * (1 - share), 0.25 / all[b]) / all[b]));
    }
    report::BarPlot bars;
    bars.category = "probability", bars.value = plain_axis("held-out reactions", 0);
    bars.order = report::BarPlot::Order::as_given;
    for (std::size_t b = 0; b < bins; ++b)
        bars.bars.push_back({fmt::format("0.{} to {}.{}", b, (b + 1) / bins, (b + 1) % bins),
                             report::Hue::s1,
                             all[b],
                             {},
                             {}});
    report::Figure f = figure_of(
        step, "calibration", "How far the filter's numbers are probabilities.",
        "Held-out reactions in ten bins of the filter's answer: how many of a bin were recorded "
        "ones, among as many made-up ones as the test has. Bars: one standard error of the share.",
        fmt::format("{} held-out reactions.", p.size()));
    plot.series = {std::move(diagonal), std::move(found)};
    f.panels.push_back({std::move(plot), "Share recorded", report::Width::half, 0});
    f.panels.push_back({std::move(bars), "How many", report::Width::half, 0});
    return f;
}

/// Searches by what they solved and found again, one bar each.
report::Figure searches_figure(const RunStep& step, const Table& summary, const Table& searches) {
    const auto& names = texts_of(summary, "algorithm");
    const auto bars_of = [&](const char* column, std::optional<double> high) {
        report::BarPlot bars;
        bars.category = "search", bars.value = plain_axis(column, 0, high);
        bars.order = report::BarPlot::Order::as_given;
        for (std::size_t i = 0; i < names.size(); ++i)
            bars.bars.push_back(
                {marked(names[i]), report::series_hue(i), numbers_of(summary, column)[i], {}, {}});
        return bars;
    };
    report::Figure f = figure_of(step, "searches", "Searches side by side.",
                                 "Share of targets with a route from the stock; where routes are "
                                 "known, share of targets whose "
                                 "known route is among those found; mean number of molecules that "
                                 "the model was asked about.",
                                 fmt::format("{} searches of the same targets.", names.size()));
    f.panels.push_back({bars_of("solved", 1), "Solved", report::Width::third, 0});
    const auto& known = numbers_of(searches, "steps of the reference");
    if (std::any_of(known.begin(), known.end(), [](double n) { return std::isfinite(n); }))
        f.panels.push_back({bars_of("recovered", 1), "Known route found", report::Width::third, 0});
    f.panels.push_back({bars_of("calls", {}), "Calls of the model", report::Width::third, 0});
    return f;
}

/// Share solved by the time spent, a line for each search.
report::Figure solved_figure(const RunStep& step, const Table& solved) {
    report::Figure f = figure_of(
        step, "solved", "Solved by the time spent.",
        "Share of targets with a route from the stock after so many seconds of each search.",
        fmt::format("{} points of all searches.", solved.rows()));
    report::LinePlot plot;
    plot.x = {"time", "s", report::Scale::log10, {}, {}};
    plot.y = plain_axis("share solved", 0, 1);
    plot.series = series_by(solved, "algorithm", "time", "solved");
    for (report::Series& s : plot.series) s.mark = report::Mark::line;
    f.panels.push_back({std::move(plot), "", report::Width::full, 0});
    return f;
}

}  // namespace

std::vector<report::Figure> synthesis_step_figures(const RunData& run, const RunStep& step) {
    if (step.use == "synthesis.train") return {learning_figure(step, run.table(step, "curve"))};
    if (step.use == "synthesis.rule-table")
        return {choosers_figure(step, run.table(step, "ranks"))};
    if (step.use == "synthesis.one-step" || step.use == "synthesis.translate")
        return {accuracy_figure(step, run.table(step, "accuracy"))};
    if (step.use == "synthesis.train-filter")
        if (const Table t = run.table(step, "scores"); t.rows() > 0)
            return {calibration_figure(step, t)};
    if (step.use == "synthesis.evaluate") {
        std::vector<report::Figure> both{
            searches_figure(step, run.table(step, "summary"), run.table(step, "searches"))};
        if (run.has(step, "solved"))
            if (const Table t = run.table(step, "solved"); t.rows() > 0)
                both.push_back(solved_figure(step, t));
        return both;
    }
    return {};
}

}  // namespace crucible
