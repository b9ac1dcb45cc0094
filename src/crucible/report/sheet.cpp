#include "crucible/report/sheet.hpp"

#include <algorithm>

#include "crucible/report/forms.hpp"
#include "crucible/report/svg.hpp"
#include "crucible/report/typography.hpp"

namespace crucible::report {
namespace {

constexpr double paper_width = 841.89, paper_height = 595.28, paper_margin = 40;
constexpr double sheet_title = 15, sheet_text = 9, sheet_small = 7.5, sheet_gap = 14;

/// Where the parts of a sheet lie when its page is `width` wide.
struct SheetPlan {
    double width = 0, height = 0, tree_top = 0, tree_height = 0;
};

SheetPlan plan_sheet(const Sheet& s, double width) {
    SheetPlan p;
    p.width = width;
    p.tree_top = paper_margin + sheet_title +
                 static_cast<double>(s.lines.size()) * 1.4 * sheet_text + sheet_gap;
    p.tree_height = usual_height(s.tree, width - 2 * paper_margin);
    p.height = p.tree_top + p.tree_height + 2 * sheet_small + paper_margin;
    return p;
}

}  // namespace

std::string sheet_svg(const Sheet& sheet) {
    constexpr double growth = 1.08, largest = 1 / 1.4;  // small trees are magnified
    constexpr int most_growths = 50;
    check(sheet.tree);
    SheetPlan plan = plan_sheet(sheet, largest * paper_width);
    const double shape = paper_height / paper_width;
    for (int k = 0; k < most_growths && plan.height > shape * plan.width; ++k)
        plan = plan_sheet(sheet, growth * plan.width);
    const double height = std::max(plan.height, shape * plan.width);
    Svg svg("sheet", plan.width, height);
    svg.rectangle({0, 0, plan.width, height}, {Hue::paper, 1});
    const double room = plan.width - 2 * paper_margin;
    double y = paper_margin + 0.8 * sheet_title;
    svg.text_at({paper_margin, y}, fit_text(sheet.title, sheet_title, room / 1.08),
                {sheet_title, Hue::ink, Anchor::start, TextWeight::semibold});
    for (const std::string& line : sheet.lines) {
        y += 1.4 * sheet_text + (&line == &sheet.lines.front() ? 3 : 0);
        svg.text_at({paper_margin, y}, fit_text(line, sheet_text, room), {sheet_text, Hue::ink2});
    }
    // The tree hangs from the top; what a small one leaves free stays free.
    draw(
        sheet.tree, svg,
        {paper_margin, plan.tree_top, plan.width - paper_margin, plan.tree_top + plan.tree_height});
    svg.text_at({paper_margin, height - paper_margin + sheet_small},
                fit_text(sheet.footer, sheet_small, room), {sheet_small, Hue::ink2});
    return svg.finish(plain_text(sheet.title), plain_text(sheet.footer));
}

}  // namespace crucible::report
