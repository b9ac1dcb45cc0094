#include <doctest/doctest.h>

#include <cmath>
#include <set>
#include <string>

#include "crucible/base/error.hpp"
#include "crucible/report/figure.hpp"
#include "crucible/report/page.hpp"
#include "tests/report/drawn.hpp"
#include "tests/report/markup.hpp"

using namespace crucible;
using namespace crucible::report;

namespace {

AtlasPlot three_phases() {
    AtlasPlot plot;
    plot.x_name = "1st coordinate", plot.y_name = "2nd coordinate";
    plot.points = {{0, 0, 100, "pyrite", "row-1", AtlasPlot::Named::yes},
                   {1, 0.5, 1, "20-a-Pnnm", "row-2", AtlasPlot::Named::no},
                   {0.4, 1, 0, "cotunnite", "", AtlasPlot::Named::yes}};
    plot.quantities = {{"Δ*H*", "kcal/mol", {0, 2.5, 4}, {}},
                       {"space group", "", {}, {"*Pa*3̄", "*Pnnm*", "*Pnnm*"}}};
    return plot;
}

Figure atlas_figure(AtlasPlot plot) {
    Figure f;
    f.id = "map", f.title = "A map.", f.description = "Three phases.";
    f.panels.push_back({std::move(plot), "", Width::full, 0});
    return f;
}

}  // namespace

TEST_CASE("a map of phases: areas by counts, open where nothing was found, links to rows") {
    const std::string file = panel_svg(atlas_figure(three_phases()), 0);
    const markup::Reader svg(file, markup::Dialect::xml);
    std::vector<const markup::Element*> marks;
    for (const markup::Element* e : svg.all("circle"))
        if (e->attributes.contains("data-point")) marks.push_back(e);
    REQUIRE(marks.size() == 3);
    CHECK(marks[0]->attributes.at("data-point") == "0");  // the largest lies below the others
    CHECK(number_of(*marks[0], "r") > number_of(*marks[1], "r"));
    CHECK(number_of(*marks[1], "r") > number_of(*marks[2], "r"));
    CHECK(marks[2]->attributes.at("stroke") != marks[1]->attributes.at("stroke"));
    std::set<std::string> targets;
    for (const markup::Element* e : svg.all("a")) targets.insert(e->attributes.at("href"));
    CHECK(targets == std::set<std::string>{"#row-1", "#row-2"});
    int scales = 0, hidden = 0;
    for (const markup::Element* e : svg.all("g"))
        if (e->attributes.contains("data-scale"))
            ++scales, hidden += e->attributes.contains("display");
    CHECK(scales == 2);
    CHECK(hidden == 1);
    CHECK(file.find("pyrite") != std::string::npos);  // its name stands beside it
    const Table table = data_table(atlas_figure(three_phases()), 0);
    CHECK(table.rows.size() == 3);
    CHECK(table.columns.size() == 6);
}

TEST_CASE("the page's script is given colours and words of every quantity") {
    Page page;
    page.kind = "polymorphs", page.study_name = "map", page.headline = "A map";
    page.groups.push_back({"Map", {atlas_figure(three_phases())}});
    const std::string html = render(page, {});
    CHECK(html.find("data-atlas=\"map\"") != std::string::npos);
    CHECK(html.find("\"names\":[\"pyrite\",\"20-a-Pnnm\",\"cotunnite\"]") != std::string::npos);
    CHECK(html.find("\"found\":[100,1,0]") != std::string::npos);
    const std::size_t colours = html.find("\"colours\":[\"#");
    CHECK(colours != std::string::npos);
    CHECK(html.find("\"colours\":[\"#", colours + 1) != std::string::npos);
}

TEST_CASE("a map without points, quantities or values is refused") {
    const auto is_refused = [](AtlasPlot plot) {
        try {
            panel_svg(atlas_figure(std::move(plot)), 0);
        } catch (const InconsistentError& e) {
            return e.code() == "E-report-figure";
        }
        return false;
    };
    AtlasPlot plot = three_phases();
    CHECK(!is_refused(plot));
    plot.quantities[1].words.pop_back();
    CHECK(is_refused(plot));
    plot = three_phases();
    plot.quantities.clear();
    CHECK(is_refused(plot));
    CHECK(is_refused(AtlasPlot{}));
    plot = three_phases();  // a value that is missing is grey, a point that is nowhere is not drawn
    plot.quantities[0].values[0] = NAN;
    plot.points[1].x = NAN;
    CHECK(!is_refused(plot));
}
