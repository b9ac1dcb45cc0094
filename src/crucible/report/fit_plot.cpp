// A fit: target as open dots, model as line on top, the residual below on the same x.

#include <algorithm>
#include <cmath>

#include "crucible/report/forms.hpp"
#include "crucible/report/typography.hpp"

namespace crucible::report {
namespace {

constexpr double residual_height = 42, residual_gap = 14;

std::vector<double> residual_of(const FitPlot& plot) {
    std::vector<double> out;
    for (std::size_t i = 0; i < plot.at.size(); ++i) out.push_back(plot.target[i] - plot.model[i]);
    return out;
}

AxisPlan residual_axis(const std::vector<double>& residual) {
    double largest = 0;
    for (const double r : residual) {
        if (is_drawable(r)) largest = std::max(largest, std::abs(r));
    }
    if (largest == 0) largest = 1;
    Axis symmetric{"", "", Scale::linear, -largest, largest};
    AxisPlan plan = plan_axis(symmetric, {-largest, largest}, Padding::none, 2);
    if (plan.ticks.size() < 3) plan = plan_axis(symmetric, {-largest, largest}, Padding::none, 4);
    return plan;
}

void draw_residual(const FitPlot& plot, const AxisPlan& plan, Svg& svg, const Plot& main,
                   const Box& area) {
    const std::vector<double> residual = residual_of(plot);
    Plot p{area, main.x, map_axis(plan, area.y1, area.y0)};
    svg.line({area.x0, p.y(0)}, {area.x1, p.y(0)}, {Hue::rule2, 0.5});
    for (const auto& piece : clip_line(page_points(p, plot.at, residual), area)) {
        svg.polyline(piece, {plot.hue, 0.75});
    }
    draw_y_axis(svg, p, plan);
    svg.text_at({area.x0 + 4, area.y0 - 3}, "residual", {});
}

}  // namespace

void check(const FitPlot& plot) {
    if (plot.at.size() != plot.target.size() || plot.at.size() != plot.model.size()) {
        cannot_draw("target, model and abscissa differ in length");
    }
    Range any;
    any.add(plot.at);
    Range values;
    values.add(plot.target);
    if (any.empty() || values.empty()) cannot_draw("no finite point");
}

double usual_height(const FitPlot&, double) { return 236; }

void draw(const FitPlot& plot, Svg& svg, const Box& box) {
    Range data_x, data_y;
    data_x.add(plot.at);
    data_y.add(plot.target);
    data_y.add(plot.model);
    const AxisPlan x = plan_axis(plot.x, data_x, Padding::none);
    const AxisPlan y = plan_axis(plot.y, data_y, Padding::none);
    Box upper = box;
    upper.y1 -= residual_height + residual_gap;
    Plot p = make_plot(upper, x, y, 6);
    const AxisPlan residual = residual_axis(residual_of(plot));
    p.area.x0 = std::max(p.area.x0, box.x0 + tick_label_width(residual) + 7);
    p.x = map_axis(x, p.area.x0, p.area.x1);
    const Box lower{p.area.x0, p.area.y1 + residual_gap, p.area.x1,
                    p.area.y1 + residual_gap + residual_height};
    Obstacles obstacles;
    if (y.low < 0 && y.high > 0 && y.scale == Scale::linear) {
        svg.line({p.area.x0, p.y(0)}, {p.area.x1, p.y(0)}, {Hue::rule2, 0.5});
    }
    // Dense targets show every third point: the line must stay visible between them.
    const double spacing = p.area.width() / static_cast<double>(plot.at.size());
    const std::size_t every = spacing < 2.5 ? 3 : 1;
    std::vector<Point> dots;
    const std::vector<Point> targets = page_points(p, plot.at, plot.target);
    for (std::size_t i = 0; i < targets.size(); i += every) {
        if (std::isfinite(targets[i].x) && p.area.contains(targets[i])) dots.push_back(targets[i]);
    }
    for (const Point dot : dots) obstacles.add(dot, 2);
    svg.markers(dots, MarkerShape::circle, 1.8, Hue::s8, MarkerFill::open);
    for (const auto& piece : clip_line(page_points(p, plot.at, plot.model), p.area)) {
        svg.polyline(piece, {plot.hue, 1.25});
        obstacles.add(piece);
    }
    draw_y_axis(svg, p, y);
    svg.text_at({box.x0, p.area.y0 - 9}, fit_text(y.title, 8, box.width()), {8, Hue::ink});
    draw_residual(plot, residual, svg, p, lower);
    draw_x_axis(svg, {lower, p.x, p.y}, x);
    std::string model = plot.model_name;
    if (plot.r2 && std::abs(*plot.r2) < 1000) model += ", *R*²\u00a0" + fixed(*plot.r2, 4);
    const LegendEntry entries[] = {{LegendEntry::Key::open_dot, Hue::s8, plot.target_name},
                                   {LegendEntry::Key::line, plot.hue, model}};
    if (!place_legend(svg, obstacles, p.area, entries)) {
        row_legend(svg, {p.area.x0, p.area.y0 - 3}, p.area.width(), entries);
    }
}

Table tabulate(const FitPlot& plot) {
    const std::vector<double> residual = residual_of(plot);
    Table table;
    table.columns = {number_column(plot.x.name, plot.x.unit, plot.at),
                     number_column(plot.target_name, plot.y.unit, plot.target),
                     number_column(plot.model_name, plot.y.unit, plot.model),
                     number_column("residual", plot.y.unit, residual)};
    for (std::size_t i = 0; i < plot.at.size(); ++i) {
        table.rows.push_back({{number_cell(plot.at[i]), number_cell(plot.target[i]),
                               number_cell(plot.model[i]), number_cell(residual[i])},
                              {},
                              ""});
    }
    return table;
}

}  // namespace crucible::report
