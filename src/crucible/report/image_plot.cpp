// A picture with a scale bar and outlined regions.

#include <algorithm>
#include <cmath>

#include "crucible/report/forms.hpp"
#include "crucible/report/png.hpp"
#include "crucible/report/typography.hpp"

namespace crucible::report {
namespace {

// 1, 2 or 5 times a power of ten, about a quarter of the width.
double scale_bar_length(double whole) {
    const double rough = whole / 4, power = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double f : {5.0, 2.0, 1.0}) {
        if (f * power <= rough * 1.2) return f * power;
    }
    return power;
}

/// A size that is zero, or that no bar can show, leaves the bar out.
bool has_scale_bar(const ImagePlot& plot) {
    return plot.pixel_size > 1e-280 && plot.pixel_size < 1e280;
}

bool region_is_finite(const ImagePlot::Region& r) {
    return std::isfinite(r.x) && std::isfinite(r.y) && std::isfinite(r.width) &&
           std::isfinite(r.height);
}

}  // namespace

void check(const ImagePlot& plot) {
    const std::size_t n = plot.width * plot.height;
    if (n == 0 || plot.width > 8192 || plot.height > 8192) cannot_draw("an image of that size");
    if (plot.pixels.size() != n && plot.pixels.size() != 3 * n) {
        cannot_draw("the image and its pixels differ in size");
    }
    if (!std::all_of(plot.regions.begin(), plot.regions.end(), region_is_finite)) {
        cannot_draw("a region is not finite");
    }
}

double usual_height(const ImagePlot& plot, double width) {
    return width * static_cast<double>(plot.height) / static_cast<double>(plot.width) +
           (has_scale_bar(plot) ? 16 : 0);
}

void draw(const ImagePlot& plot, Svg& svg, const Box& box) {
    const double foot = has_scale_bar(plot) ? 16 : 0;
    const double scale = std::min(box.width() / static_cast<double>(plot.width),
                                  (box.height() - foot) / static_cast<double>(plot.height));
    const Box picture{box.x0, box.y0, box.x0 + scale * static_cast<double>(plot.width),
                      box.y0 + scale * static_cast<double>(plot.height)};
    const bool grey = plot.pixels.size() == plot.width * plot.height;
    svg.image(picture, png(plot.pixels, plot.width, plot.height,
                           grey ? PixelFormat::grey : PixelFormat::rgb));
    for (const auto& region : plot.regions) {
        const auto clamp_x = [&](double v) { return std::clamp(v, picture.x0, picture.x1); };
        const auto clamp_y = [&](double v) { return std::clamp(v, picture.y0, picture.y1); };
        svg.frame({clamp_x(picture.x0 + scale * region.x), clamp_y(picture.y0 + scale * region.y),
                   clamp_x(picture.x0 + scale * (region.x + region.width)),
                   clamp_y(picture.y0 + scale * (region.y + region.height))},
                  {Hue::s5, 1});
    }
    if (!has_scale_bar(plot)) return;
    const double length = scale_bar_length(plot.pixel_size * static_cast<double>(plot.width));
    const double pt = length / plot.pixel_size * scale;
    const double y = picture.y1 + 6;
    svg.line({picture.x0, y}, {picture.x0 + pt, y}, {Hue::ink, 1.5});
    svg.text_at({picture.x0 + pt + 5, y + 2.7}, significant(length, 1) + " " + unit_text(plot.unit),
                {});
}

Table tabulate(const ImagePlot& plot) {
    Table table;
    table.columns = {{"property", "", Style::text, 0},
                     {"value", "", Style::general, 6},
                     {"unit", "", Style::text, 0}};
    const auto add = [&](std::string name, double v, std::string unit) {
        table.rows.push_back({{std::move(name), v, std::move(unit)}, {}, ""});
    };
    add("width", static_cast<double>(plot.width), "pixels");
    add("height", static_cast<double>(plot.height), "pixels");
    if (plot.pixel_size > 0) add("pixel", plot.pixel_size, plot.unit);
    for (const auto& region : plot.regions) {
        add(plain_text(region.name) + ", left", region.x, "pixels");
        add(plain_text(region.name) + ", top", region.y, "pixels");
        add(plain_text(region.name) + ", width", region.width, "pixels");
        add(plain_text(region.name) + ", height", region.height, "pixels");
    }
    return table;
}

}  // namespace crucible::report
