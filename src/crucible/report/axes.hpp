#pragma once
// Axes: nice limits and ticks, the map from data to the page, clipping, drawing.

#include <limits>
#include <span>
#include <string>
#include <vector>

#include "crucible/report/figure.hpp"
#include "crucible/report/svg.hpp"

namespace crucible::report {

/// Finite, and not so large that differences overflow; everything else is treated as missing.
inline bool is_drawable(double v) { return v > -1e290 && v < 1e290; }

/// Smallest interval that holds what was added; ignores what cannot be drawn.
struct Range {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();
    bool empty() const { return !(low <= high); }
    void add(double v);
    void add(std::span<const double>);
    /// For a log axis: only what is positive.
    void add_positive(std::span<const double>);
};

struct Tick {
    double at = 0;
    std::string label;  ///< marked text; "" for a minor tick
};
/// An axis with its limits, ticks and title settled.
struct AxisPlan {
    Scale scale = Scale::linear;
    double low = 0, high = 1;
    std::vector<Tick> ticks;
    std::string title;  ///< marked: name, unit in parentheses, power of ten if one was taken out
};
/// How far the limits go beyond the data when the axis does not fix them.
enum class Padding : std::uint8_t { none, points, from_zero };

/// 3-6 labelled ticks at 1, 2 or 5 times a power of ten, or at decades. A log axis needs positive
/// data and falls back to linear without.
AxisPlan plan_axis(const Axis&, Range data, Padding, int wanted_ticks = 5);
/// Name and unit as marked text.
std::string axis_title(const Axis&);
std::string name_with_unit(const std::string& name, const std::string& unit);

/// From a data value to a coordinate of the page.
struct AxisMap {
    Scale scale = Scale::linear;
    double low = 0, high = 1, from = 0, to = 1;
    double operator()(double v) const;
};
AxisMap map_axis(const AxisPlan&, double from, double to);

/// The rectangle of the data and its two maps.
struct Plot {
    Box area;
    AxisMap x, y;
    Point at(double data_x, double data_y) const { return {x(data_x), y(data_y)}; }
};

/// Space that the tick labels of a vertical axis need left of it.
double tick_label_width(const AxisPlan&);
/// Standard room for ticks and title below, and for the title above.
inline constexpr double below_axis = 28, above_axis = 18;

/// A plot inside `box`: `right` is what is kept free at the right for labels.
Plot make_plot(const Box& box, const AxisPlan& x, const AxisPlan& y, double right);
/// Axis lines, ticks, labels and titles; the y title starts at `box.x0`.
void draw_axes(Svg&, const Box& box, const Plot&, const AxisPlan& x, const AxisPlan& y);
void draw_x_axis(Svg&, const Plot&, const AxisPlan& x);
void draw_y_axis(Svg&, const Plot&, const AxisPlan& y);

/// The pieces of a line inside the box; points that are not finite break it.
std::vector<std::vector<Point>> clip_line(std::span<const Point>, const Box&);
/// The part of a polygon inside the box (one piece, edges along the border included).
std::vector<Point> clip_polygon(std::vector<Point>, const Box&);

}  // namespace crucible::report
