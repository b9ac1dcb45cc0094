// glass.assess: how far models of a glass are from the structure that gave their data.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <optional>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/formats.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/table.hpp"
#include "crucible/dynamics/md_hold.hpp"
#include "crucible/kinds/glass_assessment.hpp"
#include "crucible/kinds/glass_fit.hpp"
#include "crucible/kinds/glass_portrait.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/structure_inputs.hpp"
#include "crucible/num/statistics.hpp"
#include "crucible/rmc/verdict.hpp"

namespace crucible {
namespace {

struct GlassAssess {
    Ref<Artefact::structures> target, references;
    std::vector<Ref<Artefact::structures>> models;
    FitEnergy energy;
    Time hold;
    Temperature hold_temperature{300};
    std::vector<PairCutoff> cutoffs;
    std::vector<std::string> elements;
    double face_tolerance = 0;
    Length longest{10}, width{0.1};
    Force fmax{0.01};

    void describe(Fields& f) {
        f("target", target, "The structure that the data came from")
            .required("@target")
            .positional();
        f("models", models, "Fitted models and controls").required("[\"@fit.models\"]");
        f("references", references,
          "Independent glasses of the target's preparation: they give the noise floor");
        f("energy", energy, "Potential that made the target; none leaves energies out");
        f("hold", hold, "Length of a short molecular dynamics run of every structure; 0: none")
            .in("ps")
            .within(0, 1000);
        f("hold_temperature", hold_temperature, "Temperature of that run").within(1, 5000);
        f("cutoffs", cutoffs,
          "Bonds; pairs not listed take the first minimum of the target's g(r)");
        f("elements", elements, "Element of type 1, 2, ... in files that number them");
        f("face_tolerance", face_tolerance,
          "Voronoi faces below this share of a cell's surface do not count")
            .within(0, 0.2);
        f("longest", longest, "Reach of the radial distribution functions").within(2, 50);
        f("width", width, "Width of their bins").within(0.01, 1);
        f("fmax", fmax, "Largest force left in an inherent structure").within(1e-6, 1);
        f.example("crucible run examples/glass/study.toml");
        f.example("crucible glass assess glass.extxyz --models model.extxyz --run assessed");
        f.makes(Artefact::table, "arms", "arms.csv", "Every structure: differences to the target");
        f.makes(Artefact::table, "voronoi", "voronoi.csv",
                "Shares of Voronoi indices by centre, target and arms");
        f.makes(Artefact::table, "g", "g.csv", "Radial distribution functions, target and arms");
        f.makes(Artefact::table, "angles", "angles.csv", "Bond angles, target and arms");
        f.makes(Artefact::table, "coordination", "coordination.csv",
                "Numbers of Voronoi neighbours, target and arms");
        f.makes(Artefact::table, "findings", "findings.csv", "What each verdict rests on");
        f.makes(Artefact::structures, "classes", "classes.extxyz",
                "Target and the first model of each arm, with energy and Voronoi class of atoms");
        for (const auto& [id, unit, sentence] : row_words) {
            f.gives(id, unit, sentence);
        }
        f.gives("verdict.*", "", "Verdict on an arm");
        f.gives("sound.*", "", "1: no deficiency found, 0: deficient; not given where undecided");
        f.gives("floor", "", "Noise floor of the Voronoi L1 distance");
        f.gives("target-icosahedra", "%", "Share of <0,0,12,0> in the target");
        f.gives("target-fivefold", "", "Mean share of five-edged faces in the target");
        f.gives("target-energy", "eV/atom", "Energy of the target");
        f.gives("target-inherent", "eV/atom", "Energy of the target's inherent structure");
        f.gives("potential", "", "What the energies are by");
    }

    struct RowWords {
        std::string_view id, unit, sentence;
    };
    static constexpr RowWords row_words[] = {
        {"gap.*", "eV/atom", "Energy above the target, as fitted"},
        {"gap-inherent.*", "eV/atom", "Energy above the target, both relaxed"},
        {"icosahedra.*", "", "Share of icosahedra over that of the target"},
        {"fivefold.*", "", "Mean share of five-edged faces, minus the target's"},
        {"coordination.*", "", "Mean Voronoi coordination, minus the target's"},
        {"l1.*", "", "L1 distance of Voronoi indices, as fitted"},
        {"l1-inherent.*", "", "L1 distance of Voronoi indices, both relaxed"},
        {"r2-total.*", "", "R^2 of the total g(r)"},
        {"r2-partial.*", "", "R^2 of a partial g(r)"},
        {"pressure.*", "GPa", "Virial pressure, minus the target's"},
        {"hold-drop.*", "eV/atom", "Energy lost in short dynamics"},
        {"hold-rmsd.*", "angstrom", "How far atoms went in short dynamics"},
        {"added-gap.*", "eV/atom", "What the data added: gap of a fit minus its control's"},
        {"added-icosahedra.*", "", "The same of icosahedra over the target's"},
        {"added-fivefold.*", "", "The same of five-edged faces"},
        {"added-l1.*", "", "The same of the L1 distance"},
        {"added-r2-partial.*", "", "The same of R^2 of a partial g(r)"}};

    struct Frames {
        Structures all;  ///< target, references, models
        std::size_t first_model = 0;
    };
    template <class Run>
    Frames frames(Run& r) const {
        Frames f;
        f.all = read_inputs(r, target, elements);
        if (f.all.size() > 1) f.all.resize(1);
        f.all.front().info.erase("arm");
        for (Structure& s : read_inputs(r, references, elements)) {
            s.info.erase("arm");
            f.all.push_back(std::move(s));
        }
        f.first_model = f.all.size();
        for (const auto& m : models)
            for (Structure& s : read_inputs(r, m, elements)) {
                s.info.try_emplace("arm", s.name);
                f.all.push_back(std::move(s));
            }
        return f;
    }

    rmc::PortraitOptions options(const Structure& truth) const {
        rmc::PortraitOptions o;
        o.cutoffs = cutoffs_from_minima(std::span(&truth, 1));
        for (const auto& [pair, c] : pair_cutoffs(cutoffs)) o.cutoffs[pair] = c;
        o.voronoi.face_tolerance = face_tolerance;
        o.longest = longest.value, o.width = width.value;
        return o;
    }

    rmc::HoldOutcome short_dynamics(const Structure&, std::int64_t item, Worker&) const;
    std::string work(std::int64_t item, Worker&) const;
    void run(StepRun&) const;
};

std::unique_ptr<EnergyModel> assess_model(const FitEnergy& e) {
    if (std::holds_alternative<NoEnergy>(e)) return nullptr;
    return make_model({fit_potential(e)});
}

rmc::HoldOutcome GlassAssess::short_dynamics(const Structure& s, std::int64_t item,
                                             Worker& worker) const {
    HoldSettings settings;
    settings.temperature = hold_temperature.value;
    settings.picoseconds = from_internal(hold.value, "ps");
    settings.seed = worker.context().seed();
    MdRunOptions options;
    options.directory = worker.folder(item);
    const HoldResult r = hold_test(s, {fit_potential(energy)}, settings, options, worker.context());
    return {r.energy_start - r.energy_end, r.rmsd};
}

std::string GlassAssess::work(std::int64_t item, Worker& worker) const {
    struct Kept {
        Frames frames;
        rmc::PortraitOptions options;
        std::unique_ptr<EnergyModel> model;
    };
    auto& k = worker.once([&] {
        auto kept = std::make_shared<Kept>();
        kept->frames = frames(worker);
        kept->options = options(kept->frames.all.front());
        kept->model = assess_model(energy);
        return kept;
    });
    const Structure& s = k->frames.all.at(static_cast<std::size_t>(item));
    rmc::Portrait p = portrait_of(s, k->model.get(), fmax.value, k->options);
    if (hold.value > 0 && k->model && !find_md_worker().empty())
        p.hold = short_dynamics(s, item, worker);
    return encode(p);
}

/// Which kind of cell an atom has, in three classes.
std::string class_of(const VoronoiCell& c) {
    if (c.index == rmc::icosahedron) return "icosahedron";
    return c.fivefold() >= 0.5 ? "five-fold" : "few-five-fold";
}

Structure classified(Structure s, EnergyModel* model, const VoronoiOptions& o) {
    auto& classes = s.labels["voronoi"];
    for (const VoronoiCell& c : voronoi_cells(s, o)) classes.push_back(class_of(c));
    Evaluation e;
    if (model) model->evaluate(s, e);
    if (!e.per_atom.empty()) s.columns["energy"] = e.per_atom;
    return s;
}

/// A number that a comparison gives, under its row's name.
struct Compared {
    std::string id, unit;
    std::function<std::optional<double>(const rmc::Comparison&, const rmc::Portrait&)> pick;
};
std::vector<Compared> compared_numbers(const rmc::Portrait& target) {
    using C = const rmc::Comparison&;
    using P = const rmc::Portrait&;
    using O = std::optional<double>;
    std::vector<Compared> out = {
        {"gap", "eV/atom", [](C c, P) { return c.gap; }},
        {"gap-inherent", "eV/atom", [](C c, P) { return c.gap_inherent; }},
        {"icosahedra", "", [](C c, P) { return c.icosahedra_ratio; }},
        {"fivefold", "", [](C c, P) -> O { return c.fivefold; }},
        {"coordination", "", [](C c, P) -> O { return c.coordination; }},
        {"l1", "", [](C c, P) -> O { return c.l1; }},
        {"l1-inherent", "", [](C c, P) { return c.l1_inherent; }},
        {"r2-total", "", [](C c, P) -> O { return c.r2_total; }},
        {"pressure", "GPa",
         [](C c, P) { return c.pressure ? O(*c.pressure / constants::gpa) : O(); }},
        {"hold-drop", "eV/atom", [](C, P p) { return p.hold ? O(p.hold->energy_drop) : O(); }},
        {"hold-rmsd", "angstrom", [](C, P p) { return p.hold ? O(p.hold->rmsd) : O(); }}};
    for (std::size_t i = 0; i < target.pairs.size(); ++i)
        out.push_back({"r2-partial." + pair_name(target.pairs[i].first, target.pairs[i].second), "",
                       [i](C c, P) -> O { return c.r2_partial[i]; }});
    return out;
}

/// Mean over replicas with its standard error; nothing where no replica has the number.
std::optional<Estimate> over_arm(const rmc::Portrait& target, const AssessedArm& a,
                                 const Compared& number) {
    std::vector<double> v;
    for (const rmc::Portrait& p : a.replicas)
        if (const auto x = number.pick(rmc::compare(target, p), p)) v.push_back(*x);
    if (v.empty()) return std::nullopt;
    return Estimate{mean(v), standard_error(v), v.size()};
}

void give_estimate(StepRun& r, const std::string& id, const std::string& unit, const Estimate& e) {
    Row row = Row::number(id, e.value, unit, static_cast<std::int64_t>(e.n));
    if (e.n > 1) row.error = e.error;
    r.row(std::move(row));
}

void give_arm_rows(StepRun& r, const rmc::Portrait& target, const std::vector<AssessedArm>& arms,
                   const AssessedArm& a) {
    const auto control = std::find_if(arms.begin(), arms.end(), [&](const AssessedArm& other) {
        return other.name == a.name + "-control";
    });
    for (const Compared& number : compared_numbers(target)) {
        const auto fit = over_arm(target, a, number);
        if (!fit) continue;
        give_estimate(r, number.id + "." + a.name, number.unit, *fit);
        const bool told = number.id == "gap" || number.id == "icosahedra" ||
                          number.id == "fivefold" || number.id == "l1" ||
                          number.id.starts_with("r2-partial");
        if (control == arms.end() || !told) continue;
        const auto without = over_arm(target, *control, number);
        if (!without) continue;
        give_estimate(r, "added-" + number.id + "." + a.name, number.unit,
                      {fit->value - without->value, std::hypot(fit->error, without->error),
                       std::min(fit->n, without->n)});
    }
}

void GlassAssess::run(StepRun& r) const {
    const Frames f = frames(r);
    if (f.all.size() == f.first_model)
        throw InputError("E-glass-models", "there are no models to assess",
                         "give models = [\"@fit.models\"]");
    if (hold.value > 0 && find_md_worker().empty())
        r.context().warn("crucible-md is not built, so short dynamics were left out");
    const rmc::PortraitOptions o = options(f.all.front());
    r.items(static_cast<std::int64_t>(f.all.size()));
    std::vector<rmc::Portrait> all;
    r.each([&](std::int64_t, std::string_view bytes) { all.push_back(decode_portrait(bytes)); });
    const rmc::Portrait& truth = all.front();
    const std::vector<rmc::Portrait> independent(
        all.begin() + 1, all.begin() + static_cast<std::ptrdiff_t>(f.first_model));
    const rmc::NoiseFloor floor =
        rmc::noise_floor(truth, independent, r.context().stream(StreamId::bootstrap));
    const std::vector<AssessedArm> arms = assessed_arms(all, f.first_model);
    std::vector<rmc::ArmVerdict> verdicts;
    for (const AssessedArm& a : arms) verdicts.push_back(rmc::judge(truth, a.replicas, floor));

    r.make("arms", to_csv(arm_table(truth, arms)));
    r.make("voronoi", to_csv(voronoi_table(truth, arms)));
    r.make("g", to_csv(g_table(truth, arms)));
    r.make("angles", to_csv(angle_table(truth, arms)));
    r.make("coordination", to_csv(neighbour_table(truth, arms)));
    r.make("findings", to_csv(finding_table(verdicts)));
    const auto model = assess_model(energy);
    Structures shown = {classified(f.all.front(), model.get(), o.voronoi)};
    shown.front().info["arm"] = "target";
    for (const AssessedArm& a : arms)
        shown.push_back(classified(f.all[a.first_frame], model.get(), o.voronoi));
    r.make("classes", structures_text(shown, "extxyz"));

    r.row(Row::number("floor", floor.l1));
    r.row(Row::number("target-icosahedra", 100 * truth.voronoi.front().fraction(rmc::icosahedron),
                      "%"));
    r.row(Row::number("target-fivefold", truth.voronoi.front().fivefold));
    if (truth.energy) r.row(Row::number("target-energy", *truth.energy, "eV/atom"));
    if (truth.inherent) r.row(Row::number("target-inherent", *truth.inherent, "eV/atom"));
    for (std::size_t i = 0; i < arms.size(); ++i) {
        give_arm_rows(r, truth, arms, arms[i]);
        r.row(Row::words("verdict." + arms[i].name, verdicts[i].sentence()));
        using J = rmc::ArmVerdict::Judgement;
        if (verdicts[i].judgement != J::undecided)
            r.row(Row::number("sound." + arms[i].name, verdicts[i].judgement == J::sound ? 1 : 0));
    }
    r.row(Row::words("potential", model ? model->description() : "none"));
}

}  // namespace

void register_glass_assess(Registry& r) {
    r.add<GlassAssess>("glass.assess", {2}, "Say how far models of a glass are from their target");
}

}  // namespace crucible
