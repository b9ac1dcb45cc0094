#include "crucible/report/figure.hpp"

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/report/forms.hpp"
#include "crucible/report/typography.hpp"

namespace crucible::report {
namespace {

constexpr double gutter = 24, panel_title_height = 22, page_width = 504;

std::string panel_letter(std::size_t i) { return std::string(1, static_cast<char>('a' + i % 26)); }

std::string panel_id(const Figure& figure, std::size_t i) {
    return figure.panels.size() == 1 ? figure.id + "-svg" : figure.id + panel_letter(i) + "-svg";
}

bool has_heading(const Figure& figure, const Panel& panel) {
    return figure.panels.size() > 1 || !panel.title.empty();
}

double own_height(const Figure& figure, const Panel& panel) {
    if (panel.height > 0) return panel.height;
    const double w = width_pt(panel.width);
    const double h =
        std::visit([w](const auto& form) { return usual_height(form, w); }, panel.form);
    return h + (has_heading(figure, panel) ? panel_title_height : 0);
}

// Bars, squares and pictures have the height of their content; the others follow a taller
// neighbour.
bool can_stretch(const Panel& panel) {
    return panel.height <= 0 && (std::holds_alternative<LinePlot>(panel.form) ||
                                 std::holds_alternative<DistributionPlot>(panel.form) ||
                                 std::holds_alternative<MapPlot>(panel.form) ||
                                 std::holds_alternative<PhaseDiagram>(panel.form) ||
                                 std::holds_alternative<DepthProfile>(panel.form));
}

// Heights of all panels: those side by side in a row of the page end at the same line if they can.
std::vector<double> panel_heights(const Figure& figure) {
    std::vector<double> heights;
    for (const Panel& panel : figure.panels) heights.push_back(own_height(figure, panel));
    for (std::size_t i = 0; i < heights.size();) {
        std::size_t end = i;
        double x = 0, tallest = 0;
        for (; end < heights.size(); ++end) {
            const double w = width_pt(figure.panels[end].width);
            if (x > 0 && x + w > page_width + 0.01) break;
            x += w + gutter;
            tallest = std::max(tallest, heights[end]);
        }
        for (; i < end; ++i) {
            if (can_stretch(figure.panels[i])) heights[i] = tallest;
        }
    }
    return heights;
}

// Titles in words for the ones who cannot see the figure.
std::string panel_name(const Figure& figure, std::size_t i) {
    std::string title = plain_text(figure.title);
    if (figure.panels[i].title.empty()) return title;
    return title + " " + plain_text(figure.panels[i].title);
}

void check_panels(const Figure& figure) {
    if (figure.panels.empty()) cannot_draw("it has no panels");
    for (const Panel& panel : figure.panels) {
        std::visit([](const auto& form) { check(form); }, panel.form);
        const bool usual = panel.height == 0;
        if (!usual && !(panel.height >= 80 && panel.height <= 5000)) {
            cannot_draw("a panel must be 80 to 5000 pt high");
        }
    }
}

// The panels must have been checked.
Svg draw_panel(const Figure& figure, std::size_t i) {
    const Panel& panel = figure.panels.at(i);
    Svg svg(panel_id(figure, i), width_pt(panel.width), panel_heights(figure)[i]);
    Box box{0, 0, svg.width(), svg.height()};
    if (has_heading(figure, panel)) {
        double x = 0;
        if (figure.panels.size() > 1) {
            svg.text_at({0, 9}, panel_letter(i), {9, Hue::ink, Anchor::start, TextWeight::bold});
            x = 11;
        }
        svg.text_at({x, 9}, fit_text(panel.title, 9, svg.width() - x),
                    {8.5, Hue::ink, Anchor::start, TextWeight::semibold});
        box.y0 += panel_title_height;
    }
    std::visit([&](const auto& form) { draw(form, svg, box); }, panel.form);
    return svg;
}

}  // namespace

std::string panel_svg(const Figure& figure, std::size_t i) {
    check_panels(figure);
    return draw_panel(figure, i).finish(panel_name(figure, i), plain_text(figure.description));
}

std::string svg(const Figure& figure) {
    check_panels(figure);
    if (figure.panels.size() == 1) return panel_svg(figure, 0);
    struct Placed {
        double x, y;
        Svg drawing;
    };
    std::vector<Placed> placed;
    double x = 0, y = 0, row_height = 0, width = 0;
    for (std::size_t i = 0; i < figure.panels.size(); ++i) {
        Svg drawing = draw_panel(figure, i);
        if (x > 0 && x + drawing.width() > page_width + 0.01) {
            x = 0, y += row_height + gutter, row_height = 0;
        }
        row_height = std::max(row_height, drawing.height());
        width = std::max(width, x + drawing.width());
        const double w = drawing.width();
        placed.push_back({x, y, std::move(drawing)});
        x += w + gutter;
    }
    Svg whole(figure.id + "-svg", width, y + row_height);
    std::string body;
    for (const Placed& p : placed) {
        body += "<g transform=\"translate(";
        append_number(body, p.x);
        body += ' ';
        append_number(body, p.y);
        body += ")\">\n" + p.drawing.body() + "</g>\n";
    }
    return whole.finish(plain_text(figure.title), plain_text(figure.description), body);
}

Table data_table(const Figure& figure, std::size_t i) {
    const Panel& panel = figure.panels.at(i);
    std::visit([](const auto& form) { check(form); }, panel.form);
    Table table = std::visit([](const auto& form) { return tabulate(form); }, panel.form);
    table.title = panel.title.empty() ? figure.title : panel.title;
    return table;
}

std::string csv(const Figure& figure) {
    std::string out;
    for (std::size_t i = 0; i < figure.panels.size(); ++i) {
        if (i > 0) out += "\n";
        if (figure.panels.size() > 1) {
            out += "# " + panel_letter(i) + ": " + plain_text(figure.panels[i].title) + "\n";
        }
        out += csv(data_table(figure, i));
    }
    return out;
}

}  // namespace crucible::report
