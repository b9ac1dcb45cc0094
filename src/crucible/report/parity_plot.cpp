// This run against a reference: square, diagonal, tolerance band, outliers named.

#include <algorithm>
#include <cmath>

#include "crucible/report/forms.hpp"
#include "crucible/report/typography.hpp"

namespace crucible::report {
namespace {

Range parity_range(const ParityPlot& plot) {
    Range range;
    for (const auto& group : plot.groups) {
        for (std::size_t i = 0; i < std::min(group.reference.size(), group.value.size()); ++i) {
            if (!is_drawable(group.reference[i]) || !is_drawable(group.value[i])) continue;
            range.add(group.reference[i]);
            range.add(group.value[i]);
        }
    }
    return range;
}

bool is_outlier(const ParityPlot& plot, const ParityPlot::Group& group, std::size_t i) {
    return plot.tolerance && std::abs(group.value[i] - group.reference[i]) > *plot.tolerance;
}

void draw_group(const ParityPlot::Group& group, Svg& svg, Obstacles& obstacles, const Plot& p) {
    Series series{group.name,   group.hue, group.reference,    group.value, group.error, Mark::dots,
                  Weight::data, {},        Series::Doubt::bars};
    if (group.seen == ParityPlot::Group::Seen::no) series.mark = Mark::open_dots;
    draw_series(svg, obstacles, p, series);
}

}  // namespace

void check(const ParityPlot& plot) {
    for (const auto& group : plot.groups) {
        if (group.reference.size() != group.value.size()) {
            cannot_draw("reference and value differ in length");
        }
        require_length(group.value.size(), group.error.size(), "errors");
        require_length(group.value.size(), group.point_names.size(), "names");
    }
    if (parity_range(plot).empty()) cannot_draw("no finite pair");
}

double usual_height(const ParityPlot&, double width) { return std::min(width, 240.0); }

void draw(const ParityPlot& plot, Svg& svg, const Box& box) {
    const Range range = parity_range(plot);
    const AxisPlan y = plan_axis({plot.value_name + " " + plot.quantity, plot.unit, {}, {}, {}},
                                 range, Padding::points);
    AxisPlan x = plan_axis({plot.reference_name + " " + plot.quantity, plot.unit, {}, {}, {}},
                           range, Padding::points);
    Plot p = make_plot(box, x, y, 6);
    const double side = std::min(p.area.width(), p.area.height());
    p.area.x1 = p.area.x0 + side;
    p.area.y0 = p.area.y1 - side;
    p.x = map_axis(x, p.area.x0, p.area.x1);
    p.y = map_axis(y, p.area.y1, p.area.y0);
    if (plot.tolerance && *plot.tolerance > 0) {
        const double t = *plot.tolerance, reach = x.high - x.low + t;
        svg.polygon(
            clip_polygon(
                {p.at(x.low - reach, x.low - reach + t), p.at(x.high + reach, x.high + reach + t),
                 p.at(x.high + reach, x.high + reach - t), p.at(x.low - reach, x.low - reach - t)},
                p.area),
            {Hue::grey, 0.22});
    }
    svg.line(p.at(x.low, x.low), p.at(x.high, x.high), {Hue::ink2, 0.5});
    Obstacles obstacles;
    for (const auto& group : plot.groups) draw_group(group, svg, obstacles, p);
    draw_axes(svg, {box.x0, box.y0, p.area.x1, box.y1}, p, x, y);
    std::vector<LegendEntry> entries;
    for (const auto& group : plot.groups) {
        const auto key = group.seen == ParityPlot::Group::Seen::no ? LegendEntry::Key::open_dot
                                                                   : LegendEntry::Key::dot;
        if (!group.name.empty()) entries.push_back({key, group.hue, fit_text(group.name, 7.5, 90)});
    }
    if (!place_legend(svg, obstacles, p.area, entries) && p.area.x1 + 80 < box.x1) {
        row_legend(svg, {p.area.x1 + 6, p.area.y0 + 6}, box.x1 - p.area.x1 - 6, entries);
    }
    Box bounds = p.area;
    bounds.x1 = box.x1;
    for (const auto& group : plot.groups) {
        for (std::size_t i = 0; i < group.point_names.size(); ++i) {
            if (!is_outlier(plot, group, i)) continue;
            const Point at = p.at(group.reference[i], group.value[i]);
            if (!p.area.contains(at)) continue;
            place_beside(svg, obstacles, bounds, at, 5, fit_text(group.point_names[i], 7.5, 80),
                         {.hue = Hue::ink2, .halo = TextStyle::Halo::yes});
        }
    }
}

Table tabulate(const ParityPlot& plot) {
    std::vector<double> references, values, errors;
    for (const auto& group : plot.groups) {
        references.insert(references.end(), group.reference.begin(), group.reference.end());
        values.insert(values.end(), group.value.begin(), group.value.end());
        errors.insert(errors.end(), group.error.begin(), group.error.end());
    }
    Table table;
    table.columns = {{"group", "", Style::text, 0},
                     {"item", "", Style::text, 0},
                     number_column(plot.reference_name, plot.unit, references),
                     number_column(plot.value_name, plot.unit, values)};
    if (!errors.empty()) table.columns.push_back(number_column("±", plot.unit, errors));
    for (const auto& group : plot.groups) {
        for (std::size_t i = 0; i < group.value.size(); ++i) {
            const std::string item = group.point_names.empty() ? std::to_string(i + 1)
                                                               : plain_text(group.point_names[i]);
            Row row{{plain_text(group.name), item, number_cell(group.reference[i]),
                     number_cell(group.value[i])},
                    group.hue,
                    ""};
            if (!errors.empty()) {
                row.cells.push_back(group.error.empty() ? Cell{Absent{"none"}}
                                                        : number_cell(group.error[i]));
            }
            table.rows.push_back(std::move(row));
        }
    }
    return table;
}

}  // namespace crucible::report
