#include "crucible/report/svg.hpp"

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/report/png.hpp"
#include "crucible/report/typography.hpp"

namespace crucible::report {
namespace {

constexpr std::string_view figure_font = "Arial, 'Liberation Sans', Helvetica, sans-serif";
// Arial: capitals 0.716 em high, descenders 0.212 em deep.
constexpr double ascent = 0.74, descent = 0.21;
constexpr double sub_drop = 0.16, super_rise = 0.34, sub_size = 0.7;

bool is_series(Hue hue) { return hue <= Hue::s8; }

void append_attribute(std::string& out, std::string_view name, double v) {
    out += ' ';
    out += name;
    out += "=\"";
    append_number(out, v);
    out += '"';
}

void append_attribute(std::string& out, std::string_view name, std::string_view v) {
    out += ' ';
    out += name;
    out += "=\"";
    out += v;
    out += '"';
}

std::string_view weight_number(TextWeight w) {
    return w == TextWeight::bold ? "700" : w == TextWeight::semibold ? "600" : "400";
}

double width_of(std::string_view text, const TextStyle& style) {
    return style.weight == TextWeight::regular ? text_width(text, style.size)
                                               : text_width_bold(text, style.size);
}

// The runs of a text as tspans. A raised run is undone by the next one's dy.
void append_runs(std::string& out, std::string_view text, double size) {
    double shift = 0;
    for (const Run& run : parse_marked(text)) {
        const double wanted = run.level == Level::below   ? sub_drop * size
                              : run.level == Level::above ? -super_rise * size
                                                          : 0;
        const bool plain = run.face == Face::plain && run.level == Level::line && !run.overlined &&
                           wanted == shift;
        if (plain) {
            append_escaped(out, run.text);
            continue;
        }
        out += "<tspan";
        if (wanted != shift) append_attribute(out, "dy", wanted - shift);
        if (run.level != Level::line) append_attribute(out, "font-size", sub_size * size);
        if (run.face == Face::italic) append_attribute(out, "font-style", "italic");
        if (run.face == Face::bold) append_attribute(out, "font-weight", "700");
        if (run.overlined) append_attribute(out, "text-decoration", "overline");
        out += '>';
        append_escaped(out, run.text);
        out += "</tspan>";
        shift = wanted;
    }
}

void append_marker(std::string& out, Point p, MarkerShape shape, double r) {
    if (shape == MarkerShape::circle) {
        out += "<circle";
        append_attribute(out, "cx", p.x);
        append_attribute(out, "cy", p.y);
        append_attribute(out, "r", r);
        out += "/>";
        return;
    }
    // Corners scaled so that all shapes have about the area of the disc.
    static constexpr Point square[] = {{-0.89, -0.89}, {0.89, -0.89}, {0.89, 0.89}, {-0.89, 0.89}};
    static constexpr Point diamond[] = {{0, -1.25}, {1.25, 0}, {0, 1.25}, {-1.25, 0}};
    static constexpr Point up[] = {{0, -1.3}, {1.17, 0.8}, {-1.17, 0.8}};
    static constexpr Point down[] = {{0, 1.3}, {1.17, -0.8}, {-1.17, -0.8}};
    const std::span<const Point> corners = shape == MarkerShape::square    ? std::span(square)
                                           : shape == MarkerShape::diamond ? std::span(diamond)
                                           : shape == MarkerShape::triangle
                                               ? std::span<const Point>(up)
                                               : std::span<const Point>(down);
    out += "<path d=\"";
    for (std::size_t i = 0; i < corners.size(); ++i) {
        out += i == 0 ? 'M' : 'L';
        append_number(out, p.x + r * corners[i].x);
        out += ' ';
        append_number(out, p.y + r * corners[i].y);
    }
    out += "Z\"/>";
}

}  // namespace

Box text_box(Point at, std::string_view text, const TextStyle& style) {
    const double w = width_of(text, style);
    const double x0 = style.anchor == Anchor::start    ? at.x
                      : style.anchor == Anchor::middle ? at.x - w / 2
                                                       : at.x - w;
    return {x0, at.y - ascent * style.size, x0 + w, at.y + descent * style.size};
}

Svg::Svg(std::string id, double width, double height)
    : id_(std::move(id)), width_(width), height_(height) {}

void Svg::points(std::span<const Point> list) {
    // Points that round to the same place would only cost bytes.
    std::string last, now;
    for (std::size_t i = 0; i < list.size(); ++i) {
        now.clear();
        append_number(now, list[i].x);
        now += ' ';
        append_number(now, list[i].y);
        if (now == last && i > 1) continue;
        body_ += i == 0 ? 'M' : 'L';
        body_ += now;
        last = now;
    }
}

void Svg::stroke(const Pen& pen) {
    append_attribute(body_, "stroke", hex(token(pen.hue).light));
    append_attribute(body_, "stroke-width", pen.width);
    if (!pen.dash.empty()) append_attribute(body_, "stroke-dasharray", pen.dash);
    if (pen.opacity != 1) append_attribute(body_, "stroke-opacity", pen.opacity);
}

void Svg::fill(const Fill& f) {
    append_attribute(body_, "fill", hex(token(f.hue).light));
    if (f.opacity != 1) append_attribute(body_, "fill-opacity", f.opacity);
}

void Svg::line(Point a, Point b, const Pen& pen) {
    const std::array ends = {a, b};
    polyline(ends, pen);
}

void Svg::polyline(std::span<const Point> list, const Pen& pen) {
    if (list.size() < 2) return;
    body_ += "<path";
    append_attribute(body_, "class", stroke_class(pen.hue));
    body_ += " d=\"";
    points(list);
    body_ += "\" fill=\"none\"";
    stroke(pen);
    if (list.size() > 2) body_ += " stroke-linejoin=\"round\" stroke-linecap=\"round\"";
    body_ += "/>\n";
}

void Svg::segments(std::span<const std::array<Point, 2>> list, const Pen& pen) {
    if (list.empty()) return;
    body_ += "<path";
    append_attribute(body_, "class", stroke_class(pen.hue));
    body_ += " d=\"";
    for (const auto& segment : list) points(segment);
    body_ += "\" fill=\"none\" stroke-linecap=\"round\"";
    stroke(pen);
    body_ += "/>\n";
}

void Svg::polygon(std::span<const Point> list, const Fill& f) {
    if (list.size() < 3) return;
    body_ += "<path";
    append_attribute(body_, "class", fill_class(f.hue));
    body_ += " d=\"";
    points(list);
    body_ += "Z\"";
    fill(f);
    body_ += "/>\n";
}

void Svg::polygon(std::span<const Point> list, const Fill& f, const Pen& pen) {
    if (list.size() < 3) return;
    body_ += "<path class=\"";
    body_ += fill_class(f.hue);
    body_ += ' ';
    body_ += stroke_class(pen.hue);
    body_ += "\" d=\"";
    points(list);
    body_ += "Z\"";
    fill(f);
    stroke(pen);
    body_ += " stroke-linejoin=\"round\"/>\n";
}

void Svg::rectangle(const Box& b, const Fill& f) {
    if (b.width() <= 0 || b.height() <= 0) return;
    body_ += "<rect";
    append_attribute(body_, "class", fill_class(f.hue));
    append_attribute(body_, "x", b.x0);
    append_attribute(body_, "y", b.y0);
    append_attribute(body_, "width", b.width());
    append_attribute(body_, "height", b.height());
    fill(f);
    body_ += "/>\n";
}

void Svg::frame(const Box& b, const Pen& pen) {
    body_ += "<rect";
    append_attribute(body_, "class", stroke_class(pen.hue));
    append_attribute(body_, "x", b.x0);
    append_attribute(body_, "y", b.y0);
    append_attribute(body_, "width", b.width());
    append_attribute(body_, "height", b.height());
    body_ += " fill=\"none\"";
    stroke(pen);
    body_ += "/>\n";
}

void Svg::disc(Point c, double r, const Fill& f) {
    body_ += "<circle";
    append_attribute(body_, "class", fill_class(f.hue));
    append_attribute(body_, "cx", c.x);
    append_attribute(body_, "cy", c.y);
    append_attribute(body_, "r", r);
    fill(f);
    body_ += "/>\n";
}

void Svg::ring(Point c, double r, const Pen& pen) {
    body_ += "<circle";
    append_attribute(body_, "class", stroke_class(pen.hue));
    append_attribute(body_, "cx", c.x);
    append_attribute(body_, "cy", c.y);
    append_attribute(body_, "r", r);
    body_ += " fill=\"none\"";
    stroke(pen);
    body_ += "/>\n";
}

void Svg::markers(std::span<const Point> list, MarkerShape shape, double r, Hue hue,
                  MarkerFill how) {
    if (list.empty()) return;
    const bool open = how == MarkerFill::open;
    const Hue inside = open ? Hue::paper : hue, edge = open ? hue : Hue::paper;
    body_ += "<g class=\"";
    body_ += fill_class(inside);
    body_ += ' ';
    body_ += stroke_class(edge);
    body_ += '"';
    fill({inside});
    stroke({edge, open ? 1.0 : 0.6});
    body_ += '>';
    for (const Point p : list) append_marker(body_, p, shape, r);
    body_ += "</g>\n";
}

Box Svg::text_at(Point at, std::string_view text, const TextStyle& style) {
    const Box box = text_box(at, text, style);
    if (box.width() <= 0) return box;
    const bool halo = style.halo == TextStyle::Halo::yes;
    body_ += "<text class=\"";
    body_ += text_class(style.hue);
    if (halo) body_ += " sp";
    body_ += '"';
    append_attribute(body_, "x", at.x);
    append_attribute(body_, "y", at.y);
    append_attribute(body_, "font-size", style.size);
    if (style.anchor == Anchor::middle) append_attribute(body_, "text-anchor", "middle");
    if (style.anchor == Anchor::end) append_attribute(body_, "text-anchor", "end");
    if (style.weight != TextWeight::regular) {
        append_attribute(body_, "font-weight", weight_number(style.weight));
    }
    append_attribute(body_, "fill",
                     hex(is_series(style.hue) ? label_colour(style.hue) : token(style.hue).light));
    if (halo) {
        body_ += " paint-order=\"stroke\"";
        stroke({Hue::paper, 2.4});
        body_ += " stroke-linejoin=\"round\"";
    }
    body_ += '>';
    append_runs(body_, text, style.size);
    body_ += "</text>\n";
    texts_.push_back(box);
    return box;
}

void Svg::fixed_text(Point at, std::string_view plain, double size, Rgb colour) {
    body_ += "<text";
    append_attribute(body_, "x", at.x);
    append_attribute(body_, "y", at.y);
    append_attribute(body_, "font-size", size);
    append_attribute(body_, "text-anchor", "middle");
    append_attribute(body_, "fill", hex(colour));
    body_ += '>';
    append_escaped(body_, plain);
    body_ += "</text>\n";
    texts_.push_back(text_box(at, marked(plain), {.size = size, .anchor = Anchor::middle}));
}

void Svg::fixed_dot(Point c, double r, Rgb colour) {
    body_ += "<circle";
    append_attribute(body_, "cx", c.x);
    append_attribute(body_, "cy", c.y);
    append_attribute(body_, "r", r);
    append_attribute(body_, "fill", hex(colour));
    body_ += "/>\n";
}

void Svg::coloured_disc(Point c, double r, Rgb colour, MarkerFill how, int number) {
    const bool open = how == MarkerFill::open;
    body_ += "<circle data-point=\"" + std::to_string(number) + "\" class=\"";
    body_ += open ? fill_class(Hue::paper) : stroke_class(Hue::paper);
    body_ += '"';
    append_attribute(body_, "cx", c.x);
    append_attribute(body_, "cy", c.y);
    append_attribute(body_, "r", r);
    append_attribute(body_, "fill", open ? hex(token(Hue::paper).light) : hex(colour));
    append_attribute(body_, "stroke", open ? hex(colour) : hex(token(Hue::paper).light));
    append_attribute(body_, "stroke-width", open ? 1.2 : 0.5);
    body_ += "/>\n";
}

void Svg::begin_scale(int number, Shown shown) {
    body_ += "<g data-scale=\"" + std::to_string(number) + "\"";
    if (shown == Shown::no) body_ += " display=\"none\"";
    body_ += ">\n";
}

void Svg::end_scale() { body_ += "</g>\n"; }

void Svg::image(const Box& b, std::string_view png_bytes) {
    body_ += "<image";
    append_attribute(body_, "x", b.x0);
    append_attribute(body_, "y", b.y0);
    append_attribute(body_, "width", b.width());
    append_attribute(body_, "height", b.height());
    body_ +=
        " preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" "
        "href=\"data:image/png;base64,";
    body_ += base64(png_bytes);
    body_ += "\"/>\n";
}

void Svg::begin_link(std::string_view anchor, std::string_view plain_label) {
    body_ += "<a href=\"#";
    append_escaped(body_, anchor);
    body_ += "\" aria-label=\"";
    append_escaped(body_, plain_label);
    body_ += "\">";
}

void Svg::end_link() { body_ += "</a>\n"; }

std::string Svg::finish(std::string_view title, std::string_view description) const {
    return finish(title, description, body_);
}

std::string Svg::finish(std::string_view title, std::string_view description,
                        std::string_view body) const {
    std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ";
    append_number(out, width_);
    out += ' ';
    append_number(out, height_);
    out += "\" width=\"";
    append_number(out, width_);
    out += "pt\" height=\"";
    append_number(out, height_);
    // A drawing with links is a group: the role img would hide them from a screen reader.
    const bool links = body.find("<a href") != std::string_view::npos;
    out += links ? "pt\" role=\"group\"" : "pt\" role=\"img\"";
    out += " aria-labelledby=\"" + id_ + "-t\" aria-describedby=\"" + id_ + "-d\" id=\"" + id_ +
           "\" font-family=\"";
    out += figure_font;
    out += "\"><title id=\"" + id_ + "-t\">";
    append_escaped(out, title);
    out += "</title><desc id=\"" + id_ + "-d\">";
    append_escaped(out, description);
    out += "</desc>\n";
    out += body;
    out += "</svg>\n";
    return out;
}

}  // namespace crucible::report
