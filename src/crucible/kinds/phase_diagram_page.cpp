// The report of phase diagrams.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "crucible/kinds/phase_lines.hpp"
#include "crucible/report/typography.hpp"

namespace crucible {
namespace {

using report::marked;

constexpr std::size_t isotherms_drawn = 3;

std::vector<double> spread(std::vector<double> all, std::size_t most) {
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    if (all.size() <= most) return all;
    std::vector<double> out;
    for (std::size_t k = 0; k < most; ++k) out.push_back(all[k * (all.size() - 1) / (most - 1)]);
    return out;
}

/// One level of a diagram.
struct DiagramLevel {
    std::string name;
    PhaseHues hues;
};

std::vector<DiagramLevel> diagram_levels(const Table& order) {
    std::vector<DiagramLevel> out;
    if (order.rows() == 0) return out;
    const auto level = page_words(order, "level"), phase = page_words(order, "phase");
    const auto& above = page_numbers(order, "above");
    std::map<std::string, std::pair<std::vector<std::string>, std::vector<double>>> by_level;
    for (std::size_t k = 0; k < level.size(); ++k) {
        if (by_level.find(level[k]) == by_level.end()) out.push_back({level[k], {}});
        by_level[level[k]].first.push_back(phase[k]);
        by_level[level[k]].second.push_back(above[k]);
    }
    for (DiagramLevel& l : out)
        l.hues = nearest_phases(by_level[l.name].first, by_level[l.name].second);
    return out;
}

report::PhaseDiagram fields_and_boundaries(const Table& fields, const Table& boundaries,
                                           const DiagramLevel& level) {
    report::PhaseDiagram plot;
    plot.x = {"*P*", "GPa", report::Scale::linear, {}, {}};
    plot.y = {"*T*", "K", report::Scale::linear, {}, {}};
    const auto of_level = page_words(fields, "level"), phase = page_words(fields, "phase");
    const auto &number = page_numbers(fields, "field"), &t = page_numbers(fields, "temperature"),
               &low = page_numbers(fields, "low"), &high = page_numbers(fields, "high");
    for (std::size_t k = 0; k < of_level.size();) {
        std::size_t end = k;
        while (end < of_level.size() && of_level[end] == of_level[k] && number[end] == number[k])
            ++end;
        if (of_level[k] == level.name && end - k > 1) {
            report::PhaseDiagram::Field f{marked(phase[k]), level.hues.of(phase[k]), {}};
            for (std::size_t i = k; i < end; ++i) f.outline.emplace_back(low[i], t[i]);
            for (std::size_t i = end; i-- > k;) f.outline.emplace_back(high[i], t[i]);
            plot.fields.push_back(std::move(f));
        }
        k = end;
    }
    if (boundaries.rows() == 0) return plot;
    const auto b_level = page_words(boundaries, "level"), b_low = page_words(boundaries, "low"),
               b_high = page_words(boundaries, "high"), kind = page_words(boundaries, "kind");
    const auto &b_t = page_numbers(boundaries, "temperature"),
               &b_p = page_numbers(boundaries, "pressure"),
               &b_e = page_numbers(boundaries, "error");
    for (std::size_t k = 0; k < b_level.size(); ++k) {
        if (b_level[k] != level.name || kind[k] != "crossing") continue;
        const std::string name = marked(b_low[k]) + "–" + marked(b_high[k]);
        auto at = std::find_if(plot.boundaries.begin(), plot.boundaries.end(),
                               [&](const auto& b) { return b.name == name; });
        if (at == plot.boundaries.end()) at = plot.boundaries.insert(at, {name, {}, {}, {}, {}});
        at->x.push_back(b_p[k]), at->y.push_back(b_t[k]), at->x_error.push_back(b_e[k]);
    }
    return plot;
}

report::LinePlot isotherm_plot(const Table& relative, const DiagramLevel& level, double kelvin,
                               const std::string& reference) {
    report::LinePlot plot;
    plot.x = {"*P*", "GPa", report::Scale::linear, {}, {}};
    plot.y = {"*μ* − *μ*(" + marked(reference) + ")", "kcal/mol", report::Scale::linear, {}, {}};
    const auto of_level = page_words(relative, "level"), phase = page_words(relative, "phase");
    const auto &t = page_numbers(relative, "temperature"), &p = page_numbers(relative, "pressure"),
               &y = page_numbers(relative, "relative"), &e = page_numbers(relative, "error");
    for (const std::string& name : level.hues.names) {
        report::Series s;
        s.name = marked(name), s.hue = level.hues.of(name);
        s.doubt = report::Series::Doubt::band;
        for (std::size_t k = 0; k < t.size(); ++k) {
            if (of_level[k] != level.name || phase[k] != name || t[k] != kelvin) continue;
            s.x.push_back(p[k]), s.y.push_back(y[k]), s.error.push_back(e[k]);
        }
        if (!s.x.empty()) plot.series.push_back(std::move(s));
    }
    look_near_the_lowest(plot);
    return plot;
}

report::Figure diagram_figure(const RunData& run, const RunStep& step, const DiagramLevel& level,
                              std::size_t number) {
    const Table relative = run.table(step, "relative"), fields = run.table(step, "fields"),
                boundaries = run.table(step, "boundaries");
    const crucible::Row* with = run.row(step.name + ".reference");
    const std::string reference = with ? with->text : "";
    report::Figure f;
    f.id = fmt::format("{}-diagram-{}", step.name, number + 1);
    f.title = fmt::format("Stability of the phases, level {}.", marked(level.name));
    const report::PhaseDiagram diagram = fields_and_boundaries(fields, boundaries, level);
    std::string caption;
    if (!diagram.fields.empty()) {
        f.panels.push_back({diagram, "Stable phases", report::Width::half, 0});
        caption =
            "**a** Fields of stability; dots are computed boundaries, bars one standard "
            "error of the numerical method. ";
    }
    std::vector<double> kelvins;
    const auto of_level = page_words(relative, "level");
    for (std::size_t k = 0; k < of_level.size(); ++k)
        if (of_level[k] == level.name) kelvins.push_back(page_numbers(relative, "temperature")[k]);
    for (const double t : spread(std::move(kelvins), isotherms_drawn)) {
        const auto plot = isotherm_plot(relative, level, t, reference);
        if (!plot.series.empty())
            f.panels.push_back(
                {plot, fmt::format("{} K", report::fixed(t, 0)), report::Width::half, 0});
    }
    f.caption = caption + fmt::format(
                              "Chemical potentials are relative to {}; bands are one "
                              "standard error. Of the {} phases that come nearest to "
                              "being stable those are drawn that come within {} kcal "
                              "mol⁻¹ of the stable one; lines end where a phase is lost.",
                              marked(reference), level.hues.names.size(), kcal_drawn);
    f.description = fmt::format("{} fields, {} boundaries, {} phases.", diagram.fields.size(),
                                diagram.boundaries.size(), level.hues.names.size());
    return f;
}

std::string boundary_sentence(const Table& boundaries, const std::string& level) {
    if (boundaries.rows() == 0) return "";
    const auto of_level = page_words(boundaries, "level"), low = page_words(boundaries, "low"),
               high = page_words(boundaries, "high"), kind = page_words(boundaries, "kind");
    for (std::size_t k = of_level.size(); k-- > 0;)
        if (of_level[k] == level && kind[k] == "crossing")
            return fmt::format("{} gives way to {} at {} GPa and {} K", capitalised(marked(low[k])),
                               marked(high[k]),
                               report::fixed(page_numbers(boundaries, "pressure")[k], 1),
                               report::fixed(page_numbers(boundaries, "temperature")[k], 0));
    return "";
}

void fill_diagram(const RunData& run, const RunStep& step, report::Page& page) {
    const auto levels = diagram_levels(run.table(step, "order"));
    const Table boundaries = run.table(step, "boundaries");
    report::Group g{marked(capitalised(step.name)), {}};
    for (std::size_t k = 0; k < levels.size(); ++k) {
        report::Figure f = diagram_figure(run, step, levels[k], k);
        if (!page.hero)
            page.hero = std::move(f);
        else
            g.items.emplace_back(std::move(f));
    }
    if (boundaries.rows() > 0)
        g.items.emplace_back(report_table(boundaries, "Boundaries of stable phases.",
                                          "Errors are those of the numerical method, not of the "
                                          "level of theory or the potential."));
    const Table triples = run.table(step, "triple-points");
    if (triples.rows() > 0)
        g.items.emplace_back(report_table(triples, "Triple points.", "By pressure."));
    page.groups.push_back(std::move(g));
    if (levels.empty()) return;
    const std::string sentence = boundary_sentence(boundaries, levels.front().name);
    page.headline = sentence.empty()
                        ? fmt::format("{} is stable everywhere in the range",
                                      capitalised(marked(levels.front().hues.names.front())))
                        : sentence;
}

}  // namespace

bool fill_phase_diagram_page(const RunData& run, const RunStep& step, report::Page& page) {
    if (step.use == "polymorphs.free-energy") {
        fill_free_energy_page(run, step, page);
        return true;
    }
    if (step.use != "polymorphs.diagram") return false;
    fill_diagram(run, step, page);
    return true;
}

}  // namespace crucible
