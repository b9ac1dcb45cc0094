// The report of free energies.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "crucible/base/text.hpp"
#include "crucible/kinds/phase_lines.hpp"
#include "crucible/report/typography.hpp"

namespace crucible {
namespace {

using report::marked;

constexpr std::size_t densities_drawn = 3;

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

/// The stable phase at one pressure and temperature, and the one after it.
struct StablePhase {
    double temperature = 0, pressure = 0;  ///< K, GPa
    std::string level, phase, next;
    double above = 0, error = 0;  ///< kcal/mol, of `next`; NaN where there is none
};

/// Levels as they come, then by temperature, then by pressure.
std::vector<StablePhase> stable_phases(const Table& mu) {
    struct Best {
        double mu = INFINITY, error = 0;
        std::string phase;
    };
    std::vector<std::string> levels;
    std::map<std::tuple<std::size_t, double, double>, std::pair<Best, Best>> best;
    if (mu.rows() == 0) return {};
    const auto phase = page_words(mu, "phase"), level = page_words(mu, "level");
    const auto &t = page_numbers(mu, "temperature"), &p = page_numbers(mu, "pressure"),
               &value = page_numbers(mu, "mu"), &error = page_numbers(mu, "error");
    for (std::size_t k = 0; k < phase.size(); ++k) {
        if (!std::isfinite(value[k])) continue;
        auto at = std::find(levels.begin(), levels.end(), level[k]);
        if (at == levels.end()) at = levels.insert(at, level[k]);
        auto& [first, second] = best[{static_cast<std::size_t>(at - levels.begin()), t[k], p[k]}];
        Best here{value[k], error[k], phase[k]};
        if (here.mu < first.mu) std::swap(here, first);
        if (here.mu < second.mu) second = here;
    }
    std::vector<StablePhase> out;
    for (const auto& [at, two] : best) {
        const auto& [first, second] = two;
        const bool alone = !std::isfinite(second.mu);
        out.push_back({std::get<1>(at), std::get<2>(at), levels[std::get<0>(at)], first.phase,
                       second.phase, alone ? std::nan("") : second.mu - first.mu,
                       alone ? std::nan("") : std::hypot(first.error, second.error)});
    }
    return out;
}

Table stable_table(const std::vector<StablePhase>& stable) {
    Table t;
    std::vector<std::string> level, phase, next;
    std::vector<double> temperature, pressure, above, error;
    for (const StablePhase& s : stable) {
        temperature.push_back(s.temperature), pressure.push_back(s.pressure);
        level.push_back(s.level), phase.push_back(s.phase), next.push_back(s.next);
        above.push_back(s.above), error.push_back(s.error);
    }
    t.add_numbers("temperature", "K") = std::move(temperature);
    t.add_numbers("pressure", "GPa") = std::move(pressure);
    t.add_texts("level") = std::move(level);
    t.add_texts("stable") = std::move(phase);
    t.add_texts("next") = std::move(next);
    t.add_numbers("above", "kcal/mol") = std::move(above);
    t.add_numbers("error", "kcal/mol") = std::move(error);
    return t;
}

/// What is stable at the lowest temperature, over pressure: "A is stable up to 10 GPa, B from
/// 12 GPa at 300 K".
std::string stable_sentence(const std::vector<StablePhase>& stable) {
    std::string out;
    const StablePhase* before = nullptr;
    for (const StablePhase& s : stable) {
        if (s.level != stable.front().level || s.temperature != stable.front().temperature) break;
        if (!before)
            out = capitalised(marked(s.phase)) + " is stable";
        else if (s.phase != before->phase)
            out += fmt::format(" up to {} GPa, {} from {} GPa", number_text(before->pressure, 4),
                               marked(s.phase), number_text(s.pressure, 4));
        before = &s;
    }
    if (!before) return "";
    return fmt::format("{} at {} K", out, number_text(before->temperature, 4));
}

}  // namespace

void fill_free_energy_page(const RunData& run, const RunStep& step, report::Page& page) {
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
    const auto stable = stable_phases(run.table(step, "mu"));
    g.items.emplace_back(report_table(
        stable_table(stable), "Stable phases.",
        fmt::format(
            "The phase with the lowest chemical potential, and how far the next one is above "
            "it, per formula unit; errors are those of the numerical method. The chemical "
            "potential of every phase is in steps/{}/out/mu.csv.",
            step.name)));
    g.items.emplace_back(report_table(
        with_ends(run.table(step, "phases")), "How far each phase goes.",
        "Where a phase ends it has turned into another crystal. Hysteresis is the largest "
        "difference of enthalpy between the way out and the way back; the share of imaginary modes "
        "is the largest at any volume."));
    page.groups.push_back(std::move(g));
    const std::string answer = stable_sentence(stable);
    if (run.steps.size() == 1)
        page.headline = answer.empty() ? marked(step.plan["sentence"].text) : answer;
}

}  // namespace crucible
