// Lines and points over x and y.

#include <algorithm>
#include <cmath>

#include "crucible/report/forms.hpp"
#include "crucible/report/typography.hpp"

namespace crucible::report {
namespace {

enum class LegendAt : std::uint8_t { inside, above };

constexpr TextStyle note_style{.size = 7.5, .hue = Hue::ink2, .halo = TextStyle::Halo::yes};

bool has_line(const Series& s) { return s.mark != Mark::dots && s.mark != Mark::open_dots; }

void add_ranges(const LinePlot& plot, Range& x, Range& y) {
    const bool log_x = plot.x.scale == Scale::log10, log_y = plot.y.scale == Scale::log10;
    const auto add = [](Range& range, bool log, double v) {
        if (!log || v > 0) range.add(v);
    };
    for (const Series& s : plot.series) {
        for (std::size_t i = 0; i < s.x.size(); ++i) {
            if (!is_drawable(s.x[i]) || !is_drawable(s.y[i])) continue;
            add(x, log_x, s.x[i]);
            add(y, log_y, s.y[i]);
            if (s.error.empty()) continue;
            add(y, log_y, s.y[i] - s.error[i]);
            add(y, log_y, s.y[i] + s.error[i]);
        }
    }
    for (const ReferenceLine& line : plot.horizontal) add(y, log_y, line.value);
    for (const ReferenceLine& line : plot.vertical) add(x, log_x, line.value);
}

/// A name at the right end of its line.
struct EndLabel {
    Point end;
    std::string name;
    Hue hue = Hue::s1;
};

Hue label_hue(const Series& s) { return s.weight == Weight::context ? Hue::grey : s.hue; }

// Lines whose last visible point is at the right border get their name in the margin.
std::vector<EndLabel> end_labels(const LinePlot& plot, const Plot& p, double margin) {
    std::vector<EndLabel> labels;
    for (const Series& s : plot.series) {
        if (s.name.empty() || !has_line(s)) continue;
        const auto points = page_points(p, s.x, s.y);
        const auto pieces = clip_line(points, p.area);
        if (pieces.empty() || pieces.back().back().x < p.area.x1 - 0.06 * p.area.width()) continue;
        labels.push_back({pieces.back().back(), fit_text(s.name, 8, margin - 8), label_hue(s)});
    }
    std::stable_sort(labels.begin(), labels.end(),
                     [](const EndLabel& a, const EndLabel& b) { return a.end.y < b.end.y; });
    return labels;
}

bool draw_end_labels(Svg& svg, Obstacles& obstacles, const Box& box, const Plot& p,
                     const std::vector<EndLabel>& labels) {
    std::vector<double> wanted;
    for (const EndLabel& label : labels) wanted.push_back(label.end.y);
    const double low = box.y0 + 6, high = p.area.y1;
    if (static_cast<double>(labels.size()) * 10 > high - low + 10) return false;
    const std::vector<double> places = spread(wanted, 10, low, high);
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const Point from{p.area.x1 + 1.5, labels[i].end.y}, to{p.area.x1 + 7, places[i]};
        const bool moved = std::abs(from.y - to.y) > 2;
        if (moved) svg.line(from, to, {labels[i].hue, 0.4});
        obstacles.add(svg.text_at({p.area.x1 + (moved ? 8.5 : 6), places[i] + 2.8}, labels[i].name,
                                  {8, labels[i].hue}));
    }
    return true;
}

void draw_windows(const LinePlot& plot, Svg& svg, Obstacles& obstacles, const Plot& p) {
    for (const Window& w : plot.windows) {
        if (!is_drawable(w.low) || !is_drawable(w.high)) continue;
        const double a = std::clamp(p.x(w.low), p.area.x0, p.area.x1);
        const double b = std::clamp(p.x(w.high), p.area.x0, p.area.x1);
        const Box shade{std::min(a, b), p.area.y0, std::max(a, b), p.area.y1};
        svg.rectangle(shade, {Hue::grey, 0.18});
        const std::string name = fit_text(w.name, 7.5, p.area.width());
        const double half = text_width(name, 7.5) / 2;
        const double middle =
            std::clamp((a + b) / 2, p.area.x0 + half, std::max(p.area.x0 + half, p.area.x1 - half));
        obstacles.add(svg.text_at({middle, p.area.y0 + 8}, name,
                                  {.hue = Hue::ink2, .anchor = Anchor::middle}));
    }
}

// Reference lines that lie inside the plot.
std::vector<ReferenceLine> visible(const std::vector<ReferenceLine>& lines, const AxisMap& map) {
    std::vector<ReferenceLine> out;
    for (const ReferenceLine& line : lines) {
        const bool positive = map.scale == Scale::linear || line.value > 0;
        if (!is_drawable(line.value) || !positive) continue;
        const double tiny = 1e-9 * (map.high - map.low);
        if (line.value < map.low - tiny || line.value > map.high + tiny) continue;
        out.push_back(line);
    }
    return out;
}

void draw_references(const LinePlot& plot, Svg& svg, Obstacles& obstacles, const Plot& p) {
    const Pen dashed{Hue::ink2, 0.75, "2 2"};
    for (const ReferenceLine& line : visible(plot.horizontal, p.y)) {
        const double y = p.y(line.value);
        svg.line({p.area.x0, y}, {p.area.x1, y}, dashed);
    }
    for (const ReferenceLine& line : visible(plot.vertical, p.x)) {
        const double x = p.x(line.value);
        svg.line({x, p.area.y0}, {x, p.area.y1}, dashed);
        obstacles.add({x - 0.5, p.area.y0, x + 0.5, p.area.y1});
    }
}

// Names of reference lines come after the data, so that they stand where nothing is. Returns those
// that found no place.
std::vector<LegendEntry> name_references(const LinePlot& plot, Svg& svg, Obstacles& obstacles,
                                         const Plot& p) {
    std::vector<LegendEntry> rest;
    const auto unplaced = [&rest](const ReferenceLine& line) {
        rest.push_back({LegendEntry::Key::dashed, Hue::ink2, fit_text(line.name, 7.5, 110)});
    };
    Box bounds = p.area;
    bounds.y0 -= 8;
    for (const ReferenceLine& line : visible(plot.horizontal, p.y)) {
        if (line.name.empty()) continue;
        const double y = p.y(line.value), width = text_width(line.name, 7.5);
        const Point places[] = {{p.area.x1 - 2 - width, y - 5.5},
                                {p.area.x0 + 2, y - 5.5},
                                {p.area.x1 - 2 - width, y + 6},
                                {p.area.x0 + 2, y + 6}};
        const bool placed = std::any_of(std::begin(places), std::end(places), [&](Point at) {
            const Box box = text_box({at.x, at.y + 2.7}, line.name, note_style);
            if (!bounds.contains(box) || obstacles.hits(box) > 0) return false;
            obstacles.add(svg.text_at({at.x, at.y + 2.7}, line.name, note_style));
            return true;
        });
        if (!placed) unplaced(line);
    }
    for (const ReferenceLine& line : visible(plot.vertical, p.x)) {
        if (line.name.empty()) continue;
        const double x = p.x(line.value);
        const double places[] = {p.area.y1 - 6, p.area.y0 + 8, (p.area.y0 + p.area.y1) / 2};
        const bool placed = std::any_of(std::begin(places), std::end(places), [&](double y) {
            return place_beside(svg, obstacles, p.area, {x, y}, 3, line.name, note_style);
        });
        if (!placed) unplaced(line);
    }
    return rest;
}

void name_points(const LinePlot& plot, Svg& svg, Obstacles& obstacles, const Plot& p,
                 const Box& box) {
    Box bounds = p.area;
    bounds.x1 = box.x1;
    for (const Series& s : plot.series) {
        if (s.point_names.empty()) continue;
        const auto points = page_points(p, s.x, s.y);
        for (std::size_t i = 0; i < points.size(); ++i) {
            if (!p.area.contains(points[i])) continue;
            place_beside(svg, obstacles, bounds, points[i], marker_radius(points.size()) + 3,
                         fit_text(s.point_names[i], 7.5, 90),
                         {.size = 7.5, .hue = label_hue(s), .halo = TextStyle::Halo::yes});
        }
    }
}

LegendEntry entry_of(const Series& s) {
    const auto key = has_line(s)                 ? LegendEntry::Key::line
                     : s.mark == Mark::open_dots ? LegendEntry::Key::open_dot
                                                 : LegendEntry::Key::dot;
    return {key, s.weight == Weight::context ? Hue::rule2 : s.hue, fit_text(s.name, 7.5, 110)};
}

// At the end of a line that stops inside the plot, else further back along it.
bool name_along(Svg& svg, Obstacles& obstacles, const Box& bounds, const std::vector<Point>& line,
                const std::string& name, const TextStyle& style) {
    for (const double share : {1.0, 0.85, 0.7, 0.5, 0.3}) {
        const auto i = static_cast<std::size_t>(share * static_cast<double>(line.size() - 1));
        const double part = share * static_cast<double>(line.size() - 1) - static_cast<double>(i);
        const Point a = line[i], b = line[std::min(i + 1, line.size() - 1)];
        const Point at{a.x + part * (b.x - a.x), a.y + part * (b.y - a.y)};
        if (place_beside(svg, obstacles, bounds, at, 5, name, style)) return true;
    }
    return false;
}

// Names of series that have none yet: beside a short line's end or a lone point, else in a legend.
std::vector<LegendEntry> name_the_rest(const LinePlot& plot, Svg& svg, Obstacles& obstacles,
                                       const Plot& p, const Box& box, bool ends_done) {
    std::vector<LegendEntry> rest;
    Box bounds = p.area;
    bounds.x1 = box.x1;
    const bool in_margin = ends_done;
    for (const Series& s : plot.series) {
        if (s.name.empty()) continue;
        const auto pieces = clip_line(page_points(p, s.x, s.y), p.area);
        const bool at_right = has_line(s) && !pieces.empty() &&
                              pieces.back().back().x >= p.area.x1 - 0.06 * p.area.width();
        if (at_right && in_margin) continue;
        const TextStyle style{8, label_hue(s), Anchor::start, TextWeight::regular,
                              TextStyle::Halo::yes};
        bool placed = false;
        if (has_line(s) && !pieces.empty()) {
            placed = name_along(svg, obstacles, bounds, pieces.back(), s.name, style);
        } else if (s.x.size() == 1 && s.point_names.empty()) {
            const auto points = page_points(p, s.x, s.y);
            if (p.area.contains(points[0])) {
                placed = place_beside(svg, obstacles, bounds, points[0], 5, s.name, style);
            }
        }
        if (!placed) rest.push_back(entry_of(s));
    }
    return rest;
}

double margin_for(const LinePlot& plot, const Box& box) {
    double widest = 0;
    for (const Series& s : plot.series) {
        if (!s.name.empty() && has_line(s)) widest = std::max(widest, text_width(s.name, 8));
    }
    return widest > 0 ? std::min(widest + 10, 0.34 * box.width()) : 4;
}

// False when the legend found no free place inside the plot.
bool draw_once(const LinePlot& plot, Svg& svg, Box box, LegendAt where) {
    Range data_x, data_y;
    add_ranges(plot, data_x, data_y);
    const bool lines = std::any_of(plot.series.begin(), plot.series.end(), has_line);
    const Padding padding = lines ? Padding::none : Padding::points;
    const int ticks = box.width() < 180 ? 3 : box.width() > 400 ? 7 : 5;
    const AxisPlan x = plan_axis(plot.x, data_x, padding, ticks);
    const AxisPlan y = plan_axis(plot.y, data_y, padding);
    double margin = margin_for(plot, box);
    std::vector<LegendEntry> above;
    if (where == LegendAt::above) {
        for (const Series& s : plot.series) {
            if (!s.name.empty()) above.push_back(entry_of(s));
        }
        for (const auto* references : {&plot.horizontal, &plot.vertical}) {
            for (const ReferenceLine& line : *references) {
                if (line.name.empty()) continue;
                above.push_back(
                    {LegendEntry::Key::dashed, Hue::ink2, fit_text(line.name, 7.5, 110)});
            }
        }
        row_legend(svg, {box.x0, box.y0 + 4}, box.width(), above);
        box.y0 += row_legend_height(above, box.width()) + 3;
        margin = 4;
    } else if (end_labels(plot, make_plot(box, x, y, margin), margin).empty()) {
        margin = 4;
    }
    const Plot p = make_plot(box, x, y, margin);
    Obstacles obstacles;
    draw_windows(plot, svg, obstacles, p);
    if (y.scale == Scale::linear && y.low < 0 && y.high > 0) {
        svg.line({p.area.x0, p.y(0)}, {p.area.x1, p.y(0)}, {Hue::rule2, 0.5});
    }
    draw_references(plot, svg, obstacles, p);
    for (const Weight weight : {Weight::trace, Weight::context, Weight::data, Weight::strong}) {
        for (const Series& s : plot.series) {
            if (s.weight == weight) draw_series(svg, obstacles, p, s);
        }
    }
    draw_axes(svg, box, p, x, y);
    if (where == LegendAt::above) {
        name_points(plot, svg, obstacles, p, box);
        return true;
    }
    const bool ends = draw_end_labels(svg, obstacles, box, p, end_labels(plot, p, margin));
    auto rest = name_the_rest(plot, svg, obstacles, p, box, ends);
    for (auto& entry : name_references(plot, svg, obstacles, p)) rest.push_back(std::move(entry));
    const bool fits = place_legend(svg, obstacles, p.area, rest);
    name_points(plot, svg, obstacles, p, box);
    return fits;
}

}  // namespace

void check(const LinePlot& plot) { check_series(plot.series); }

double usual_height(const LinePlot&, double) { return single_height; }

void draw(const LinePlot& plot, Svg& svg, const Box& box) {
    Svg trial = svg;
    if (draw_once(plot, trial, box, LegendAt::inside))
        svg = std::move(trial);
    else
        draw_once(plot, svg, box, LegendAt::above);
}

Table tabulate(const LinePlot& plot) { return tabulate_series(plot.series, plot.x, plot.y); }

}  // namespace crucible::report
