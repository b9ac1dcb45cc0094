// glass.assess: how far models of a glass are from the structure that gave their data.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/formats.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/table.hpp"
#include "crucible/dynamics/md_hold.hpp"
#include "crucible/kinds/glass_fit.hpp"
#include "crucible/kinds/glass_verdict.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/structure_inputs.hpp"

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
        f.example("crucible run study.toml   # see examples/glass");
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
        {"hold-rmsd.*", "angstrom", "How far atoms went in short dynamics"}};

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

    PortraitOptions options(const Structure& truth) const {
        PortraitOptions o;
        o.cutoffs = cutoffs_from_minima(std::span(&truth, 1));
        for (const auto& [pair, c] : pair_cutoffs(cutoffs)) o.cutoffs[pair] = c;
        o.voronoi.face_tolerance = face_tolerance;
        o.longest = longest.value, o.width = width.value, o.fmax = fmax.value;
        return o;
    }

    HoldOutcome short_dynamics(const Structure&, std::int64_t item, Worker&) const;
    std::string work(std::int64_t item, Worker&) const;
    void run(StepRun&) const;
};

std::unique_ptr<EnergyModel> assess_model(const FitEnergy& e) {
    if (std::holds_alternative<NoEnergy>(e)) return nullptr;
    return make_model({fit_potential(e)});
}

HoldOutcome GlassAssess::short_dynamics(const Structure& s, std::int64_t item,
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
        PortraitOptions options;
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
    GlassPortrait p = portrait(s, k->model.get(), k->options);
    if (hold.value > 0 && k->model && !find_md_worker().empty())
        p.hold = short_dynamics(s, item, worker);
    return encode(p);
}

/// Arms in the order of their first model.
struct Arm {
    std::string name;
    std::vector<GlassPortrait> replicas;
    std::size_t first_frame = 0;
};
std::vector<Arm> arms_of(const std::vector<GlassPortrait>& all, std::size_t first_model) {
    std::vector<Arm> out;
    for (std::size_t i = first_model; i < all.size(); ++i) {
        auto it = std::find_if(out.begin(), out.end(),
                               [&](const Arm& a) { return a.name == all[i].arm; });
        if (it == out.end()) it = out.insert(out.end(), {all[i].arm, {}, i});
        it->replicas.push_back(all[i]);
    }
    return out;
}

double or_none(const std::optional<double>& v) {
    return v ? *v : std::numeric_limits<double>::quiet_NaN();
}

Table arm_table(const GlassPortrait& target, const std::vector<Arm>& arms) {
    Table t;
    std::vector<std::string> arm, name;
    std::vector<std::vector<double>> columns(14);
    for (const Arm& a : arms)
        for (const GlassPortrait& p : a.replicas) {
            const GlassComparison c = compare(target, p);
            arm.push_back(a.name), name.push_back(p.name);
            const double values[] = {or_none(c.gap),
                                     or_none(c.gap_inherent),
                                     100 * p.voronoi.front().fraction(icosahedron),
                                     c.fivefold,
                                     c.coordination,
                                     c.l1,
                                     or_none(c.l1_inherent),
                                     c.r2_total,
                                     c.r2_worst,
                                     c.pressure ? *c.pressure / constants::gpa : or_none({}),
                                     p.q6 - target.q6,
                                     p.hold ? p.hold->energy_drop : or_none({}),
                                     p.hold ? p.hold->rmsd : or_none({})};
            for (std::size_t k = 0; k < std::size(values); ++k) columns[k].push_back(values[k]);
        }
    const std::pair<const char*, const char*> names_units[] = {{"gap", "eV/atom"},
                                                               {"gap_inherent", "eV/atom"},
                                                               {"icosahedra", "%"},
                                                               {"fivefold", ""},
                                                               {"coordination", ""},
                                                               {"l1", ""},
                                                               {"l1_inherent", ""},
                                                               {"r2_total", ""},
                                                               {"r2_worst_partial", ""},
                                                               {"pressure", "GPa"},
                                                               {"q6", ""},
                                                               {"hold_drop", "eV/atom"},
                                                               {"hold_rmsd", "angstrom"}};
    t.add_texts("arm") = std::move(arm);
    t.add_texts("name") = std::move(name);
    for (std::size_t k = 0; k < std::size(names_units); ++k)
        t.add_numbers(names_units[k].first, names_units[k].second) = std::move(columns[k]);
    return t;
}

/// Mean over replicas of whatever `pick` takes from each.
template <class Pick>
Estimate mean_of(const Arm& a, Pick pick) {
    std::vector<double> v;
    for (const GlassPortrait& p : a.replicas) v.push_back(pick(p));
    return {mean(v), standard_error(v), v.size()};
}

Table voronoi_table(const GlassPortrait& target, const std::vector<Arm>& arms) {
    Table t;
    std::vector<std::string> centre, index;
    std::vector<double> share;
    std::vector<std::vector<double>> of_arm(arms.size()), error(arms.size());
    for (std::size_t c = 0; c < target.voronoi.size(); ++c) {
        const VoronoiStatistics& cells = target.voronoi[c];
        std::set<VoronoiIndex> all;
        for (const auto& [i, n] : cells.count) all.insert(i);
        for (const Arm& a : arms)
            for (const GlassPortrait& p : a.replicas)
                for (const auto& [i, n] : p.voronoi.at(c).count) all.insert(i);
        std::vector<VoronoiIndex> order(all.begin(), all.end());
        std::stable_sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
            return cells.fraction(a) > cells.fraction(b);
        });
        for (const VoronoiIndex& i : order) {
            centre.emplace_back(cells.centre ? element(cells.centre).symbol : "all");
            index.push_back(text(i));
            share.push_back(100 * cells.fraction(i));
            for (std::size_t k = 0; k < arms.size(); ++k) {
                const Estimate e = mean_of(arms[k], [&](const GlassPortrait& p) {
                    return 100 * p.voronoi.at(c).fraction(i);
                });
                of_arm[k].push_back(e.value), error[k].push_back(e.error);
            }
        }
    }
    t.add_texts("centre") = std::move(centre);
    t.add_texts("index") = std::move(index);
    t.add_numbers("target", "%") = std::move(share);
    for (std::size_t k = 0; k < arms.size(); ++k) {
        t.add_numbers(arms[k].name, "%") = std::move(of_arm[k]);
        t.add_numbers("error " + arms[k].name, "%") = std::move(error[k]);
    }
    return t;
}

Table g_table(const GlassPortrait& target, const std::vector<Arm>& arms) {
    Table t;
    t.add_numbers("r", "angstrom") = target.r;
    t.add_numbers("g target") = target.total_g;
    for (std::size_t i = 0; i < target.pairs.size(); ++i)
        t.add_numbers(
            fmt::format("g {} target", pair_name(target.pairs[i].first, target.pairs[i].second))) =
            target.partial_g[i];
    for (const Arm& a : arms) {
        auto& total = t.add_numbers("g " + a.name);
        for (std::size_t k = 0; k < target.r.size(); ++k)
            total.push_back(mean_of(a, [&](auto& p) { return p.total_g[k]; }).value);
        for (std::size_t i = 0; i < target.pairs.size(); ++i) {
            auto& g = t.add_numbers(fmt::format(
                "g {} {}", pair_name(target.pairs[i].first, target.pairs[i].second), a.name));
            for (std::size_t k = 0; k < target.r.size(); ++k)
                g.push_back(mean_of(a, [&](auto& p) { return p.partial_g.at(i)[k]; }).value);
        }
    }
    return t;
}

Table angle_table(const GlassPortrait& target, const std::vector<Arm>& arms) {
    Table t;
    auto& x = t.add_numbers("angle", "deg");
    const auto bins = static_cast<double>(target.angles.size());
    for (std::size_t i = 0; i < target.angles.size(); ++i)
        x.push_back(180 * (static_cast<double>(i) + 0.5) / bins);
    t.add_numbers("target") = target.angles;
    for (const Arm& a : arms) {
        auto& y = t.add_numbers(a.name);
        for (std::size_t i = 0; i < target.angles.size(); ++i)
            y.push_back(mean_of(a, [&](auto& p) { return p.angles.at(i); }).value);
    }
    return t;
}

double face_share(const GlassPortrait& p, std::size_t n) {
    const VoronoiStatistics& s = p.voronoi.front();
    return n < s.coordination_count.size()
               ? 100 * static_cast<double>(s.coordination_count[n]) / static_cast<double>(s.atoms)
               : 0;
}

Table coordination_shares(const GlassPortrait& target, const std::vector<Arm>& arms) {
    std::size_t most = target.voronoi.front().coordination_count.size();
    for (const Arm& a : arms)
        for (const GlassPortrait& p : a.replicas)
            most = std::max(most, p.voronoi.front().coordination_count.size());
    Table t;
    auto& n = t.add_numbers("neighbours");
    for (std::size_t i = 4; i < most; ++i) n.push_back(static_cast<double>(i));
    auto& of_target = t.add_numbers("target", "%");
    for (std::size_t i = 4; i < most; ++i) of_target.push_back(face_share(target, i));
    for (const Arm& a : arms) {
        auto& y = t.add_numbers(a.name, "%");
        for (std::size_t i = 4; i < most; ++i)
            y.push_back(mean_of(a, [&](auto& p) { return face_share(p, i); }).value);
    }
    return t;
}

Table finding_table(const std::vector<ArmVerdict>& verdicts) {
    Table t;
    std::vector<std::string> arm, property, what, judged;
    std::vector<double> value, error, allowed;
    for (const ArmVerdict& v : verdicts)
        for (const Finding& f : v.findings) {
            arm.push_back(v.arm), property.emplace_back(name(f.property));
            what.push_back(f.sentence());
            value.push_back(f.value.value), error.push_back(f.value.error);
            allowed.push_back(f.allowed);
            judged.emplace_back(v.replicas < 2  ? "one run"
                                : f.deficient() ? "deficient"
                                                : "within");
        }
    t.add_texts("arm") = std::move(arm);
    t.add_texts("property") = std::move(property);
    t.add_texts("finding") = std::move(what);
    t.add_numbers("difference") = std::move(value);
    t.add_numbers("error") = std::move(error);
    t.add_numbers("allowed") = std::move(allowed);
    t.add_texts("judged") = std::move(judged);
    return t;
}

/// Which kind of cell an atom has, in four classes.
std::string class_of(const VoronoiCell& c) {
    if (c.index == icosahedron) return "icosahedron";
    const double fivefold = c.fivefold();
    return fivefold >= 0.6 ? "mostly five-fold" : fivefold >= 0.4 ? "mixed" : "hardly five-fold";
}

Structure classified(Structure s, EnergyModel* model, const VoronoiOptions& o) {
    auto& classes = s.labels["voronoi"];
    for (const VoronoiCell& c : voronoi_cells(s, o)) classes.push_back(class_of(c));
    for (std::string& c : classes) std::replace(c.begin(), c.end(), ' ', '-');
    Evaluation e;
    if (model) model->evaluate(s, e);
    if (!e.per_atom.empty()) s.columns["energy"] = e.per_atom;
    return s;
}

void give_arm_rows(StepRun& r, const GlassPortrait& target, const Arm& a) {
    const auto give = [&](const std::string& id, const std::string& unit, auto pick) {
        std::vector<double> v;
        for (const GlassPortrait& p : a.replicas) {
            const std::optional<double> x = pick(compare(target, p), p);
            if (x) v.push_back(*x);
        }
        if (v.empty()) return;
        Row row =
            Row::number(id + "." + a.name, mean(v), unit, static_cast<std::int64_t>(v.size()));
        if (v.size() > 1) row.error = standard_error(v);
        r.row(std::move(row));
    };
    using C = const GlassComparison&;
    using P = const GlassPortrait&;
    using O = std::optional<double>;
    give("gap", "eV/atom", [](C c, P) { return c.gap; });
    give("gap-inherent", "eV/atom", [](C c, P) { return c.gap_inherent; });
    give("icosahedra", "", [](C c, P) { return c.icosahedra_ratio; });
    give("fivefold", "", [](C c, P) -> O { return c.fivefold; });
    give("coordination", "", [](C c, P) -> O { return c.coordination; });
    give("l1", "", [](C c, P) -> O { return c.l1; });
    give("l1-inherent", "", [](C c, P) { return c.l1_inherent; });
    give("r2-total", "", [](C c, P) -> O { return c.r2_total; });
    for (std::size_t i = 0; i < target.pairs.size(); ++i)
        give("r2-partial." + pair_name(target.pairs[i].first, target.pairs[i].second), "",
             [i](C c, P) -> O { return c.r2_partial[i]; });
    give("pressure", "GPa",
         [](C c, P) { return c.pressure ? O(*c.pressure / constants::gpa) : O(); });
    give("hold-drop", "eV/atom", [](C, P p) { return p.hold ? O(p.hold->energy_drop) : O(); });
    give("hold-rmsd", "angstrom", [](C, P p) { return p.hold ? O(p.hold->rmsd) : O(); });
}

void GlassAssess::run(StepRun& r) const {
    const Frames f = frames(r);
    if (f.all.size() == f.first_model)
        throw InputError("E-glass-models", "there are no models to assess",
                         "give models = [\"@fit.models\"]");
    if (hold.value > 0 && find_md_worker().empty())
        r.context().warn("crucible-md is not built, so short dynamics were left out");
    const PortraitOptions o = options(f.all.front());
    r.items(static_cast<std::int64_t>(f.all.size()));
    std::vector<GlassPortrait> all;
    r.each([&](std::int64_t, std::string_view bytes) { all.push_back(decode_portrait(bytes)); });
    const GlassPortrait& truth = all.front();
    const std::vector<GlassPortrait> independent(
        all.begin() + 1, all.begin() + static_cast<std::ptrdiff_t>(f.first_model));
    const NoiseFloor floor =
        noise_floor(truth, independent, r.context().stream(StreamId::bootstrap));
    const std::vector<Arm> arms = arms_of(all, f.first_model);
    std::vector<ArmVerdict> verdicts;
    for (const Arm& a : arms) verdicts.push_back(judge(truth, a.replicas, floor));

    r.make("arms", to_csv(arm_table(truth, arms)));
    r.make("voronoi", to_csv(voronoi_table(truth, arms)));
    r.make("g", to_csv(g_table(truth, arms)));
    r.make("angles", to_csv(angle_table(truth, arms)));
    r.make("coordination", to_csv(coordination_shares(truth, arms)));
    r.make("findings", to_csv(finding_table(verdicts)));
    const auto model = assess_model(energy);
    Structures shown = {classified(f.all.front(), model.get(), o.voronoi)};
    shown.front().info["arm"] = "target";
    for (const Arm& a : arms)
        shown.push_back(classified(f.all[a.first_frame], model.get(), o.voronoi));
    r.make("classes", structures_text(shown, "extxyz"));

    r.row(Row::number("floor", floor.l1));
    r.row(Row::number("target-icosahedra", 100 * truth.voronoi.front().fraction(icosahedron), "%"));
    r.row(Row::number("target-fivefold", truth.voronoi.front().fivefold));
    if (truth.energy) r.row(Row::number("target-energy", *truth.energy, "eV/atom"));
    if (truth.inherent) r.row(Row::number("target-inherent", *truth.inherent, "eV/atom"));
    for (std::size_t i = 0; i < arms.size(); ++i) {
        give_arm_rows(r, truth, arms[i]);
        r.row(Row::words("verdict." + arms[i].name, verdicts[i].sentence()));
    }
    r.row(Row::words("potential", model ? model->description() : "none"));
}

}  // namespace

void register_glass_assess(Registry& r) {
    r.add<GlassAssess>("glass.assess", {1}, "Say how far models of a glass are from their target");
}

}  // namespace crucible
