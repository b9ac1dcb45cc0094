// The report of a search for polymorphs.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "crucible/base/text.hpp"
#include "crucible/kinds/run_data.hpp"
#include "crucible/report/typography.hpp"

namespace crucible {
namespace {

using report::marked;

/// Phases that are named in figures; the others are grey.
constexpr std::size_t phases_named = 7;
constexpr std::size_t bars_shown = 10;
constexpr std::size_t rows_shown = 20;

/// The columns that the page needs, by name.
struct PhaseColumns {
    std::vector<std::string> label, space_group;
    std::vector<double> primitive, count, enthalpy, relative, volume, frequency, error;
};

PhaseColumns phase_columns(const Table& t) {
    const auto numbers = [&](const char* name) { return column_of(t, name).numbers; };
    return {column_of(t, "label").texts, column_of(t, "space_group").texts,
            numbers("units_primitive"),  numbers("count"),
            numbers("enthalpy"),         numbers("relative"),
            numbers("volume"),           numbers("frequency"),
            numbers("frequency_error")};
}

/// The first of several names of one phase.
std::string first_name(const std::string& label) {
    return std::string(trim(std::string_view(label).substr(0, label.find('='))));
}

report::Hue phase_hue(std::size_t rank) {
    return rank < phases_named ? report::series_hue(rank) : report::Hue::grey;
}

std::string formula_of(const RunStep& s) {
    return report::formula_text(s.plan["parameters"]["formula"].text);
}

std::string list_text(const Value& v) {
    std::string out;
    for (std::size_t i = 0; i < v.list.size(); ++i)
        out += (i == 0                   ? ""
                : i + 1 == v.list.size() ? " and "
                                         : ", ") +
               std::to_string(v.list[i].integer);
    return out;
}

/// Dots of every minimum, the named phases in colour.
report::Panel enthalpy_volume(const PhaseColumns& p, const std::string& formula) {
    report::LinePlot plot;
    plot.x = {"*V*", "angstrom^3 per " + formula, report::Scale::linear, {}, {}};
    plot.y = {"*H* − *H*₀", "kcal/mol per " + formula, report::Scale::linear, {}, {}};
    report::Series rest;
    rest.name = "other phases", rest.hue = report::Hue::grey, rest.mark = report::Mark::open_dots;
    for (std::size_t i = 0; i < p.label.size(); ++i) {
        if (p.relative[i] > 30) continue;
        if (i < phases_named) {
            report::Series s;
            s.name = marked(first_name(p.label[i])), s.hue = phase_hue(i),
            s.mark = report::Mark::dots;
            s.x = {p.volume[i]}, s.y = {p.relative[i]};
            plot.series.push_back(std::move(s));
        } else {
            rest.x.push_back(p.volume[i]), rest.y.push_back(p.relative[i]);
        }
    }
    if (!rest.x.empty()) plot.series.insert(plot.series.begin(), std::move(rest));
    return {plot, "Enthalpy and volume", report::Width::half, 0};
}

report::Panel frequencies(const PhaseColumns& p) {
    std::vector<std::size_t> order(p.label.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return p.count[a] > p.count[b]; });
    report::BarPlot plot;
    plot.category = "phase";
    plot.value = {"share of trials", "%", report::Scale::linear, {}, {}};
    for (std::size_t k = 0; k < std::min(order.size(), bars_shown); ++k) {
        const std::size_t i = order[k];
        plot.bars.push_back({marked(first_name(p.label[i])),
                             phase_hue(i),
                             100 * p.frequency[i],
                             100 * p.error[i],
                             {}});
    }
    return {plot, "How often each was found", report::Width::half, 0};
}

report::Figure hero(const PhaseColumns& p, const RunStep& step) {
    report::Figure f;
    f.id = step.name + "-phases";
    f.title = "The phases found, by enthalpy, volume and frequency.";
    f.caption = fmt::format(
        "**a** Enthalpy above the best phase against volume, one dot per phase, up to 30 kcal "
        "mol⁻¹; the {} lowest are named. "
        "**b** Share of all trials that ended in the phase; bars end at the estimate, lines are "
        "one standard error (Wilson). "
        "Frequencies belong to this generator and minimiser.",
        std::min(phases_named, p.label.size()));
    f.description =
        fmt::format("{} phases; the lowest is {} with {} kcal/mol per {}.", p.label.size(),
                    first_name(p.label[0]), number_text(p.enthalpy[0], 8),
                    step.plan["parameters"]["formula"].text);
    f.panels = {enthalpy_volume(p, formula_of(step)), frequencies(p)};
    return f;
}

report::Table phases(const PhaseColumns& p, const RunStep& step) {
    report::Table t;
    t.title = "Phases, ordered by enthalpy.";
    t.caption = fmt::format(
        "Enthalpies per {} at {}. *n* is the number of formula units in the primitive cell. Names "
        "joined by = are known phases that "
        "relax to the same crystal at this pressure; others are named by the pressure in GPa, a "
        "letter "
        "by enthalpy and the space group.",
        formula_of(step), marked(step.plan["parameters"]["pressure"].text));
    const std::string unit = "kcal/mol";
    t.columns = {{"phase", "", report::Style::text, 0},
                 {"space group", "", report::Style::space_group, 0},
                 {"*n*", "", report::Style::number, 0},
                 {"found", "", report::Style::number, 0},
                 {"share", "%", report::Style::number, 2},
                 {"*H*", unit, report::Style::number, 3},
                 {"Δ*H*", unit, report::Style::number, 3},
                 {"*V*", "angstrom^3", report::Style::number, 3}};
    const std::size_t shown = std::min(p.label.size(), rows_shown);
    for (std::size_t i = 0; i < shown; ++i)
        t.rows.push_back({{p.label[i], p.space_group[i], p.primitive[i], p.count[i],
                           100 * p.frequency[i], p.enthalpy[i], p.relative[i], p.volume[i]},
                          phase_hue(i),
                          fmt::format("{}-phase-{}", step.name, i + 1)});
    if (shown < p.label.size())
        t.caption += fmt::format(" The {} lowest of {}; `steps/{}/out/phases.csv` has all.", shown,
                                 p.label.size(), step.name);
    return t;
}

report::Figure found(const Table& t, const RunData& run, const RunStep& step) {
    report::Figure f;
    f.id = step.name + "-found";
    f.title = "Distinct phases against trials.";
    const Row* unseen = run.row(step.name + ".unseen");
    f.caption = "Trials are counted in turn over the numbers of formula units.";
    if (unseen && unseen->value)
        f.caption +=
            fmt::format(" By the Good–Turing estimate {} % of further minima would be new phases.",
                        report::significant(100 * *unseen->value, 2));
    const Row* limit = run.row(step.name + ".unseen-limit");
    if (limit && limit->value)
        f.caption += fmt::format(" With 95 % confidence it is at most {} %.",
                                 report::significant(100 * *limit->value, 2));
    report::LinePlot plot;
    plot.x = {"trials", "", report::Scale::linear, {}, {}};
    plot.y = {"phases", "", report::Scale::linear, {}, {}};
    report::Series s;
    s.name = "", s.x = column_of(t, "trials").numbers, s.y = column_of(t, "phases").numbers;
    f.description = fmt::format("{} phases after {} trials.", s.y.empty() ? 0 : s.y.back(),
                                s.x.empty() ? 0 : s.x.back());
    plot.series.push_back(std::move(s));
    f.panels = {{plot, "", report::Width::full, 0}};
    return f;
}

report::Figure effort(const Table& t, const RunStep& step) {
    report::Figure f;
    f.id = step.name + "-effort";
    f.title = "What a relaxation costs.";
    f.caption = "Evaluations of energy, forces and stress per trial.";
    report::DistributionPlot plot;
    plot.x = {"evaluations", "", report::Scale::linear, {}, {}};
    plot.values = column_of(t, "evaluations").numbers;
    plot.item = "trial";
    std::vector<double> sorted = plot.values;
    std::sort(sorted.begin(), sorted.end());
    f.description = fmt::format("Median {} evaluations over {} trials.",
                                sorted.empty() ? 0 : sorted[sorted.size() / 2], sorted.size());
    f.panels = {{plot, "", report::Width::full, 0}};
    return f;
}

report::StructureGallery gallery(const Structures& all, const PhaseColumns& p,
                                 const RunStep& step) {
    report::StructureGallery g;
    g.id = step.name + "-structures";
    g.title = "The phases with the lowest enthalpies.";
    g.caption =
        "One cell each, as it came out of the search; bonds join unlike elements up to 1.2 times "
        "the sum of their covalent radii.";
    const auto most = static_cast<std::size_t>(step.plan["views"].list.at(0)["most"].integer);
    for (std::size_t i = 0; i < std::min({all.size(), p.label.size(), most}); ++i)
        g.views.push_back({fmt::format("{}-structure-{}", step.name, i + 1),
                           marked(first_name(p.label[i])),
                           fmt::format("{}, found {}", report::space_group_text(p.space_group[i]),
                                       p.count[i] == 1 ? std::string("once")
                                                       : fmt::format("{} times", p.count[i])),
                           report_crystal(all[i])});
    return g;
}

int whole_digits(std::size_t n) { return static_cast<int>(std::to_string(n).size()); }

std::optional<report::Reference> reference_of(const Row* r) {
    if (!r || !r->reference) return std::nullopt;
    return report::Reference{*r->reference, {}, r->reference_error, marked(r->source)};
}

/// The lowest enthalpy under whichever id a check names it.
const Row* checked_row(const RunData& run, const RunStep& step, const PhaseColumns& p) {
    const Row* by_name = run.row(step.name + ".enthalpy." + first_name(p.label[0]));
    return by_name && by_name->reference ? by_name : run.row(step.name + ".best");
}

void key_numbers(const RunData& run, const RunStep& step, const PhaseColumns& p,
                 report::Page& page) {
    const std::string formula = formula_of(step);
    const auto row = [&](const char* id) { return run.row(step.name + "." + id); };
    report::KeyNumber best{"Lowest enthalpy, " + marked(first_name(p.label[0])),
                           p.enthalpy[0],
                           {},
                           6,
                           "kcal/mol",
                           reference_of(checked_row(run, step, p)),
                           ""};
    page.key_numbers.push_back(best);
    if (p.label.size() > 1)
        page.key_numbers.push_back({"Gap to " + marked(first_name(p.label[1])),
                                    p.relative[1],
                                    {},
                                    4,
                                    "kcal/mol",
                                    {},
                                    "per " + formula});
    page.key_numbers.push_back({"Share of " + marked(first_name(p.label[0])),
                                100 * p.frequency[0],
                                100 * p.error[0],
                                3,
                                "%",
                                {},
                                "of all trials"});
    const double trials = row("trials")->value.value_or(0);
    page.key_numbers.push_back({"Distinct phases",
                                static_cast<double>(p.label.size()),
                                {},
                                whole_digits(p.label.size()),
                                fmt::format("from {}", report::fixed(trials, 0)),
                                {},
                                "matched as crystals"});
    page.key_numbers.push_back({"Further minima that would be new",
                                100 * row("unseen")->value.value_or(1),
                                {},
                                2,
                                "%",
                                {},
                                "Good–Turing estimate"});
    if (step.seconds > 0)
        page.key_numbers.push_back({"Search rate",
                                    trials / step.seconds,
                                    {},
                                    3,
                                    "relaxations/s",
                                    {},
                                    "wall time of the step, all workers"});
}

void headline(const RunData& run, const RunStep& step, const PhaseColumns& p, report::Page& page) {
    const Value& parameters = step.plan["parameters"];
    const std::string formula = formula_of(step), pressure = marked(parameters["pressure"].text);
    const std::string best = capitalised(marked(first_name(p.label[0])));
    page.headline = fmt::format("{} has the lowest enthalpy of the {} phases of {} found at {}",
                                best, p.label.size(), formula, pressure);
    std::string lede = fmt::format(
        "{} random cells of {} formula units were relaxed. {} ({}) lies lowest",
        report::fixed(run.row(step.name + ".trials")->value.value_or(0), 0),
        list_text(parameters["units"]), best, report::space_group_text(p.space_group[0]));
    if (p.label.size() > 1)
        lede +=
            fmt::format("; {} follows {} kcal mol⁻¹ per {} above", marked(first_name(p.label[1])),
                        report::fixed(p.relative[1], 2), formula);
    lede += ". These are static enthalpies: temperature is not in them.";
    page.lede = lede;
}

/// One sentence for each pressure.
void headline_of_all(const RunData& run, const std::vector<const RunStep*>& searches,
                     report::Page& page) {
    std::string pressures, lede;
    for (std::size_t i = 0; i < searches.size(); ++i) {
        const RunStep& s = *searches[i];
        const std::string pressure = marked(s.plan["parameters"]["pressure"].text);
        const PhaseColumns p = phase_columns(run.table(s, "phases"));
        pressures += (i == 0 ? "" : i + 1 == searches.size() ? " and " : ", ") + pressure;
        lede += p.label.empty()
                    ? fmt::format("No minimum was found at {}. ", pressure)
                    : fmt::format("At {} {} ({}) lies lowest of {} phases. ", pressure,
                                  marked(first_name(p.label[0])),
                                  report::space_group_text(p.space_group[0]), p.label.size());
    }
    page.headline = fmt::format("{}: phases found at {}", formula_of(*searches.front()), pressures);
    page.lede = lede + "These are static enthalpies: temperature is not in them.";
}

}  // namespace

void fill_polymorphs_page(const RunData& run, const RunStep& step, report::Page& page) {
    const PhaseColumns p = phase_columns(run.table(step, "phases"));
    const std::vector<const RunStep*> searches = run.all_done("polymorphs.search");
    const bool is_first = searches.front() == &step, is_only = searches.size() == 1;
    if (is_first)
        page.cite = {"Method: A. Reinhardt, C. J. Pickard, B. Cheng, arXiv:1909.08934.",
                     "Random structure search: C. J. Pickard, R. J. Needs, J. Phys.: Condens. "
                     "Matter 23, 053201 (2011)."};
    const std::string pressure = marked(step.plan["parameters"]["pressure"].text);
    if (p.label.empty()) {
        const std::string said =
            "No trial reached a minimum. The table of trials says how each one "
            "ended.";
        if (is_only) {
            page.state = report::State::empty;
            page.headline = "No structure survived the search";
            page.lede = said;
        } else {
            page.groups.push_back(
                {pressure,
                 {report::Callout{report::Callout::Kind::note, "No structure survived the search.",
                                  said, "", ""}}});
        }
        return;
    }
    std::vector<report::Item> first{phases(p, step),
                                    gallery(run.structures(step, "structures"), p, step)};
    std::vector<report::Item> second{found(run.table(step, "found"), run, step),
                                     effort(run.table(step, "trials"), step)};
    if (page.key_numbers.empty()) {
        if (is_only)
            headline(run, step, p, page);
        else
            headline_of_all(run, searches, page);
        key_numbers(run, step, p, page);
        page.hero = hero(p, step);
    } else {
        first.insert(first.begin(), hero(p, step));
    }
    if (is_only) {
        page.groups.push_back({"Phases", std::move(first)});
        page.groups.push_back({"Search", std::move(second)});
        return;
    }
    first.insert(first.end(), second.begin(), second.end());
    page.groups.push_back({"At " + pressure, std::move(first)});
}

}  // namespace crucible
