#include "crucible/report/axes.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "crucible/report/labels.hpp"
#include "crucible/report/typography.hpp"

using namespace crucible::report;

TEST_CASE("ticks are few, round, inside the limits and equally spaced") {
    const double spans[][2] = {{0, 1},           {-4.6, 14.2},    {0, 60},
                               {-835.4, -818.2}, {1e-7, 3e-7},    {0, 8.3e8},
                               {3, 3},           {-1e-12, 1e-12}, {99.9, 100.1}};
    for (const auto& [low, high] : spans) {
        CAPTURE(low);
        const AxisPlan plan = plan_axis({}, {low, high}, Padding::none);
        CHECK(plan.low <= low);
        CHECK(plan.high >= high);
        CHECK(plan.ticks.size() >= 3);
        CHECK(plan.ticks.size() <= 9);
        const double step = plan.ticks[1].at - plan.ticks[0].at;
        const double mantissa = step / std::pow(10.0, std::floor(std::log10(step) + 1e-9));
        const bool round = std::abs(mantissa - 1) < 1e-6 || std::abs(mantissa - 2) < 1e-6 ||
                           std::abs(mantissa - 5) < 1e-6;
        CHECK(round);
        for (const Tick& tick : plan.ticks) {
            CHECK(tick.at >= plan.low - 1e-9 * step);
            CHECK(tick.at <= plan.high + 1e-9 * step);
            CHECK(text_width(tick.label, 7.5) < 40);
        }
        for (std::size_t i = 1; i < plan.ticks.size(); ++i) {
            CHECK(plan.ticks[i].label != plan.ticks[i - 1].label);
        }
    }
}

TEST_CASE("a log axis labels decades and maps them evenly") {
    Axis axis;
    axis.scale = Scale::log10;
    const AxisPlan plan = plan_axis(axis, {0.002, 50}, Padding::none);
    CHECK(plan.low == doctest::Approx(0.001));
    CHECK(plan.high == doctest::Approx(100));
    const AxisMap map = map_axis(plan, 0, 100);
    CHECK(map(0.01) - map(0.001) == doctest::Approx(20));
    CHECK(map(10) - map(1) == doctest::Approx(20));
    CHECK(plan_axis(axis, {-1, 1}, Padding::none).scale == Scale::linear);
}

TEST_CASE("lines are cut at the border and broken where a point is missing") {
    const Box box{0, 0, 10, 10};
    const double nan = std::nan("");
    const std::vector<Point> line = {{-5, 5}, {5, 5}, {nan, nan}, {5, 8}, {5, 20}, {8, 20}, {8, 5}};
    const auto pieces = clip_line(line, box);
    REQUIRE(pieces.size() == 3);
    CHECK(pieces[0].front().x == doctest::Approx(0));
    CHECK(pieces[1].back().y == doctest::Approx(10));
    CHECK(pieces[2].front().y == doctest::Approx(10));
    for (const auto& piece : pieces) {
        for (const Point p : piece) CHECK(box.contains(p));
    }
}

TEST_CASE("polygons keep the area that is inside") {
    const auto area = [](const std::vector<Point>& polygon) {
        double sum = 0;
        for (std::size_t i = 0; i < polygon.size(); ++i) {
            const Point a = polygon[i], b = polygon[(i + 1) % polygon.size()];
            sum += a.x * b.y - b.x * a.y;
        }
        return std::abs(sum) / 2;
    };
    const Box box{0, 0, 10, 10};
    CHECK(area(clip_polygon({{-5, -5}, {5, -5}, {5, 5}, {-5, 5}}, box)) == doctest::Approx(25));
    CHECK(area(clip_polygon({{-50, -50}, {50, -50}, {50, 50}, {-50, 50}}, box)) ==
          doctest::Approx(100));
    CHECK(clip_polygon({{20, 20}, {30, 20}, {30, 30}}, box).empty());
}

TEST_CASE("labels are moved apart no further than needed") {
    const auto places = spread({10, 11, 12, 50}, 10, 0, 100);
    REQUIRE(places.size() == 4);
    CHECK(places[0] == doctest::Approx(1));
    CHECK(places[1] == doctest::Approx(11));
    CHECK(places[2] == doctest::Approx(21));
    CHECK(places[3] == doctest::Approx(50));
    for (const auto& p : {spread({0, 0, 0}, 10, 0, 100), spread({100, 100, 99}, 10, 0, 100)}) {
        for (std::size_t i = 0; i < p.size(); ++i) {
            CHECK(p[i] >= -1e-9);
            CHECK(p[i] <= 100 + 1e-9);
            if (i > 0) CHECK(p[i] - p[i - 1] >= 10 - 1e-9);
        }
    }
}
