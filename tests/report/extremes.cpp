// Whatever numbers a step hands over, a form either draws them or refuses with its code: no
// assertion, no text outside or on another, no NaN in the file.

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>

#include "crucible/base/error.hpp"
#include "crucible/report/figure.hpp"
#include "crucible/report/typography.hpp"
#include "tests/report/drawn.hpp"

using namespace crucible;
using namespace crucible::report;

namespace {

/// Numbers as they should not be, from a generator whose sequence the standard fixes.
class Trouble {
public:
    explicit Trouble(unsigned seed) : engine_(seed) {}
    std::size_t below(std::size_t n) { return engine_() % n; }
    double number() {
        static const double strange[] = {0.0,
                                         -0.0,
                                         1e-310,
                                         1e300,
                                         -1e300,
                                         1.7e308,
                                         -1.7e308,
                                         1e15,
                                         std::numeric_limits<double>::quiet_NaN(),
                                         std::numeric_limits<double>::infinity(),
                                         -std::numeric_limits<double>::infinity(),
                                         1e-9,
                                         -835.396};
        if (below(5) == 0) return strange[below(std::size(strange))];
        return (double(engine_()) / 4294967296.0 - 0.3) * scale_;
    }
    std::vector<double> numbers(std::size_t n) {
        static const double scales[] = {1, 1e-6, 1e6, 1e-280, 1e280, 50};
        scale_ = scales[below(std::size(scales))];
        std::vector<double> out;
        for (std::size_t i = 0; i < n; ++i) out.push_back(number());
        return out;
    }
    std::string name() {
        static const char* names[] = {"",          "rutile",       "a rather long name of a phase",
                                      "*P*2₁/*c*", "WWWWWWWWWWWW", "x"};
        return names[below(std::size(names))];
    }
    Axis axis() {
        Axis out{name(),
                 below(2) == 0 ? "kcal/mol" : "",
                 below(3) == 0 ? Scale::log10 : Scale::linear,
                 {},
                 {}};
        if (below(4) == 0) out.low = number();
        if (below(4) == 0) out.high = number();
        return out;
    }
    Hue hue() { return series_hue(below(9)); }
    std::vector<Series> series() {
        std::vector<Series> out(1 + below(7));
        for (Series& s : out) {
            const std::size_t n = below(40);
            s.name = name(), s.hue = hue(), s.x = numbers(n), s.y = numbers(n);
            s.mark = static_cast<Mark>(below(5)), s.weight = static_cast<Weight>(below(4));
            if (below(2) == 0) s.error = numbers(n);
            s.doubt = below(2) == 0 ? Series::Doubt::bars : Series::Doubt::band;
            if (below(3) == 0) s.point_names.assign(n, name());
        }
        return out;
    }

    Form form(std::size_t kind);

private:
    std::mt19937 engine_;
    double scale_ = 1;
};

Form Trouble::form(std::size_t kind) {
    const std::size_t n = 1 + below(30);
    switch (kind) {
        case 0: {
            LinePlot plot{axis(),
                          axis(),
                          series(),
                          {{number(), name()}},
                          {{number(), name()}},
                          {{number(), number(), name()}}};
            return plot;
        }
        case 1: {
            FitPlot plot;
            plot.x = axis(), plot.y = axis();
            plot.at = numbers(n), plot.target = numbers(n), plot.model = numbers(n),
            plot.r2 = number();
            return plot;
        }
        case 2: {
            ParityPlot plot;
            plot.quantity = name(), plot.unit = "eV", plot.tolerance = number();
            plot.groups.push_back({name(),
                                   hue(),
                                   numbers(n),
                                   numbers(n),
                                   numbers(n),
                                   std::vector<std::string>(n, name()),
                                   {}});
            return plot;
        }
        case 3: {
            BarPlot plot;
            plot.category = name(), plot.value = axis();
            for (std::size_t i = 0; i < n; ++i)
                plot.bars.push_back({name(), hue(), number(), number(), number()});
            if (below(2) == 0) plot.target = ReferenceLine{number(), name()};
            return plot;
        }
        case 4:
            return DistributionPlot{axis(), numbers(below(400)), hue(), "trial",
                                    Window{number(), number(), name()}};
        case 5:
            return MapPlot{name(), name(), {{name(), hue(), numbers(n), numbers(n), "row-1"}}};
        case 6: {
            HeatMap map;
            map.x = axis(), map.y = axis(), map.n_x = n, map.n_y = 3, map.values = numbers(3 * n);
            map.quantity = name(), map.threshold = number();
            return map;
        }
        case 7: {
            PhaseDiagram plot;
            plot.x = axis(), plot.y = axis();
            plot.fields.push_back(
                {name(),
                 hue(),
                 {{number(), number()}, {number(), number()}, {number(), number()}}});
            plot.boundaries.push_back({name(), numbers(n), numbers(n), numbers(n), {}});
            plot.measured.push_back({name(), numbers(n), numbers(n)});
            return plot;
        }
        case 8:
            return DepthProfile{axis(), axis(), series(), number()};
        case 10: {
            AtlasPlot plot;
            plot.x_name = name(), plot.y_name = name(), plot.quantities.resize(1);
            plot.quantities[0].name = name(), plot.quantities[0].unit = name();
            for (std::size_t i = 0; i < n; ++i) {
                const auto named = below(2) == 0 ? AtlasPlot::Named::yes : AtlasPlot::Named::no;
                plot.points.push_back({number(), number(), number(), name(), "row-1", named});
                plot.quantities[0].values.push_back(number());
            }
            return plot;
        }
        default: {
            ImagePlot plot;
            plot.width = n, plot.height = 4, plot.pixels.resize(4 * n), plot.pixel_size = number();
            plot.unit = "mm", plot.regions = {{number(), number(), number(), number(), name()}};
            return plot;
        }
    }
}

}  // namespace

namespace {

/// Whether it was drawn; a refusal has its code.
bool draws(Form form, Width width) {
    Figure figure;
    figure.id = "probe", figure.title = "Probe.", figure.description = "A probe.";
    figure.panels.push_back({std::move(form), "", width, 0});
    try {
        const std::string file = svg(figure);
        check_drawn(file);
        data_table(figure, 0);
        csv(figure);
        return true;
    } catch (const InconsistentError& e) {
        CHECK(e.code() == "E-report-figure");
        return false;
    }
}

constexpr Width probed_widths[] = {Width::full, Width::half, Width::third};

}  // namespace

TEST_CASE("every form draws or refuses any numbers") {
    std::size_t drawn = 0;
    for (unsigned seed = 0; seed < 600; ++seed) {
        CAPTURE(seed);
        Trouble trouble(seed);
        Form form = trouble.form(seed % 10);
        drawn += draws(std::move(form), probed_widths[trouble.below(3)]);
    }
    CHECK(drawn > 400);
}

TEST_CASE("a map of points draws or refuses any numbers") {
    std::size_t drawn = 0;
    for (unsigned seed = 0; seed < 200; ++seed) {
        CAPTURE(seed);
        Trouble trouble(seed);
        Form form = trouble.form(10);
        drawn += draws(std::move(form), probed_widths[trouble.below(3)]);
    }
    CHECK(drawn > 100);
}
