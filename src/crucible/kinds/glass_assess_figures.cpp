// Figures and tables of glass.assess: target, models, controls.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/kinds/glass_page.hpp"
#include "crucible/report/typography.hpp"
#include "crucible/rmc/assess.hpp"

namespace crucible {
namespace {

using report::marked;

/// Arms that the assessment has something to say about.
std::vector<GlassArm> assessed(const RunData& run, const RunStep& assess,
                               const std::vector<GlassArm>& arms) {
    std::vector<GlassArm> out;
    for (const GlassArm& a : arms)
        if (run.row(assess.name + ".l1." + a.name)) out.push_back(a);
    return out;
}

report::Series line(const std::string& name, report::Hue hue, const Column& x, const Column& y,
                    report::Weight weight = report::Weight::data) {
    report::Series s;
    s.name = marked(name), s.hue = hue, s.x = x.numbers, s.y = y.numbers, s.weight = weight;
    return s;
}

/// "g Cu-Zr target": the middle word; "" for "g target".
std::set<std::string> pairs_in(const Table& g) {
    std::set<std::string> out;
    for (const Column& c : g.columns) {
        const auto parts = words(c.name);
        if (parts.size() == 3 && parts[0].text == "g" && parts[2].text == "target")
            out.insert(std::string(parts[1].text));
    }
    return out;
}

report::Panel g_panel(const Table& t, const std::string& pair, const std::vector<GlassArm>& arms) {
    const std::string head = pair.empty() ? "g " : "g " + pair + " ";
    report::LinePlot plot;
    plot.x = {"*r*", "angstrom", report::Scale::linear, {}, {}};
    plot.y = {"*g*(*r*)", "", report::Scale::linear, {}, {}};
    const Column* r = t.find("r");
    for (const GlassArm& a : arms)
        if (const Column* c = t.find(head + a.name); c && r && !a.is_control)
            plot.series.push_back(line(a.name, a.hue, *r, *c));
    if (const Column* c = t.find(head + "target"); c && r)
        plot.series.push_back(line("target", report::Hue::s8, *r, *c));
    return {plot, pair.empty() ? "all atoms" : marked(pair), report::Width::half, 0};
}

/// The element around which the target has most icosahedra: what the paper shows for alloys.
std::string icosahedral_centre(const Table& t) {
    std::string best = "all";
    double most = -1;
    const auto& centres = t.find("centre")->texts;
    for (std::size_t i = 0; i < centres.size(); ++i) {
        if (centres[i] == "all" || t.find("index")->texts[i] != text(rmc::icosahedron)) continue;
        if (t.find("target")->numbers[i] > most)
            most = t.find("target")->numbers[i], best = centres[i];
    }
    return best;
}

/// Shares of the target's most frequent indices in one arm, the target as diamonds.
report::Panel voronoi_panel(const Table& t, const std::string& centre, const GlassArm& arm) {
    constexpr std::size_t most = 10;
    report::BarPlot plot;
    plot.category = "index";
    plot.value = {"share", "%", report::Scale::linear, 0, {}};
    plot.order = report::BarPlot::Order::as_given;
    plot.reference_name = "target";
    const auto& centres = t.find("centre")->texts;
    for (std::size_t i = 0; i < centres.size() && plot.bars.size() < most; ++i)
        if (centres[i] == centre)
            plot.bars.push_back({t.find("index")->texts[i], arm.hue, t.find(arm.name)->numbers[i],
                                 t.find("error " + arm.name)->numbers[i],
                                 t.find("target")->numbers[i]});
    return {plot, marked(arm.name), report::Width::half, 0};
}

}  // namespace

report::Panel arm_bars(const RunData& run, const RunStep& assess, const std::vector<GlassArm>& arms,
                       const std::string& row, const std::string& title, const std::string& unit,
                       double factor, std::optional<report::ReferenceLine> target) {
    report::BarPlot plot;
    plot.category = "fit";
    plot.value = {title, unit, report::Scale::linear, {}, {}};
    plot.order = report::BarPlot::Order::as_given;
    plot.target = std::move(target);
    for (const GlassArm& a : arms) {
        const Row* r = run.row(assess.name + "." + row + "." + a.name);
        if (!r || !r->value) continue;
        report::BarPlot::Bar bar{marked(a.name), a.hue, factor * *r->value, {}, {}};
        if (r->error) bar.error = std::fabs(factor) * *r->error;
        plot.bars.push_back(std::move(bar));
    }
    return {plot, capitalised(title), report::Width::half, 0};
}

report::Figure remedies_figure(const RunData& run, const RunStep& assess,
                               const std::vector<GlassArm>& all) {
    const auto arms = assessed(run, assess, all);
    report::Figure f;
    f.id = "remedies";
    f.title = "How far the models are from the target, fit by fit.";
    const Row* floor = run.row(assess.name + ".floor");
    const double l1 = floor && floor->value ? *floor->value : 0;
    if (run.row(assess.name + ".gap." + (arms.empty() ? "" : arms.front().name))) {
        f.panels.push_back(
            arm_bars(run, assess, arms, "gap", "energy above target", "meV/atom", 1000, {}));
        f.panels.push_back(arm_bars(run, assess, arms, "gap-inherent", "the same, both relaxed",
                                    "meV/atom", 1000, {}));
    }
    f.panels.push_back(arm_bars(run, assess, arms, "l1", "Voronoi *L*₁ distance", "", 1,
                                report::ReferenceLine{l1, "noise floor"}));
    f.panels.push_back(arm_bars(run, assess, arms, "icosahedra", "icosahedra, share of target's",
                                "", 1, report::ReferenceLine{1, "target"}));
    f.panels.push_back(
        arm_bars(run, assess, arms, "fivefold", "five-fold faces minus target's", "", 1, {}));
    f.panels.push_back(
        arm_bars(run, assess, arms, "coordination", "coordination minus target's", "", 1, {}));
    f.caption =
        "Bars end at the mean over replicas, lines are one standard error. Controls (grey) went "
        "the "
        "same way without data. The noise floor is the distance that two glasses of the target's "
        "preparation have.";
    f.description = fmt::format("{} fits and controls; the noise floor of L1 is {}.", arms.size(),
                                number_text(l1, 3));
    return f;
}

report::Figure distribution_figure(const RunData& run, const RunStep& assess,
                                   const std::vector<GlassArm>& all) {
    const auto arms = assessed(run, assess, all);
    const Table t = run.table(assess, "g");
    report::Figure f;
    f.id = "distribution";
    f.title = "Radial distribution functions, total and partial.";
    f.caption = "Means over replicas; the target in dark grey on top.";
    const auto pairs = pairs_in(t);
    f.panels.push_back(g_panel(t, "", arms));
    if (pairs.size() > 1)
        for (const std::string& p : pairs) f.panels.push_back(g_panel(t, p, arms));
    f.description = fmt::format("{} panels up to {} angstrom.", f.panels.size(),
                                t.find("r")->numbers.empty() ? 0 : t.find("r")->numbers.back());
    return f;
}

report::Figure voronoi_figure(const RunData& run, const RunStep& assess,
                              const std::vector<GlassArm>& all) {
    const auto arms = assessed(run, assess, all);
    const Table t = run.table(assess, "voronoi");
    report::Figure f;
    f.id = "voronoi";
    f.title = "Voronoi polyhedra: the ten most frequent of the target.";
    const std::string centre = icosahedral_centre(t);
    for (const GlassArm& a : arms)
        if (!a.is_control && t.find(a.name)) f.panels.push_back(voronoi_panel(t, centre, a));
    f.caption = fmt::format(
        "Shares of <*n*₃, *n*₄, *n*₅, *n*₆> among the cells around {}. Bars: models, mean over "
        "replicas with one standard error; diamonds: target.",
        centre == "all" ? "all atoms" : marked(centre));
    f.description =
        fmt::format("The target has {} percent icosahedra.",
                    number_text(run.row(assess.name + ".target-icosahedra")->value.value_or(0), 3));
    return f;
}

report::Figure shape_figure(const RunData& run, const RunStep& assess,
                            const std::vector<GlassArm>& all) {
    const auto arms = assessed(run, assess, all);
    report::Figure f;
    f.id = "shape";
    f.title = "Bond angles and numbers of neighbours.";
    f.caption =
        "Shares of all bond angles (**a**) and of Voronoi neighbours (**b**), means over replicas.";
    const auto panel = [&](const char* output, const char* x, const report::Axis& x_axis,
                           const report::Axis& y_axis, const char* title) {
        const Table t = run.table(assess, output);
        report::LinePlot plot;
        plot.x = x_axis, plot.y = y_axis;
        const Column* at = t.find(x);
        for (const GlassArm& a : arms)
            if (const Column* c = t.find(a.name); c && at && !a.is_control)
                plot.series.push_back(line(a.name, a.hue, *at, *c));
        if (const Column* c = t.find("target"); c && at)
            plot.series.push_back(line("target", report::Hue::s8, *at, *c));
        return report::Panel{plot, title, report::Width::half, 0};
    };
    f.panels = {
        panel("angles", "angle", {"angle", "deg", report::Scale::linear, {}, {}},
              {"share", "", report::Scale::linear, {}, {}}, "Bond angles"),
        panel("coordination", "neighbours", {"neighbours", "", report::Scale::linear, {}, {}},
              {"share", "%", report::Scale::linear, {}, {}}, "Voronoi neighbours")};
    f.description = "Distributions of bond angles and of coordination numbers.";
    return f;
}

report::Table finding_table(const RunData& run, const RunStep& assess,
                            const std::vector<GlassArm>& arms) {
    const Table t = run.table(assess, "findings");
    report::Table out;
    out.title = "What the verdicts rest on.";
    out.caption =
        "Differences to the target, means over replicas. One is a deficiency (†) when it is "
        "beyond what is allowed by more than the 95 % interval of its mean (Student's t); a model "
        "below its target in energy is better relaxed, which is none. Errors are in findings.csv.";
    out.columns = {{"fit", "", report::Style::text, 0}};
    std::vector<std::string> properties;
    for (const std::string& p : t.find("property")->texts)
        if (std::find(properties.begin(), properties.end(), p) == properties.end())
            properties.push_back(p);
    for (const std::string& p : properties)
        out.columns.push_back({marked(p), "", report::Style::text, 0});
    report::Row allowed{{std::string("allowed")}, {}, ""};
    for (const std::string& p : properties)
        for (std::size_t i = 0; i < t.rows(); ++i)
            if (t.find("property")->texts[i] == p) {
                allowed.cells.emplace_back(report::fixed(t.find("allowed")->numbers[i], 3));
                break;
            }
    for (const GlassArm& a : assessed(run, assess, arms)) {
        report::Row row{{a.name}, a.hue, ""};
        for (const std::string& p : properties) {
            report::Cell cell = report::Absent{"none"};
            for (std::size_t i = 0; i < t.rows(); ++i)
                if (t.find("arm")->texts[i] == a.name && t.find("property")->texts[i] == p) {
                    const double value = t.find("difference")->numbers[i];
                    cell = report::fixed(value, 3) +
                           (t.find("judged")->texts[i] == "deficient" ? " †" : "");
                }
            row.cells.push_back(std::move(cell));
        }
        out.rows.push_back(std::move(row));
    }
    out.rows.push_back(std::move(allowed));
    return out;
}

namespace {

void add_row_cell(const RunData& run, const std::string& id, double factor, report::Row& row) {
    const Row* r = run.row(id);
    if (r && r->value)
        row.cells.emplace_back(factor * *r->value);
    else
        row.cells.emplace_back(report::Absent{"not asked"});
}

}  // namespace

report::Table check_table(const RunData& run, const RunStep& assess,
                          const std::vector<GlassArm>& all) {
    report::Table t;
    t.title = "Check points.";
    t.caption =
        "Means over replicas, differences to the target. *p* is the virial pressure at rest; the "
        "last two say what short dynamics took from the inherent structure and how far atoms went.";
    t.columns = {{"fit", "", report::Style::text, 0},
                 {"*R*² of *g*", "", report::Style::number, 3},
                 {"*L*₁", "", report::Style::number, 3},
                 {"*L*₁ relaxed", "", report::Style::number, 3},
                 {"*p*", "GPa", report::Style::number, 2},
                 {"drop", "meV/atom", report::Style::number, 1},
                 {"RMSD", "angstrom", report::Style::number, 2}};
    for (const GlassArm& a : assessed(run, assess, all)) {
        report::Row row;
        row.cells.emplace_back(a.name);
        row.swatch = a.hue;
        const auto id = [&](const char* what) { return assess.name + "." + what + "." + a.name; };
        add_row_cell(run, id("r2-total"), 1, row);
        add_row_cell(run, id("l1"), 1, row);
        add_row_cell(run, id("l1-inherent"), 1, row);
        add_row_cell(run, id("pressure"), 1, row);
        add_row_cell(run, id("hold-drop"), 1000, row);
        add_row_cell(run, id("hold-rmsd"), 1, row);
        t.rows.push_back(std::move(row));
    }
    return t;
}

report::Table control_table(const RunData& run, const RunStep& assess,
                            const std::vector<GlassArm>& all) {
    report::Table t;
    t.title = "What the data added.";
    t.caption =
        "Each fit minus its control, which went the same way without data; means over replicas. "
        "Where the potential is the one that made the target, the energy alone gives the topology, "
        "and the data add little; with another potential they are the evidence.";
    t.columns = {{"fit", "", report::Style::text, 0},
                 {"gap", "meV/atom", report::Style::signed_number, 1},
                 {"*L*₁", "", report::Style::signed_number, 3},
                 {"icosahedra / target's", "", report::Style::signed_number, 2},
                 {"five-fold", "", report::Style::signed_number, 3}};
    std::set<std::string> partials;
    const std::string head = assess.name + ".r2-partial.";
    for (const Row& r : run.rows)
        if (r.id.starts_with(head))
            partials.insert(r.id.substr(head.size(), r.id.find('.', head.size()) - head.size()));
    for (const std::string& p : partials)
        t.columns.push_back(
            {fmt::format("*R*² *g* {}", marked(p)), "", report::Style::signed_number, 3});
    for (const GlassArm& a : assessed(run, assess, all)) {
        if (a.is_control || !run.row(assess.name + ".l1." + a.name + "-control")) continue;
        report::Row row;
        row.cells.emplace_back(a.name);
        row.swatch = a.hue;
        const auto add = [&](const std::string& what, double factor) {
            add_row_cell(run, assess.name + ".added-" + what + "." + a.name, factor, row);
        };
        add("gap", 1000), add("l1", 1), add("icosahedra", 1), add("fivefold", 1);
        for (const std::string& p : partials) add("r2-partial." + p, 1);
        t.rows.push_back(std::move(row));
    }
    return t;
}

namespace {

constexpr double slice_thickness = 3;  // angstrom: more would be a wall of atoms, and a large file

struct ClassStyle {
    const char *name, *shown;
    report::Hue hue;
    double radius;
};
constexpr ClassStyle class_styles[] = {{"icosahedron", "ico", report::Hue::s3, 0.9},
                                       {"five-fold", "five", report::Hue::s1, 0.75},
                                       {"few-five-fold", "few", report::Hue::s2, 0.75}};

const ClassStyle& style_of(std::string_view name) {
    for (const ClassStyle& s : class_styles)
        if (s.name == name) return s;
    return class_styles[2];
}

/// The atoms of a slice in the middle of the cell, coloured by class; no bonds.
report::Crystal class_slice(const Structure& s) {
    report::Crystal c;
    Cell slab = s.cell;
    const double height = norm(slab.h[2]);
    const double part = std::min(1.0, slice_thickness / height);
    for (std::size_t i = 0; i < 3; ++i) c.cell[i] = slab.h[static_cast<int>(i)];
    c.cell[2] = c.cell[2] * part;
    for (const ClassStyle& style : class_styles)
        c.elements.push_back({style.shown, style.hue, style.radius});
    const auto& classes = s.labels.at("voronoi");
    for (std::size_t i = 0; i < s.size() && c.atoms.size() < 900; ++i) {
        Fractional f = s.cell.fractional(s.positions[i]);
        for (int k = 0; k < 3; ++k) f[k] -= std::floor(f[k]);
        if (f.z >= part) continue;
        c.atoms.push_back({style_of(classes[i]).shown, s.cell.cartesian(f)});
    }
    return c;
}

}  // namespace

report::StructureGallery class_gallery(const RunData& run, const RunStep& assess) {
    report::StructureGallery g;
    g.id = "classes";
    g.title = "Where the order is: a slice of target and models.";
    g.caption = fmt::format(
        "The first replica of each fit, atoms in a slice of {} Å, coloured by Voronoi cell: "
        "icosahedra (ico), other cells with at least half of their faces five-edged (five), the "
        "rest (few).",
        report::fixed(slice_thickness, 0));
    for (const Structure& s : run.structures(assess, "classes")) {
        const auto arm = s.info.find("arm");
        const std::string name = arm == s.info.end() ? s.name : arm->second;
        if (name.ends_with("-control")) continue;
        const auto& classes = s.labels.at("voronoi");
        const auto n = std::count(classes.begin(), classes.end(), "icosahedron");
        g.views.push_back(
            {fmt::format("class-{}", g.views.size() + 1), marked(name),
             fmt::format(
                 "{} % icosahedra",
                 report::fixed(100.0 * static_cast<double>(n) / static_cast<double>(s.size()), 1)),
             class_slice(s)});
    }
    return g;
}

}  // namespace crucible
