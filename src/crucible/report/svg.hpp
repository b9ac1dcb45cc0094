#pragma once
// Writes SVG: user unit 1 pt, at most two decimals, the same bytes for the same calls. Every shape
// carries light-theme attributes (right in a paper) and a role class (recoloured by the page).

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/report/tokens.hpp"

namespace crucible::report {

struct Point {
    double x = 0, y = 0;
};

/// A rectangle; y grows downwards.
struct Box {
    double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
    double width() const { return x1 - x0; }
    double height() const { return y1 - y0; }
    bool overlaps(const Box& o, double gap = 0) const {
        return x0 < o.x1 + gap && o.x0 < x1 + gap && y0 < o.y1 + gap && o.y0 < y1 + gap;
    }
    bool contains(Point p) const { return p.x >= x0 && p.x <= x1 && p.y >= y0 && p.y <= y1; }
    bool contains(const Box& o) const {
        return o.x0 >= x0 && o.x1 <= x1 && o.y0 >= y0 && o.y1 <= y1;
    }
};

/// A stroke. `dash` as in SVG, "" for a full line.
struct Pen {
    Hue hue = Hue::ink;
    double width = 0.6;
    std::string_view dash = {};
    double opacity = 1;
};
struct Fill {
    Hue hue = Hue::grey;
    double opacity = 1;
};

enum class Anchor : std::uint8_t { start, middle, end };
enum class TextWeight : std::uint8_t { regular, semibold, bold };
/// `label` writes in the text colour of a series.
struct TextStyle {
    double size = 7.5;
    Hue hue = Hue::ink2;
    Anchor anchor = Anchor::start;
    TextWeight weight = TextWeight::regular;
    enum class Halo : std::uint8_t { no, yes } halo = Halo::no;
};

enum class MarkerShape : std::uint8_t { circle, square, diamond, triangle, triangle_down };
/// Closed: filled with a paper edge. Open: paper inside, edge in the hue.
enum class MarkerFill : std::uint8_t { closed, open };

/// The box that `text_at` with these arguments will cover.
Box text_box(Point at, std::string_view marked_text, const TextStyle&);

/// A drawing; the header with title and description is added by `finish`.
class Svg {
public:
    /// `id` prefixes every id inside. Sizes in pt.
    Svg(std::string id, double width, double height);

    double width() const { return width_; }
    double height() const { return height_; }
    const std::string& id() const { return id_; }

    void line(Point a, Point b, const Pen&);
    /// Open line through the points; nothing for fewer than two.
    void polyline(std::span<const Point>, const Pen&);
    /// Filled polygon without edge.
    void polygon(std::span<const Point>, const Fill&);
    void polygon(std::span<const Point>, const Fill&, const Pen&);
    void rectangle(const Box&, const Fill&);
    void frame(const Box&, const Pen&);
    void disc(Point centre, double r, const Fill&);
    void ring(Point centre, double r, const Pen&);
    void markers(std::span<const Point>, MarkerShape, double r, Hue, MarkerFill);
    /// Separate lines in one path.
    void segments(std::span<const std::array<Point, 2>>, const Pen&);
    /// Baseline at `at`. Marked text. Returns and remembers the box it covers.
    Box text_at(Point at, std::string_view marked_text, const TextStyle&);
    /// On an embedded image, whose colours do not follow the theme: centred text, a dot.
    void fixed_text(Point at, std::string_view plain, double size, Rgb);
    void fixed_dot(Point centre, double r, Rgb);
    /// A point of a map in a colour of its own, numbered for the page's script.
    void coloured_disc(Point centre, double r, Rgb, MarkerFill, int number);
    /// What belongs to one of several quantities that a map may be coloured by.
    enum class Shown : std::uint8_t { no, yes };
    void begin_scale(int number, Shown);
    void end_scale();
    /// Embedded PNG, pixelated when magnified.
    void image(const Box&, std::string_view png_bytes);
    /// Opens and closes a link to an anchor of the page.
    void begin_link(std::string_view anchor, std::string_view plain_label);
    void end_link();

    /// Boxes of all texts so far.
    const std::vector<Box>& texts() const { return texts_; }

    /// The shapes alone.
    const std::string& body() const { return body_; }
    /// The file: role, title, description, shapes. Plain texts.
    std::string finish(std::string_view title, std::string_view description) const;
    /// The same around another body (a composed figure).
    std::string finish(std::string_view title, std::string_view description,
                       std::string_view body) const;

private:
    void points(std::span<const Point>);
    void stroke(const Pen&);
    void fill(const Fill&);
    std::string id_;
    double width_, height_;
    std::string body_;
    std::vector<Box> texts_;
};

/// Appends `v` with at most two decimals and no trailing zeros.
void append_number(std::string& out, double v);
/// Appends text with the five XML characters escaped and invalid UTF-8 replaced.
void append_escaped(std::string& out, std::string_view plain);
/// Role classes: stroke, fill, text.
std::string_view stroke_class(Hue);
std::string_view fill_class(Hue);
std::string_view text_class(Hue);

}  // namespace crucible::report
