// glass.fit: reverse Monte Carlo of a glass, several replicas, and their control without data.

#include "crucible/kinds/glass_fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/formats.hpp"
#include "crucible/atoms/neighbours.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/table.hpp"
#include "crucible/energy/kim_model.hpp"
#include "crucible/kinds/glass_fit_results.hpp"
#include "crucible/kinds/glass_replica.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/structure_inputs.hpp"
#include "crucible/num/statistics.hpp"

namespace crucible {
namespace {

using PairDistances = std::map<std::pair<int, int>, double>;

/// The nearest pair of each two elements in a structure, rounded down to 0.05 angstrom.
PairDistances nearest_pairs(const Structure& s) {
    PairDistances out;
    const NeighbourList list = neighbours(s, 5, ListKind::half);
    for (std::size_t i = 0; i < s.size(); ++i)
        for (const Neighbour& n : list.of(i)) {
            const auto pair = std::minmax(s.numbers[i], s.numbers[static_cast<std::size_t>(n.j)]);
            const auto [it, first] = out.try_emplace({pair.first, pair.second}, n.distance);
            if (!first) it->second = std::min(it->second, n.distance);
        }
    for (auto& [pair, r] : out) r = std::floor(r / 0.05) * 0.05;
    return out;
}

/// Share of the sum of two covalent radii that is nobody's bond: Zr-Zr pairs of a Cu-Zr glass come
/// as near as 0.75 of it, Si-O bonds of silica 0.85.
constexpr double core_of_radii = 0.75;

/// Hard cores: those given, then where the target has its nearest pairs, then by covalent radii.
PairDistances hard_cores(const GlassFit& fit, const Structure& model, const Structure* target) {
    PairDistances out;
    const PairDistances seen = target ? nearest_pairs(*target) : PairDistances{};
    const Ensemble e = ensemble_of(model);
    for (std::size_t a = 0; a < e.elements.size(); ++a)
        for (std::size_t b = a; b < e.elements.size(); ++b) {
            const std::pair pair{e.elements[a], e.elements[b]};
            const auto it = seen.find(pair);
            out[pair] = it != seen.end() ? it->second
                                         : core_of_radii * (element(pair.first).covalent_radius +
                                                            element(pair.second).covalent_radius);
        }
    for (const auto& [pair, r] : pair_cutoffs(fit.cutoffs)) out[pair] = r;
    return out;
}

rmc::EnergyTerm energy_term(const GlassFit& fit) {
    rmc::EnergyTerm t;
    if (std::holds_alternative<NoEnergy>(fit.energy)) return t;
    const auto* eam = std::get_if<EamEnergy>(&fit.energy);
    const auto* kim = std::get_if<KimEnergy>(&fit.energy);
    const bool tables = eam || (kim && is_kim_eam(kim->model));
    if (tables && fit.inner == 0) {
        t.eam = std::make_shared<EamTables>(eam ? read_eam(find_potential(eam->file))
                                                : read_kim_eam(kim->model));
        return t;
    }
    std::shared_ptr<EnergyModel> model = make_model({fit_potential(fit.energy)});
    t.local = std::dynamic_pointer_cast<const ShortRangeModel>(model);
    if (t.local && fit.inner == 0) return t;
    t.local = nullptr;
    t.model = std::move(model);
    t.inner = fit.inner > 0 ? fit.inner : 100;
    return t;
}

void add_set(DataTerm set, GlassProblem& g) { g.sets.push_back(std::move(set)); }

/// The engine counts linear sets first, then fluctuation, then angles: so do we.
void order_sets(GlassProblem& g) {
    std::stable_sort(g.sets.begin(), g.sets.end(), [](const DataTerm& a, const DataTerm& b) {
        return a.term.index() < b.term.index();
    });
    std::map<std::string, int> seen;
    for (DataTerm& s : g.sets) {
        std::visit(
            [&](auto& t) {
                if (const int n = ++seen[t.name]; n > 1) t.name += fmt::format(" {}", n);
            },
            s.term);
        if (auto* t = std::get_if<rmc::LinearTerm>(&s.term)) g.problem.linear.push_back(*t);
        if (auto* t = std::get_if<rmc::FluctuationTerm>(&s.term))
            g.problem.fluctuation.push_back(*t);
        if (auto* t = std::get_if<rmc::AngleTerm>(&s.term)) g.problem.angles.push_back(*t);
    }
}

}  // namespace

Potential fit_potential(const FitEnergy& energy) {
    return std::visit(
        [](const auto& e) -> Potential {
            if constexpr (std::is_same_v<std::decay_t<decltype(e)>, NoEnergy>)
                return std::string();
            else
                return potential(EnergyParameter(e));
        },
        energy);
}

GlassProblem glass_problem(const GlassFit& fit, Structures target, Structures starts) {
    GlassProblem g;
    const Structure* truth = target.empty() ? nullptr : &target.front();
    g.model = truth ? *truth : starts.empty() ? empty_box(fit.system) : starts.front();
    g.model.columns.clear(), g.model.vectors.clear(), g.model.labels.clear();
    g.model.info.clear();
    for (const DataParameter& d : fit.data) add_set(data_term(d, {&g.model, truth}), g);
    order_sets(g);
    g.problem.cutoffs = hard_cores(fit, g.model, truth);
    g.insertion = std::numeric_limits<double>::infinity();
    for (const auto& [pair, r] : g.problem.cutoffs) g.insertion = std::min(g.insertion, r);
    g.insertion = std::min(g.insertion, 2.0);
    g.problem.energy = energy_term(fit);
    g.problem.moves.step = fit.step.value, g.problem.moves.acceptance = fit.acceptance;
    if (fit.stop_r2 > 0) g.problem.stop_r2 = fit.stop_r2;
    const bool with_energy = g.problem.energy.is_on();
    g.problem.stages = glass_stages(fit, g.model.size(), g.sets, with_energy);
    while (g.first_data < g.problem.stages.size() && g.problem.stages[g.first_data].sigma.empty())
        ++g.first_data;
    g.starts = std::move(starts);
    return g;
}

void GlassFit::describe(Fields& f) {
    f("target", target, "Structure that gives cell and composition, and data sets without a file")
        .positional();
    f("start", start, "Structures to start from, one replica each by turns; none: random");
    f("system", system, "Composition and density, where there is neither target nor start");
    f("data", data, "Data sets");
    f("energy", energy, "Potential whose energy is part of every move");
    f("inner", inner,
      "Moves between looks at the energy (nested Metropolis); 0: every move where the potential "
      "allows it, else 100")
        .within(0, 1e6);
    f("schedule", schedule, "How temperature and sigma go");
    f("effort", effort, "Multiplies the moves of the schedule").within(1e-4, 1e4);
    f("stages", stages, "Stages of one's own, with schedule = \"own\"");
    f("cutoffs", cutoffs,
      "Hard cores; pairs not listed take the target's nearest pair, else 0.75 of the sum of "
      "covalent radii");
    f("elements", elements, "Element of type 1, 2, ... in files that number them");
    f("step", step, "Longest displacement along an axis, at the start").within(0.001, 5);
    f("acceptance", acceptance, "Share of moves to be accepted while the step adapts")
        .within(0.01, 0.9);
    f("stop_r2", stop_r2, "End a stage once every data set has this R^2; 0: never").within(0, 1);
    f("replicas", replicas, "Independent runs, for error bars").within(1, 10000);
    f("threads", threads, "Threads of one replica; results do not depend on it")
        .within(1, 256)
        .not_hashed();
    f("checkpoint", checkpoint, "Time between two checkpoints of a replica")
        .in("s")
        .within(0, 86400)
        .not_hashed();
    f.preset("liu2022", "the paper's schedule, doi:10.1016/j.scriptamat.2022.115159",
             "schedule = 'liu2022'");
    f.preset("fast", "energy anneal, then data; a CPU minute per replica of 2048 atoms",
             "schedule = 'fast'");
    f.preset("accurate", "slower anneal; two CPU minutes per replica of 2048 atoms",
             "schedule = 'accurate'");
    f.example("crucible run examples/glass/study.toml");
    f.example(
        "crucible glass fit glass.extxyz --data \"{ use = 'sq-xray' }\" --replicas 3 --run fit");
    f.makes(Artefact::structures, "models", "models.extxyz", "The fitted model of each replica");
    f.makes(Artefact::structures, "control", "control.extxyz",
            "The same way gone without data, one per replica; empty without an energy");
    f.makes(Artefact::table, "fits", "fits.csv", "Every data set: target, model, control");
    f.makes(Artefact::table, "history", "history.csv", "The way of every replica");
    f.gives("r2.*", "", "R^2 of a data set, mean over replicas");
    f.gives("r2-control.*", "", "The same of the control");
    f.gives("energy", "eV/atom", "Energy of the models");
    f.gives("moves", "", "Proposed moves per replica");
    f.gives("accepted", "", "Share of the moves that were accepted");
    f.gives("quench-rate", "K/s", "Quench rate that the anneal amounts to");
    f.gives("replicas", "", "Independent runs");
    f.gives("potential", "", "The energy of the fit");
    f.gives("schedule", "", "How the fit went");
}

void GlassFit::check(const std::filesystem::path& directory) const {
    if (target.text.empty() && start.text.empty()) empty_box(system);
    for (const DataParameter& d : data) check_data(d, directory, !target.text.empty());
}

std::string GlassFit::work(std::int64_t item, Worker& worker) const {
    const auto& problem = worker.once([&] {
        return glass_problem(*this, read_inputs(worker, target, elements),
                             read_inputs(worker, start, elements));
    });
    return encode(
        run_replica(problem, item, {threads, from_internal(checkpoint.value, "s")}, worker));
}

namespace {

std::string energy_text(const GlassFit& fit) {
    if (std::holds_alternative<NoEnergy>(fit.energy)) return "none";
    if (const auto* eam = std::get_if<EamEnergy>(&fit.energy)) return eam->file.filename().string();
    if (const auto* kim = std::get_if<KimEnergy>(&fit.energy)) return kim->model;
    if (const auto* nep = std::get_if<NepEnergy>(&fit.energy)) return nep->file.filename().string();
    if (const auto* deep = std::get_if<DeepPotEnergy>(&fit.energy))
        return "deep potential " + deep->files.front().filename().string();
    return std::holds_alternative<LennardJonesEnergy>(fit.energy) ? "Lennard-Jones" : "Buckingham";
}

/// Whatever every replica would refuse is said here, once and plainly.
void try_start(const GlassProblem& g, const RunContext& context) {
    Structure start = g.starts.empty() ? g.model : g.starts.front();
    if (shortest_distance(start) < 0.1)  // a box without places
        start = rmc::random_start(start.cell, start.numbers, g.insertion,
                                  context.stream(StreamId::rmc_start))
                    .structure;
    rmc::Chain(g.problem, start, context.stream(StreamId::rmc_chain));
}

}  // namespace

void GlassFit::run(StepRun& r) const {
    const GlassProblem g =
        glass_problem(*this, read_inputs(r, target, elements), read_inputs(r, start, elements));
    try_start(g, r.context());
    r.items(replicas);
    std::vector<GlassReplica> all;
    r.each([&](std::int64_t, std::string_view bytes) { all.push_back(decode_replica(bytes)); });
    const std::string arm = r.context().step();
    r.make("models", structures_text(replica_frames(g, all, arm, &GlassReplica::model), "extxyz"));
    r.make("control",
           structures_text(replica_frames(g, all, arm + "-control", &GlassReplica::control),
                           "extxyz"));
    r.make("fits", to_csv(fit_table(g, all)));
    r.make("history", to_csv(history_table(g, all)));
    give_fit_rows(r, g, all);
    warn_of_fit(r, g, all);
    r.row(Row::words("potential", energy_text(*this)));
    r.row(Row::words(
        "schedule",
        fmt::format("{}, {} stage{}", names(schedule)[static_cast<std::size_t>(schedule)].name,
                    g.problem.stages.size(), g.problem.stages.size() == 1 ? "" : "s")));
}

void register_glass_fit(Registry& r) {
    r.add<GlassFit>("glass.fit", {2}, "Fit a glass by reverse Monte Carlo, with its control");
}

}  // namespace crucible
