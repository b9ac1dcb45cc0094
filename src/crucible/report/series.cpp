#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/report/forms.hpp"
#include "crucible/report/typography.hpp"

namespace crucible::report {
namespace {

double stroke_width(Weight w) {
    switch (w) {
        case Weight::strong:
            return 2.6;
        case Weight::context:
            return 0.75;
        case Weight::trace:
            return 0.6;
        case Weight::data:
            break;
    }
    return 1.25;
}

// Context lines are pale whatever their hue; everything else keeps it.
Hue line_hue(const Series& s) { return s.weight == Weight::context ? Hue::rule2 : s.hue; }

std::vector<Point> as_steps(const std::vector<Point>& points) {
    std::vector<Point> out;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (i > 0) out.push_back({points[i].x, points[i - 1].y});
        out.push_back(points[i]);
    }
    return out;
}

void draw_band(Svg& svg, const Plot& plot, const Series& s) {
    std::vector<Point> outline;
    for (std::size_t i = 0; i < s.x.size(); ++i) {
        outline.push_back(plot.at(s.x[i], s.y[i] + s.error[i]));
    }
    for (std::size_t i = s.x.size(); i-- > 0;) {
        outline.push_back(plot.at(s.x[i], s.y[i] - s.error[i]));
    }
    svg.polygon(clip_polygon(std::move(outline), plot.area), {line_hue(s), 0.2});
}

void draw_error_bars(Svg& svg, Obstacles& obstacles, const Plot& plot, const Series& s) {
    for (std::size_t i = 0; i < s.x.size(); ++i) {
        const Point ends[] = {plot.at(s.x[i], s.y[i] - s.error[i]),
                              plot.at(s.x[i], s.y[i] + s.error[i])};
        for (const auto& piece : clip_line(ends, plot.area)) {
            svg.polyline(piece, {line_hue(s), 0.75});
            obstacles.add(piece);
        }
    }
}

}  // namespace

void cannot_draw(const std::string& why) {
    throw InconsistentError("E-report-figure", "the figure cannot be drawn: " + why,
                            "look at the step that made these numbers");
}

void require_length(std::size_t n, std::size_t list, const char* what) {
    if (list == 0 || list == n) return;
    cannot_draw(std::to_string(n) + " points, " + std::to_string(list) + " " + what);
}

void check_series(const std::vector<Series>& series) {
    bool any = false;
    for (const Series& s : series) {
        if (s.x.size() != s.y.size()) {
            cannot_draw(std::to_string(s.x.size()) + " x values, " + std::to_string(s.y.size()) +
                        " y values");
        }
        require_length(s.x.size(), s.error.size(), "errors");
        require_length(s.x.size(), s.point_names.size(), "names");
        for (std::size_t i = 0; i < s.x.size() && !any; ++i) {
            any = is_drawable(s.x[i]) && is_drawable(s.y[i]);
        }
    }
    if (!any) cannot_draw("no finite point");
}

double marker_radius(std::size_t n) { return n > 300 ? 1.3 : n > 80 ? 1.7 : 2.3; }

std::vector<Point> page_points(const Plot& plot, const std::vector<double>& x,
                               const std::vector<double>& y) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    std::vector<Point> out;
    out.reserve(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        const bool good = is_drawable(x[i]) && is_drawable(y[i]) &&
                          (plot.x.scale == Scale::linear || x[i] > 0) &&
                          (plot.y.scale == Scale::linear || y[i] > 0);
        out.push_back(good ? plot.at(x[i], y[i]) : Point{nan, nan});
    }
    return out;
}

void draw_series(Svg& svg, Obstacles& obstacles, const Plot& plot, const Series& s) {
    std::vector<Point> points = page_points(plot, s.x, s.y);
    const bool band = !s.error.empty() && s.doubt == Series::Doubt::band;
    if (band) draw_band(svg, plot, s);
    if (s.mark == Mark::line || s.mark == Mark::line_and_dots || s.mark == Mark::steps) {
        const auto line = s.mark == Mark::steps ? as_steps(points) : points;
        for (const auto& piece : clip_line(line, plot.area)) {
            svg.polyline(piece, {line_hue(s), stroke_width(s.weight)});
            obstacles.add(piece);
        }
    }
    if (!s.error.empty() && !band) draw_error_bars(svg, obstacles, plot, s);
    if (s.mark == Mark::line || s.mark == Mark::steps) return;
    const double r = marker_radius(points.size());
    Box room = plot.area;
    room.x0 -= 0.01, room.x1 += 0.01, room.y0 -= 0.01, room.y1 += 0.01;
    std::erase_if(points, [&](Point p) { return !std::isfinite(p.x) || !room.contains(p); });
    for (const Point p : points) obstacles.add(p, r + 0.3);
    svg.markers(points, MarkerShape::circle, r, line_hue(s),
                s.mark == Mark::open_dots ? MarkerFill::open : MarkerFill::closed);
}

Table tabulate_series(const std::vector<Series>& series, const Axis& x, const Axis& y) {
    Table table;
    const bool shared_x = std::all_of(series.begin(), series.end(), [&](const Series& s) {
        return s.x == series.front().x && s.point_names.empty();
    });
    const bool errors =
        std::any_of(series.begin(), series.end(), [](const Series& s) { return !s.error.empty(); });
    if (shared_x) {
        table.columns.push_back(number_column(x.name, x.unit, series.front().x));
        for (const Series& s : series) {
            table.columns.push_back(number_column(s.name.empty() ? y.name : s.name, y.unit, s.y));
            if (!s.error.empty()) table.columns.push_back(number_column("±", y.unit, s.error));
        }
        for (std::size_t i = 0; i < series.front().x.size(); ++i) {
            Row row{{number_cell(series.front().x[i])}, {}, ""};
            for (const Series& s : series) {
                row.cells.push_back(number_cell(s.y[i]));
                if (!s.error.empty()) row.cells.push_back(number_cell(s.error[i]));
            }
            table.rows.push_back(std::move(row));
        }
        return table;
    }
    std::vector<double> all_x, all_y, all_errors;
    for (const Series& s : series) {
        all_x.insert(all_x.end(), s.x.begin(), s.x.end());
        all_y.insert(all_y.end(), s.y.begin(), s.y.end());
        all_errors.insert(all_errors.end(), s.error.begin(), s.error.end());
    }
    table.columns = {{"series", "", Style::text, 0},
                     number_column(x.name, x.unit, all_x),
                     number_column(y.name, y.unit, all_y)};
    if (errors) table.columns.push_back(number_column("±", y.unit, all_errors));
    for (const Series& s : series) {
        for (std::size_t i = 0; i < s.x.size(); ++i) {
            const std::string& name = s.point_names.empty() ? s.name : s.point_names[i];
            Row row{{plain_text(name.empty() ? s.name : name), number_cell(s.x[i]),
                     number_cell(s.y[i])},
                    {},
                    ""};
            if (errors) {
                row.cells.push_back(s.error.empty() ? Cell{Absent{"none"}}
                                                    : number_cell(s.error[i]));
            }
            table.rows.push_back(std::move(row));
        }
    }
    return table;
}

}  // namespace crucible::report
