#include "crucible/live/route_paper.hpp"

#include <fmt/format.h>

#include "crucible/kinds/route_figure.hpp"
#include "crucible/report/paper.hpp"
#include "crucible/report/sheet.hpp"
#include "crucible/report/typography.hpp"

namespace crucible::live {
namespace {

namespace sy = synthesis;

report::Sheet sheet_of(const sy::Workbook& b, const std::string& name) {
    sy::Route route;
    route.root = b.route_called(name);
    route.score = b.compare(name, name).first;
    const sy::RouteScore& s = route.score;
    report::Sheet sheet;
    sheet.title =
        report::marked(name == "now" ? fmt::format("Route to {}, as it is", b.target())
                                     : fmt::format("Route \"{}\" to {}", name, b.target()));
    sheet.lines = {
        fmt::format("{} reaction{}, {} in a line; {} of {} starting materials in stock", s.steps,
                    s.steps == 1 ? "" : "s", s.longest, s.leaves_in_stock, s.leaves),
        fmt::format("score {}, cost {}, product of priors {}", report::significant(s.score, 3),
                    report::significant(s.cost, 3), report::significant(s.probability, 3))};
    sheet.tree = route_tree(route, [&](std::int64_t rule) {
        const auto at = b.memory().cards.find(rule);
        return at == b.memory().cards.end() ? sy::RuleCard{} : at->second;
    });
    sheet.footer =
        "Made in a workbook, not tried. Black: target; green: in stock; dashed: made; red: not in "
        "stock; shaded: bonds that change.";
    return sheet;
}

}  // namespace

std::string printed_routes(const sy::Workbook& b, const std::string& title) {
    report::PaperJob job;
    job.title = title.empty() ? "Routes" : title;
    job.pages.push_back(report::sheet_svg(sheet_of(b, "now")));
    for (const auto& [name, route] : b.state().kept)
        job.pages.push_back(report::sheet_svg(sheet_of(b, name)));
    return report::print_on_paper(job).value_or("");
}

}  // namespace crucible::live
