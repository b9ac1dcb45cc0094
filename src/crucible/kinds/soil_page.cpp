// The report of steps on soil cores: slices and porosity with depth, what networks learned, which
// cores are alike, where a network looks; the figures of doi:10.1098/rsos.201275.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "crucible/kinds/run_data.hpp"
#include "crucible/kinds/soil_figures.hpp"
#include "crucible/report/typography.hpp"

namespace crucible {
namespace {

using report::marked;

std::vector<const RunStep*> finished_steps(const RunData& run, std::string_view use) {
    std::vector<const RunStep*> out;
    for (const RunStep& s : run.steps)
        if (s.use == use && s.state == "done") out.push_back(&s);
    return out;
}

void add_key(const RunData& run, const std::string& id, const std::string& label,
             const std::string& source, report::Page& page, int digits = 3) {
    const Row* r = run.row(id);
    if (!r || !r->value || !std::isfinite(*r->value) || page.key_numbers.size() == 6) return;
    report::KeyNumber k;
    k.label = label, k.value = *r->value, k.digits = digits, k.unit = r->unit, k.source = source;
    page.key_numbers.push_back(std::move(k));
}

/// What is read first of a measured phase; the table has the rest.
void add_pores(const RunData& run, const RunStep& s, report::Page& page,
               std::vector<std::string>& sentences) {
    const auto key = [&](const char* id, const char* label, const char* source) {
        add_key(run, s.name + "." + id, label, source, page);
    };
    key("porosity", "Porosity", "share of the phase in what was measured");
    key("surface.specific", "Specific surface", "by 13 directions, per measured volume");
    key("thickness.mean", "Mean width of pores", "local thickness, a diameter");
    key("gamma", "Connectivity of pores", "chance that two voxels connect");
    const auto share = number_of(run, s.name + ".porosity");
    if (!share) return;
    if (page.headline == marked(page.study_name))
        page.headline = fmt::format("{:.1f} % of the volume is in the phase", 100 * *share);
    if (const auto largest = number_of(run, s.name + ".largest"))
        sentences.push_back(fmt::format("{:.0f} % of the phase hangs together.", 100 * *largest));
}

/// The classes by their share, the largest first, where nothing else is the answer.
void add_classes(const RunData& run, const RunStep& s, report::Page& page) {
    const Table t = run.table(s, "classes");
    const auto names = table_words(t, "name");
    std::vector<std::pair<double, std::string>> shares;
    for (std::size_t k = 0; k < names.size(); ++k)
        if (const auto share = number_of(run, fmt::format("{}.fraction.{}", s.name, k + 1)))
            shares.emplace_back(*share, marked(names[k]));
    std::stable_sort(shares.begin(), shares.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    if (shares.empty() || page.headline != marked(page.study_name)) return;
    page.headline.clear();
    for (std::size_t k = 0; k < std::min<std::size_t>(3, shares.size()); ++k)
        page.headline += fmt::format("{}{:.1f} %{} {}", k == 0 ? "" : ", ", 100 * shares[k].first,
                                     k == 0 ? " is" : "", shares[k].second);
}

/// How many of the targets of all networks are met better than by a constant.
std::string held_out_sentence(const Table& errors, report::Page& page) {
    const auto set = table_words(errors, "set"), sample = table_words(errors, "sample");
    const auto rmse = table_numbers(errors, "rmse"), base = table_numbers(errors, "baseline");
    std::size_t better = 0, all = 0;
    std::set<std::string> networks;  // one for each sample, however many targets it has
    for (std::size_t i = 0; i < set.size(); ++i) {
        if (set[i] != "test") continue;
        ++all, better += rmse[i] < base[i];
        networks.insert(sample[i]);
    }
    if (better == 0) page.caveat = "No network beat a constant on slices it had not seen.";
    const bool is_one = networks.size() == 1;
    return fmt::format("{} network{} beat{} a constant for {} of {} target{} on held-out slices.",
                       is_one ? "One" : std::to_string(networks.size()), is_one ? "" : "s",
                       is_one ? "s" : "", better, all, all == 1 ? "" : "s");
}

/// The first of a network's targets, and how many are met.
void add_training(const RunData& run, const RunStep& s, report::Page& page,
                  std::vector<std::string>& sentences) {
    const Table t = run.table(s, "errors");
    const auto set = table_words(t, "set");
    const auto rmse = table_numbers(t, "rmse"), r2 = table_numbers(t, "r2"),
               base = table_numbers(t, "baseline");
    std::size_t first = set.size();
    for (std::size_t i = set.size(); i-- > 0;)
        if (set[i] == "test") first = i;
    if (first == set.size()) return;
    report::KeyNumber k;
    k.label = "Error on held-out slices, " + marked(table_words(t, "sample")[first]);
    k.value = rmse[first], k.digits = 3;
    k.source = fmt::format("a constant: {:.3f}; R² {:.2f}; split by {}", base[first], r2[first],
                           s.plan["parameters"]["split"].text);
    page.key_numbers.push_back(std::move(k));
    sentences.push_back(held_out_sentence(t, page));
}

void add_answer(const RunData& run, report::Page& page) {
    std::vector<std::string> sentences;
    for (const RunStep* s : finished_steps(run, "soil.porosity")) {
        const std::string core = marked(core_name(volume_of(*s)));
        add_key(run, s->name + ".fraction.1", "Share of object 1, the lightest, " + core,
                "of all measured voxels", page);
        add_key(run, s->name + ".porosity.1", "Class porosity of object 1, " + core,
                "1 less its share, mean over slices", page);
        if (page.headline == marked(page.study_name)) {
            const auto edges = table_numbers(run.table(*s, "classes"), "to");
            if (const auto air = number_of(run, s->name + ".fraction.1"); air && !edges.empty())
                page.headline =
                    fmt::format("{:.1f} % of {} is lighter than {}{:.0f} HU", 100 * *air, core,
                                edges.front() < 0 ? "−" : "", std::fabs(edges.front()));
        }
        if (const auto largest = number_of(run, s->name + ".largest"))
            sentences.push_back(
                fmt::format("In {}, {:.0f} % of it hangs together.", core, 100 * *largest));
        break;  // the others have figures of their own
    }
    for (const RunStep* s : finished_steps(run, "soil.train"))
        add_training(run, *s, page, sentences);
    for (const RunStep* s : finished_steps(run, "soil.transfer"))
        for (const Row& r : run.rows)
            if (r.id.starts_with(s->name + ".speed-up."))
                add_key(run, r.id, "Transfer is faster by", "than training anew, CPU time", page,
                        2);
    for (const RunStep* s : finished_steps(run, "soil.cover")) {
        add_key(run, s->name + ".fewest", "Models that serve all cores", "exact cover", page, 1);
        if (const auto n = number_of(run, s->name + ".fewest"))
            sentences.push_back(fmt::format("{:.0f} model{} all cores that any model serves.", *n,
                                            *n == 1 ? " serves" : "s serve"));
    }
    for (const RunStep* s : finished_steps(run, "soil.pores")) add_pores(run, *s, page, sentences);
    for (const RunStep* s : finished_steps(run, "soil.classes")) add_classes(run, *s, page);
    for (const std::string& s : sentences) page.lede += (page.lede.empty() ? "" : " ") + s;
}

}  // namespace

void fill_soil_page(const RunData& run, report::Page& page) {
    if (std::none_of(run.steps.begin(), run.steps.end(),
                     [](const RunStep& s) { return s.use.starts_with("soil."); }))
        return;
    add_answer(run, page);
    report::Group cores{"Cores", {}}, networks{"Networks", {}}, alike{"Alike", {}},
        heat{"Heat", {}};
    std::vector<std::string> volumes;
    for (const char* use : {"soil.phantom", "soil.import", "soil.mask"})
        for (const RunStep* s : finished_steps(run, use))
            volumes.push_back("@" + s->name + ".volume");
    for (const RunStep* s : finished_steps(run, "soil.porosity")) {
        report::Figure f = porosity_figure(run, *s);
        if (page.hero)
            cores.items.emplace_back(std::move(f));
        else
            page.hero = std::move(f);
    }
    // The porosity of a lone core shows its upright cut already.
    if (volumes.size() > 1 || (volumes.size() == 1 && !page.hero))
        cores.items.emplace_back(cores_figure(run, volumes));
    for (const RunStep* s : finished_steps(run, "soil.classes"))
        cores.items.emplace_back(classes_figure(run, *s));
    for (const char* use : {"soil.train", "soil.transfer"})
        for (const RunStep* s : finished_steps(run, use))
            networks.items.emplace_back(training_figure(run, *s));
    for (const RunStep* s : finished_steps(run, "soil.matrix"))
        alike.items.emplace_back(matrix_figure(run, *s));
    for (const RunStep* s : finished_steps(run, "soil.cover"))
        alike.items.emplace_back(cover_figure(run, *s));
    for (const RunStep* s : finished_steps(run, "soil.gradcam"))
        if (auto f = heat_figure(run, *s)) heat.items.emplace_back(std::move(*f));
    for (report::Group* g : {&cores, &networks, &alike, &heat})
        if (!g->items.empty()) page.groups.push_back(std::move(*g));
}

}  // namespace crucible
