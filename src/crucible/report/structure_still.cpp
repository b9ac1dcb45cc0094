// Ball-and-stick picture of one cell, painted from back to front. After each layer a translucent
// sheet of paper is laid over what is behind: depth in both themes without a gradient.

#include <algorithm>
#include <cmath>
#include <map>

#include "crucible/report/forms.hpp"
#include "crucible/report/typography.hpp"

namespace crucible::report {
namespace {

constexpr int layers = 8;
constexpr double fog = 0.085, stick_width = 0.11;  // share of paper per layer; angstrom
constexpr int edge_parts = 8;

struct Projected {
    Point at;
    double depth = 0;  // towards the eye
};

/// From angstrom to the page.
struct View {
    Mat3 rotation;
    double scale = 1;  // pt per angstrom
    Point centre, shift;
    Projected operator()(const Vec3& v) const {
        const Vec3 r = rotation * v;
        return {{centre.x + scale * (r.x - shift.x), centre.y - scale * (r.y - shift.y)}, r.z};
    }
};

View fit_view(const Crystal& crystal, const Scene& scene, const Box& box) {
    View view{view_rotation(crystal), 1, {(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2}, {}};
    Range x, y;
    for (const Scene::Ball& ball : scene.balls) {
        const Vec3 r = view.rotation * ball.position;
        const double radius = crystal.elements[ball.element].radius;
        x.add(r.x - radius), x.add(r.x + radius), y.add(r.y - radius), y.add(r.y + radius);
    }
    for (const auto& edge : scene.edges) {
        for (const Vec3& end : edge) {
            const Vec3 r = view.rotation * end;
            x.add(r.x), y.add(r.y);
        }
    }
    view.scale = std::min(box.width() / (x.high - x.low), box.height() / (y.high - y.low));
    view.shift = {(x.low + x.high) / 2, (y.low + y.high) / 2};
    return view;
}

/// What one layer of depth holds.
struct Layer {
    std::vector<std::array<Point, 2>> edges;
    std::map<Hue, std::vector<std::array<Point, 2>>> sticks;
    struct Disc {
        Projected place;
        double r;
        Hue hue;
    };
    std::vector<Disc> discs;
};

std::vector<Layer> sort_into_layers(const Crystal& crystal, const Scene& scene, const View& view) {
    Range depth;
    for (const Scene::Ball& ball : scene.balls) depth.add(view(ball.position).depth);
    for (const auto& edge : scene.edges)
        depth.add(view(edge[0]).depth), depth.add(view(edge[1]).depth);
    const auto layer_of = [&](double d) {
        const double t = (d - depth.low) / std::max(1e-9, depth.high - depth.low);
        return static_cast<std::size_t>(std::clamp(t * layers, 0.0, layers - 1.0));
    };
    std::vector<Layer> out(layers);
    for (const auto& [a, b] : scene.edges) {
        for (int k = 0; k < edge_parts; ++k) {
            const Projected from = view(a + (b - a) * (double(k) / edge_parts));
            const Projected to = view(a + (b - a) * (double(k + 1) / edge_parts));
            out[layer_of((from.depth + to.depth) / 2)].edges.push_back({from.at, to.at});
        }
    }
    for (const Scene::Stick& stick : scene.sticks) {
        const Scene::Ball& a = scene.balls[stick.from];
        const Scene::Ball& b = scene.balls[stick.to];
        const Vec3 middle = (a.position + b.position) * 0.5;
        for (const Scene::Ball* half : {&a, &b}) {
            // From just under the ball's surface, so that a stick in front does not cross its ball.
            const Vec3 along = middle - half->position;
            const double share = 0.8 * crystal.elements[half->element].radius / norm(along);
            if (share >= 1) continue;
            const Projected from = view(half->position + along * share), to = view(middle);
            out[layer_of((from.depth + to.depth) / 2)]
                .sticks[crystal.elements[half->element].hue]
                .push_back({from.at, to.at});
        }
    }
    for (const Scene::Ball& ball : scene.balls) {
        const ElementStyle& style = crystal.elements[ball.element];
        const Projected place = view(ball.position);
        out[layer_of(place.depth)].discs.push_back({place, style.radius * view.scale, style.hue});
    }
    for (Layer& layer : out) {
        std::stable_sort(layer.discs.begin(), layer.discs.end(), [](const auto& a, const auto& b) {
            return a.place.depth < b.place.depth;
        });
    }
    return out;
}

void draw_layer(Svg& svg, const Layer& layer, double scale) {
    svg.segments(layer.edges, {Hue::ink2, 0.6});
    const double w = std::max(1.0, 2 * stick_width * scale);
    for (const auto& [hue, halves] : layer.sticks) svg.segments(halves, {Hue::paper, w + 0.9});
    for (const auto& [hue, halves] : layer.sticks) svg.segments(halves, {hue, w});
    // Neighbours in depth of one hue and size share a group.
    for (std::size_t i = 0; i < layer.discs.size();) {
        std::vector<Point> same;
        const Layer::Disc& first = layer.discs[i];
        while (i < layer.discs.size() && layer.discs[i].hue == first.hue &&
               layer.discs[i].r == first.r) {
            same.push_back(layer.discs[i++].place.at);
        }
        svg.markers(same, MarkerShape::circle, first.r, first.hue, MarkerFill::closed);
    }
}

// Where a, b and c point: three short lines from a corner of the drawing.
void draw_triad(Svg& svg, const Crystal& crystal, const View& view, Point origin) {
    static constexpr const char* names[] = {"*a*", "*b*", "*c*"};
    const TextStyle style{7.5, Hue::ink2, Anchor::middle};
    std::vector<Box> used;
    for (std::size_t k = 0; k < 3; ++k) {
        const Vec3 r = view.rotation * (crystal.cell[k] / norm(crystal.cell[k]));
        const Point tip{origin.x + 12 * r.x, origin.y - 12 * r.y};
        svg.line(origin, tip, {Hue::ink2, 0.6});
        const double length = std::hypot(r.x, r.y);
        if (length < 0.1) continue;
        const Point at{tip.x + 4.5 * r.x / length, tip.y - 4.5 * r.y / length + 2.4};
        const Box box = text_box(at, names[k], style);
        const bool free = std::none_of(used.begin(), used.end(),
                                       [&](const Box& b) { return b.overlaps(box, 0.5); });
        if (free) used.push_back(svg.text_at(at, names[k], style));
    }
}

}  // namespace

void check(const StructureStill& still) { make_scene(still.crystal); }

double usual_height(const StructureStill&, double width) { return std::min(width, 240.0) + 26; }

void draw(const StructureStill& still, Svg& svg, const Box& box) {
    const Crystal& crystal = still.crystal;
    const Scene scene = make_scene(crystal);
    const Box picture{box.x0 + 2, box.y0 + 2, box.x1 - 2, box.y1 - 32};
    const View view = fit_view(crystal, scene, picture);
    const std::vector<Layer> sorted = sort_into_layers(crystal, scene, view);
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        draw_layer(svg, sorted[i], view.scale);
        if (i + 1 < sorted.size()) {
            svg.rectangle({box.x0, box.y0, box.x1, box.y1 - 30}, {Hue::paper, fog});
        }
    }
    draw_triad(svg, crystal, view, {box.x1 - 22, box.y1 - 12});
    std::vector<LegendEntry> elements;
    for (const ElementStyle& e : crystal.elements) {
        elements.push_back({LegendEntry::Key::dot, e.hue, fit_text(marked(e.symbol), 7.5, 40)});
    }
    row_legend(svg, {box.x0, box.y1 - 5}, box.width(), elements);
}

Table tabulate(const StructureStill& still) {
    Table table;
    std::vector<double> numbers;
    for (const Vec3& v : still.crystal.cell) numbers.insert(numbers.end(), {v.x, v.y, v.z});
    for (const CrystalAtom& atom : still.crystal.atoms) {
        numbers.insert(numbers.end(), {atom.position.x, atom.position.y, atom.position.z});
    }
    Column column{"", "angstrom", Style::number, std::min(5, decimals_for(numbers))};
    table.columns = {{"part", "", Style::text, 0}};
    for (const char* name : {"*x*", "*y*", "*z*"}) {
        column.name = name;
        table.columns.push_back(column);
    }
    static constexpr const char* names[] = {"cell a", "cell b", "cell c"};
    for (std::size_t k = 0; k < 3; ++k) {
        const Vec3& v = still.crystal.cell[k];
        table.rows.push_back({{std::string(names[k]), v.x, v.y, v.z}, {}, ""});
    }
    for (const CrystalAtom& atom : still.crystal.atoms) {
        const Vec3& v = atom.position;
        table.rows.push_back({{atom.symbol, v.x, v.y, v.z}, {}, ""});
    }
    return table;
}

}  // namespace crucible::report
