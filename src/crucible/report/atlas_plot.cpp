// A map of things that are coloured by one of several quantities. The page's script may change the
// colours to another one; without it the first is shown.

#include <algorithm>
#include <cmath>
#include <map>

#include "crucible/report/forms.hpp"
#include "crucible/report/html.hpp"
#include "crucible/report/png.hpp"
#include "crucible/report/typography.hpp"

namespace crucible::report {
namespace {

constexpr double scale_width = 92, strip_thickness = 6;
constexpr std::size_t words_shown = 7, names_shown = 14;
constexpr Rgb no_value{150, 158, 167};

/// How one quantity becomes colours.
struct AtlasScale {
    Range range;
    std::vector<std::string> words;  ///< the most frequent, in this order

    explicit AtlasScale(const AtlasPlot::Quantity& q) {
        range.add(q.values);
        std::map<std::string, int> counts;
        for (const std::string& w : q.words) ++counts[w];
        std::vector<std::pair<int, std::string>> order;
        for (const auto& [word, n] : counts)
            if (!word.empty()) order.emplace_back(-n, word);
        std::sort(order.begin(), order.end());
        for (std::size_t k = 0; k < std::min(order.size(), words_shown); ++k)
            words.push_back(order[k].second);
    }
    Rgb colour(const AtlasPlot::Quantity& q, std::size_t i) const {
        if (!q.words.empty()) {
            const auto at = std::find(words.begin(), words.end(), q.words[i]);
            return at == words.end()
                       ? no_value
                       : token(series_hue(static_cast<std::size_t>(at - words.begin()))).light;
        }
        if (!is_drawable(q.values[i])) return no_value;
        const double wide = range.high - range.low;
        // The palest fifth of the colours would be lost on paper.
        const double t = wide > 0 ? (q.values[i] - range.low) / wide : 0.5;
        return colour_at(sequential_stops(), 0.2 + 0.8 * t);
    }
};

void draw_number_scale(Svg& svg, const Box& area, const AtlasPlot::Quantity& q,
                       const AtlasScale& scale) {
    if (scale.range.empty()) return;
    const Box bar{area.x0, area.y0 + 16, area.x0 + strip_thickness, area.y0 + 106};
    std::vector<std::uint8_t> pixels;
    constexpr std::size_t steps = 64;
    for (std::size_t i = steps; i-- > 0;) {
        const Rgb c = colour_at(sequential_stops(), 0.2 + 0.8 * double(i) / (steps - 1));
        pixels.insert(pixels.end(), {c.r, c.g, c.b});
    }
    svg.image(bar, png(pixels, 1, steps, PixelFormat::rgb));
    double low = scale.range.low, high = scale.range.high;
    if (const double pad = std::max(0.5, 0.01 * std::fabs(low)); !(high > low))
        low -= pad, high += pad;
    const AxisPlan plan =
        plan_axis({"", "", Scale::linear, low, high}, {low, high}, Padding::none, 4);
    const AxisMap y = map_axis(plan, bar.y1, bar.y0);
    for (const Tick& tick : plan.ticks) {
        if (tick.at < low || tick.at > high) continue;
        svg.line({bar.x1, y(tick.at)}, {bar.x1 + 2, y(tick.at)}, {});
        svg.text_at({bar.x1 + 4, y(tick.at) + 2.7}, tick.label, {});
    }
    svg.text_at({area.x0, area.y0 + 2}, fit_text(q.name + plan.title, 8, area.width()),
                {8, Hue::ink});
    svg.text_at({area.x0, area.y0 + 11}, fit_text(unit_text(q.unit), 7.5, area.width()), {});
}

void draw_word_scale(Svg& svg, const Box& area, const AtlasPlot::Quantity& q,
                     const AtlasScale& scale) {
    svg.text_at({area.x0, area.y0 + 2}, fit_text(q.name, 8, area.width()), {8, Hue::ink});
    double y = area.y0 + 15;
    for (std::size_t k = 0; k < scale.words.size(); ++k, y += legend_pitch) {
        svg.fixed_dot({area.x0 + 3, y - 2.6}, 2.6, token(series_hue(k)).light);
        svg.text_at({area.x0 + 9, y}, fit_text(scale.words[k], 7.5, area.width() - 9), {});
    }
    svg.fixed_dot({area.x0 + 3, y - 2.6}, 2.6, no_value);
    svg.text_at({area.x0 + 9, y}, "others", {});
}

double radius_of(const AtlasPlot::Point& p) {
    return std::sqrt(3.2 + 7.5 * std::log10(1 + std::min(std::max(0.0, p.count), 1e9)));
}

void draw_points(const AtlasPlot& plot, const Plot& p, Svg& svg, Obstacles& obstacles) {
    // Large ones first, so that none is hidden.
    std::vector<std::size_t> order(plot.points.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return plot.points[a].count > plot.points[b].count;
    });
    const AtlasScale scale(plot.quantities.front());
    for (const std::size_t i : order) {
        const AtlasPlot::Point& point = plot.points[i];
        const Point at = p.at(point.x, point.y);
        if (!is_drawable(point.x) || !is_drawable(point.y)) continue;
        if (!point.anchor.empty()) svg.begin_link(point.anchor, plain_text(point.name));
        svg.coloured_disc(at, radius_of(point), scale.colour(plot.quantities.front(), i),
                          point.count > 0 ? MarkerFill::closed : MarkerFill::open,
                          static_cast<int>(i));
        if (!point.anchor.empty()) svg.end_link();
        if (point.is_named == AtlasPlot::Named::yes) obstacles.add(at, radius_of(point) * 0.8);
    }
}

void draw_names(const AtlasPlot& plot, const Plot& p, Svg& svg, Obstacles& obstacles) {
    std::size_t written = 0;
    for (const AtlasPlot::Point& point : plot.points) {
        if (point.is_named == AtlasPlot::Named::no || written == names_shown) continue;
        if (!is_drawable(point.x) || !is_drawable(point.y)) continue;
        written += place_beside(svg, obstacles, p.area, p.at(point.x, point.y),
                                radius_of(point) + 1, fit_text(point.name, 7.5, 84),
                                {.hue = Hue::ink, .halo = TextStyle::Halo::yes});
    }
}

}  // namespace

void check(const AtlasPlot& plot) {
    Range x, y;
    for (const auto& point : plot.points) x.add(point.x), y.add(point.y);
    if (x.empty() || y.empty()) cannot_draw("no finite point");
    if (plot.quantities.empty()) cannot_draw("there is nothing to colour points by");
    for (const auto& q : plot.quantities)
        if (std::max(q.values.size(), q.words.size()) != plot.points.size() ||
            std::min(q.values.size(), q.words.size()) != 0)
            cannot_draw("a quantity does not have one value for each point");
}

double usual_height(const AtlasPlot&, double) { return 330; }

void draw(const AtlasPlot& plot, Svg& svg, const Box& box) {
    Range x, y;
    for (const auto& point : plot.points) x.add(point.x), y.add(point.y);
    const auto plan = [](const Range& r) {
        const double pad =
            r.high > r.low ? 0.06 * (r.high - r.low) : std::max(1.0, 0.01 * std::fabs(r.low));
        AxisPlan axis;
        axis.low = r.low - pad, axis.high = r.high + pad;
        return axis;
    };
    Plot p;
    p.area = {box.x0 + 0.5, box.y0 + 14, box.x1 - scale_width - 12, box.y1 - 16};
    p.x = map_axis(plan(x), p.area.x0, p.area.x1);
    p.y = map_axis(plan(y), p.area.y1, p.area.y0);
    svg.frame(p.area, {Hue::rule2, 0.6});
    svg.text_at({p.area.x0, p.area.y0 - 6}, fit_text(plot.y_name, 8, p.area.width()),
                {8, Hue::ink});
    svg.text_at({p.area.x1, p.area.y1 + 11}, fit_text(plot.x_name, 8, p.area.width()),
                {8, Hue::ink, Anchor::end});
    Obstacles obstacles;
    draw_points(plot, p, svg, obstacles);
    draw_names(plot, p, svg, obstacles);
    const Box scale_area{p.area.x1 + 12, p.area.y0 + 4, box.x1, p.area.y1};
    for (std::size_t k = 0; k < plot.quantities.size(); ++k) {
        const AtlasPlot::Quantity& q = plot.quantities[k];
        svg.begin_scale(static_cast<int>(k), k == 0 ? Svg::Shown::yes : Svg::Shown::no);
        if (q.words.empty())
            draw_number_scale(svg, scale_area, q, AtlasScale(q));
        else
            draw_word_scale(svg, scale_area, q, AtlasScale(q));
        svg.end_scale();
    }
}

Table tabulate(const AtlasPlot& plot) {
    std::vector<double> x, y, count;
    for (const auto& point : plot.points)
        x.push_back(point.x), y.push_back(point.y), count.push_back(point.count);
    Table table;
    table.columns = {{"name", "", Style::text, 0},
                     {"found", "", Style::number, 0},
                     number_column(plot.x_name, "", x),
                     number_column(plot.y_name, "", y)};
    for (const auto& q : plot.quantities)
        table.columns.push_back(q.words.empty() ? number_column(q.name, q.unit, q.values)
                                                : Column{q.name, "", Style::text, 0});
    for (std::size_t i = 0; i < plot.points.size(); ++i) {
        Row row{{plain_text(plot.points[i].name), number_cell(count[i]), number_cell(x[i]),
                 number_cell(y[i])},
                {},
                ""};
        for (const auto& q : plot.quantities) {
            if (q.words.empty())
                row.cells.push_back(number_cell(q.values[i]));
            else
                row.cells.emplace_back(q.words[i]);
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

std::string atlas_json(const AtlasPlot& plot) {
    std::string out = "{\"names\":[";
    for (std::size_t i = 0; i < plot.points.size(); ++i)
        out += (i ? "," : "") + json_string(plain_text(plot.points[i].name));
    out += "],\"found\":[";
    for (std::size_t i = 0; i < plot.points.size(); ++i)
        out += (i ? "," : "") + json_number(plot.points[i].count);
    out += "],\"lines\":[";
    for (std::size_t i = 0; i < plot.points.size(); ++i) {
        out += i ? ",[" : "[";
        for (std::size_t k = 0; k < plot.points[i].lines.size(); ++k) {
            out += k ? ",[" : "[";
            append_number(out, plot.points[i].lines[k].first);
            out += ',';
            append_number(out, plot.points[i].lines[k].second);
            out += ']';
        }
        out += ']';
    }
    out += "],\"quantities\":[";
    for (std::size_t k = 0; k < plot.quantities.size(); ++k) {
        const AtlasPlot::Quantity& q = plot.quantities[k];
        const AtlasScale scale(q);
        out += std::string(k ? "," : "") + "{\"name\":" + json_string(plain_text(q.name)) +
               ",\"unit\":" + json_string(plain_text(unit_text(q.unit))) + ",\"colours\":[";
        for (std::size_t i = 0; i < plot.points.size(); ++i)
            out += (i ? ",\"" : "\"") + hex(scale.colour(q, i)) + "\"";
        out += "],\"values\":[";
        const int decimals = std::min(3, decimals_for(q.values));
        for (std::size_t i = 0; i < plot.points.size(); ++i) {
            const std::string text = !q.words.empty() ? plain_text(q.words[i])
                                     : is_drawable(q.values[i])
                                         ? plain_text(fixed(q.values[i], decimals))
                                         : std::string("unknown");
            out += (i ? "," : "") + json_string(text);
        }
        out += "]}";
    }
    return out + "]}";
}

}  // namespace crucible::report
