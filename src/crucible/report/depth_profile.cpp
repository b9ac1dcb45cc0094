// Values against depth: depth grows downwards, the value axis is on top.

#include <algorithm>
#include <cmath>

#include "crucible/report/forms.hpp"
#include "crucible/report/typography.hpp"

namespace crucible::report {
namespace {

void draw_top_axis(Svg& svg, const Plot& p, const AxisPlan& plan) {
    const Box& a = p.area;
    svg.line({a.x0, a.y0}, {a.x1, a.y0}, {});
    double free_from = -1e9;
    for (const Tick& tick : plan.ticks) {
        const double x = p.x(tick.at);
        svg.line({x, a.y0 - 3}, {x, a.y0}, {});
        const TextStyle style{.anchor = Anchor::middle};
        const Box box = text_box({x, a.y0 - 6}, tick.label, style);
        if (box.x0 < free_from) continue;
        svg.text_at({x, a.y0 - 6}, tick.label, style);
        free_from = box.x1 + 4;
    }
}

}  // namespace

void check(const DepthProfile& plot) { check_series(plot.series); }

double usual_height(const DepthProfile&, double) { return single_height; }

void draw(const DepthProfile& plot, Svg& svg, const Box& box) {
    Range values, depths;
    for (const Series& s : plot.series) values.add(s.x), depths.add(s.y);
    if (plot.shown) depths.add(*plot.shown);
    Axis depth = plot.depth;
    depth.scale = Scale::linear;
    if (!depth.low) depth.low = std::min(0.0, depths.low);
    const AxisPlan x = plan_axis(plot.value, values, Padding::none, 3);
    const AxisPlan y = plan_axis(depth, depths, Padding::none);
    std::vector<LegendEntry> entries;
    for (const Series& s : plot.series) {
        if (!s.name.empty())
            entries.push_back({LegendEntry::Key::line, s.hue, fit_text(s.name, 7.5, 90)});
    }
    Plot p;
    const double top = 34, legend = row_legend_height(entries, box.width());
    // Half of the first and of the last tick label of the values hangs over the ends of their axis.
    const double first = x.ticks.empty() ? 0 : text_width(x.ticks.front().label, 7.5) / 2;
    const double last = x.ticks.empty() ? 0 : text_width(x.ticks.back().label, 7.5) / 2;
    p.area = {box.x0 + std::max(tick_label_width(y) + 7, first), box.y0 + top,
              box.x1 - std::max(8.0, last), box.y1 - 5 - (legend > 0 ? legend + 5 : 0)};
    p.x = map_axis(x, p.area.x0, p.area.x1);
    p.y = map_axis(y, p.area.y0, p.area.y1);
    Obstacles obstacles;
    if (plot.shown && is_drawable(*plot.shown)) {
        const double at = p.y(*plot.shown);
        svg.line({p.area.x0, at}, {p.area.x1, at}, {Hue::ink2, 0.75, "2 2"});
    }
    for (Series s : plot.series) {
        s.error.clear();  // errors are of the value, which lies across the line here
        draw_series(svg, obstacles, p, s);
    }
    for (const Series& s : plot.series) {
        for (std::size_t i = 0; i < s.error.size(); ++i) {
            const Point ends[] = {p.at(s.x[i] - s.error[i], s.y[i]),
                                  p.at(s.x[i] + s.error[i], s.y[i])};
            for (const auto& piece : clip_line(ends, p.area)) svg.polyline(piece, {s.hue, 0.75});
        }
    }
    draw_y_axis(svg, p, y);
    draw_top_axis(svg, p, x);
    const double half = box.width() * 0.48;
    svg.text_at({box.x0, box.y0 + 7}, fit_text(y.title, 8, half), {8, Hue::ink});
    svg.text_at({p.area.x1, box.y0 + 7}, fit_text(x.title, 8, half), {8, Hue::ink, Anchor::end});
    row_legend(svg, {box.x0, box.y1 - legend + 4}, box.width(), entries);
}

Table tabulate(const DepthProfile& plot) {
    return tabulate_series(plot.series, plot.value, plot.depth);
}

}  // namespace crucible::report
