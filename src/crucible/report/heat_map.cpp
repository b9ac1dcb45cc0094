// Values on a grid as one embedded PNG, with a colour bar.

#include <algorithm>
#include <cmath>

#include "crucible/report/forms.hpp"
#include "crucible/report/png.hpp"
#include "crucible/report/typography.hpp"

namespace crucible::report {
namespace {

constexpr double bar_width = 6;

struct ColourRange {
    double low = 0, high = 1;
    std::span<const Rgb> stops;
    Rgb colour(double v) const { return colour_at(stops, (v - low) / (high - low)); }
};

ColourRange colour_range(const HeatMap& map) {
    Range range;
    range.add(map.values);
    ColourRange out{range.low, range.high, sequential_stops()};
    if (map.map == HeatMap::Map::diverging) {
        const double largest = std::max(std::abs(range.low), std::abs(range.high));
        out = {-largest, largest, diverging_stops()};
    }
    out.low = map.low.value_or(out.low), out.high = map.high.value_or(out.high);
    if (!(out.high > out.low)) out.high = out.low + 1;
    return out;
}

// Lightness decides whether ink or paper is read on a cell (OKLab L, Ottosson 2020).
double lightness(Rgb c) {
    const auto linear = [](std::uint8_t v) {
        const double s = v / 255.0;
        return s <= 0.04045 ? s / 12.92 : std::pow((s + 0.055) / 1.055, 2.4);
    };
    const double r = linear(c.r), g = linear(c.g), b = linear(c.b);
    const double l = std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    const double m = std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    const double s = std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    return 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s;
}

/// Some viewers blend the pixels of a picture that they enlarge: small maps get more of them.
std::size_t pixels_per_cell(const HeatMap& map) {
    constexpr std::size_t wanted = 256;
    return std::max<std::size_t>(1, wanted / std::max(map.n_x, map.n_y));
}

void draw_cells(const HeatMap& map, const ColourRange& colours, Svg& svg, const Box& area) {
    const std::size_t zoom = pixels_per_cell(map);
    std::vector<std::uint8_t> pixels;
    pixels.reserve(map.values.size() * zoom * zoom * 3);
    for (std::size_t row = map.n_y * zoom; row-- > 0;) {
        for (std::size_t i = 0; i < map.n_x * zoom; ++i) {
            const double v = map.values[row / zoom * map.n_x + i / zoom];
            // Missing cells are white in both themes, like a hole in the map.
            const Rgb c = is_drawable(v) ? colours.colour(v) : Rgb{255, 255, 255};
            pixels.insert(pixels.end(), {c.r, c.g, c.b});
        }
    }
    svg.image(area, png(pixels, map.n_x * zoom, map.n_y * zoom, PixelFormat::rgb));
}

void draw_cell_notes(const HeatMap& map, const ColourRange& colours, Svg& svg, const Box& area) {
    const double w = area.width() / double(map.n_x), h = area.height() / double(map.n_y);
    const int decimals = std::min(2, decimals_for(map.values));
    for (std::size_t row = 0; row < map.n_y; ++row) {
        for (std::size_t i = 0; i < map.n_x; ++i) {
            const double v = map.values[row * map.n_x + i];
            if (!is_drawable(v)) continue;
            const Point middle{area.x0 + w * (double(i) + 0.5), area.y1 - h * (double(row) + 0.5)};
            const Hue hue = lightness(colours.colour(v)) < 0.6 ? Hue::paper : Hue::ink;
            const std::string text = fixed(v, decimals);
            if (text_width(text, 7) + 2 < w && h > 9) {
                svg.fixed_text({middle.x, middle.y + 2.5}, text, 7, token(hue).light);
            } else if (map.threshold && v <= *map.threshold) {
                svg.fixed_dot(middle, std::min({1.5, w / 4, h / 4}), token(hue).light);
            }
        }
    }
}

void draw_names(const HeatMap& map, Svg& svg, const Box& area) {
    const double w = area.width() / double(std::max<std::size_t>(1, map.columns.size()));
    for (std::size_t i = 0; i < map.columns.size(); ++i) {
        svg.text_at({area.x0 + w * (double(i) + 0.5), area.y1 + 10},
                    fit_text(map.columns[i], 7.5, w - 2), {.anchor = Anchor::middle});
    }
    const double h = area.height() / double(std::max<std::size_t>(1, map.rows.size()));
    for (std::size_t i = 0; i < map.rows.size() && h >= 8; ++i) {
        svg.text_at({area.x0 - 5, area.y1 - h * (double(i) + 0.5) + 2.7},
                    fit_text(map.rows[i], 7.5, 60), {.anchor = Anchor::end});
    }
}

// The power of ten that was taken out of the labels belongs to the title.
std::string bar_title(const HeatMap& map, const AxisPlan& plan) {
    return plan.title.empty() ? name_with_unit(map.quantity, map.unit)
                              : name_with_unit(map.quantity, map.unit) + plan.title;
}

AxisPlan bar_axis(const ColourRange& colours) {
    return plan_axis({"", "", {}, colours.low, colours.high}, {colours.low, colours.high},
                     Padding::none, 3);
}

void draw_colour_bar(const HeatMap& map, const ColourRange& colours, Svg& svg, const Box& bar) {
    std::vector<std::uint8_t> pixels;
    constexpr std::size_t steps = 64;
    for (std::size_t i = steps; i-- > 0;) {
        const Rgb c = colour_at(colours.stops, double(i) / (steps - 1));
        pixels.insert(pixels.end(), {c.r, c.g, c.b});
    }
    svg.image(bar, png(pixels, 1, steps, PixelFormat::rgb));
    const AxisPlan plan = bar_axis(colours);
    const AxisMap y = map_axis(plan, bar.y1, bar.y0);
    for (const Tick& tick : plan.ticks) {
        svg.line({bar.x1, y(tick.at)}, {bar.x1 + 2, y(tick.at)}, {});
        svg.text_at({bar.x1 + 4, y(tick.at) + 2.7}, tick.label, {});
    }
    const std::string title = fit_text(bar_title(map, bar_axis(colours)), 8, svg.width() * 0.6);
    svg.text_at({svg.width(), bar.y0 - 9}, title, {8, Hue::ink, Anchor::end});
}

}  // namespace

void check(const HeatMap& map) {
    if (map.n_x == 0 || map.n_y == 0 || map.values.size() != map.n_x * map.n_y) {
        cannot_draw("the grid and its values differ in size");
    }
    if (map.n_x > 4096 || map.n_y > 4096) cannot_draw("the grid is larger than 4096");
    require_length(map.n_x, map.columns.size(), "column names");
    require_length(map.n_y, map.rows.size(), "row names");
    Range range;
    range.add(map.values);
    if (range.empty()) cannot_draw("no finite value");
}

double usual_height(const HeatMap&, double) { return single_height; }

void draw(const HeatMap& map, Svg& svg, const Box& box) {
    const ColourRange colours = colour_range(map);
    const auto plan = [](const Axis& axis, std::size_t n) {
        Range range{axis.low.value_or(0), axis.high.value_or(double(n))};
        Axis fixed_axis = axis;
        fixed_axis.scale = Scale::linear, fixed_axis.low = range.low, fixed_axis.high = range.high;
        return plan_axis(fixed_axis, range, Padding::none, 4);
    };
    AxisPlan x = plan(map.x, map.n_x), y = plan(map.y, map.n_y);
    double left = tick_label_width(y) + 7;
    if (!map.rows.empty()) {
        left = 0;
        for (const auto& name : map.rows)
            left = std::max(left, text_width(fit_text(name, 7.5, 60), 7.5));
        left += 7;
    }
    Plot p;
    p.area = {box.x0 + left, box.y0 + above_axis,
              box.x1 - std::max(40.0, tick_label_width(bar_axis(colours)) + bar_width + 12),
              box.y1 - below_axis};
    p.x = map_axis(x, p.area.x0, p.area.x1);
    p.y = map_axis(y, p.area.y1, p.area.y0);
    draw_cells(map, colours, svg, p.area);
    if (map.n_x * map.n_y <= 400 || map.threshold) draw_cell_notes(map, colours, svg, p.area);
    if (!map.columns.empty()) {
        x.ticks.clear();
        x.title.clear();
    }
    if (!map.rows.empty()) y.ticks.clear();
    draw_names(map, svg, p.area);
    if (map.columns.empty()) {
        draw_x_axis(svg, p, x);
    } else {
        svg.text_at({p.area.x1, p.area.y1 + 22}, fit_text(map.x_name, 8, p.area.width()),
                    {8, Hue::ink, Anchor::end});
    }
    if (map.rows.empty()) draw_y_axis(svg, p, y);
    svg.text_at({box.x0, p.area.y0 - 9},
                fit_text(map.rows.empty() ? y.title : map.y_name, 8, box.width() * 0.38),
                {8, Hue::ink});
    draw_colour_bar(map, colours, svg,
                    {p.area.x1 + 8, p.area.y0, p.area.x1 + 8 + bar_width, p.area.y1});
}

Table tabulate(const HeatMap& map) {
    Table table;
    const auto place = [](const Axis& axis, std::size_t i, std::size_t n) {
        const double low = axis.low.value_or(0), high = axis.high.value_or(double(n));
        return low + (high - low) * (double(i) + 0.5) / double(n);
    };
    const bool names_x = !map.columns.empty(), names_y = !map.rows.empty();
    table.columns = {{names_x ? map.x_name : map.x.name, names_x ? "" : map.x.unit,
                      names_x ? Style::text : Style::number, 3},
                     {names_y ? map.y_name : map.y.name, names_y ? "" : map.y.unit,
                      names_y ? Style::text : Style::number, 3},
                     number_column(map.quantity, map.unit, map.values)};
    for (std::size_t row = 0; row < map.n_y; ++row) {
        for (std::size_t i = 0; i < map.n_x; ++i) {
            const Cell cx =
                names_x ? Cell{plain_text(map.columns[i])} : Cell{place(map.x, i, map.n_x)};
            const Cell cy =
                names_y ? Cell{plain_text(map.rows[row])} : Cell{place(map.y, row, map.n_y)};
            table.rows.push_back({{cx, cy, number_cell(map.values[row * map.n_x + i])}, {}, ""});
        }
    }
    return table;
}

}  // namespace crucible::report
