#include "crucible/report/figure.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <set>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/report/html.hpp"
#include "crucible/report/svg.hpp"
#include "crucible/report/typography.hpp"
#include "tests/report/drawn.hpp"
#include "tests/report/markup.hpp"
#include "tests/report/sample_page.hpp"

using namespace crucible;
using namespace crucible::report;

namespace {

LinePlot simple_lines() {
    LinePlot plot;
    plot.x.name = "*x*", plot.y.name = "*y*";
    Series s;
    s.x = {0, 1, 2, 3}, s.y = {1, 4, 2, 3};
    plot.series = {s};
    return plot;
}

Figure figure_of(Form form) {
    Figure figure;
    figure.id = "probe";
    figure.title = "Probe.";
    figure.description = "A probe.";
    figure.panels.push_back({std::move(form), "", Width::half, 0});
    return figure;
}

std::string code_of(const Figure& figure) {
    try {
        svg(figure);
    } catch (const InconsistentError& e) {
        return e.code();
    }
    return "";
}

}  // namespace

TEST_CASE("every form draws the bytes of its golden file") {
    // Refresh with CRUCIBLE_GOLDEN_UPDATE=1 after looking at the drawings.
    const bool update = std::getenv("CRUCIBLE_GOLDEN_UPDATE") != nullptr;
    for (const Figure& figure : sample::figures_of_every_form()) {
        CAPTURE(figure.id);
        const std::string drawn = svg(figure);
        CHECK(drawn == svg(figure));
        const auto path = std::filesystem::path(TESTS_DIR) / "report/golden" / (figure.id + ".svg");
        if (update) {
            write_file(path, drawn);
            continue;
        }
        REQUIRE_MESSAGE(std::filesystem::exists(path), "no golden file for ", figure.id);
        // One comparison with a short message: the files are long.
        CHECK_MESSAGE(read_file(path) == drawn, figure.id, " differs from its golden file");
    }
}

TEST_CASE("no text meets another text or leaves the drawing") {
    for (const Figure& figure : sample::figures_of_every_form()) {
        CAPTURE(figure.id);
        check_drawn(panel_svg(figure, 0));
    }
    const Page page = sample::polymorphs_page();
    const Figure& hero = std::get<Figure>(*page.hero);
    for (std::size_t i = 0; i < hero.panels.size(); ++i) check_drawn(panel_svg(hero, i));
}

TEST_CASE("crowded and hostile names still do not meet") {
    for (const std::size_t n : {2, 6, 12, 40}) {
        CAPTURE(n);
        LinePlot plot = simple_lines();
        plot.series.clear();
        BarPlot bars;
        bars.category = "structure", bars.value.name = "count";
        LinePlot scatter = plot;
        for (std::size_t k = 0; k < n; ++k) {
            const std::string name =
                k % 3 == 0 ? std::string(80, 'W') : "phase " + std::to_string(k);
            Series s;
            s.name = name;
            s.hue = series_hue(k);
            s.x = {0, 1, 2}, s.y = {0, 0.01 * double(k), 1 + 0.001 * double(k)};
            plot.series.push_back(s);
            s.mark = Mark::dots;
            s.point_names = {name, name, name};
            scatter.series.push_back(s);
            bars.bars.push_back({name, series_hue(k), double(k) - 3, {}, {}});
        }
        if (n <= 12) check_drawn(svg(figure_of(plot)));
        if (n <= 12) check_drawn(svg(figure_of(scatter)));
        check_drawn(svg(figure_of(bars)));
    }
}

TEST_CASE("each figure has title, description, table and CSV; ids carry its own") {
    for (const Figure& figure : sample::figures_of_every_form()) {
        CAPTURE(figure.id);
        const std::string file = svg(figure);
        const markup::Reader reader(file, markup::Dialect::xml);
        const markup::Element& root = reader.elements().front();
        CHECK(root.attributes.contains("role"));
        REQUIRE(reader.all("title").size() == 1);
        REQUIRE(reader.all("desc").size() == 1);
        CHECK(reader.all("title")[0]->text == plain_text(figure.title));
        CHECK_FALSE(reader.all("desc")[0]->text.empty());
        for (const markup::Element& e : reader.elements()) {
            const auto id = e.attributes.find("id");
            if (id != e.attributes.end()) CHECK(id->second.starts_with(figure.id));
        }
        const Table table = data_table(figure, 0);
        CHECK(table.rows.size() > 1);
        for (const Row& row : table.rows) CHECK(row.cells.size() == table.columns.size());
        const std::string text = csv(figure);
        CHECK(std::size_t(std::count(text.begin(), text.end(), '\n')) == table.rows.size() + 1);
    }
}

TEST_CASE("every class in a drawing is coloured by the style sheet") {
    const std::string css = style_sheet();
    for (const Figure& figure : sample::figures_of_every_form()) {
        const std::string file = svg(figure);
        const markup::Reader reader(file, markup::Dialect::xml);
        for (const markup::Element& e : reader.elements()) {
            const auto classes = e.attributes.find("class");
            if (classes == e.attributes.end()) continue;
            for (const Word& word : words(classes->second)) {
                CAPTURE(word.text);
                CHECK(css.find(".fig ." + std::string(word.text) + "{") != std::string::npos);
            }
        }
    }
    for (int i = 1; i <= 8; ++i) {
        const std::string variable = "--c" + std::to_string(i) + ":";
        const auto first = css.find(variable);
        CHECK(first != std::string::npos);
        CHECK(css.find(variable, first + 1) != std::string::npos);  // dark
    }
}

TEST_CASE("coordinates have at most two decimals") {
    for (const Figure& figure : sample::figures_of_every_form()) {
        const std::string file = svg(figure);
        const markup::Reader reader(file, markup::Dialect::xml);
        for (const markup::Element& e : reader.elements()) {
            for (const auto& [name, value] : e.attributes) {
                if (name == "href" || name == "aria-label") continue;
                for (std::size_t at = 0; (at = value.find('.', at)) != std::string::npos; ++at) {
                    const std::size_t end = value.find_first_not_of("0123456789", at + 1);
                    CAPTURE(value.substr(0, 60));
                    CHECK(std::min(end, value.size()) - at <= 3);
                }
            }
        }
    }
}

TEST_CASE("numbers that do not fit together are refused with a code") {
    LinePlot lengths = simple_lines();
    lengths.series[0].y.pop_back();
    CHECK(code_of(figure_of(lengths)) == "E-report-figure");
    LinePlot errors = simple_lines();
    errors.series[0].error = {1, 2};
    CHECK(code_of(figure_of(errors)) == "E-report-figure");
    CHECK(code_of(figure_of(LinePlot{})) == "E-report-figure");
    CHECK(code_of(figure_of(BarPlot{})) == "E-report-figure");
    CHECK(code_of(figure_of(FitPlot{})) == "E-report-figure");
    CHECK(code_of(figure_of(ParityPlot{})) == "E-report-figure");
    CHECK(code_of(figure_of(DistributionPlot{})) == "E-report-figure");
    CHECK(code_of(figure_of(MapPlot{})) == "E-report-figure");
    CHECK(code_of(figure_of(HeatMap{})) == "E-report-figure");
    CHECK(code_of(figure_of(PhaseDiagram{})) == "E-report-figure");
    CHECK(code_of(figure_of(DepthProfile{})) == "E-report-figure");
    CHECK(code_of(figure_of(ImagePlot{})) == "E-report-figure");
    ImagePlot endless;  // no bar can be drawn for pixels without a size
    endless.width = endless.height = 2, endless.pixels.resize(4);
    endless.pixel_size = std::numeric_limits<double>::infinity();
    CHECK_NOTHROW(svg(figure_of(endless)));
    CHECK(code_of(figure_of(StructureStill{})) == "E-report-crystal");
    CHECK(code_of(figure_of(TreePlot{})) == "E-report-figure");
    TreePlot loop;
    loop.cards.resize(2);
    loop.cards[1].parent = 1;
    CHECK(code_of(figure_of(loop)) == "E-report-figure");
}

TEST_CASE("points that are not finite, huge or equal never break a drawing") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double inf = std::numeric_limits<double>::infinity();
    const std::vector<std::vector<double>> hard = {{nan, 1, nan, 2},
                                                   {inf, -inf, 0, 1},
                                                   {5, 5, 5, 5},
                                                   {1e300, -1e300, 0, 1},
                                                   {1e-300, 2e-300, 0, 1e-300},
                                                   {-835.3961, -835.39611, -835.3962, -835.396}};
    for (const auto& values : hard) {
        for (const Scale scale : {Scale::linear, Scale::log10}) {
            LinePlot plot = simple_lines();
            plot.y.scale = scale;
            plot.series[0].y = values;
            check_drawn(svg(figure_of(plot)));
            plot.series[0].mark = Mark::dots;
            plot.series[0].error = {1, nan, 1, inf};
            check_drawn(svg(figure_of(plot)));
            DistributionPlot distribution;
            distribution.x = {"*x*", "", scale, {}, {}};
            distribution.values = values;
            if (code_of(figure_of(distribution)).empty()) check_drawn(svg(figure_of(distribution)));
        }
    }
}

TEST_CASE("a composed figure puts its panels side by side in rows of 504 pt") {
    Figure figure = figure_of(simple_lines());
    figure.panels.push_back({simple_lines(), "second", Width::half, 0});
    figure.panels.push_back({simple_lines(), "third", Width::wide, 0});
    const std::string file = svg(figure);
    const markup::Reader reader(file, markup::Dialect::xml);
    CHECK(reader.elements().front().attributes.at("viewBox").starts_with("0 0 504 "));
    std::vector<std::string> moves;
    for (const markup::Element* g : reader.all("g")) {
        if (g->attributes.contains("transform")) moves.push_back(g->attributes.at("transform"));
    }
    REQUIRE(moves.size() == 3);
    CHECK(moves[1] == "translate(264 0)");
    CHECK(moves[2].starts_with("translate(0 "));
}
