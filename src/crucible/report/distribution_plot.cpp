// One dot per item up to 200, then a histogram.

#include <algorithm>
#include <cmath>

#include "crucible/report/forms.hpp"
#include "crucible/report/typography.hpp"

namespace crucible::report {
namespace {

constexpr std::size_t most_dots = 200;

std::vector<double> usable(const DistributionPlot& plot) {
    std::vector<double> values;
    for (const double v : plot.values) {
        if (is_drawable(v) && (plot.x.scale == Scale::linear || v > 0)) values.push_back(v);
    }
    std::sort(values.begin(), values.end());
    return values;
}

// Freedman-Diaconis bins on the axis' own scale, 6 to 60 of them.
std::size_t bin_count(const std::vector<double>& sorted, const AxisMap& x) {
    const double q1 = x(sorted[sorted.size() / 4]), q3 = x(sorted[sorted.size() * 3 / 4]);
    const double width = 2 * (q3 - q1) / std::cbrt(static_cast<double>(sorted.size()));
    if (!(width > 0)) return 20;
    return static_cast<std::size_t>(std::clamp(std::abs(x.to - x.from) / width, 6.0, 60.0));
}

std::vector<std::size_t> count_bins(const std::vector<double>& values, const AxisMap& x,
                                    std::size_t bins) {
    std::vector<std::size_t> counts(bins);
    for (const double v : values) {
        const double t = (x(v) - x.from) / (x.to - x.from) * static_cast<double>(bins);
        counts[static_cast<std::size_t>(std::clamp(t, 0.0, static_cast<double>(bins) - 1))] += 1;
    }
    return counts;
}

void draw_dots(Svg& svg, const Plot& p, const std::vector<double>& values, Hue hue) {
    // Dots as large as the tallest stack allows.
    double r = 4.5;
    std::vector<std::size_t> counts;
    for (; r > 0.8; r -= 0.2) {
        counts = count_bins(values, p.x, static_cast<std::size_t>(p.area.width() / (2 * r + 0.5)));
        const std::size_t tallest = *std::max_element(counts.begin(), counts.end());
        if (static_cast<double>(tallest) * (2 * r + 0.3) <= p.area.height() - 14) break;
    }
    std::vector<Point> dots;
    const double pitch = p.area.width() / static_cast<double>(counts.size());
    for (std::size_t i = 0; i < counts.size(); ++i) {
        for (std::size_t k = 0; k < counts[i]; ++k) {
            dots.push_back({p.area.x0 + pitch * (static_cast<double>(i) + 0.5),
                            p.area.y1 - r - 1 - static_cast<double>(k) * (2 * r + 0.3)});
        }
    }
    svg.markers(dots, MarkerShape::circle, r, hue, MarkerFill::closed);
}

}  // namespace

void check(const DistributionPlot& plot) {
    if (usable(plot).empty()) cannot_draw("no value that can be placed on the axis");
}

double usual_height(const DistributionPlot&, double) { return single_height; }

void draw(const DistributionPlot& plot, Svg& svg, const Box& box) {
    const std::vector<double> values = usable(plot);
    Range range;
    range.add(values);
    const bool tolerance =
        plot.tolerance && is_drawable(plot.tolerance->low) && is_drawable(plot.tolerance->high);
    if (tolerance) range.add(plot.tolerance->low), range.add(plot.tolerance->high);
    const bool dots = values.size() <= most_dots;
    const AxisPlan x = plan_axis(plot.x, range, Padding::none);
    AxisPlan y;
    std::vector<std::size_t> counts;
    if (!dots) {
        const AxisMap unit = map_axis(x, 0, 1);
        counts = count_bins(values, unit, bin_count(values, unit));
        const double tallest = static_cast<double>(*std::max_element(counts.begin(), counts.end()));
        y = plan_axis(
            {plot.item.empty() ? "count" : "number of " + plot.item + "s", "", {}, {}, {}},
            {0, tallest}, Padding::from_zero, 4);
    } else {
        const std::string s = values.size() == 1 ? "" : "s";
        y.title =
            fixed(static_cast<double>(values.size()), 0) + " " + plot.item + s + ", one dot each";
    }
    const Plot p = make_plot(box, x, y, 6);
    if (tolerance) {
        const Box shade{std::clamp(p.x(plot.tolerance->low), p.area.x0, p.area.x1), p.area.y0,
                        std::clamp(p.x(plot.tolerance->high), p.area.x0, p.area.x1), p.area.y1};
        svg.rectangle(shade, {Hue::grey, 0.18});
        const std::string name = fit_text(plot.tolerance->name, 7.5, p.area.width());
        const double end = std::max(shade.x1 - 3, p.area.x0 + text_width(name, 7.5));
        svg.text_at({std::min(end, p.area.x1), p.area.y0 + 8}, name, {.anchor = Anchor::end});
    }
    if (dots) {
        draw_dots(svg, p, values, plot.hue);
        draw_x_axis(svg, p, x);
        svg.text_at({box.x0, p.area.y0 - 9}, fit_text(y.title, 8, box.width()), {8, Hue::ink});
        return;
    }
    const double pitch = p.area.width() / static_cast<double>(counts.size());
    std::vector<Point> top, filled;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const double left = p.area.x0 + pitch * static_cast<double>(i);
        const double height = p.y(static_cast<double>(counts[i]));
        top.push_back({left, height});
        top.push_back({left + pitch, height});
    }
    filled = top;
    filled.push_back({p.area.x1, p.area.y1});
    filled.push_back({p.area.x0, p.area.y1});
    svg.polygon(filled, {plot.hue, 0.38});
    svg.polyline(top, {plot.hue, 1.25});
    draw_axes(svg, box, p, x, y);
}

Table tabulate(const DistributionPlot& plot) {
    Table table;
    table.columns = {number_column(plot.x.name, plot.x.unit, plot.values)};
    for (const double v : plot.values) table.rows.push_back({{number_cell(v)}, {}, ""});
    return table;
}

}  // namespace crucible::report
