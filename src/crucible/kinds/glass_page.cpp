// The report of a glass study: its answer, and the order of its parts.

#include "crucible/kinds/glass_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/report/typography.hpp"

namespace crucible {
namespace {

using report::marked;

enum class Verdict { sound, deficient, undecided, none };

Verdict verdict_of(const RunData& run, const RunStep& assess, const std::string& arm) {
    const Row* r = run.row(assess.name + ".verdict." + arm);
    if (!r) return Verdict::none;
    return r->text.starts_with("No deficiency") ? Verdict::sound
           : r->text.starts_with("Deficient")   ? Verdict::deficient
                                                : Verdict::undecided;
}

/// "Cu64Zr36" of a structure, by rounded percentages.
std::string composition_of(const RunData& run, const RunStep& fit) {
    const Structures all = run.structures(fit, "models");
    if (all.empty()) return "glass";
    std::map<int, std::size_t> count;
    for (int z : all.front().numbers) ++count[z];
    if (count.size() == 1) return std::string(element(count.begin()->first).symbol);
    std::string out;
    for (const auto& [z, n] : count)
        out +=
            fmt::format("{}{:.0f}", element(z).symbol,
                        100.0 * static_cast<double>(n) / static_cast<double>(all.front().size()));
    return out;
}

std::string joined(const std::vector<std::string>& names) {
    std::string out;
    for (std::size_t i = 0; i < names.size(); ++i)
        out += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + marked(names[i]);
    return out;
}

double worst_r2(const RunData& run, const GlassArm& arm) {
    double worst = 1;
    const std::string head = arm.step->name + ".r2.";
    for (const Row& r : run.rows)
        if (r.id.starts_with(head) && r.value) worst = std::min(worst, *r.value);
    return worst;
}

void glass_headline(const RunData& run, const RunStep* assess, const std::vector<GlassArm>& arms,
                    report::Page& page) {
    const std::string glass = report::formula_text(composition_of(run, *arms.front().step));
    page.headline = fmt::format("Reverse Monte Carlo models of {}", glass);
    if (!assess) {
        page.lede = fmt::format(
            "{} fit{} to data; without a target structure nothing says how far the models are from "
            "the truth.",
            arms.size(), arms.size() == 1 ? "" : "s");
        return;
    }
    std::vector<std::string> sound, deficient, undecided;
    double fitted = 1;
    for (const GlassArm& a : arms) {
        if (a.is_control) continue;
        const Verdict v = verdict_of(run, *assess, a.name);
        if (v == Verdict::sound) sound.push_back(a.name);
        if (v == Verdict::deficient)
            deficient.push_back(a.name), fitted = std::min(fitted, worst_r2(run, a));
        if (v == Verdict::undecided) undecided.push_back(a.name);
    }
    const bool energy_saves =
        !sound.empty() && !deficient.empty() &&
        std::all_of(arms.begin(), arms.end(), [&](const GlassArm& a) {
            const Verdict v = verdict_of(run, *assess, a.name);
            return a.is_control || v == Verdict::none || (v == Verdict::sound) == a.with_energy;
        });
    const bool needs_data = std::any_of(arms.begin(), arms.end(), [&](const GlassArm& a) {
        return a.is_control && verdict_of(run, *assess, a.name) == Verdict::deficient;
    });
    if (energy_saves && !needs_data)
        page.headline =
            fmt::format("{}: the data alone do not fix the structure, the energy does", glass);
    else if (energy_saves)
        page.headline =
            fmt::format("{}: the data alone do not fix the structure, data and energy do", glass);
    else if (!deficient.empty() && fitted >= 0.98 && sound.empty())
        page.headline = fmt::format("{}: the data are fitted, the structure is not", glass);
    else if (!deficient.empty())
        page.headline =
            fmt::format("{}: {} of {} kinds of model differ from their target", glass,
                        deficient.size(), deficient.size() + sound.size() + undecided.size());
    else if (!sound.empty() && undecided.empty())
        page.headline = fmt::format("{}: no deficiency found in the models", glass);
    if (!deficient.empty()) page.lede += fmt::format("Deficient: {}. ", joined(deficient));
    if (!sound.empty()) page.lede += fmt::format("No deficiency found: {}. ", joined(sound));
    std::vector<std::string> blind;
    for (const GlassArm& a : arms)
        if (a.is_control && verdict_of(run, *assess, a.name) == Verdict::sound)
            blind.push_back(a.name);
    if (!blind.empty() && !sound.empty())
        page.lede += fmt::format("Nor without data: {}. ", joined(blind));
    if (!undecided.empty())
        page.lede += fmt::format("Too few replicas for a verdict: {}. ", joined(undecided));
}

/// The fit that the page speaks of first: the last one with an energy, else the last one.
const GlassArm& lead(const std::vector<GlassArm>& arms) {
    for (auto a = arms.rbegin(); a != arms.rend(); ++a)
        if (a->with_energy && !a->is_control) return *a;
    return arms.back();
}

std::optional<report::Reference> checked(const Row* r, double factor) {
    if (!r || !r->reference) return std::nullopt;
    report::Reference out{factor * *r->reference, {}, {}, marked(r->source)};
    if (r->reference_error) out.tolerance = factor * *r->reference_error;
    return out;
}

void glass_key_numbers(const RunData& run, const RunStep* assess, const std::vector<GlassArm>& arms,
                       report::Page& page) {
    const GlassArm& a = lead(arms);
    const auto add = [&](const std::string& label, const std::string& id, double factor,
                         const std::string& unit, const std::string& source) {
        const Row* r = run.row(id);
        if (!r || !r->value) return;
        report::KeyNumber k{label, factor * *r->value, {}, 4, unit, checked(r, factor), source};
        if (r->error && *r->error > 0) k.error = factor * *r->error;
        page.key_numbers.push_back(std::move(k));
    };
    page.key_numbers.push_back({fmt::format("Worst *R*² of the data, {}", marked(a.name)),
                                worst_r2(run, a),
                                {},
                                4,
                                "",
                                {},
                                "mean over replicas"});
    if (assess) {
        const auto id = [&](const std::string& what) {
            return assess->name + "." + what + "." + a.name;
        };
        add("Energy above target", id("gap"), 1000, "meV/atom", marked(a.name) + ", as fitted");
        add("The same, both relaxed", id("gap-inherent"), 1000, "meV/atom", marked(a.name));
        add("Icosahedra", id("icosahedra"), 100, "% of target's", marked(a.name));
        add("Voronoi *L*₁", id("l1"), 1, "",
            fmt::format("noise floor {}",
                        report::fixed(run.row(assess->name + ".floor")->value.value_or(0), 2)));
    }
    add("Equivalent quench rate", a.step->name + ".quench-rate", 1e-13, "10¹³ K/s",
        "order of magnitude, " + marked(a.name));
}

report::Figure glass_hero(const RunData& run, const RunStep* assess,
                          const std::vector<GlassArm>& arms) {
    report::Figure f;
    f.id = "answer-figure";
    f.title = "What the data show, and what they leave open.";
    f.panels.push_back(first_fit_panel(run, arms.front()));
    f.caption =
        fmt::format("**a** The first data set of {} with its residual.", marked(arms.front().name));
    if (assess) {
        const bool energies = run.row(assess->name + ".gap." + arms.front().name) != nullptr;
        f.panels.push_back(
            energies
                ? arm_bars(run, *assess, arms, "gap", "energy above target", "meV/atom", 1000, {})
                : arm_bars(run, *assess, arms, "l1", "Voronoi *L*₁ distance", "", 1, {}));
        f.caption +=
            " **b** Distance of every kind of model from the target; lines are one standard "
            "error over replicas, controls (grey) have seen no data.";
    }
    f.description = fmt::format("{} fits.", arms.size());
    return f;
}

void add_assessment(const RunData& run, const RunStep& assess, const std::vector<GlassArm>& arms,
                    report::Page& page) {
    report::Group trust{"Trust", {remedies_figure(run, assess, arms)}};
    const report::Table control = control_table(run, assess, arms);
    if (!control.rows.empty()) trust.items.emplace_back(control);
    trust.items.emplace_back(finding_table(run, assess, arms));
    trust.items.emplace_back(check_table(run, assess, arms));
    page.groups.push_back(std::move(trust));
    page.groups.push_back(
        {"Structure",
         {distribution_figure(run, assess, arms), voronoi_figure(run, assess, arms),
          shape_figure(run, assess, arms), class_gallery(run, assess)}});
}

}  // namespace

void fill_glass_page(const RunData& run, report::Page& page) {
    const std::vector<GlassArm> arms = glass_arms(run);
    if (arms.empty()) return;
    page.cite = {
        "Method and its reliability: C. Liu, Z. Zhang, J. Ding, E. Ma, Scripta Mater. (2023) "
        "115159, doi:10.1016/j.scriptamat.2022.115159.",
        "Reverse Monte Carlo: R. L. McGreevy, L. Pusztai, Mol. Simul. 1, 359 (1988)."};
    const RunStep* assess = run.done("glass.assess");
    glass_headline(run, assess, arms, page);
    glass_key_numbers(run, assess, arms, page);
    page.hero = glass_hero(run, assess, arms);
    if (assess) add_assessment(run, *assess, arms, page);
    report::Group data{"Data", {data_table(run, arms)}};
    report::Group way{"Way", {}};
    for (const GlassArm& a : arms) {
        if (a.is_control) continue;
        data.items.emplace_back(fit_figure(run, a));
        way.items.emplace_back(history_figure(run, a));
    }
    page.groups.push_back(std::move(data));
    page.groups.push_back(std::move(way));
}

}  // namespace crucible
