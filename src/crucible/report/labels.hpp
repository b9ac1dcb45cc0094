#pragma once
// Where labels go: at the ends of lines, beside points, in a legend; never over data or each other.

#include <span>
#include <string>
#include <vector>

#include "crucible/report/svg.hpp"

namespace crucible::report {

/// Positions as near as possible to the wanted ones, at least `gap` apart, inside [low, high] where
/// they fit. Order is kept; `wanted` must be sorted.
std::vector<double> spread(const std::vector<double>& wanted, double gap, double low, double high);

/// What is drawn already, so that labels can avoid it.
class Obstacles {
public:
    void add(const Box& box) { boxes_.push_back(box); }
    void add(Point centre, double r) {
        boxes_.push_back({centre.x - r, centre.y - r, centre.x + r, centre.y + r});
    }
    /// A line, as boxes every 2 pt along it.
    void add(std::span<const Point> line);
    /// How many of the boxes this one touches.
    int hits(const Box&) const;

private:
    std::vector<Box> boxes_;
};

/// Writes `text` beside `anchor` at the first of eight places that touches no obstacle and stays
/// inside `bounds`; the label becomes an obstacle. False when there is no such place.
bool place_beside(Svg&, Obstacles&, const Box& bounds, Point anchor, double distance,
                  std::string_view text, TextStyle);

/// A line of a legend: its key and its name.
struct LegendEntry {
    enum class Key : std::uint8_t {
        line,
        dot,
        open_dot,
        open_square,
        diamond,
        dashed,
        band
    } key = Key::line;
    Hue hue = Hue::s1;
    std::string name;  ///< marked
};
double legend_width(std::span<const LegendEntry>);
inline constexpr double legend_pitch = 10.5;
/// In the emptiest place of `area`; false, and nothing drawn, when data are everywhere.
bool place_legend(Svg&, Obstacles&, const Box& area, std::span<const LegendEntry>);
/// In rows from `at` on, wrapped at `right`; returns the height used.
double row_legend_height(std::span<const LegendEntry>, double width);
void row_legend(Svg&, Point at, double width, std::span<const LegendEntry>);

}  // namespace crucible::report
