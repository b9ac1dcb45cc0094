// The report of a melting study: the temperature, its interval, and why it may be believed.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/text.hpp"
#include "crucible/kinds/run_data.hpp"
#include "crucible/report/typography.hpp"

namespace crucible {
namespace {

using report::marked;

const std::vector<double>& melting_column(const Table& t, const char* name) {
    static const std::vector<double> none;
    const Column* c = t.find(name);
    return c ? c->numbers : none;
}

/// A column of words, one per row; blank where there is no such column.
std::vector<std::string> melting_words(const Table& t, const char* name) {
    const Column* c = t.find(name);
    return c && c->texts.size() == t.rows() ? c->texts : std::vector<std::string>(t.rows());
}

/// The rows of a table whose column has this value, of another column.
std::vector<double> of_run(const Table& t, const char* name, double run) {
    std::vector<double> out;
    const auto &runs = melting_column(t, "run"), &values = melting_column(t, name);
    for (std::size_t i = 0; i < runs.size(); ++i)
        if (runs[i] == run) out.push_back(values[i]);
    return out;
}

struct MeltingAnswer {
    double melting = 0, sd = 0, low = 0, high = 0;
    bool is_sound = false;
    std::string verdict, what;
};

MeltingAnswer answer_of(const RunData& run, const RunStep& step) {
    MeltingAnswer a;
    const auto value = [&](const char* id) {
        const Row* r = run.row(step.name + "." + id);
        return r && r->value ? *r->value : 0;
    };
    a.melting = value("melting"), a.low = value("low"), a.high = value("high");
    if (const Row* r = run.row(step.name + ".melting"); r && r->error) a.sd = *r->error;
    if (const Row* r = run.row(step.name + ".verdict")) {
        a.verdict = r->text;
        a.is_sound = r->text.starts_with("Sound");
    }
    const Value& p = step.plan["parameters"];
    a.what = p["element"].text;
    if (a.what.empty() && p["elements"].list.size() == 1) a.what = p["elements"].list.front().text;
    if (a.what.empty()) a.what = "the crystal";
    return a;
}

/// Runs that were not continued by another, ascending.
std::vector<double> final_runs(const Table& runs) {
    std::vector<double> out = melting_column(runs, "run");
    for (const double c : melting_column(runs, "continues")) std::erase(out, c);
    return out;
}

/// Speed of the fronts against temperature: it changes sign at Tm.
report::Panel speed_panel(const Table& runs, const MeltingAnswer& a) {
    report::LinePlot plot;
    plot.x = {"mean temperature", "K", {}, {}, {}};
    plot.y = {"growth of the solid", "Å/ps", {}, {}, {}};
    const std::vector<double> kept = final_runs(runs);
    const auto &number = melting_column(runs, "run"), &t = melting_column(runs, "temperature"),
               &v = melting_column(runs, "advance");
    const std::vector<std::string> bath = melting_words(runs, "ensemble");
    for (const auto& [name, hue] : {std::pair{"NPT", report::Hue::s1}, {"NPH", report::Hue::s2}}) {
        report::Series s;
        s.name = name, s.hue = hue, s.mark = report::Mark::dots;
        for (std::size_t i = 0; i < number.size(); ++i)
            if (bath[i] == name && std::isfinite(t[i]) &&
                std::count(kept.begin(), kept.end(), number[i]))
                s.x.push_back(t[i]), s.y.push_back(v[i]);
        if (!s.x.empty()) plot.series.push_back(std::move(s));
    }
    plot.horizontal.push_back({0, ""});
    plot.windows.push_back({a.low, a.high, "95 %"});
    // The interval belongs into the picture, also where all runs were colder or hotter.
    double low = a.low, high = a.high;
    for (const report::Series& s : plot.series)
        for (const double x : s.x) low = std::min(low, x), high = std::max(high, x);
    plot.x.low = low - 0.04 * (high - low), plot.x.high = high + 0.04 * (high - low);
    return {plot, "Where fronts stand still", report::Width::half, 0};
}

report::Panel rounds_panel(const Table& rounds) {
    report::LinePlot plot;
    plot.x = {"runs", "", {}, {}, {}};
    plot.y = {"*T*ₘ", "K", {}, {}, {}};
    report::Series s;
    s.name = "mean and 1.96 sd", s.hue = report::Hue::s1, s.mark = report::Mark::line_and_dots;
    s.x = melting_column(rounds, "runs"), s.y = melting_column(rounds, "melting");
    for (const double sd : melting_column(rounds, "sd")) s.error.push_back(1.96 * sd);
    plot.series.push_back(std::move(s));
    return {plot, "What was known after each round", report::Width::half, 0};
}

/// Temperature of the runs at constant enthalpy, with the interval.
report::Figure temperature_figure(const Table& runs, const Table& traces, const MeltingAnswer& a,
                                  bool is_judged) {
    report::Figure f;
    f.id = "temperature";
    f.title = is_judged
                  ? "Free temperature finds *T*ₘ as long as both phases live."
                  : "Temperature at constant enthalpy: flat, whether or not both phases live.";
    report::LinePlot plot;
    plot.x = {"time", "ps", {}, {}, {}};
    plot.y = {"temperature", "K", {}, {}, {}};
    const std::vector<double> kept = final_runs(runs);
    const auto& number = melting_column(runs, "run");
    const std::vector<std::string> bath = melting_words(runs, "ensemble");
    constexpr report::Hue hues[] = {report::Hue::s1, report::Hue::s2, report::Hue::s3,
                                    report::Hue::s4, report::Hue::s5, report::Hue::s6};
    std::size_t n = 0, left_out = 0;
    for (std::size_t i = 0; i < number.size(); ++i) {
        if (bath[i] != "NPH" || !std::count(kept.begin(), kept.end(), number[i])) continue;
        if (n == std::size(hues)) {
            ++left_out;
            continue;
        }
        report::Series s;
        s.name = fmt::format("run {:.0f}", number[i]), s.hue = hues[n++];
        s.x = of_run(traces, "time", number[i]), s.y = of_run(traces, "temperature", number[i]);
        plot.series.push_back(std::move(s));
    }
    plot.horizontal.push_back({a.melting, is_judged ? "*T*ₘ" : "mean"});
    f.panels.push_back({plot, "", report::Width::full, 0});
    f.caption = "Means of 1 ps in runs at constant enthalpy";
    f.caption += is_judged ? "; each is one datum, *T* + *x*/(2*μt*)." : ".";
    if (left_out > 0) f.caption += fmt::format(" {} more runs are in traces.csv.", left_out);
    f.description = fmt::format("Temperature of {} runs over time.", n);
    return f;
}

/// The longest run: who is solid, along the cell and over time.
report::Figure profile_figure(const Table& profiles) {
    std::map<double, double> last;
    const auto &run = melting_column(profiles, "run"), &time = melting_column(profiles, "time");
    for (std::size_t i = 0; i < run.size(); ++i) last[run[i]] = std::max(last[run[i]], time[i]);
    const auto longest = std::max_element(
        last.begin(), last.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    report::Figure f;
    f.id = "profile";
    f.title = "Solid and liquid along the cell.";
    const std::vector<double> t = of_run(profiles, "time", longest->first),
                              z = of_run(profiles, "z", longest->first),
                              solid = of_run(profiles, "solid", longest->first);
    // The cell breathes, so that the number of slices is not the same in every frame.
    std::vector<std::size_t> begin;  // of each frame
    for (std::size_t i = 0; i < t.size(); ++i)
        if (i == 0 || t[i] != t[i - 1]) begin.push_back(i);
    const std::size_t frames = begin.size();
    begin.push_back(t.size());
    std::size_t bins = 0;
    for (std::size_t k = 0; k < frames; ++k) bins = std::max(bins, begin[k + 1] - begin[k]);
    report::HeatMap map;
    map.x = {"time", "ps", {}, 0.0, t.back()}, map.y = {"*z*", "Å", {}, 0.0, z.back()};
    map.n_x = frames, map.n_y = bins;
    map.values.resize(frames * bins);
    for (std::size_t k = 0; k < frames; ++k)
        for (std::size_t b = 0; b < bins; ++b)
            map.values[b * frames + k] = solid[begin[k] + b * (begin[k + 1] - begin[k]) / bins];
    map.quantity = "solid atoms", map.unit = "";
    map.low = 0, map.high = 1;
    f.panels.push_back({map, "", report::Width::full, 0});
    f.caption = fmt::format(
        "Run {:.0f}, the longest. Share of atoms whose bond order is that of the solid, in slices "
        "of about 3 Å; the threshold is where as many atoms of the pure solid as of the pure "
        "liquid would be mistaken.",
        longest->first);
    f.description = "One band of solid and one of liquid from beginning to end.";
    return f;
}

report::Figure thickness_figure(const Table& traces, const Table& runs) {
    report::Figure f;
    f.id = "thickness";
    f.title = "How the solid grew or melted.";
    report::LinePlot plot;
    plot.x = {"time", "ps", {}, {}, {}};
    plot.y = {"thickness of the solid", "Å", {}, {}, {}};
    const std::vector<std::string> bath = melting_words(runs, "ensemble");
    for (const double n : final_runs(runs)) {
        report::Series s;
        const bool is_free = bath[static_cast<std::size_t>(n) - 1] == "NPH";
        s.hue = is_free ? report::Hue::s2 : report::Hue::s1;
        s.weight = report::Weight::trace;
        const auto counts = of_run(traces, "counts", n);
        s.x = of_run(traces, "time", n), s.y = of_run(traces, "solid", n);
        for (std::size_t i = 0; i < s.y.size(); ++i)
            if (counts[i] == 0) s.y[i] = NAN;
        if (!s.x.empty()) plot.series.push_back(std::move(s));
    }
    f.panels.push_back({plot, "", report::Width::full, 0});
    f.caption =
        "By the lever rule of the energy, as long as the order of the atoms agrees; the "
        "data of a run end where it does not. Blue: fixed temperature, orange: free.";
    f.description = fmt::format("{} runs.", plot.series.size());
    return f;
}

/// A slice of the cell, atoms coloured by the phase that they belong to.
report::StructureGallery front_gallery(const Structure& s) {
    constexpr double slice = 8;  // angstrom along y
    report::Crystal c;
    for (int k = 0; k < 3; ++k) c.cell[static_cast<std::size_t>(k)] = s.cell.h[k];
    c.cell[1] = Vec3(0, slice, 0);
    c.elements = {{"solid", report::Hue::s1, 0.7}, {"liquid", report::Hue::s2, 0.7}};
    const std::vector<double>& solid = s.columns.at("solid");
    for (std::size_t i = 0; i < s.size(); ++i)
        if (s.positions[i][1] < slice)
            c.atoms.push_back({solid[i] > 0.5 ? "solid" : "liquid", s.positions[i]});
    report::StructureGallery g;
    g.id = "front", g.title = "The two phases at the end of a run.";
    g.caption = fmt::format(
        "A slice of {:.0f} Å, atoms coloured by whether their "
        "bond order is that of the solid (blue) or of the liquid (orange).",
        slice);
    g.each = report::Width::full;
    g.views.push_back(
        {"front-view", "front", fmt::format("{} of {} atoms", c.atoms.size(), s.size()), c});
    return g;
}

}  // namespace

void fill_melting_page(const RunData& run, const RunStep& step, report::Page& page) {
    const MeltingAnswer a = answer_of(run, step);
    const Table runs = run.table(step, "runs"), traces = run.table(step, "traces");
    const Table profiles = run.table(step, "profiles"), rounds = run.table(step, "rounds");
    const std::string what = capitalised(a.what);
    page.headline =
        a.is_sound ? fmt::format("{} melts at {:.0f} ± {:.0f} K", marked(what), a.melting, a.sd)
                   : fmt::format("{}: no melting temperature to be trusted", marked(what));
    page.lede = marked(a.verdict) + ". ";
    if (a.is_sound)
        page.lede += fmt::format("The 95 % interval is {:.0f} to {:.0f} K. ", a.low, a.high);
    const auto add = [&](const char* label, const char* id, double factor, int digits,
                         const char* unit, const char* source) {
        const Row* r = run.row(step.name + "." + id);
        if (!r || !r->value) return;
        report::KeyNumber k{label, factor * *r->value, {}, digits, unit, {}, source};
        if (r->error && *r->error > 0) k.error = factor * *r->error;
        page.key_numbers.push_back(std::move(k));
    };
    add("*T*ₘ", "melting", 1, 5, "K", "of an infinite system; one standard deviation");
    add("Latent heat", "latent-heat", 1000, 4, "meV/atom", "from the single-phase runs");
    add("Entropy of melting", "entropy", 1, 3, "kB/atom", "");
    add("d*T*ₘ/d*P*", "clapeyron", 1, 3, "K/GPa", "Clausius and Clapeyron");
    add("Kinetic coefficient", "kinetic-coefficient", 100, 2, "cm/s/K", "of one front");
    page.cite = {
        "Coexistence judged by one likelihood: docs/melting.md; protocol of the paper: "
        "C. M. Andolina, W. A. Saidi, Digital Discovery 3, 1421 (2024), doi:10.1039/d4dd00069b."};
    report::Group trust{"Trust", {}};
    if (rounds.rows() == 0) {  // the paper's protocol: no posterior, no rounds
        page.hero = temperature_figure(runs, traces, a, false);
    } else {
        report::Figure hero;
        hero.id = "answer-figure";
        hero.title = "Solid grows below the melting temperature and melts above it.";
        hero.panels = {speed_panel(runs, a), rounds_panel(rounds)};
        hero.caption =
            "**a** Mean growth of the solid in each run against its mean temperature; shaded: the "
            "95 % interval. **b** Posterior mean after each round, with 1.96 standard deviations.";
        hero.description = a.verdict;
        page.hero = hero;
        const std::vector<std::string> bath = melting_words(runs, "ensemble");
        if (std::count(bath.begin(), bath.end(), "NPH") > 0)  // a short search may need none
            trust.items.emplace_back(temperature_figure(runs, traces, a, true));
    }
    if (profiles.rows() > 0) trust.items.emplace_back(profile_figure(profiles));
    const auto& counts = melting_column(traces, "counts");
    if (std::count(counts.begin(), counts.end(), 1) > 0)
        trust.items.emplace_back(thickness_figure(traces, runs));
    if (run.has(step, "front")) {
        const Structures front = run.structures(step, "front");
        if (front.front().columns.contains("solid"))  // not where no run held both phases
            trust.items.emplace_back(front_gallery(front.front()));
    }
    page.groups.push_back(std::move(trust));
}

}  // namespace crucible
