// One figure per form, with sample numbers.

#include <cmath>
#include <numbers>

#include "crucible/report/typography.hpp"
#include "tests/report/sample_page.hpp"

namespace sample {
using namespace report;

namespace {

double scatter(std::size_t i, double step) {
    const double v = static_cast<double>(i + 1) * step;
    return 2 * (v - std::floor(v)) - 1;
}

Figure one_panel(std::string id, std::string title, Form form, Width width = Width::half) {
    Figure figure;
    figure.id = std::move(id);
    figure.title = std::move(title);
    figure.caption = "Sample numbers, drawn to test this form.";
    figure.description = "Sample numbers without meaning.";
    figure.panels.push_back({std::move(form), "", width, 0});
    figure.sample = Table::Sample::yes;
    return figure;
}

LinePlot lines() {
    LinePlot plot;
    plot.x = {"*P*", "GPa", {}, {}, {}};
    plot.y = {"Δ*H*", "kcal/mol per TiO2", {}, {}, 12.0};
    const char* names[] = {"pyrite",         "rutile",   "columbite",
                           "60-b *P*2₁/*c*", "fluorite", "anatase"};
    const double slope[] = {0, 0.32, 0.26, 0.05, -0.03, 0.9};
    const double start[] = {0, -4.6, -3.7, 2.0, 8.8, 2.4};
    for (std::size_t k = 0; k < 6; ++k) {
        Series s;
        s.name = names[k];
        s.hue = k == 0 ? Hue::s8 : static_cast<Hue>(k);
        if (k == 0) s.weight = Weight::strong;
        if (k > 2) s.mark = Mark::line_and_dots;
        for (int p = 0; p <= 60; p += 10) {
            s.x.push_back(p);
            s.y.push_back(start[k] + slope[k] * p - 0.0006 * p * p * (k == 1 || k == 2));
        }
        plot.series.push_back(s);
    }
    plot.vertical = {{14.4, "14.4 GPa"}};
    return plot;
}

LinePlot trace() {
    LinePlot plot;
    plot.x = {"time", "ps", {}, {}, {}};
    plot.y = {"*T*", "K", {}, {}, {}};
    Series raw;
    raw.hue = Hue::grey;
    raw.weight = Weight::trace;
    Series mean;
    mean.name = "mean of 10 ps";
    mean.hue = Hue::s1;
    mean.doubt = Series::Doubt::band;
    for (std::size_t i = 0; i < 300; ++i) {
        raw.x.push_back(double(i));
        raw.y.push_back(925 + 30 * std::exp(-double(i) / 40) + 14 * scatter(i, 0.618034));
        if (i % 10 == 0) {
            mean.x.push_back(double(i));
            mean.y.push_back(925 + 30 * std::exp(-double(i) / 40));
            mean.error.push_back(4);
        }
    }
    plot.series = {raw, mean};
    plot.windows = {{200, 299, "averaging window"}};
    plot.horizontal = {{933.5, "experiment 933.5 K"}};
    return plot;
}

FitPlot fit() {
    FitPlot plot;
    plot.x = {"*Q*", "1/angstrom", {}, {}, {}};
    plot.y = {"*S*(*Q*)", "", {}, {}, {}};
    for (std::size_t i = 0; i < 200; ++i) {
        const double q = 0.6 + 0.08 * double(i);
        const double s = 1 + 1.9 * std::exp(-std::pow((q - 2.7) / 0.35, 2)) +
                         std::sin(2.4 * q) * std::exp(-0.2 * q) * (q > 1.8) - std::exp(-q);
        plot.at.push_back(q);
        plot.target.push_back(s + 0.03 * scatter(i, 0.7548));
        plot.model.push_back(s);
    }
    plot.r2 = 0.9934;
    return plot;
}

ParityPlot parity() {
    ParityPlot plot;
    plot.quantity = "Δ*H*";
    plot.unit = "kcal/mol";
    plot.tolerance = 1;
    ParityPlot::Group found{"found by search", Hue::s1, {}, {}, {}, {}, {}};
    for (std::size_t i = 0; i < 16; ++i) {
        const double h = 18 * double(i) / 15;
        found.reference.push_back(h);
        found.value.push_back(h + (i == 9 ? 5 : 0.4 * scatter(i, 0.618)));
        found.point_names.push_back("phase " + std::to_string(i));
    }
    ParityPlot::Group predicted{"predicted, not found",
                                Hue::s2,
                                {2, 5, 6},
                                {18, 8, 15},
                                {1.5, 2, 1},
                                {"hollandite", "OI", "ramsdellite"},
                                ParityPlot::Group::Seen::no};
    plot.groups = {found, predicted};
    return plot;
}

BarPlot bars() {
    BarPlot plot;
    plot.category = "Structure";
    plot.value = {"found per 1\u202F000 trials", "", {}, {}, {}};
    plot.bars = {{"60-b", Hue::s3, 51, 7.1, 55},
                 {"columbite", Hue::s2, 64, 8.0, 58},
                 {"rutile", Hue::s1, 38, 6.2, 41},
                 {"anatase", Hue::s4, 4, 2.0, 3}};
    plot.reference_name = "basin fit";
    return plot;
}

DistributionPlot distribution(std::size_t n) {
    DistributionPlot plot;
    plot.x = {"*H* − *H*(second code)", "kcal/mol", {}, {}, {}};
    plot.item = "relaxation";
    plot.tolerance = Window{-0.01, 0.01, "within 0.01"};
    for (std::size_t i = 0; i < n; ++i) {
        plot.values.push_back(0.006 * (scatter(i, 0.618034) + scatter(i, 0.754878)));
    }
    return plot;
}

MapPlot map() {
    MapPlot plot;
    plot.x_name = "KPCA 1";
    plot.y_name = "KPCA 2";
    const char* names[] = {"rutile", "columbite", "pyrite"};
    for (std::size_t k = 0; k < 3; ++k) {
        MapPlot::Cluster c{names[k], static_cast<Hue>(k + 1), {}, {}, "phase-" + std::to_string(k)};
        for (std::size_t i = 0; i < 24; ++i) {
            c.x.push_back(double(k) * 2 + 0.5 * scatter(i, 0.618034));
            c.y.push_back(double(k % 2) * 2 + 0.4 * scatter(i, 0.754878));
        }
        plot.clusters.push_back(c);
    }
    return plot;
}

HeatMap named_heat_map() {
    HeatMap heat;
    heat.x_name = "applied to sample", heat.y_name = "trained on";
    heat.columns = {"G1", "G2", "F1", "F2"}, heat.rows = {"G1", "G2", "F1", "F2"};
    heat.n_x = heat.n_y = 4;
    for (int i = 0; i < 16; ++i) heat.values.push_back(i / 4 == i % 4 ? 0.01 : 0.03 + 0.004 * i);
    heat.quantity = "RMSE";
    return heat;
}

HeatMap field_heat_map() {
    HeatMap heat;
    heat.x = {"*x*", "angstrom", {}, 0.0, 20.0}, heat.y = {"*z*", "angstrom", {}, 0.0, 15.0};
    heat.n_x = 40, heat.n_y = 30;
    for (std::size_t i = 0; i < heat.n_x * heat.n_y; ++i) {
        heat.values.push_back(std::sin(double(i % 40) / 6) * std::cos(double(i / 40) / 5));
    }
    heat.quantity = "order", heat.map = HeatMap::Map::diverging;
    return heat;
}

PhaseDiagram diagram() {
    PhaseDiagram plot;
    plot.x = {"*P*", "GPa", {}, 0.0, 70.0};
    plot.y = {"*T*", "K", {}, 0.0, 1600.0};
    plot.fields = {{"rutile", Hue::s1, {{0, 0}, {14.4, 0}, {14.3, 1600}, {0, 1600}}},
                   {"pyrite", Hue::s8, {{14.4, 0}, {61, 0}, {59, 1600}, {14.3, 1600}}},
                   {"new phase", Hue::s5, {{61, 0}, {70, 0}, {70, 1600}, {59, 1600}}}};
    plot.boundaries = {
        {"rutile–pyrite", {14.4, 14.45, 14.3}, {0, 700, 1600}, {0.5, 0.5, 0.5}, {}},
        {"pyrite–new", {61, 59}, {0, 1600}, {}, PhaseDiagram::Boundary::Kind::extrapolated}};
    plot.measured = {{"experiment", {12.1}, {1200}}};
    return plot;
}

DepthProfile profile() {
    DepthProfile plot;
    plot.value = {"porosity", "", {}, {}, {}};
    plot.depth = {"depth", "mm", {}, {}, {}};
    const char* names[] = {"forest", "grass"};
    for (std::size_t k = 0; k < 2; ++k) {
        Series s;
        s.name = names[k];
        s.hue = static_cast<Hue>(3 + 2 * k);
        for (std::size_t i = 0; i <= 50; ++i) {
            s.x.push_back(0.1 + 0.05 * double(k) + 0.03 * std::sin(double(i) / 5) +
                          0.005 * scatter(i, 0.618));
            s.y.push_back(double(i));
        }
        plot.series.push_back(s);
    }
    plot.shown = 20;
    return plot;
}

ImagePlot image() {
    ImagePlot plot;
    plot.width = 64, plot.height = 64;
    for (std::size_t i = 0; i < 64 * 64; ++i) {
        const double x = double(i % 64) - 32, y = double(i / 64) - 32, r = std::hypot(x, y);
        plot.pixels.push_back(
            r > 30 ? 0 : static_cast<std::uint8_t>(150 + 60 * std::sin(x / 4) * std::cos(y / 5)));
    }
    plot.pixel_size = 0.8, plot.unit = "mm";
    plot.regions = {{12, 12, 24, 20, "region of interest"}};
    return plot;
}

}  // namespace

Figure figure_with_volume() {
    Figure f = one_panel("form-volume", "A slice, and the volume it is of.", image(), Width::third);
    VolumeScene v;
    v.name = "a ball in a block", v.shape = {24, 20, 16}, v.spacing = {1, 1.5, 1.5};
    for (std::size_t i = 0; i < 24; ++i)
        for (std::size_t j = 0; j < 20; ++j)
            for (std::size_t k = 0; k < 16; ++k) {
                const double r = std::hypot(double(i) - 12, double(j) - 10, double(k) - 8);
                v.grey.push_back(static_cast<std::uint8_t>(r < 6 ? 220 : 90 + 4 * i));
                v.labels.push_back(r < 6 ? 2 : 1);
            }
    v.classes = {{"block", Hue::s1}, {"ball", Hue::s2}};
    f.volume = std::move(v);
    return f;
}

Sketch hexagon() {
    Sketch s{60, 40, {}};
    Sketch::Shape ring;
    for (int i = 0; i <= 6; ++i)
        ring.points.emplace_back(20 + 15 * std::cos(i * std::numbers::pi / 3),
                                 20 + 15 * std::sin(i * std::numbers::pi / 3));
    s.shapes.push_back(ring);
    s.shapes.push_back({Sketch::Shape::Kind::letter, Hue::ink, {{42, 24}}, 10, 1, "O"});
    return s;
}

TreePlot tree(int deep) {
    using State = TreePlot::Card::State;
    TreePlot t;
    t.cards.push_back({State::goal, -1, "goal", "", hexagon(), {"first rule", "prior 0.4"}});
    for (int d = 0; d < deep; ++d) {
        const int parent = d == 0 ? 0 : static_cast<int>(t.cards.size()) - 2;
        const bool is_last = d + 1 == deep;
        t.cards.push_back(
            {is_last ? State::missing : State::between, parent, "middle " + std::to_string(d),
             is_last ? "not in stock" : "", hexagon(),
             is_last ? std::vector<std::string>{} : std::vector<std::string>{"rule"}});
        t.cards.push_back(
            {State::given, parent, "leaf " + std::to_string(d), "in stock", hexagon(), {}});
    }
    return t;
}

std::vector<Figure> figures_of_every_form() {
    return {one_panel("form-line", "Lines with names at their ends.", lines()),
            one_panel("form-trace", "A trace with its mean.", trace()),
            one_panel("form-fit", "A fit and its residual.", fit()),
            one_panel("form-parity", "Parity.", parity()),
            one_panel("form-bars", "Bars with errors and references.", bars()),
            one_panel("form-phase-diagram", "A phase diagram.", diagram()),
            one_panel("form-dots", "A distribution of few.", distribution(60)),
            one_panel("form-histogram", "A distribution of many.", distribution(900)),
            one_panel("form-map", "A map.", map()),
            one_panel("form-heat-names", "A matrix.", named_heat_map()),
            one_panel("form-image", "A slice.", image(), Width::third),
            one_panel("form-depth", "Profiles.", profile(), Width::third),
            one_panel("form-heat-field", "A field.", field_heat_map(), Width::third),
            one_panel("form-still", "A structure.", StructureStill{rutile()}, Width::half),
            one_panel("form-tree", "A tree of cards.", tree(2), Width::full),
            one_panel("form-tree-deep", "A deep tree of cards.", tree(5), Width::full)};
}

}  // namespace sample
