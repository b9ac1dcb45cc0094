#include "crucible/report/labels.hpp"

#include <algorithm>
#include <cmath>

#include "crucible/report/typography.hpp"

namespace crucible::report {
namespace {

constexpr double key_width = 13;  // from the left of a key to the left of its name
constexpr TextStyle legend_style{.size = 7.5, .hue = Hue::ink2};

void draw_key(Svg& svg, Point left, const LegendEntry& entry) {
    const Point middle{left.x + 4.5, left.y};
    switch (entry.key) {
        case LegendEntry::Key::line:
            svg.line(left, {left.x + 9, left.y}, {entry.hue, 1.5});
            break;
        case LegendEntry::Key::dashed:
            svg.line(left, {left.x + 9, left.y}, {entry.hue, 0.75, "2 2"});
            break;
        case LegendEntry::Key::band:
            svg.rectangle({left.x, left.y - 3, left.x + 9, left.y + 3}, {entry.hue, 0.25});
            break;
        case LegendEntry::Key::dot:
            svg.markers({&middle, 1}, MarkerShape::circle, 2.3, entry.hue, MarkerFill::closed);
            break;
        case LegendEntry::Key::open_dot:
            svg.markers({&middle, 1}, MarkerShape::circle, 2.3, entry.hue, MarkerFill::open);
            break;
        case LegendEntry::Key::open_square:
            svg.markers({&middle, 1}, MarkerShape::square, 2.4, entry.hue, MarkerFill::open);
            break;
        case LegendEntry::Key::diamond:
            svg.markers({&middle, 1}, MarkerShape::diamond, 2.4, entry.hue, MarkerFill::closed);
            break;
    }
}

double entry_width(const LegendEntry& entry) {
    return key_width + text_width(entry.name, legend_style.size);
}

}  // namespace

std::vector<double> spread(const std::vector<double>& wanted, double gap, double low, double high) {
    // Neighbours that are too close form a block that sits at its mean; blocks that then touch
    // merge.
    struct Block {
        double sum = 0;  // of (wanted - gap * index in block)
        std::size_t n = 0;
        double start(double block_gap, double lo, double hi) const {
            const double length = block_gap * static_cast<double>(n - 1);
            return std::max(std::min(sum / static_cast<double>(n), hi - length), lo);
        }
    };
    std::vector<Block> blocks;
    for (const double w : wanted) {
        blocks.push_back({w, 1});
        while (blocks.size() > 1) {
            Block& last = blocks.back();
            Block& before = blocks[blocks.size() - 2];
            const double length = gap * static_cast<double>(before.n);
            if (before.start(gap, low, high) + length <= last.start(gap, low, high)) break;
            before.sum += last.sum - length * static_cast<double>(last.n);
            before.n += last.n;
            blocks.pop_back();
        }
    }
    std::vector<double> out;
    for (const Block& block : blocks) {
        const double start = block.start(gap, low, high);
        for (std::size_t i = 0; i < block.n; ++i)
            out.push_back(start + gap * static_cast<double>(i));
    }
    return out;
}

void Obstacles::add(std::span<const Point> line) {
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        const Point a = line[i], b = line[i + 1];
        const int parts = 1 + static_cast<int>(std::hypot(b.x - a.x, b.y - a.y) / 2);
        for (int k = 0; k < parts; ++k) {
            const double t = static_cast<double>(k) / parts;
            add({a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)}, 0.8);
        }
    }
    if (!line.empty()) add(line.back(), 0.8);
}

int Obstacles::hits(const Box& box) const {
    return static_cast<int>(
        std::count_if(boxes_.begin(), boxes_.end(), [&](const Box& b) { return b.overlaps(box); }));
}

bool place_beside(Svg& svg, Obstacles& obstacles, const Box& bounds, Point anchor, double distance,
                  std::string_view text, TextStyle style) {
    const double rise = 0.36 * style.size;  // baseline below the middle of the letters
    const double d = distance;
    struct Place {
        double dx, dy;
        Anchor anchor;
    };
    const Place places[] = {
        {d, rise, Anchor::start},
        {-d, rise, Anchor::end},
        {0, -d, Anchor::middle},
        {0, d + 2 * rise, Anchor::middle},
        {d * 0.8, -d * 0.6, Anchor::start},
        {-d * 0.8, -d * 0.6, Anchor::end},
        {d * 0.8, d * 0.6 + 2 * rise, Anchor::start},
        {-d * 0.8, d * 0.6 + 2 * rise, Anchor::end},
    };
    if (d == 0) {
        const Point at{anchor.x, anchor.y + rise};
        style.anchor = Anchor::middle;
        const Box box = text_box(at, text, style);
        if (bounds.contains(box) && obstacles.hits(box) == 0) {
            obstacles.add(svg.text_at(at, text, style));
            return true;
        }
    }
    for (const Place& place : places) {
        style.anchor = place.anchor;
        const Point at{anchor.x + place.dx, anchor.y + place.dy};
        const Box box = text_box(at, text, style);
        if (!bounds.contains(box) || obstacles.hits(box) > 0) continue;
        obstacles.add(svg.text_at(at, text, style));
        return true;
    }
    return false;
}

double legend_width(std::span<const LegendEntry> entries) {
    double widest = 0;
    for (const LegendEntry& e : entries) widest = std::max(widest, entry_width(e));
    return widest;
}

bool place_legend(Svg& svg, Obstacles& obstacles, const Box& area,
                  std::span<const LegendEntry> entries) {
    if (entries.empty()) return true;
    const double w = legend_width(entries), inset = 5;
    const double h = legend_pitch * static_cast<double>(entries.size());
    if (w + 2 * inset > area.width() || h + 2 * inset > area.height()) return false;
    // Corners first (top right, top left, bottom right, bottom left), then the edges' middles.
    const double left = area.x0 + inset, right = area.x1 - inset - w;
    const double top = area.y0 + inset - 2, bottom = area.y1 - inset - h;
    const double centre = (left + right) / 2, middle = (top + bottom) / 2;
    const Point corners[] = {{right, top},    {left, top},    {right, bottom}, {left, bottom},
                             {right, middle}, {left, middle}, {centre, top},   {centre, bottom}};
    for (const Point corner : corners) {
        const Box box{corner.x - 3, corner.y - 1, corner.x + w + 3, corner.y + h + 1};
        if (obstacles.hits(box) > 0) continue;
        for (std::size_t i = 0; i < entries.size(); ++i) {
            const double y = corner.y + legend_pitch * (static_cast<double>(i) + 0.5);
            draw_key(svg, {corner.x, y}, entries[i]);
            svg.text_at({corner.x + key_width, y + 2.7}, entries[i].name, legend_style);
        }
        obstacles.add(box);
        return true;
    }
    return false;
}

double row_legend_height(std::span<const LegendEntry> entries, double width) {
    double x = 0, rows = entries.empty() ? 0 : 1;
    for (const LegendEntry& e : entries) {
        const double w = entry_width(e);
        if (x > 0 && x + w > width) x = 0, rows += 1;
        x += w + 12;
    }
    return rows * legend_pitch;
}

void row_legend(Svg& svg, Point at, double width, std::span<const LegendEntry> entries) {
    double x = 0, y = at.y;
    for (const LegendEntry& e : entries) {
        const double w = entry_width(e);
        if (x > 0 && x + w > width) x = 0, y += legend_pitch;
        draw_key(svg, {at.x + x, y}, e);
        svg.text_at({at.x + x + key_width, y + 2.7}, e.name, legend_style);
        x += w + 12;
    }
}

}  // namespace crucible::report
