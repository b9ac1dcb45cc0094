// Horizontal bars, sorted; names at the left.

#include <algorithm>
#include <cmath>

#include "crucible/report/forms.hpp"
#include "crucible/report/typography.hpp"

namespace crucible::report {
namespace {

constexpr double bar_thickness = 11, bar_pitch = 19;
constexpr std::size_t most_bars = 30;

std::vector<BarPlot::Bar> ordered_bars(const BarPlot& plot) {
    std::vector<BarPlot::Bar> bars = plot.bars;
    if (plot.order == BarPlot::Order::descending) {
        std::stable_sort(bars.begin(), bars.end(), [](const auto& a, const auto& b) {
            return std::isfinite(a.value) && (!std::isfinite(b.value) || a.value > b.value);
        });
    }
    return bars;
}

Range bar_range(const BarPlot& plot) {
    Range range;
    for (const auto& bar : plot.bars) {
        range.add(bar.value);
        if (bar.error) range.add(bar.value + *bar.error), range.add(bar.value - *bar.error);
        if (bar.reference) range.add(*bar.reference);
    }
    if (plot.target) range.add(plot.target->value);
    return range;
}

bool has_references(const BarPlot& plot) {
    return std::any_of(plot.bars.begin(), plot.bars.end(),
                       [](const auto& bar) { return bar.reference.has_value(); });
}

void draw_bar(Svg& svg, const AxisMap& x, double middle, const BarPlot::Bar& bar, Hue hue) {
    const double zero = x(std::clamp(0.0, x.low, x.high)), end = x(bar.value);
    const Box body{std::min(zero, end), middle - bar_thickness / 2, std::max(zero, end),
                   middle + bar_thickness / 2};
    svg.rectangle(body, {hue, bar.error ? 0.38 : 0.8});
    if (bar.error) {
        svg.rectangle({end - 0.75, body.y0, end + 0.75, body.y1}, {hue});
        svg.line({x(bar.value - *bar.error), middle}, {x(bar.value + *bar.error), middle},
                 {Hue::ink, 0.75});
    }
    if (bar.reference) {
        const Point at{x(*bar.reference), middle};
        svg.markers({&at, 1}, MarkerShape::diamond, 2.6, Hue::ink, MarkerFill::closed);
    }
}

// The number at the bar's end, where neither error nor reference already speaks.
void draw_bar_number(Svg& svg, const AxisMap& x, double middle, const BarPlot::Bar& bar,
                     int decimals) {
    if (bar.error || bar.reference) return;
    const bool right = bar.value >= 0;
    svg.text_at({x(bar.value) + (right ? 4 : -4), middle + 2.7}, fixed(bar.value, decimals),
                {.hue = Hue::ink2,
                 .anchor = right ? Anchor::start : Anchor::end,
                 .halo = TextStyle::Halo::yes});
}

}  // namespace

void check(const BarPlot& plot) {
    if (bar_range(plot).empty()) cannot_draw("no bar with a finite value");
}

double usual_height(const BarPlot& plot, double) {
    const double rows = static_cast<double>(std::min(plot.bars.size(), most_bars));
    return above_axis - 4 + rows * bar_pitch + below_axis +
           (plot.bars.size() > most_bars || has_references(plot) ? legend_pitch : 0);
}

void draw(const BarPlot& plot, Svg& svg, const Box& box) {
    std::vector<BarPlot::Bar> bars = ordered_bars(plot);
    const std::size_t left_out = bars.size() - std::min(bars.size(), most_bars);
    bars.resize(bars.size() - left_out);
    AxisPlan plan = plan_axis(plot.value, bar_range(plot), Padding::from_zero);
    double names = 0;
    for (const auto& bar : bars) names = std::max(names, text_width(bar.name, 7.5));
    names = std::min(names, 0.42 * box.width());
    std::vector<double> values;
    for (const auto& bar : bars) values.push_back(bar.value);
    const int decimals = std::min(3, decimals_for(values));
    double numbers = 0;
    for (const double v : values) numbers = std::max(numbers, text_width(fixed(v, decimals), 7.5));
    Plot p;
    const double key = has_references(plot) || left_out > 0 ? legend_pitch : 0;
    // Numbers of negative bars stand left of them.
    const bool negative = std::any_of(values.begin(), values.end(), [](double v) { return v < 0; });
    p.area = {box.x0 + names + 7 + (negative ? numbers + 4 : 0), box.y0 + above_axis - 4,
              box.x1 - 6 - numbers, box.y1 - below_axis - key};
    p.x = map_axis(plan, p.area.x0, p.area.x1);
    svg.text_at({box.x0, box.y0 + 9}, fit_text(plot.category, 8, box.width()), {8, Hue::ink});
    const double pitch =
        p.area.height() / static_cast<double>(std::max<std::size_t>(1, bars.size()));
    for (std::size_t i = 0; i < bars.size(); ++i) {
        const double middle = p.area.y0 + pitch * (static_cast<double>(i) + 0.5);
        svg.text_at({box.x0 + names + 1, middle + 2.7}, fit_text(bars[i].name, 7.5, names),
                    {.hue = Hue::ink, .anchor = Anchor::end});
        if (!std::isfinite(bars[i].value)) {
            svg.text_at({p.x(plan.low > 0 ? plan.low : 0) + 4, middle + 2.7}, "no value", {});
            continue;
        }
        draw_bar(svg, p.x, middle, bars[i], bars[i].hue);
        draw_bar_number(svg, p.x, middle, bars[i], decimals);
    }
    const double zero = p.x(std::clamp(0.0, plan.low, plan.high));
    svg.line({zero, p.area.y0}, {zero, p.area.y1}, {});
    if (plot.target) {
        const double x = p.x(plot.target->value);
        svg.line({x, p.area.y0}, {x, p.area.y1}, {Hue::ink2, 0.75, "2 2"});
    }
    draw_x_axis(svg, p, plan);
    std::vector<LegendEntry> entries;
    if (has_references(plot)) {
        entries.push_back({LegendEntry::Key::diamond, Hue::ink, plot.reference_name});
    }
    if (plot.target) entries.push_back({LegendEntry::Key::dashed, Hue::ink2, plot.target->name});
    if (key > 0) row_legend(svg, {p.area.x0, box.y1 - 5}, p.area.width(), entries);
    if (left_out > 0) {
        svg.text_at({box.x0, box.y1 - 1.5}, std::to_string(left_out) + " more in the table", {});
    }
}

Table tabulate(const BarPlot& plot) {
    Table table;
    const auto any = [&](auto member) {
        return std::any_of(plot.bars.begin(), plot.bars.end(),
                           [&](const auto& bar) { return (bar.*member).has_value(); });
    };
    const bool errors = any(&BarPlot::Bar::error), references = any(&BarPlot::Bar::reference);
    std::vector<double> values, error_values, reference_values;
    for (const auto& bar : plot.bars) {
        values.push_back(bar.value);
        if (bar.error) error_values.push_back(*bar.error);
        if (bar.reference) reference_values.push_back(*bar.reference);
    }
    table.columns = {{plot.category.empty() ? "name" : plot.category, "", Style::text, 0},
                     number_column(plot.value.name, plot.value.unit, values)};
    if (errors) table.columns.push_back(number_column("±", plot.value.unit, error_values));
    if (references) {
        table.columns.push_back(
            number_column(plot.reference_name, plot.value.unit, reference_values));
    }
    for (const auto& bar : ordered_bars(plot)) {
        Row row{{plain_text(bar.name), number_cell(bar.value)}, bar.hue, ""};
        if (errors) row.cells.push_back(bar.error ? number_cell(*bar.error) : Absent{"none"});
        if (references) {
            row.cells.push_back(bar.reference ? number_cell(*bar.reference) : Absent{"none"});
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

}  // namespace crucible::report
