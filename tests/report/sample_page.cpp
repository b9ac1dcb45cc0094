#include "tests/report/sample_page.hpp"

#include <cmath>

#include "crucible/report/typography.hpp"

namespace sample {
using namespace report;

namespace {

// Reproducible scatter without a generator: the fractional parts of multiples of an irrational.
double wobble(std::size_t i, double step = 0.6180339887498949) {
    const double v = static_cast<double>(i + 1) * step;
    return 2 * (v - std::floor(v)) - 1;
}

Crystal tio2_crystal(double a, double b, double c) {
    Crystal crystal;
    crystal.cell = {crucible::Vec3{a, 0, 0}, {0, b, 0}, {0, 0, c}};
    crystal.elements = {{"Ti", Hue::s1, 0.42}, {"O", Hue::s2, 0.3}};
    crystal.bonds = {{"Ti", "O", 2.35}};
    return crystal;
}

void add_atom(Crystal& crystal, const char* symbol, double u, double v, double w) {
    crystal.atoms.push_back(
        {symbol, {u * crystal.cell[0].x, v * crystal.cell[1].y, w * crystal.cell[2].z}});
}

struct Phase {
    const char *label, *group;
    double volume, enthalpy;
    int found;
    Hue hue;
};
constexpr Phase phases[] = {
    {"pyrite", "Pa-3", 26.272, -835.396, 121, Hue::s1},
    {"columbite", "Pbcn", 27.874, -834.048, 64, Hue::s2},
    {"0-a", "P2_1/c", 27.946, -833.779, 33, Hue::s3},
    {"40-a", "Pnnm", 28.245, -833.738, 29, Hue::s4},
    {"rutile", "P4_2/mnm", 28.303, -833.729, 38, Hue::s5},
    {"60-b", "P2_1/c", 26.379, -832.623, 51, Hue::s6},
    {"baddeleyite", "P2_1/c", 26.454, -831.334, 9, Hue::s7},
    {"anatase", "I4_1/amd", 30.625, -818.199, 4, Hue::grey},
};
constexpr double best = -835.396;

Figure enthalpy_figure() {
    LinePlot plot;
    plot.x = {"*V*", "angstrom^3 per TiO2", {}, {}, {}};
    plot.y = {"Δ*H*", "kcal/mol per TiO2", {}, {}, {}};
    Series others;
    others.name = "other structures";
    others.hue = Hue::grey;
    others.mark = Mark::dots;
    for (std::size_t i = 0; i < 160; ++i) {
        others.x.push_back(29 + 2.6 * wobble(i));
        others.y.push_back(9.5 + 7 * wobble(i, 0.7548776662466927));
    }
    plot.series.push_back(others);
    for (const Phase& phase : phases) {
        Series s;
        s.name = marked(phase.label);
        s.hue = phase.hue;
        s.mark = Mark::dots;
        s.x = {phase.volume};
        s.y = {phase.enthalpy - best};
        plot.series.push_back(s);
    }
    Figure figure;
    figure.id = "enthalpy-volume";
    figure.title = "Enthalpy against volume.";
    figure.caption =
        "One dot per distinct structure at 20 GPa; Δ*H* relative to pyrite. Grey: "
        "structures without a label. 168 structures.";
    figure.description =
        "Pyrite has the lowest enthalpy at 26.3 cubic angstrom; columbite follows "
        "1.35 kcal per mole higher at 27.9.";
    figure.panels.push_back({plot, "Enthalpy and volume", Width::half, 250});
    figure.sample = Table::Sample::yes;
    return figure;
}

BarPlot frequency_bars() {
    BarPlot bars;
    bars.category = "Structure (4 formula units, 20 GPa)";
    bars.value = {"found per 1\u202F000 trials", "", {}, {}, {}};
    for (const Phase& phase : phases) {
        bars.bars.push_back({marked(phase.label),
                             phase.hue,
                             double(phase.found),
                             std::sqrt(double(phase.found)),
                             {}});
    }
    return bars;
}

LinePlot found_line() {
    LinePlot plot;
    plot.x = {"trial", "", {}, {}, {}};
    plot.y = {"distinct structures", "", {}, 0.0, {}};
    Series s;
    s.hue = Hue::s1;
    s.mark = Mark::steps;
    Series labelled = s;
    s.name = "all";
    labelled.name = "with a label";
    labelled.hue = Hue::s3;
    for (int i = 0; i <= 100; ++i) {
        s.x.push_back(10 * i);
        s.y.push_back(std::floor(168 * (1 - std::exp(-i / 42.0))));
        labelled.x.push_back(10 * i);
        labelled.y.push_back(std::floor(8.9 * (1 - std::exp(-i / 9.0))));
    }
    plot.series = {s, labelled};
    return plot;
}

Table phase_table() {
    Table table;
    table.title = "Eight phases at 20 GPa, ordered by enthalpy.";
    table.caption = "*H* and *V* per TiO₂; Δ*H* relative to pyrite; count of 1\u202F000 trials.";
    table.sample = Table::Sample::yes;
    table.columns = {{"Phase", "", Style::text, 0},
                     {"Space group", "", Style::space_group, 0},
                     {"*n*", "", Style::number, 0},
                     {"count", "", Style::number, 0},
                     {"*V*", "angstrom^3", Style::number, 3},
                     {"*H*", "kcal/mol", Style::number, 3},
                     {"Δ*H*", "kcal/mol", Style::signed_number, 3},
                     {"*H* − second code", "", Style::signed_number, 4}};
    std::size_t i = 0;
    for (const Phase& phase : phases) {
        Row row;
        row.swatch = phase.hue;
        row.anchor = "phase-" + std::to_string(i++);
        row.cells = {std::string(phase.label),
                     std::string(phase.group),
                     4.0,
                     double(phase.found),
                     phase.volume,
                     phase.enthalpy,
                     phase.enthalpy - best,
                     Absent{"not run"}};
        if (i < 4) row.cells.back() = 0.0003 * wobble(i);
        table.rows.push_back(row);
    }
    return table;
}

StructureGallery structure_gallery() {
    StructureGallery gallery;
    gallery.id = "structures";
    gallery.title = "The phases found.";
    gallery.caption =
        "One cell each; titanium atoms with all their oxygen neighbours within 2.35 Å.";
    gallery.sample = Table::Sample::yes;
    gallery.views = {
        {"view-rutile", "rutile", space_group_text("P4_2/mnm") + ", 38 of 1\u202F000", rutile()},
        {"view-anatase", "anatase", space_group_text("I4_1/amd") + ", 4 of 1\u202F000", anatase()},
        {"view-pyrite", "pyrite", space_group_text("Pa-3") + ", 121 of 1\u202F000", pyrite()}};
    return gallery;
}

void add_checks(Page& page) {
    page.checks = {
        {"search.enthalpy.pyrite", Outcome::pass, -835.3961, -835.396, 0.01, "kcal/mol",
         "own relaxation, checked against LAMMPS", ""},
        {"search.found.columbite", Outcome::pass, 64.0, {}, {}, "", "", ""},
        {"search.share.pyrite", Outcome::pass, 12.1, 12.5, 7.5, "percent", "published search", ""},
        {"search.volume.fluorite",
         Outcome::fail,
         {},
         26.056,
         0.02,
         "angstrom^3",
         "published tables",
         "Fluorite was not found in 1\u202F000 trials."},
    };
}

void add_provenance(Page& page) {
    const std::string sha = "9c41e07a5d7be1a2c37f0d1e5566778899aabbccddeeff00112233445566f52b";
    page.provenance = {{"Study", "`study.toml`", sha},
                       {"Program", "Crucible 0.1.0, release build", ""},
                       {"Potential", "Matsui–Akaogi 1991", sha},
                       {"Minimiser", "L-BFGS over strain and positions, 0.05 kcal mol⁻¹ Å⁻¹", ""},
                       {"Seeds", "2019", ""},
                       {"Machine", "2 cores", ""}};
    page.cite = {"A. Reinhardt, C. J. Pickard, B. Cheng, arXiv:1909.08934 (method)",
                 "M. Matsui, M. Akaogi, Mol. Simul. 6, 239 (1991) (potential)"};
    page.study_file =
        "crucible = 1\nkind = \"polymorphs\"\nname = \"tio2-20GPa\"\n[step.search]\n"
        "use = \"polymorphs.search\"\nformula = \"TiO2\"\npressure = \"20 GPa\"\n";
    page.defaults = "search.units = [4]\nsearch.trials = 1000\n";
    page.warnings = {"3 of 1000 relaxations stopped at the step limit"};
}

}  // namespace

Crystal rutile() {
    Crystal c = tio2_crystal(4.594, 4.594, 2.959);
    const double u = 0.305;
    add_atom(c, "Ti", 0, 0, 0), add_atom(c, "Ti", .5, .5, .5);
    add_atom(c, "O", u, u, 0), add_atom(c, "O", 1 - u, 1 - u, 0);
    add_atom(c, "O", .5 + u, .5 - u, .5), add_atom(c, "O", .5 - u, .5 + u, .5);
    return c;
}

Crystal anatase() {
    Crystal c = tio2_crystal(3.785, 3.785, 9.514);
    const double z = 0.208;
    for (const double centre : {0.0, 0.5}) {
        add_atom(c, "Ti", centre, centre, centre),
            add_atom(c, "Ti", centre, centre + .5, centre + .25);
        add_atom(c, "O", centre, centre, centre + z), add_atom(c, "O", centre, centre, centre - z);
        add_atom(c, "O", centre, centre + .5, centre + .25 + z);
        add_atom(c, "O", centre, centre + .5, centre + .25 - z);
    }
    return c;
}

Crystal pyrite() {
    Crystal c = tio2_crystal(4.72, 4.72, 4.72);
    const double u = 0.34;
    add_atom(c, "Ti", 0, 0, 0), add_atom(c, "Ti", .5, 0, .5);
    add_atom(c, "Ti", 0, .5, .5), add_atom(c, "Ti", .5, .5, 0);
    for (const double s : {1.0, -1.0}) {
        const double v = s * u;
        add_atom(c, "O", v, v, v), add_atom(c, "O", .5 - v, -v, .5 + v);
        add_atom(c, "O", -v, .5 + v, .5 - v), add_atom(c, "O", .5 + v, .5 - v, -v);
    }
    return c;
}

Page polymorphs_page() {
    Page page;
    page.kind = "polymorphs";
    page.study_name = "tio2-20GPa";
    page.date = "21 November 2026";
    page.run_time = "1 min 12 s on 2 cores";
    page.question = "Which crystal phases exist, and which is stable at *P*, *T*?";
    page.headline = "Pyrite is the most stable of 168 TiO₂ structures at 20 GPa";
    page.lede =
        "A random search of 1\u202F000 trials with four formula units found 168 distinct "
        "structures. The pyrite structure has the lowest enthalpy; columbite lies "
        "1.35 kcal mol⁻¹ per TiO₂ higher.";
    Reference second;
    second.value = -835.396, second.tolerance = 0.01, second.source = "second code, same potential";
    Reference published;
    published.value = 12.5, published.tolerance = 7.5, published.source = "published search";
    Reference gap;
    gap.value = 1.348, gap.tolerance = 0.01, gap.source = "published tables";
    page.key_numbers = {
        {"Lowest enthalpy, pyrite", -835.3961, {}, 6, "kcal/mol", second, ""},
        {"Columbite − pyrite", 1.3552, {}, 4, "kcal/mol", gap, ""},
        {"Trials that end in pyrite", 12.1, 1.03, 3, "percent", published, ""},
        {"Distinct structures", 168, {}, 3, "from 997", {}, "first run of this study"},
        {"Relaxations, one core", 612, 8.5, 3, "1/s", {}, "this machine"},
        {"Trials that did not converge", 3, {}, 1, "of 1\u202F000", {}, "left out of all figures"}};
    Figure hero = enthalpy_figure();
    hero.panels.push_back({frequency_bars(), "How often each was found", Width::half, 250});
    hero.title = "The structures at 20 GPa.";
    hero.caption =
        "**a**, Enthalpy against volume, one dot per distinct structure; Δ*H* relative to "
        "pyrite. Grey: structures without a label. **b**, Counts per 1\u202F000 trials; "
        "whiskers one standard deviation.";
    hero.id = "hero";
    page.hero = hero;
    Figure found;
    found.id = "found";
    found.title = "Distinct structures per trial.";
    found.caption = "The search is exhausted when the line is flat.";
    found.description =
        "After 1000 trials 168 distinct structures are known; the last 100 trials "
        "added 4.";
    found.panels.push_back({found_line(), "", Width::half, 0});
    found.sample = Table::Sample::yes;
    Figure missing;
    missing.id = "map";
    missing.title = "Map of structures.";
    missing.panels.push_back({MapPlot{}, "", Width::half, 0});
    missing.placeholder = Placeholder{Placeholder::Kind::not_asked,
                                      "The study has no step `map`.",
                                      "",
                                      "",
                                      "use = \"polymorphs.map\"",
                                      0};
    page.groups = {{"Phases", {phase_table(), structure_gallery()}}, {"Search", {found, missing}}};
    page.groups[0].items.push_back(
        Callout{Callout::Kind::note, "Three relaxations did not converge.",
                "They are counted as trials and left out of all figures.", "E-relax-steps", ""});
    add_checks(page);
    add_provenance(page);
    page.program = "Crucible 0.1.0";
    return page;
}

Page full_page() {
    Page page = polymorphs_page();
    Group forms{"Forms", {}};
    for (const Figure& figure : figures_of_every_form()) forms.items.push_back(figure);
    page.groups.push_back(forms);
    return page;
}

}  // namespace sample
