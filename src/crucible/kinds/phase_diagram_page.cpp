// The report of free energies and phase diagrams.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "crucible/kinds/run_data.hpp"
#include "crucible/report/typography.hpp"

namespace crucible {
namespace {

using report::marked;

/// Phases that have a colour; the others are left to the tables.
constexpr std::size_t phases_drawn = 7;
constexpr std::size_t isotherms_drawn = 3;
constexpr std::size_t densities_drawn = 3;
constexpr double kcal_drawn = 6;  // kcal/mol above the lowest line

struct PhaseHues {
    std::vector<std::string> names;  ///< the drawn ones, best first

    report::Hue of(const std::string& phase) const {
        const auto at = std::find(names.begin(), names.end(), phase);
        return at == names.end() ? report::Hue::grey
                                 : report::series_hue(static_cast<std::size_t>(at - names.begin()));
    }
    bool draws(const std::string& phase) const {
        return std::find(names.begin(), names.end(), phase) != names.end();
    }
};

/// Phases by how near they come to being stable anywhere.
PhaseHues nearest_phases(const std::vector<std::string>& phase, const std::vector<double>& above) {
    std::vector<std::pair<double, std::string>> best;
    for (std::size_t k = 0; k < phase.size(); ++k) {
        const auto at = std::find_if(best.begin(), best.end(),
                                     [&](const auto& b) { return b.second == phase[k]; });
        if (at == best.end())
            best.emplace_back(above[k], phase[k]);
        else
            at->first = std::min(at->first, above[k]);
    }
    std::stable_sort(best.begin(), best.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    PhaseHues out;
    for (const auto& b : best)
        if (out.names.size() < phases_drawn) out.names.push_back(b.second);
    return out;
}

/// Words of a column; a table without rows has no kinds.
std::vector<std::string> page_words(const Table& t, const char* name) {
    return column_of(t, name).texts;
}
const std::vector<double>& page_numbers(const Table& t, const char* name) {
    return column_of(t, name).numbers;
}

std::vector<double> spread(std::vector<double> all, std::size_t most) {
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    if (all.size() <= most) return all;
    std::vector<double> out;
    for (std::size_t k = 0; k < most; ++k) out.push_back(all[k * (all.size() - 1) / (most - 1)]);
    return out;
}

/// Draws what is near the lowest line; the rest of a line that climbs far above it is cut off.
void look_near_the_lowest(report::LinePlot& plot) {
    std::map<double, double> lowest;
    for (const report::Series& s : plot.series)
        for (std::size_t k = 0; k < s.x.size(); ++k) {
            const auto at = lowest.try_emplace(s.x[k], s.y[k]).first;
            at->second = std::min(at->second, s.y[k]);
        }
    double low = INFINITY, high = -INFINITY;
    std::erase_if(plot.series, [&](const report::Series& s) {
        bool is_seen = false;
        for (std::size_t k = 0; k < s.x.size(); ++k) {
            if (s.y[k] > lowest[s.x[k]] + kcal_drawn) continue;
            low = std::min(low, s.y[k]), high = std::max(high, s.y[k]);
            is_seen = true;
        }
        return !is_seen;
    });
    if (low < high)
        plot.y.low = low - 0.05 * (high - low), plot.y.high = high + 0.05 * (high - low);
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

/// Enthalpies at rest relative to the best of the phases that go all the way.
report::LinePlot enthalpy_plot(const Table& branches, const Table& mu, PhaseHues& hues) {
    report::LinePlot plot;
    plot.x = {"*P*", "GPa", report::Scale::linear, {}, {}};
    const auto phase = page_words(branches, "phase");
    const auto &p = page_numbers(branches, "pressure"), &h = page_numbers(branches, "enthalpy");
    double low = INFINITY, high = -INFINITY;
    for (const double x : page_numbers(mu, "pressure"))
        low = std::min(low, x), high = std::max(high, x);
    std::map<double, double> lowest;
    std::map<std::string, std::map<double, double>> lines;
    for (std::size_t k = 0; k < phase.size(); ++k) {
        if (!std::isfinite(h[k]) || p[k] < low - 1e-9 || p[k] > high + 1e-9) continue;
        lines[phase[k]][p[k]] = h[k];
        const auto at = lowest.try_emplace(p[k], h[k]).first;
        at->second = std::min(at->second, h[k]);
    }
    std::vector<std::string> names;
    std::vector<double> above;
    std::string reference;
    double least = INFINITY;
    for (const auto& [name, line] : lines) {
        double mean = 0;
        for (const auto& [x, y] : line) {
            names.push_back(name), above.push_back(y - lowest[x]);
            mean += (y - lowest[x]) / static_cast<double>(line.size());
        }
        if (line.size() == lowest.size() && mean < least) reference = name, least = mean;
    }
    if (reference.empty()) return plot;  // no phase goes all the way
    hues = nearest_phases(names, above);
    plot.y = {"*H* − *H*(" + marked(reference) + ")", "kcal/mol", report::Scale::linear, {}, {}};
    for (const std::string& name : hues.names) {
        report::Series s;
        s.name = marked(name), s.hue = hues.of(name);
        for (const auto& [x, y] : lines[name])
            s.x.push_back(x), s.y.push_back(y - lines[reference].at(x));
        if (!s.x.empty()) plot.series.push_back(std::move(s));
    }
    look_near_the_lowest(plot);
    return plot;
}

/// Over five bins, so that lines can be told apart.
std::vector<double> running_mean(const std::vector<double>& y) {
    std::vector<double> out(y.size());
    for (std::size_t k = 0; k < y.size(); ++k) {
        const std::size_t from = k < 2 ? 0 : k - 2, to = std::min(k + 3, y.size());
        for (std::size_t i = from; i < to; ++i) out[k] += y[i] / static_cast<double>(to - from);
    }
    return out;
}

report::LinePlot density_plot(const Table& density, const PhaseHues& hues) {
    report::LinePlot plot;
    plot.x = {"frequency", "THz", report::Scale::linear, {}, {}};
    plot.y = {"density of states", "1/THz", report::Scale::linear, 0.0, {}};
    if (density.rows() == 0) return plot;
    const auto phase = page_words(density, "phase");
    for (const std::string& name : hues.names) {
        if (plot.series.size() == densities_drawn) break;
        report::Series s;
        s.name = marked(name), s.hue = hues.of(name);
        for (std::size_t k = 0; k < phase.size(); ++k) {
            if (phase[k] != name) continue;
            s.x.push_back(page_numbers(density, "frequency")[k]);
            s.y.push_back(page_numbers(density, "density")[k]);
        }
        s.y = running_mean(s.y);
        if (!s.x.empty()) plot.series.push_back(std::move(s));
    }
    return plot;
}

/// Both ends in one column; the rest fits the page.
Table with_ends(const Table& phases) {
    Table out;
    std::vector<std::string> ends;
    const Column &low = column_of(phases, "low_end"), &high = column_of(phases, "high_end");
    for (std::size_t k = 0; k < phases.rows(); ++k) {
        const auto why = [&](const Column& c) {
            return c.kind == Column::Kind::text ? c.texts[k] : std::string();
        };
        std::string text = why(low).empty() ? "" : "below: " + why(low);
        if (!why(high).empty()) text += (text.empty() ? "above: " : "; above: ") + why(high);
        ends.push_back(std::move(text));
    }
    for (const Column& c : phases.columns)
        if (c.name != "low_end" && c.name != "high_end" && c.name != "taken_up")
            out.columns.push_back(c);
    out.add_texts("ends") = std::move(ends);
    return out;
}

void fill_free_energy(const RunData& run, const RunStep& step, report::Page& page) {
    report::Group g{marked(capitalised(step.name)), {}};
    PhaseHues hues;
    report::Figure f;
    f.id = step.name + "-phases";
    f.title = "The phases at rest, and their vibrations.";
    const auto enthalpies = enthalpy_plot(run.table(step, "branches"), run.table(step, "mu"), hues);
    if (!enthalpies.series.empty())
        f.panels.push_back({enthalpies, "Static enthalpy", report::Width::half, 0});
    const auto densities = density_plot(run.table(step, "density"), hues);
    if (!densities.series.empty())
        f.panels.push_back({densities, "Phonons", report::Width::half, 0});
    f.caption = fmt::format(
        "Enthalpies at 0 K without zero-point motion, relative to the best phase that goes all the "
        "way, up to {} kcal mol⁻¹ above the lowest; a line ends where its phase is lost. Densities "
        "of states of the {} best phases are those where a phase was taken up, a running mean over "
        "five bins; negative frequencies are imaginary.",
        kcal_drawn, std::min(densities_drawn, hues.names.size()));
    f.description = fmt::format("{} phases.", hues.names.size());
    if (!f.panels.empty()) g.items.emplace_back(std::move(f));
    g.items.emplace_back(report_table(
        run.table(step, "mu"), "Chemical potentials.",
        fmt::format("Per formula unit, as are enthalpy and volume; `steps/{}/out/mu.csv`. The "
                    "lowest at a pressure and a temperature is stable there.",
                    step.name)));
    g.items.emplace_back(report_table(
        with_ends(run.table(step, "phases")), "How far each phase goes.",
        "Where a phase ends it has turned into another crystal. Hysteresis is the largest "
        "difference of enthalpy between the way out and the way back; the share of imaginary modes "
        "is the largest at any volume."));
    page.groups.push_back(std::move(g));
    if (run.steps.size() == 1) page.headline = marked(step.plan["sentence"].text);
}

}  // namespace

bool fill_phase_diagram_page(const RunData& run, const RunStep& step, report::Page& page) {
    const bool draws_diagram = step.use == "polymorphs.diagram";
    if (!draws_diagram && step.use != "polymorphs.free-energy") return false;
    (draws_diagram ? fill_diagram : fill_free_energy)(run, step, page);
    return true;
}

}  // namespace crucible
