// A map of points whose axes mean nothing by themselves: shape and colour per cluster, numbered
// rings that link to the rows of a table.

#include <algorithm>
#include <cmath>

#include "crucible/report/forms.hpp"
#include "crucible/report/typography.hpp"

namespace crucible::report {
namespace {

constexpr double ring_radius = 8;

MarkerShape cluster_shape(std::size_t i) {
    static constexpr MarkerShape shapes[] = {MarkerShape::circle, MarkerShape::square,
                                             MarkerShape::diamond, MarkerShape::triangle,
                                             MarkerShape::triangle_down};
    return shapes[i % 5];
}

std::vector<Point> cluster_points(const MapPlot::Cluster& cluster, const Plot& p) {
    std::vector<Point> points = page_points(p, cluster.x, cluster.y);
    std::erase_if(points, [](Point q) { return !std::isfinite(q.x); });
    return points;
}

// Round the cluster's middle, further and further out, until nothing is under the ring.
void draw_ring(Svg& svg, Obstacles& obstacles, const Box& area, const std::vector<Point>& points,
               const MapPlot::Cluster& cluster, std::size_t number) {
    Point middle;
    for (const Point q : points) middle.x += q.x, middle.y += q.y;
    middle.x /= static_cast<double>(points.size());
    middle.y /= static_cast<double>(points.size());
    for (double distance = 14; distance < 140; distance += 6) {
        for (int k = 0; k < 12; ++k) {
            const double angle = -0.785 + k * 0.5236;
            const Point at{middle.x + distance * std::cos(angle),
                           middle.y + distance * std::sin(angle)};
            const Box box{at.x - ring_radius - 1, at.y - ring_radius - 1, at.x + ring_radius + 1,
                          at.y + ring_radius + 1};
            if (!area.contains(box) || obstacles.hits(box) > 0) continue;
            obstacles.add(box);
            const std::string text = std::to_string(number);
            svg.begin_link(cluster.anchor, text + ": row of " + plain_text(cluster.name));
            svg.disc(at, ring_radius, {Hue::paper});
            svg.ring(at, ring_radius, {Hue::ink, 0.75});
            svg.text_at({at.x, at.y + 2.8}, text, {8, Hue::ink, Anchor::middle, TextWeight::bold});
            svg.end_link();
            return;
        }
    }
}

}  // namespace

void check(const MapPlot& plot) {
    Range x, y;
    for (const auto& cluster : plot.clusters) {
        if (cluster.x.size() != cluster.y.size()) cannot_draw("x and y differ in length");
        x.add(cluster.x);
        y.add(cluster.y);
    }
    if (x.empty() || y.empty()) cannot_draw("no finite point");
}

double usual_height(const MapPlot&, double) { return 226; }

void draw(const MapPlot& plot, Svg& svg, const Box& box) {
    Range x, y;
    std::size_t count = 0;
    for (const auto& cluster : plot.clusters) {
        x.add(cluster.x);
        y.add(cluster.y);
        count += cluster.x.size();
    }
    const auto plan = [](const Range& r) {
        const double pad = r.high > r.low ? 0.08 * (r.high - r.low) : 1;
        AxisPlan axis;
        axis.low = r.low - pad, axis.high = r.high + pad;
        return axis;
    };
    Plot p;
    p.area = {box.x0 + 0.5, box.y0 + 14, box.x1 - 0.5, box.y1 - 16};
    p.x = map_axis(plan(x), p.area.x0, p.area.x1);
    p.y = map_axis(plan(y), p.area.y1, p.area.y0);
    svg.frame(p.area, {Hue::rule2, 0.6});
    svg.text_at({p.area.x0, p.area.y0 - 6}, plot.y_name, {8, Hue::ink});
    svg.text_at({p.area.x1, p.area.y1 + 11}, plot.x_name, {8, Hue::ink, Anchor::end});
    Obstacles obstacles;
    const double r = marker_radius(count);
    std::size_t shape = 0;
    for (const auto& cluster : plot.clusters) {
        const auto points = cluster_points(cluster, p);
        for (const Point q : points) obstacles.add(q, r);
        const bool other = cluster.hue == Hue::grey;
        svg.markers(points, other ? MarkerShape::circle : cluster_shape(shape++),
                    other ? r * 0.75 : r, cluster.hue, MarkerFill::closed);
    }
    std::size_t number = 0;
    for (const auto& cluster : plot.clusters) {
        if (cluster.anchor.empty()) continue;
        ++number;
        const auto points = cluster_points(cluster, p);
        if (!points.empty()) draw_ring(svg, obstacles, p.area, points, cluster, number);
    }
}

Table tabulate(const MapPlot& plot) {
    std::vector<double> all_x, all_y;
    for (const auto& cluster : plot.clusters) {
        all_x.insert(all_x.end(), cluster.x.begin(), cluster.x.end());
        all_y.insert(all_y.end(), cluster.y.begin(), cluster.y.end());
    }
    Table table;
    table.columns = {{"cluster", "", Style::text, 0},
                     number_column(plot.x_name, "", all_x),
                     number_column(plot.y_name, "", all_y)};
    for (const auto& cluster : plot.clusters) {
        for (std::size_t i = 0; i < cluster.x.size(); ++i) {
            table.rows.push_back(
                {{plain_text(cluster.name), number_cell(cluster.x[i]), number_cell(cluster.y[i])},
                 cluster.hue,
                 ""});
        }
    }
    return table;
}

}  // namespace crucible::report
