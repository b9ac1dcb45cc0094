#include "crucible/report/axes.hpp"

#include <algorithm>
#include <cmath>

#include "crucible/report/typography.hpp"

namespace crucible::report {
namespace {

// Below this, powers of ten lose their digits; nothing measured is so small.
constexpr double smallest_size = 1e-280;

// Step 1, 2 or 5 times a power of ten whose tick count inside the span is nearest to the wanted.
double nice_step(double span, int wanted) {
    const double rough = span / wanted;
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    double best = power, best_miss = 1e300;
    for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
        const double miss = std::abs(span / (factor * power) - wanted);
        if (miss < best_miss) best = factor * power, best_miss = miss;
    }
    return best;
}

int step_decimals(double step) {
    return std::clamp(static_cast<int>(-std::floor(std::log10(step) + 1e-9)), 0, 12);
}

// A power of ten to take out of the labels, or 0.
int common_exponent(double low, double high) {
    const double largest = std::max(std::abs(low), std::abs(high));
    if (largest >= 1e6 || largest < 1e-3) {
        return 3 * static_cast<int>(std::floor(std::log10(largest) / 3));
    }
    return 0;
}

void plan_linear(AxisPlan& plan, const Axis& axis, Range data, Padding padding, int wanted) {
    double low = data.low, high = data.high;
    if (padding == Padding::from_zero) low = std::min(low, 0.0), high = std::max(high, 0.0);
    // Numbers that differ only in their last digits make one value, not an axis.
    if (std::max(std::abs(low), std::abs(high)) < smallest_size) low = high = 0;
    if (!(high - low > 1e-11 * std::max(std::abs(low), std::abs(high)))) {
        const double half = low == 0 ? 1 : std::abs(low) * 0.05;
        low -= half, high += half;
    }
    if (axis.low) low = *axis.low;
    if (axis.high) high = *axis.high;
    if (!(high > low)) high = low + std::max(1.0, std::abs(low));
    const double span = high - low;
    if (padding == Padding::points) {
        if (!axis.low) low -= 0.05 * span;
        if (!axis.high) high += 0.05 * span;
    }
    const double step = nice_step(high - low, wanted);
    // Out to the next tick where that costs little: an axis that ends on a tick reads better.
    const double below = std::floor(low / step + 1e-9) * step;
    const double above = std::ceil(high / step - 1e-9) * step;
    if (!axis.low && low - below < 0.45 * step && padding != Padding::points) low = below;
    if (!axis.high && above - high < 0.45 * step && padding != Padding::points) high = above;
    plan.low = low, plan.high = high;
    const int exponent = common_exponent(low, high);
    const double scale = std::pow(10.0, exponent);
    const int decimals = step_decimals(step / scale);
    const auto first = static_cast<long long>(std::ceil(low / step - 1e-6));
    const auto last = static_cast<long long>(std::floor(high / step + 1e-6));
    for (long long i = first; i <= last && i - first < 50; ++i) {
        const double at = static_cast<double>(i) * step;
        plan.ticks.push_back({at, fixed(at / scale, decimals)});
    }
    if (exponent != 0) {
        const std::string power = "10" + superscript(std::to_string(exponent));
        plan.title =
            axis.name + " (" + power + (axis.unit.empty() ? "" : " " + unit_text(axis.unit)) + ")";
    }
}

void plan_log(AxisPlan& plan, const Axis& axis, Range data) {
    double low = axis.low && *axis.low > 0 ? *axis.low : data.low;
    double high = axis.high && *axis.high > low ? *axis.high : std::max(data.high, low);
    if (!axis.low) low = std::pow(10.0, std::floor(std::log10(low) + 1e-9));
    if (!axis.high) high = std::pow(10.0, std::ceil(std::log10(high) - 1e-9));
    if (!(high > low)) high = low * 10;
    plan.low = low, plan.high = high;
    const int first = static_cast<int>(std::ceil(std::log10(low) - 1e-9));
    const int last = static_cast<int>(std::floor(std::log10(high) + 1e-9));
    const int every = std::max(1, (last - first + 5) / 6);
    for (int e = first - 1; e <= last; ++e) {
        const double decade = std::pow(10.0, e);
        if (e >= first) {
            const bool labelled = (e - first) % every == 0;
            const std::string label = e >= -3 && e <= 4 ? fixed(decade, std::max(0, -e))
                                                        : "10" + superscript(std::to_string(e));
            plan.ticks.push_back({decade, labelled ? label : ""});
        }
        if (last - first > 3) continue;
        for (int k = 2; k <= 9; ++k) {
            const double minor = k * decade;
            if (minor > low && minor < high) plan.ticks.push_back({minor, ""});
        }
    }
}

Point pulled_inside(Point p, const Box& box) {
    return {std::clamp(p.x, box.x0, box.x1), std::clamp(p.y, box.y0, box.y1)};
}

}  // namespace

void Range::add(double v) {
    if (!is_drawable(v)) return;
    low = std::min(low, v);
    high = std::max(high, v);
}
void Range::add(std::span<const double> list) {
    for (const double v : list) add(v);
}
void Range::add_positive(std::span<const double> list) {
    for (const double v : list) {
        if (v > 0) add(v);
    }
}

std::string name_with_unit(const std::string& name, const std::string& unit) {
    return unit.empty() ? name : name + " (" + unit_text(unit) + ")";
}

std::string axis_title(const Axis& axis) { return name_with_unit(axis.name, axis.unit); }

AxisPlan plan_axis(const Axis& wanted, Range data, Padding padding, int wanted_ticks) {
    Axis axis = wanted;
    if (axis.low && !is_drawable(*axis.low)) axis.low.reset();
    if (axis.high && !is_drawable(*axis.high)) axis.high.reset();
    AxisPlan plan;
    plan.title = axis_title(axis);
    if (data.empty() || !is_drawable(data.low) || !is_drawable(data.high)) data = {0, 1};
    const bool log = axis.scale == Scale::log10 && data.low > 0;
    if (log) {
        data.low = std::max(data.low, smallest_size);
        data.high = std::max(data.high, smallest_size);
        if (axis.low && *axis.low < smallest_size) axis.low.reset();
        if (axis.high && *axis.high < smallest_size) axis.high.reset();
    }
    plan.scale = log ? Scale::log10 : Scale::linear;
    if (log)
        plan_log(plan, axis, data);
    else
        plan_linear(plan, axis, data, padding, wanted_ticks);
    return plan;
}

double AxisMap::operator()(double v) const {
    if (scale == Scale::log10) {
        // What is not positive goes far below the axis, where clipping takes it away.
        const double tiny = std::max(low * 1e-6, std::numeric_limits<double>::min());
        const double t =
            (std::log(std::max(v, tiny)) - std::log(low)) / (std::log(high) - std::log(low));
        return from + (to - from) * t;
    }
    return from + (to - from) * (v - low) / (high - low);
}

AxisMap map_axis(const AxisPlan& plan, double from, double to) {
    return {plan.scale, plan.low, plan.high, from, to};
}

double tick_label_width(const AxisPlan& plan) {
    double widest = 0;
    for (const Tick& tick : plan.ticks) widest = std::max(widest, text_width(tick.label, 7.5));
    return widest;
}

Plot make_plot(const Box& box, const AxisPlan& x, const AxisPlan& y, double right) {
    Plot plot;
    // The last tick label of x hangs over the end of the axis by half its width.
    // So does the first at the other end.
    double overhang = 0, underhang = 0;
    if (!x.ticks.empty()) {
        overhang = text_width(x.ticks.back().label, 7.5) / 2;
        underhang = text_width(x.ticks.front().label, 7.5) / 2;
    }
    plot.area = {box.x0 + std::max(tick_label_width(y) + 7, underhang), box.y0 + above_axis,
                 box.x1 - std::max(right, overhang), box.y1 - below_axis};
    plot.x = map_axis(x, plot.area.x0, plot.area.x1);
    plot.y = map_axis(y, plot.area.y1, plot.area.y0);
    return plot;
}

void draw_x_axis(Svg& svg, const Plot& plot, const AxisPlan& plan) {
    const Box& a = plot.area;
    svg.line({a.x0, a.y1}, {a.x1, a.y1}, {});
    double free_from = -1e9;
    for (const Tick& tick : plan.ticks) {
        const double x = plot.x(tick.at);
        svg.line({x, a.y1}, {x, a.y1 + (tick.label.empty() ? 1.8 : 3)}, {});
        if (tick.label.empty()) continue;
        const TextStyle style{.anchor = Anchor::middle};
        const Box box = text_box({x, a.y1 + 11.5}, tick.label, style);
        if (box.x0 < free_from) continue;
        svg.text_at({x, a.y1 + 11.5}, tick.label, style);
        free_from = box.x1 + 4;
    }
    // Titles longer than the axis grow to the left of its end, never out of the drawing.
    const std::string title = fit_text(plan.title, 8, svg.width());
    const double width = text_width(title, 8);
    const double end = std::min(std::max(a.x1, width), svg.width());
    svg.text_at({end, a.y1 + 23.5}, title, {8, Hue::ink, Anchor::end});
}

void draw_y_axis(Svg& svg, const Plot& plot, const AxisPlan& plan) {
    const Box& a = plot.area;
    svg.line({a.x0, a.y0}, {a.x0, a.y1}, {});
    for (const Tick& tick : plan.ticks) {
        const double y = plot.y(tick.at);
        svg.line({a.x0 - (tick.label.empty() ? 1.8 : 3), y}, {a.x0, y}, {});
        if (tick.label.empty()) continue;
        svg.text_at({a.x0 - 6, y + 2.7}, tick.label, {.anchor = Anchor::end});
    }
}

void draw_axes(Svg& svg, const Box& box, const Plot& plot, const AxisPlan& x, const AxisPlan& y) {
    draw_x_axis(svg, plot, x);
    draw_y_axis(svg, plot, y);
    svg.text_at({box.x0, plot.area.y0 - 9}, fit_text(y.title, 8, svg.width() - box.x0),
                {8, Hue::ink});
}

std::vector<std::vector<Point>> clip_line(std::span<const Point> line, const Box& box) {
    std::vector<std::vector<Point>> pieces;
    bool open = false;
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        const Point a = line[i], b = line[i + 1];
        double t0 = 0, t1 = 1;
        bool seen =
            std::isfinite(a.x) && std::isfinite(a.y) && std::isfinite(b.x) && std::isfinite(b.y);
        // Liang-Barsky: shrink [t0, t1] by each of the four borders.
        const double p[] = {a.x - b.x, b.x - a.x, a.y - b.y, b.y - a.y};
        const double q[] = {a.x - box.x0, box.x1 - a.x, a.y - box.y0, box.y1 - a.y};
        for (int k = 0; seen && k < 4; ++k) {
            if (p[k] == 0)
                seen = q[k] >= 0;
            else if (p[k] < 0)
                t0 = std::max(t0, q[k] / p[k]);
            else
                t1 = std::min(t1, q[k] / p[k]);
        }
        if (!seen || t0 > t1) {
            open = false;
            continue;
        }
        // Far ends lose their digits in the product: what is kept must lie in the box all the same.
        const Point from = pulled_inside({a.x + t0 * (b.x - a.x), a.y + t0 * (b.y - a.y)}, box);
        const Point to = pulled_inside({a.x + t1 * (b.x - a.x), a.y + t1 * (b.y - a.y)}, box);
        if (!open || t0 > 0) pieces.push_back({from});
        pieces.back().push_back(to);
        open = t1 >= 1;
    }
    return pieces;
}

std::vector<Point> clip_polygon(std::vector<Point> polygon, const Box& box) {
    std::erase_if(polygon, [](Point p) { return !std::isfinite(p.x) || !std::isfinite(p.y); });
    // Sutherland-Hodgman: cut by the left, right, top and bottom border in turn.
    for (int side = 0; side < 4 && !polygon.empty(); ++side) {
        const auto depth = [&](Point p) {
            return side == 0   ? p.x - box.x0
                   : side == 1 ? box.x1 - p.x
                   : side == 2 ? p.y - box.y0
                               : box.y1 - p.y;
        };
        std::vector<Point> kept;
        for (std::size_t i = 0; i < polygon.size(); ++i) {
            const Point a = polygon[i], b = polygon[(i + 1) % polygon.size()];
            const double da = depth(a), db = depth(b);
            if (da >= 0) kept.push_back(a);
            if ((da >= 0) != (db >= 0)) {
                const double t = da / (da - db);
                kept.push_back({a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)});
            }
        }
        polygon = std::move(kept);
    }
    for (Point& p : polygon) p = pulled_inside(p, box);
    return polygon;
}

}  // namespace crucible::report
