// Horizontal bars, sorted; names at the left.

#include <algorithm>
#include <cmath>

#include "crucible/report/forms.hpp"
#include "crucible/report/typography.hpp"

namespace crucible::report {
namespace {

constexpr double bar_thickness = 11, bar_pitch = 19;
constexpr std::size_t most_bars = 30;

// Errors and references that are no numbers are left out like missing ones.
std::vector<BarPlot::Bar> ordered_bars(const BarPlot& plot) {
    std::vector<BarPlot::Bar> bars = plot.bars;
    for (auto& bar : bars) {
        if (bar.error && !(*bar.error >= 0 && is_drawable(*bar.error))) bar.error.reset();
        if (bar.reference && !is_drawable(*bar.reference)) bar.reference.reset();
    }
    if (plot.order == BarPlot::Order::descending) {
        std::stable_sort(bars.begin(), bars.end(), [](const auto& a, const auto& b) {
            return is_drawable(a.value) && (!is_drawable(b.value) || a.value > b.value);
        });
    }
    return bars;
}

Range bar_range(const BarPlot& plot) {
    Range range;
    for (const auto& bar : ordered_bars(plot)) {
        if (!is_drawable(bar.value)) continue;
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
    const auto inside = [&x](double v) { return x(std::clamp(v, x.low, x.high)); };
    const double zero = inside(0), end = inside(bar.value);
    const Box body{std::min(zero, end), middle - bar_thickness / 2, std::max(zero, end),
                   middle + bar_thickness / 2};
    svg.rectangle(body, {hue, bar.error ? 0.38 : 0.8});
    if (bar.error) {
        svg.rectangle({end - 0.75, body.y0, end + 0.75, body.y1}, {hue});
        svg.line({inside(bar.value - *bar.error), middle}, {inside(bar.value + *bar.error), middle},
                 {Hue::ink, 0.75});
    }
    if (bar.reference) {
        const Point at{inside(*bar.reference), middle};
        svg.markers({&at, 1}, MarkerShape::diamond, 2.6, Hue::ink, MarkerFill::closed);
    }
}

std::string bar_number(double v, int decimals) {
    return std::abs(v) < 1e6 ? fixed(v, decimals) : significant(v, 3);
}

bool has_key(const BarPlot& plot) { return has_references(plot) || plot.target.has_value(); }

void draw_key_row(const BarPlot& plot, Svg& svg, const Box& row) {
    std::vector<LegendEntry> entries;
    const double half = row.width() / 2 - 25;
    if (has_references(plot)) {
        entries.push_back(
            {LegendEntry::Key::diamond, Hue::ink, fit_text(plot.reference_name, 7.5, half)});
    }
    if (plot.target) {
        entries.push_back(
            {LegendEntry::Key::dashed, Hue::ink2, fit_text(plot.target->name, 7.5, half)});
    }
    row_legend(svg, {row.x0, row.y0 + 6}, row.width(), entries);
}

/// What the bars share: their order, their names' and numbers' width, and the axis, which always
/// shows zero.
struct BarLayout {
    std::vector<BarPlot::Bar> bars;
    std::size_t left_out = 0;
    AxisPlan axis;
    int decimals = 0;
    double names = 0, numbers = 0;
    Plot plot;
};

BarLayout lay_out(const BarPlot& plot, const Box& box) {
    BarLayout out;
    out.bars = ordered_bars(plot);
    out.left_out = out.bars.size() - std::min(out.bars.size(), most_bars);
    out.bars.resize(out.bars.size() - out.left_out);
    Axis axis = plot.value;
    axis.scale = Scale::linear;
    if (axis.low) axis.low = std::min(*axis.low, 0.0);
    if (axis.high) axis.high = std::max(*axis.high, 0.0);
    out.axis = plan_axis(axis, bar_range(plot), Padding::from_zero, box.width() < 180 ? 3 : 5);
    std::vector<double> values;
    for (const auto& bar : out.bars) {
        out.names = std::max(out.names, text_width(bar.name, 7.5));
        if (is_drawable(bar.value)) values.push_back(bar.value);
    }
    out.names = std::min(out.names, 0.42 * box.width());
    out.decimals = std::min(3, decimals_for(values));
    for (const double v : values) {
        out.numbers = std::max(out.numbers, text_width(bar_number(v, out.decimals), 7.5));
    }
    // Numbers of negative bars stand left of them.
    const bool negative = std::any_of(values.begin(), values.end(), [](double v) { return v < 0; });
    const double rows = (has_key(plot) ? legend_pitch : 0) + (out.left_out > 0 ? legend_pitch : 0);
    out.plot.area = {box.x0 + out.names + 7 + (negative ? out.numbers + 4 : 0),
                     box.y0 + above_axis - 4, box.x1 - 6 - out.numbers, box.y1 - below_axis - rows};
    out.plot.x = map_axis(out.axis, out.plot.area.x0, out.plot.area.x1);
    return out;
}

void draw_row(const BarLayout& layout, const BarPlot::Bar& bar, Svg& svg, double left,
              double middle) {
    svg.text_at({left + layout.names + 1, middle + 2.7}, fit_text(bar.name, 7.5, layout.names),
                {.hue = Hue::ink, .anchor = Anchor::end});
    const AxisMap& x = layout.plot.x;
    if (!is_drawable(bar.value)) {
        const std::string note = "no value";
        const double at = std::min(x(0) + 4, svg.width() - text_width(note, 7.5));
        svg.text_at({at, middle + 2.7}, note, {});
        return;
    }
    draw_bar(svg, x, middle, bar, bar.hue);
    // The number at the bar's end, where neither error nor reference already speaks.
    if (bar.error || bar.reference || bar.value > x.high || bar.value < x.low) return;
    const bool right = bar.value >= 0;
    svg.text_at({x(bar.value) + (right ? 4 : -4), middle + 2.7},
                bar_number(bar.value, layout.decimals),
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
    return above_axis - 4 + rows * bar_pitch + below_axis + (has_key(plot) ? legend_pitch : 0) +
           (plot.bars.size() > most_bars ? legend_pitch : 0);
}

void draw(const BarPlot& plot, Svg& svg, const Box& box) {
    const BarLayout layout = lay_out(plot, box);
    const Box& area = layout.plot.area;
    svg.text_at({box.x0, box.y0 + 9}, fit_text(plot.category, 8, box.width()), {8, Hue::ink});
    const double pitch = area.height() / static_cast<double>(layout.bars.size());
    for (std::size_t i = 0; i < layout.bars.size(); ++i) {
        draw_row(layout, layout.bars[i], svg, box.x0,
                 area.y0 + pitch * (static_cast<double>(i) + 0.5));
    }
    const double zero = layout.plot.x(0);
    svg.line({zero, area.y0}, {zero, area.y1}, {});
    if (plot.target && plot.target->value >= layout.axis.low &&
        plot.target->value <= layout.axis.high) {
        const double x = layout.plot.x(plot.target->value);
        svg.line({x, area.y0}, {x, area.y1}, {Hue::ink2, 0.75, "2 2"});
    }
    draw_x_axis(svg, layout.plot, layout.axis);
    double y = area.y1 + below_axis;
    if (has_key(plot)) {
        draw_key_row(plot, svg, {box.x0, y, box.x1, y + legend_pitch});
        y += legend_pitch;
    }
    if (layout.left_out > 0) {
        svg.text_at({box.x0, y + 8}, std::to_string(layout.left_out) + " more in the table", {});
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
