// The figure of polymorphs.hull where there are two elements: every crystal, and the hull below.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "crucible/atoms/elements.hpp"
#include "crucible/kinds/run_data.hpp"

namespace crucible {
namespace {

/// The elements of all formulas, by ascending number.
std::set<int> elements_of(const std::vector<std::string>& formulas) {
    std::set<int> out;
    for (const std::string& formula : formulas)
        for (const auto& [z, count] : parse_formula(formula)) out.insert(z);
    return out;
}

}  // namespace

std::vector<report::Figure> hull_figures(const RunData& run, const RunStep& step) {
    if (step.use != "polymorphs.hull") return {};
    const Table t = run.table(step, "hull");
    const auto& formulas = column_of(t, "formula").texts;
    const std::set<int> elements = elements_of(formulas);
    const Column& formation = column_of(t, "formation");
    if (elements.size() != 2 || formation.kind != Column::Kind::number) return {};
    const auto &share = column_of(t, "share").numbers, &above = column_of(t, "above").numbers;
    report::Series others, stable;
    others.name = "above the hull", others.hue = report::Hue::grey;
    others.mark = report::Mark::open_dots;
    stable.name = "on the hull", stable.hue = report::series_hue(0);
    stable.mark = report::Mark::line_and_dots;
    std::vector<std::size_t> order(share.size());
    for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return share[a] < share[b]; });
    for (const std::size_t k : order) {
        report::Series& to = above[k] == 0 ? stable : others;
        to.x.push_back(share[k]), to.y.push_back(formation.numbers[k]);
    }
    const std::string last(element(*elements.rbegin()).symbol);
    report::LinePlot plot;
    plot.x = {"*x*(" + last + ")", "", report::Scale::linear, {}, {}};
    plot.y = {"Δ*H*", "eV/atom", report::Scale::linear, {}, {}};
    if (!others.x.empty()) plot.series.push_back(std::move(others));
    const std::size_t on_hull = stable.x.size();
    plot.series.push_back(std::move(stable));
    report::Figure f;
    f.id = step.name + "-hull";
    f.title = "Enthalpies of formation.";
    f.caption = fmt::format(
        "Every crystal at its minimum, by the share of {} in its atoms. Those on the convex hull "
        "do not fall apart into others; the line joins them.",
        last);
    f.description = fmt::format("{} crystals, {} of them on the hull.", share.size(), on_hull);
    f.panels = {{plot, "", report::Width::full, 0}};
    return {f};
}

}  // namespace crucible
