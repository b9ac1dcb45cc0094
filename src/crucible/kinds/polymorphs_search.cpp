// polymorphs.search: random crystals, relaxed at pressure, sorted into phases.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "crucible/atoms/formats.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/base/units.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/energy_parameter.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/structure_inputs.hpp"
#include "crucible/search/phases.hpp"

namespace crucible {
namespace {

constexpr const char* enthalpy_unit = "kcal/mol";

double in_kcal(double ev) { return ev / constants::kcal_per_mol; }

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
    Range<Volume> volume{{26}, {34}};
    Range<Angle> angles{{to_internal(60, "deg")}, {to_internal(120, "deg")}};
    Range<double> ratios{0.6, 1.4};
    Length plane_spacing{2.5};
    void describe(Fields& f) {
        f("volume", volume, "Volume per formula unit").within(1, 10000);
        f("angles", angles, "Angles between lattice vectors").within(20, 160);
        f("ratios", ratios, "Lengths of lattice vectors relative to their mean").within(0.05, 20);
        f("plane_spacing", plane_spacing, "Least distance between opposite faces").within(0, 100);
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

struct PolymorphSearch {
    std::string formula;
    std::vector<int> units = {4};
    std::int64_t trials = 100;
    Pressure pressure;
    EnergyParameter energy;
    Ref<Artefact::structures> known;
    CellWindow cell;
    std::vector<LeastDistance> distances;
    Force fmax{0.01 * constants::kcal_per_mol};
    SearchMinimiser minimiser = SearchMinimiser::lbfgs;
    int evaluations = 1000;
    Time item_time{to_internal(60, "s")};

    void describe(Fields& f) {
        f("formula", formula, "Composition of one formula unit").required("TiO2");
        f("units", units, "Formula units per cell, one batch of trials each").within(1, 64);
        f("trials", trials, "Random structures per batch").within(1, 1e9);
        f("pressure", pressure, "Pressure during relaxation").within(-10, 1000);
        f("energy", energy, "Potential");
        f("known", known, "Known phases: relaxed at the same pressure, they give the labels")
            .positional();
        f("cell", cell, "Random cells");
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
        f.makes(Artefact::structures, "structures", "phases.extxyz",
                "One structure per phase, lowest enthalpy first");
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
        f.gives("enthalpy.*", enthalpy_unit,
                "Enthalpy of a known phase that was found, per formula unit");
        f.gives("frequency.*", "", "Share of the trials that ended in a known phase");
        f.gives("generator", "", "How structures were made");
        f.gives("minimiser", "", "How they were relaxed");
        f.gives("potential", "", "On what they were relaxed");
        f.view(
            {.output = "structures", .title = "The phases with the lowest enthalpies", .most = 12});
    }

    SearchSettings settings(std::uint64_t seed) const {
        SearchSettings s;
        s.generate.unit = parse_formula(formula);
        s.generate.volume_low = cell.volume.low.value,
        s.generate.volume_high = cell.volume.high.value;
        s.generate.angle_low = from_internal(cell.angles.low.value, "deg");
        s.generate.angle_high = from_internal(cell.angles.high.value, "deg");
        s.generate.ratio_low = cell.ratios.low, s.generate.ratio_high = cell.ratios.high;
        s.generate.plane_spacing = cell.plane_spacing.value;
        for (const LeastDistance& d : distances)
            s.generate.distances.push_back(minimum_distance(d));
        s.units = units, s.trials = trials, s.seed = seed;
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
    void give_rows(StepRun&, TrialRunner&, const PhaseTable&) const;
    void make_tables(StepRun&, const std::vector<Trial>&, const PhaseTable&) const;
};

std::string shown_label(const Phase& p, std::size_t i) {
    return p.label.empty() ? fmt::format("new-{}", i + 1) : p.label;
}

/// "baddeleyite = columbite" names one minimum twice: both names count.
std::vector<std::string> labels_of(const Phase& p) {
    std::vector<std::string> out;
    for (const Word& w : fields(p.label, '='))
        if (!w.text.empty()) out.emplace_back(w.text);
    return out;
}

Table phase_table(const PhaseTable& found, const std::vector<int>& units,
                  std::size_t atoms_per_unit) {
    Table t;
    std::vector<std::string> labels, groups;
    std::vector<double> numbers, primitive, count, enthalpy, relative, per_atom, volume, frequency,
        error;
    for (std::size_t i = 0; i < found.phases.size(); ++i) {
        const Phase& p = found.phases[i];
        labels.push_back(shown_label(p, i)), groups.push_back(p.space_group);
        numbers.push_back(p.space_group_number), primitive.push_back(p.units_primitive);
        count.push_back(static_cast<double>(p.count));
        enthalpy.push_back(in_kcal(p.enthalpy)), relative.push_back(in_kcal(p.relative));
        per_atom.push_back(1000 * p.relative / static_cast<double>(atoms_per_unit));
        volume.push_back(p.volume), frequency.push_back(p.frequency),
            error.push_back(p.frequency_error);
    }
    t.add_texts("label") = std::move(labels);
    t.add_texts("space_group") = std::move(groups);
    t.add_numbers("space_group_number") = std::move(numbers);
    t.add_numbers("units_primitive") = std::move(primitive);
    t.add_numbers("count") = std::move(count);
    t.add_numbers("enthalpy", enthalpy_unit) = std::move(enthalpy);
    t.add_numbers("relative", enthalpy_unit) = std::move(relative);
    t.add_numbers("relative_per_atom", "meV") = std::move(per_atom);
    t.add_numbers("volume", "angstrom^3") = std::move(volume);
    t.add_numbers("frequency") = std::move(frequency);
    t.add_numbers("frequency_error") = std::move(error);
    for (int n : units) {
        auto& column = t.add_numbers(fmt::format("count_n{}", n));
        for (const Phase& p : found.phases) {
            const auto it = p.count_by_units.find(n);
            column.push_back(it == p.count_by_units.end() ? 0.0 : static_cast<double>(it->second));
        }
    }
    return t;
}

/// Index of the phase of each trial, or -1.
std::vector<int> phase_of_trials(const PhaseTable& found, std::size_t trials) {
    std::vector<int> out(trials, -1);
    for (std::size_t i = 0; i < found.phases.size(); ++i)
        for (std::size_t m : found.phases[i].members) out[m] = static_cast<int>(i);
    return out;
}

Table trial_table(const std::vector<Trial>& trials, const PhaseTable& found) {
    const std::vector<int> phase = phase_of_trials(found, trials.size());
    Table t;
    std::vector<double> n, number, enthalpy, volume, evaluations, fmax;
    std::vector<std::string> outcome, label;
    const double none = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t i = 0; i < trials.size(); ++i) {
        const Trial& x = trials[i];
        const bool minimum = x.outcome == TrialOutcome::minimum;
        n.push_back(x.key.units), number.push_back(static_cast<double>(x.key.number));
        outcome.emplace_back(name(x.outcome));
        label.push_back(phase[i] < 0 ? ""
                                     : shown_label(found.phases[static_cast<std::size_t>(phase[i])],
                                                   static_cast<std::size_t>(phase[i])));
        enthalpy.push_back(minimum ? in_kcal(x.enthalpy_per_unit()) : none);
        volume.push_back(minimum ? x.volume_per_unit() : none);
        evaluations.push_back(x.evaluations), fmax.push_back(minimum ? in_kcal(x.fmax) : none);
    }
    t.add_numbers("n") = std::move(n);
    t.add_numbers("trial") = std::move(number);
    t.add_texts("outcome") = std::move(outcome);
    t.add_texts("phase") = std::move(label);
    t.add_numbers("enthalpy", enthalpy_unit) = std::move(enthalpy);
    t.add_numbers("volume", "angstrom^3") = std::move(volume);
    t.add_numbers("evaluations") = std::move(evaluations);
    t.add_numbers("fmax", "kcal/mol/angstrom") = std::move(fmax);
    return t;
}

/// Trials taken in turn from the batches, as if all had run side by side.
Table found_table(const std::vector<Trial>& trials, const PhaseTable& found) {
    const std::vector<int> phase = phase_of_trials(found, trials.size());
    std::vector<std::size_t> order(trials.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return trials[a].key.number < trials[b].key.number;
    });
    Table t;
    std::vector<double> done, seen;
    std::set<int> distinct;
    const std::size_t stride = std::max<std::size_t>(1, order.size() / 200);
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (phase[order[i]] >= 0) distinct.insert(phase[order[i]]);
        if (i % stride && i + 1 < order.size()) continue;
        done.push_back(static_cast<double>(i + 1)),
            seen.push_back(static_cast<double>(distinct.size()));
    }
    t.add_numbers("trials") = std::move(done);
    t.add_numbers("phases") = std::move(seen);
    return t;
}

void PolymorphSearch::run(StepRun& r) const {
    const SearchSettings s = settings(r.context().seed());
    TrialRunner runner(s);
    ItemLimits limits;
    limits.seconds = from_internal(item_time.value, "s");
    r.items(item_count(s), Tolerate{0.01}, limits);
    std::vector<Trial> all;
    r.each([&](std::int64_t, std::string_view record) { all.push_back(decode_trial(record)); });

    std::vector<std::string> problems;
    const auto known_phases = relax_known(runner, read_inputs(r, known), s.generate.unit, problems);
    for (const std::string& p : problems) r.context().warn("known phase " + p);
    const PhaseTable found = find_phases(all, known_phases, s.generate.unit);
    if (found.phases.empty()) r.context().warn("no trial reached a minimum");
    make_tables(r, all, found);
    give_rows(r, runner, found);
}

void PolymorphSearch::make_tables(StepRun& r, const std::vector<Trial>& all,
                                  const PhaseTable& found) const {
    std::size_t atoms = 0;
    for (const auto& [z, count] : parse_formula(formula)) atoms += static_cast<std::size_t>(count);
    Structures phases;
    for (std::size_t i = 0; i < found.phases.size(); ++i) {
        const Phase& p = found.phases[i];
        Structure s = all[p.representative].structure;
        s.name = shown_label(p, i);
        s.info["name"] = s.name;
        s.info["space_group"] = p.space_group;
        s.info["count"] = std::to_string(p.count);
        s.info["enthalpy_kcal_per_mol_fu"] = number_text(in_kcal(p.enthalpy));
        s.info["pressure_GPa"] = number_text(from_internal(pressure.value, "GPa"), 12);
        phases.push_back(std::move(s));
    }
    r.make("structures", structures_text(phases, "extxyz"));
    r.make("phases", to_csv(phase_table(found, units, atoms)));
    r.make("trials", to_csv(trial_table(all, found)));
    r.make("found", to_csv(found_table(all, found)));
}

void PolymorphSearch::give_rows(StepRun& r, TrialRunner& runner, const PhaseTable& found) const {
    if (!found.phases.empty()) {
        const Phase& best = found.phases.front();
        r.row(Row::number("best", in_kcal(best.enthalpy), enthalpy_unit, best.count));
        r.row(Row::words("best-label",
                         fmt::format("{} ({})", shown_label(best, 0), best.space_group)));
    }
    r.row(Row::number("phases", static_cast<double>(found.phases.size()), "", found.minima));
    r.row(Row::number("trials", static_cast<double>(found.trials), "", found.trials));
    r.row(Row::number("minima", static_cast<double>(found.minima), "", found.trials));
    r.row(Row::number("unseen", found.unseen, "", found.minima));
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
    r.add<PolymorphSearch>("polymorphs.search", {1},
                           "Find crystal phases by relaxing random structures");
}

}  // namespace crucible
