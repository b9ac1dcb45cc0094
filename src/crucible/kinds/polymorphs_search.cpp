// polymorphs.search: random crystals, relaxed at pressure, sorted into phases.

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "crucible/atoms/formats.hpp"
#include "crucible/atoms/symmetry.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/base/units.hpp"
#include "crucible/kinds/energy_parameter.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/polymorphs_tables.hpp"
#include "crucible/kinds/structure_inputs.hpp"
#include "crucible/search/phases.hpp"

namespace crucible {
namespace {

struct LeastDistance {
    std::string pair;
    Length distance;
    void describe(Fields& f) {
        f("pair", pair, "Two elements").required("Ti-O");
        f("distance", distance, "Least distance in a generated structure")
            .required("1.6 angstrom")
            .within(0.1, 20);
    }
};

struct CellWindow {
    Range<Volume> volume;
    Range<Angle> angles{{to_internal(60, "deg")}, {to_internal(120, "deg")}};
    Range<double> ratios{0.6, 1.4};
    Length plane_spacing;
    void describe(Fields& f) {
        f("volume", volume,
          "Volume per formula unit; 0 to 0: about that of some that are relaxed first")
            .within(0, 10000);
        f("angles", angles, "Angles between lattice vectors").within(20, 160);
        f("ratios", ratios, "Lengths of lattice vectors relative to their mean").within(0.05, 20);
        f("plane_spacing", plane_spacing,
          "Least distance between opposite faces; 0: 2.5 angstrom, less in cells too small for "
          "that")
            .within(0, 100);
    }
};

/// Space groups in which random crystals are made; P1 alone unless said.
struct SymmetryChoice {
    Range<int> groups{1, 1}, operations{1, 48};
    void describe(Fields& f) {
        f("groups", groups, "Space groups by number; of those with room for the atoms one is drawn")
            .within(1, 230);
        f("operations", operations, "Operations of their point groups").within(1, 48);
    }
};

enum class SearchMinimiser { lbfgs, fire };
std::span<const Name> names(SearchMinimiser) {
    static constexpr Name all[] = {{"lbfgs", "preconditioned L-BFGS"},
                                   {"fire", "fast inertial relaxation"}};
    return all;
}

MinimumDistance minimum_distance(const LeastDistance& d) {
    const auto [first, second] = parse_pair(d.pair);
    return {first, second, d.distance.value};
}

constexpr std::int64_t trials_per_block = 50;

struct SearchFindings {
    std::int64_t trials_per_batch = 0;
    std::vector<TrialSummary> trials;  ///< batch after batch
    PhaseTable phases;
};

struct PolymorphSearch {
    std::string formula;
    std::vector<int> units = {4};
    std::int64_t trials = 100;
    double stop_unseen = 0;
    Pressure pressure;
    EnergyParameter energy;
    Ref<Artefact::structures> known;
    CellWindow cell;
    SymmetryChoice symmetry;
    std::vector<LeastDistance> distances;
    Force fmax{0.01 * constants::kcal_per_mol};
    SearchMinimiser minimiser = SearchMinimiser::lbfgs;
    int evaluations = 1000;
    Time item_time{to_internal(60, "s")};

    void describe(Fields& f) {
        f("formula", formula, "Composition of one formula unit").required("TiO2");
        f("units", units, "Formula units per cell, one batch of trials each").within(1, 64);
        f("trials", trials, "Random structures per batch").within(1, 1e9);
        f("stop_unseen", stop_unseen,
          "Stop once new phases among further minima are rarer than this with 95 % confidence; 0: "
          "never")
            .within(0, 1);
        f("pressure", pressure, "Pressure during relaxation").within(-10, 1000);
        f("energy", energy, "Potential");
        f("known", known, "Known phases: relaxed at the same pressure, they give the labels")
            .positional();
        f("cell", cell, "Random cells");
        f("symmetry", symmetry,
          "Space groups of random crystals; atoms fill their Wyckoff positions");
        f("distances", distances,
          "Least distances; pairs not listed take 0.7 of the covalent radii's sum");
        f("fmax", fmax, "Largest force left on an atom").within(1e-7, 1).in("kcal/mol/angstrom");
        f("minimiser", minimiser, "How minima are sought; frequencies depend on it");
        f("evaluations", evaluations, "Most evaluations per trial").within(10, 1000000);
        f("item_time", item_time, "Time after which a trial is given up")
            .in("s")
            .within(0.1, 86400)
            .not_hashed();
        f.preset("tio2", "the settings of arXiv:1909.08934 for the Matsui-Akaogi potential",
                 "formula = 'TiO2'\nenergy = 'matsui-akaogi'\ncell = { volume = ['26 angstrom^3', "
                 "'34 angstrom^3'] }\n"
                 "distances = [{ pair = 'Ti-Ti', distance = '2.6 angstrom' }, { pair = 'Ti-O', "
                 "distance = '1.6 angstrom' },"
                 " { pair = 'O-O', distance = '2.1 angstrom' }]");
        f.example("crucible polymorphs search --preset tio2 --pressure \"20 GPa\" --run found");
        f.example("crucible polymorphs search known/*.res --preset tio2 --units 2,3 --trials 1000");
        f.example(
            "crucible polymorphs search --preset tio2 --units 8 --symmetry \"{ groups = [2, 230] "
            "}\"");
        f.makes(Artefact::structures, "structures", "phases.extxyz",
                "One structure per phase, lowest enthalpy first");
        f.makes(Artefact::structures, "minima", "minima.extxyz",
                "Every minimum: formula units, trial, enthalpy, volume, phase");
        f.makes(Artefact::structures, "known", "known.extxyz",
                "Known phases as they are at this pressure");
        f.makes(Artefact::table, "phases", "phases.csv",
                "Phases: label, space group, count, enthalpy, volume");
        f.makes(Artefact::table, "trials", "trials.csv",
                "Every trial: outcome, phase, enthalpy, volume, evaluations");
        f.makes(Artefact::table, "found", "found.csv",
                "Number of phases seen against number of trials");
        f.gives("best", enthalpy_unit, "Lowest enthalpy found, per formula unit");
        f.gives("best-label", "", "Label and space group of the phase with the lowest enthalpy");
        f.gives("phases", "", "Distinct phases found");
        f.gives("trials", "", "Random structures made");
        f.gives("minima", "", "Trials that reached a minimum");
        f.gives("unseen", "",
                "Good-Turing estimate of the chance that the next minimum is a new phase");
        f.gives("unseen-limit", "", "Its upper limit at 95 % confidence");
        f.gives("enthalpy.*", enthalpy_unit,
                "Enthalpy of a known phase that was found, per formula unit");
        f.gives("frequency.*", "", "Share of the trials that ended in a known phase");
        f.gives("generator", "", "How structures were made");
        f.gives("minimiser", "", "How they were relaxed");
        f.gives("potential", "", "On what they were relaxed");
        f.view(
            {.output = "structures", .title = "The phases with the lowest enthalpies", .most = 12});
    }

    void check(const std::filesystem::path&) const { parse_formula(formula); }

    SearchSettings settings(std::uint64_t seed) const {
        SearchSettings s;
        s.generate.unit = parse_formula(formula);
        s.generate.volume_low = cell.volume.low.value,
        s.generate.volume_high = cell.volume.high.value;
        s.generate.angle_low = from_internal(cell.angles.low.value, "deg");
        s.generate.angle_high = from_internal(cell.angles.high.value, "deg");
        s.generate.ratio_low = cell.ratios.low, s.generate.ratio_high = cell.ratios.high;
        s.generate.plane_spacing = cell.plane_spacing.value;
        s.generate.symmetry = {symmetry.groups.low, symmetry.groups.high, symmetry.operations.low,
                               symmetry.operations.high};
        for (const LeastDistance& d : distances)
            s.generate.distances.push_back(minimum_distance(d));
        s.units = units, s.trials = trials, s.seed = seed;
        s.block = stop_unseen > 0 ? trials_per_block : 0;
        s.relax.pressure = pressure.value, s.relax.fmax = fmax.value;
        s.relax.max_evaluations = evaluations;
        s.relax.minimiser =
            minimiser == SearchMinimiser::lbfgs ? Minimiser::lbfgs : Minimiser::fire;
        s.energy = potential(energy);
        return s;
    }

    std::string work(std::int64_t item, Worker& worker) const {
        auto& runner = worker.once([&] { return TrialRunner(settings(worker.context().seed())); });
        return encode(runner.run(item));
    }

    void run(StepRun& r) const;
    SearchFindings search(StepRun&, const SearchSettings&, const std::vector<KnownPhase>&) const;
    void give_rows(StepRun&, TrialRunner&, const PhaseTable&) const;
    void make_tables(StepRun&, const SearchFindings&) const;
    Structure frame(const Trial&, const Phase&) const;
    Structures known_frames(const std::vector<KnownPhase>&) const;
    void make_structures(StepRun&, const std::vector<TrialSummary>&, const PhaseTable&) const;
};

/// Trials pass by one at a time; what stays is their numbers, batch after batch. Only items before
/// `end` count: those from there on are left from a run that a stopped search has overtaken.
std::vector<TrialSummary> summaries(const StepRun& r, const SearchSettings& s, std::int64_t end,
                                    PhaseFinder& finder) {
    std::vector<TrialSummary> all;
    r.each([&](std::int64_t item, std::string_view record) {
        if (item >= end) return;
        all.push_back(summary_of(item, decode_trial(record)));
        finder.count(all.back().outcome);
    });
    const auto place = [&](const TrialSummary& t) {
        return std::pair(std::find(s.units.begin(), s.units.end(), t.key.units), t.key.number);
    };
    std::stable_sort(all.begin(), all.end(), [&](const TrialSummary& a, const TrialSummary& b) {
        return place(a) < place(b);
    });
    return all;
}

/// Structures come back by enthalpy, one at a time: phases are then the same in any order of
/// trials.
void find_phases_of(const StepRun& r, std::vector<TrialSummary>& all, PhaseFinder& finder) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i].outcome == TrialOutcome::minimum) order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return all[a].enthalpy < all[b].enthalpy;
    });
    for (const std::size_t i : order)
        all[i].phase = static_cast<int>(finder.add(decode_trial(r.result(all[i].item)), i));
}

/// Decides on whole blocks, all of whose trials are done: whoever did them, and when, plays no
/// part.
SearchFindings PolymorphSearch::search(StepRun& r, const SearchSettings& s,
                                       const std::vector<KnownPhase>& known_phases) const {
    ItemLimits limits;
    limits.seconds = from_internal(item_time.value, "s");
    SearchFindings out;
    for (const std::int64_t each : pauses(s)) {
        const std::int64_t items = each * static_cast<std::int64_t>(s.units.size());
        r.items(items, Tolerate{0.01}, limits);
        PhaseFinder finder(s.generate.unit, known_phases);
        out.trials_per_batch = each;
        out.trials = summaries(r, s, items, finder);
        find_phases_of(r, out.trials, finder);
        out.phases = finder.table();
        if (out.phases.unseen_limit <= stop_unseen) return out;
    }
    if (stop_unseen > 0)
        r.context().warn(
            fmt::format("after all {} trials per batch, up to {:.2g} of further minima "
                        "may be new phases, more than the {:.2g} asked for",
                        s.trials, out.phases.unseen_limit, stop_unseen));
    return out;
}

void PolymorphSearch::run(StepRun& r) const {
    const SearchSettings s = settings(r.context().seed());
    TrialRunner runner(s);
    std::vector<std::string> problems;
    const auto known_phases = relax_known(runner, read_inputs(r, known), s.generate.unit, problems);
    for (const std::string& p : problems) r.context().warn("known phase " + p);
    SearchFindings findings = search(r, s, known_phases);
    PhaseTable& found = findings.phases;
    name_phases(found, from_internal(pressure.value, "GPa"));
    if (found.phases.empty()) r.context().warn("no trial reached a minimum");
    make_tables(r, findings);
    make_structures(r, findings.trials, found);
    r.make("known", structures_text(known_frames(known_phases), "extxyz"));
    give_rows(r, runner, found);
}

void PolymorphSearch::make_tables(StepRun& r, const SearchFindings& f) const {
    std::size_t atoms = 0;
    for (const auto& [z, count] : parse_formula(formula)) atoms += static_cast<std::size_t>(count);
    r.make("phases", to_csv(phase_table(f.phases, {units, f.trials_per_batch, atoms,
                                                   from_internal(pressure.value, "GPa")})));
    r.make("trials", to_csv(trial_table(f.trials, f.phases)));
    r.make("found", to_csv(found_table(f.trials)));
}

/// What frames of minima and of phases say of themselves.
Structure PolymorphSearch::frame(const Trial& t, const Phase& p) const {
    Structure s = t.structure;
    s.info["space_group"] = p.space_group;
    s.info["n"] = std::to_string(t.key.units);
    s.info["enthalpy_kcal_per_mol_fu"] = number_text(in_kcal(t.enthalpy_per_unit()));
    s.info["volume_per_fu"] = number_text(t.volume_per_unit());
    s.info["pressure_GPa"] = number_text(from_internal(pressure.value, "GPa"), 12);
    return s;
}

Structures PolymorphSearch::known_frames(const std::vector<KnownPhase>& all) const {
    Structures out;
    for (const KnownPhase& k : all) {
        Structure s = k.structure;
        const auto found = find_symmetry(s, PhaseTolerance().symmetry);
        s.name = k.label;
        s.info = {{"name", k.label},
                  {"space_group", found ? found->symbol : "?"},
                  {"enthalpy_kcal_per_mol_fu", number_text(in_kcal(k.enthalpy_per_unit))},
                  {"pressure_GPa", number_text(from_internal(pressure.value, "GPa"), 12)}};
        out.push_back(std::move(s));
    }
    return out;
}

void PolymorphSearch::make_structures(StepRun& r, const std::vector<TrialSummary>& all,
                                      const PhaseTable& found) const {
    const auto write = [&](const std::string& output, auto&& each_frame) {
        r.make(output, [&](const std::filesystem::path& aside) {
            std::ofstream file(aside, std::ios::binary);
            each_frame([&](Structure&& s) { file << structures_text({std::move(s)}, "extxyz"); });
            if (!file.flush()) fail_errno("cannot write", aside);
        });
    };
    write("structures", [&](auto&& add) {
        for (const Phase& p : found.phases) {
            Structure s = frame(decode_trial(r.result(all[p.representative].item)), p);
            s.name = s.info["name"] = p.name;
            s.info["count"] = std::to_string(p.count);
            add(std::move(s));
        }
    });
    write("minima", [&](auto&& add) {
        for (const TrialSummary& t : all) {
            if (t.phase < 0) continue;
            const Phase& p = found.phases[static_cast<std::size_t>(t.phase)];
            Structure s = frame(decode_trial(r.result(t.item)), p);
            s.name = fmt::format("n{}-{}", t.key.units, t.key.number);
            s.info["trial"] = std::to_string(t.key.number);
            s.info["phase"] = p.name;
            add(std::move(s));
        }
    });
}

void PolymorphSearch::give_rows(StepRun& r, TrialRunner& runner, const PhaseTable& found) const {
    if (!found.phases.empty()) {
        const Phase& best = found.phases.front();
        r.row(Row::number("best", in_kcal(best.enthalpy), enthalpy_unit, best.count));
        r.row(Row::words("best-label", fmt::format("{} ({})", best.name, best.space_group)));
    }
    r.row(Row::number("phases", static_cast<double>(found.phases.size()), "", found.minima));
    r.row(Row::number("trials", static_cast<double>(found.trials), "", found.trials));
    r.row(Row::number("minima", static_cast<double>(found.minima), "", found.trials));
    r.row(Row::number("unseen", found.unseen, "", found.minima));
    r.row(Row::number("unseen-limit", found.unseen_limit, "", found.minima));
    for (const Phase& p : found.phases)
        for (const std::string& label : labels_of(p)) {
            r.row(Row::number("enthalpy." + label, in_kcal(p.enthalpy), enthalpy_unit, p.count));
            Row f = Row::number("frequency." + label, p.frequency, "", found.trials);
            f.error = p.frequency_error;
            r.row(std::move(f));
        }
    const auto lines = runner.description();
    const char* ids[] = {"generator", "minimiser", "potential"};
    for (std::size_t i = 0; i < lines.size() && i < 3; ++i) r.row(Row::words(ids[i], lines[i]));
}

}  // namespace

void register_polymorphs(Registry& r) {
    r.add<PolymorphSearch>("polymorphs.search", {2},
                           "Find crystal phases by relaxing random structures");
}

}  // namespace crucible
