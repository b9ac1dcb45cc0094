// Fields of stability with their names inside, boundaries through the computed points.

#include <algorithm>
#include <cmath>

#include "crucible/report/forms.hpp"
#include "crucible/report/typography.hpp"

namespace crucible::report {
namespace {

Point middle_of(const std::vector<Point>& polygon) {
    // Centroid by the shoelace sums; the mean of the corners where the area vanishes.
    double area = 0, x = 0, y = 0, sum_x = 0, sum_y = 0;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        const Point a = polygon[i], b = polygon[(i + 1) % polygon.size()];
        const double w = a.x * b.y - b.x * a.y;
        area += w, x += (a.x + b.x) * w, y += (a.y + b.y) * w;
        sum_x += a.x, sum_y += a.y;
    }
    const double n = static_cast<double>(polygon.size());
    if (std::abs(area) < 1e-6) return {sum_x / n, sum_y / n};
    return {x / (3 * area), y / (3 * area)};
}

void draw_boundary(Svg& svg, Obstacles& obstacles, const Plot& p,
                   const PhaseDiagram::Boundary& boundary) {
    const bool computed = boundary.kind == PhaseDiagram::Boundary::Kind::computed;
    auto points = page_points(p, boundary.x, boundary.y);
    for (const auto& piece : clip_line(points, p.area)) {
        svg.polyline(piece, {Hue::ink, 1, computed ? "" : "3 2"});
        obstacles.add(piece);
    }
    for (std::size_t i = 0; i < boundary.x_error.size(); ++i) {
        if (!is_drawable(boundary.x_error[i])) continue;
        const Point ends[] = {p.at(boundary.x[i] - boundary.x_error[i], boundary.y[i]),
                              p.at(boundary.x[i] + boundary.x_error[i], boundary.y[i])};
        for (const auto& piece : clip_line(ends, p.area)) svg.polyline(piece, {Hue::ink, 0.75});
    }
    if (!computed) return;
    Box room = p.area;
    room.x0 -= 0.01, room.x1 += 0.01, room.y0 -= 0.01, room.y1 += 0.01;
    std::erase_if(points, [&](Point q) { return !std::isfinite(q.x) || !room.contains(q); });
    svg.markers(points, MarkerShape::circle, 2.1, Hue::ink, MarkerFill::closed);
}

// In the middle of its field, on two lines where it is too wide for one.
bool name_field(Svg& svg, Obstacles& obstacles, const Box& area, Point middle,
                const std::string& name) {
    const TextStyle style{8.5, Hue::ink, Anchor::middle, TextWeight::bold};
    const std::size_t space = name.find(' ');
    const Point at{middle.x, middle.y + 3};
    const Box one = text_box(at, name, style);
    if (area.contains(one) && obstacles.hits(one) == 0) {
        obstacles.add(svg.text_at(at, name, style));
        return true;
    }
    if (space == std::string::npos) return false;
    const std::string lines[] = {name.substr(0, space), name.substr(space + 1)};
    const Point places[] = {{at.x, at.y - 5}, {at.x, at.y + 5}};
    for (int i = 0; i < 2; ++i) {
        const Box box = text_box(places[i], lines[i], style);
        if (!area.contains(box) || obstacles.hits(box) > 0) return false;
    }
    for (int i = 0; i < 2; ++i) obstacles.add(svg.text_at(places[i], lines[i], style));
    return true;
}

}  // namespace

void check(const PhaseDiagram& plot) {
    Range x, y;
    for (const auto& boundary : plot.boundaries) {
        if (boundary.x.size() != boundary.y.size()) cannot_draw("x and y differ in length");
        require_length(boundary.x.size(), boundary.x_error.size(), "errors");
        x.add(boundary.x), y.add(boundary.y);
    }
    for (const auto& points : plot.measured) {
        if (points.x.size() != points.y.size()) cannot_draw("x and y differ in length");
        x.add(points.x), y.add(points.y);
    }
    for (const auto& field : plot.fields) {
        for (const auto& [fx, fy] : field.outline) x.add(fx), y.add(fy);
    }
    if (x.empty() || y.empty()) cannot_draw("no finite point");
}

double usual_height(const PhaseDiagram&, double) { return single_height; }

void draw(const PhaseDiagram& plot, Svg& svg, const Box& box) {
    Range data_x, data_y;
    for (const auto& boundary : plot.boundaries) data_x.add(boundary.x), data_y.add(boundary.y);
    for (const auto& points : plot.measured) data_x.add(points.x), data_y.add(points.y);
    for (const auto& field : plot.fields) {
        for (const auto& [x, y] : field.outline) data_x.add(x), data_y.add(y);
    }
    const AxisPlan x = plan_axis(plot.x, data_x, Padding::none);
    const AxisPlan y = plan_axis(plot.y, data_y, Padding::none);
    const Plot p = make_plot(box, x, y, 6);
    std::vector<std::vector<Point>> outlines;
    for (const auto& field : plot.fields) {
        std::vector<Point> outline;
        for (const auto& [fx, fy] : field.outline) outline.push_back(p.at(fx, fy));
        outlines.push_back(clip_polygon(std::move(outline), p.area));
        svg.polygon(outlines.back(), {field.hue, 0.12});
    }
    Obstacles obstacles;
    for (const auto& boundary : plot.boundaries) draw_boundary(svg, obstacles, p, boundary);
    std::vector<LegendEntry> rest;
    for (const auto& points : plot.measured) {
        auto on_page = page_points(p, points.x, points.y);
        std::erase_if(on_page, [&](Point q) { return !std::isfinite(q.x) || !p.area.contains(q); });
        for (const Point q : on_page) obstacles.add(q, 3);
        svg.markers(on_page, MarkerShape::square, 2.4, Hue::s8, MarkerFill::open);
        if (on_page.empty() || points.name.empty()) continue;
        if (!place_beside(svg, obstacles, p.area, on_page.back(), 5, points.name, {})) {
            rest.push_back(
                {LegendEntry::Key::open_square, Hue::s8, fit_text(points.name, 7.5, 100)});
        }
    }
    for (std::size_t i = 0; i < plot.fields.size(); ++i) {
        if (outlines[i].size() < 3) continue;
        if (!name_field(svg, obstacles, p.area, middle_of(outlines[i]), plot.fields[i].name)) {
            rest.push_back({LegendEntry::Key::band, plot.fields[i].hue,
                            fit_text(plot.fields[i].name, 7.5, 100)});
        }
    }
    place_legend(svg, obstacles, p.area, rest);
    draw_axes(svg, box, p, x, y);
}

Table tabulate(const PhaseDiagram& plot) {
    std::vector<double> all_x, all_y, all_errors;
    for (const auto& b : plot.boundaries) {
        all_x.insert(all_x.end(), b.x.begin(), b.x.end());
        all_y.insert(all_y.end(), b.y.begin(), b.y.end());
        all_errors.insert(all_errors.end(), b.x_error.begin(), b.x_error.end());
    }
    Table table;
    table.columns = {{"boundary", "", Style::text, 0},
                     number_column(plot.x.name, plot.x.unit, all_x),
                     number_column("±", plot.x.unit, all_errors),
                     number_column(plot.y.name, plot.y.unit, all_y),
                     {"kind", "", Style::text, 0}};
    for (const auto& b : plot.boundaries) {
        const bool computed = b.kind == PhaseDiagram::Boundary::Kind::computed;
        for (std::size_t i = 0; i < b.x.size(); ++i) {
            table.rows.push_back(
                {{plain_text(b.name), number_cell(b.x[i]),
                  b.x_error.empty() ? Cell{Absent{"none"}} : number_cell(b.x_error[i]),
                  number_cell(b.y[i]), std::string(computed ? "computed" : "extrapolated")},
                 {},
                 ""});
        }
    }
    for (const auto& m : plot.measured) {
        for (std::size_t i = 0; i < m.x.size(); ++i) {
            table.rows.push_back({{plain_text(m.name), number_cell(m.x[i]), Absent{"none"},
                                   number_cell(m.y[i]), std::string("experiment")},
                                  {},
                                  ""});
        }
    }
    return table;
}

}  // namespace crucible::report
