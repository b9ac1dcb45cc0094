// polymorphs.free-energy: chemical potentials of phases on a grid of pressures and temperatures.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/atoms/formats.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/kinds/energy_parameter.hpp"
#include "crucible/kinds/free_energy_levels.hpp"
#include "crucible/kinds/integrate_level.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/structure_inputs.hpp"

namespace crucible {
namespace {

constexpr double free_energy_kcal = constants::kcal_per_mol;
/// eV per formula unit, relative: two branches that agree so well everywhere are one crystal.
constexpr double same_enthalpy = 2e-5, same_volume = 2e-4;

using FreeEnergyLevel = std::variant<HarmonicLevel, BasinLevel, IntegrateLevel>;

/// The point at which the crystal was taken up; an empty one if it never was.
BranchPoint at_start(const EnthalpyBranch& b) {
    for (const BranchPoint& p : b.points)
        if (p.fate == PhaseFate::stays && std::fabs(p.pressure - b.start) < 1e-9) return p;
    return {};
}

/// Whether two branches agree wherever both are known: at three pressures at least, or at all those
/// of the shorter one. They may end at different pressures.
bool is_same_crystal(const EnthalpyBranch& a, const EnthalpyBranch& b) {
    const auto [first_a, last_a] = a.kept();
    const auto [first_b, last_b] = b.kept();
    std::size_t common = 0;
    for (std::size_t i = first_a, j = first_b; i < last_a && j < last_b;) {
        const BranchPoint &x = a.points[i], &y = b.points[j];
        if (std::fabs(x.pressure - y.pressure) > 1e-9) {
            ++(x.pressure < y.pressure ? i : j);
            continue;
        }
        if (std::fabs(x.enthalpy - y.enthalpy) > same_enthalpy ||
            std::fabs(x.volume - y.volume) > same_volume * x.volume)
            return false;
        ++common, ++i, ++j;
    }
    return common > 0 && common >= std::min({std::size_t{3}, last_a - first_a, last_b - first_b});
}

/// How many points of its branch a phase keeps.
std::size_t kept_points(const PhaseFreeEnergy& p) {
    const auto [first, last] = p.branch.kept();
    return last - first;
}

struct PolymorphFreeEnergy {
    std::vector<Ref<Artefact::structures>> phases;
    int most = 50;
    std::string formula;
    EnergyParameter energy;
    PressureGrid pressures;
    std::vector<Temperature> temperatures{{0}, {300}, {600}, {900}, {1200}, {1500}};
    FreeEnergyLevel level;
    Pressure continuation{constants::gpa};
    Time item_time{to_internal(3600, "s")};

    void describe(Fields& f) {
        f("phases", phases, "One structure of each phase; a search lists the lowest first")
            .required("@search")
            .positional();
        f("most", most, "Of each file only the first so many").within(1, 100000);
        f("formula", formula, "Composition of one formula unit").required("TiO2");
        f("energy", energy, "Potential");
        f("pressures", pressures, "Where chemical potentials are wanted");
        f("temperatures", temperatures, "Where chemical potentials are wanted").within(0, 20000);
        f("level", level, "Theory of the free energy");
        f("continuation", continuation, "Steps of pressure in which phases are followed at rest")
            .within(0.01, 20);
        f("item_time", item_time, "Time after which a phase is given up")
            .in("s")
            .within(1, 1e6)
            .not_hashed();
        f.example(
            "crucible polymorphs free-energy phases.extxyz --formula TiO2 --energy "
            "matsui-akaogi --temperatures \"0 K,700 K,1600 K\" --run free");
        f.example(
            "crucible polymorphs free-energy phases.extxyz --formula TiO2 --energy "
            "matsui-akaogi --level \"{ use = 'harmonic', statistics = 'quantum' }\"");
        f.makes(Artefact::table, "mu", "mu.csv",
                "Chemical potential of every phase at every pressure and temperature, or why "
                "there is none");
        f.makes(Artefact::table, "branches", "branches.csv",
                "Every phase at rest: enthalpy, volume and space group over pressure");
        f.makes(Artefact::table, "phases", "phases.csv",
                "How far each phase goes, why it ends, hysteresis, imaginary modes");
        f.makes(Artefact::table, "modes", "modes.csv",
                "Volumes at which modes were computed: waves, softest mode, imaginary share, "
                "error of the mesh at the highest temperature");
        f.makes(Artefact::table, "density", "density.csv",
                "Density of states of phonons of each phase, where it was taken up");
        if (std::holds_alternative<IntegrateLevel>(level))
            f.makes(Artefact::table, "integrals", "integrals.csv",
                    "What each integration is made of: work by quadrature and by switching, "
                    "dissipation, size, where an atom left its site");
        f.makes(Artefact::structures, "structures", "phases.extxyz",
                "Every phase, relaxed where it was taken up");
        describe_rows(f);
        f.view({.output = "structures", .title = "The phases", .most = 12});
    }

    static void describe_rows(Fields& f) {
        f.gives("phases", "", "Phases with a chemical potential somewhere");
        f.gives("lost", "", "Phases that are lost somewhere in the range");
        f.gives("imaginary", "", "Phases with imaginary modes at some volume");
        f.gives("same", "", "Structures left out because they are another phase of the input");
        f.gives("hysteresis", "kcal/mol",
                "Largest difference of enthalpy between the way out and the way back");
        f.gives("mesh-error", "kcal/mol", "Largest error of the mesh of waves");
        f.gives("dissipation", "kcal/mol", "Largest dissipation of switching forth and back");
        f.gives("mu.*", "kcal/mol",
                "Chemical potential of a phase at its first pressure and temperature");
        f.gives("potential", "", "On what the phases were relaxed");
        f.gives("level", "", "Theory of the free energy");
    }

    std::vector<double> kelvins() const {
        std::vector<double> out;
        for (const Temperature& t : temperatures) out.push_back(t.value);
        std::sort(out.begin(), out.end());
        out.erase(std::unique(out.begin(), out.end()), out.end());
        if (out.empty())
            throw InputError("E-thermo-branch", "there are no temperatures",
                             "give temperatures = ['0 K', '700 K']");
        return out;
    }

    std::size_t first() const { return static_cast<std::size_t>(most); }

    std::unique_ptr<EnergyModel> model() const {
        return make_model({potential(energy), 1e-8, ShortRange::refuse});
    }

    BranchSettings branch_settings(const Structure& s) const {
        BranchSettings b;
        b.step = continuation.value;
        const auto p = pressures.values();
        const bool expands = std::holds_alternative<HarmonicLevel>(level);
        // Zero-point motion expands a crystal as some hundred kelvin do, 600 of a stiff oxide.
        const double hottest = std::max(600.0, kelvins().back());
        b.low = p.front() - (expands ? thermal_margin(s, hottest) : 0);
        // A single pressure has a neighbour, so that there are slopes.
        b.high = std::max(p.back(), b.low + b.step);
        return b;
    }

    StateGrid grid() const { return {pressures.values(), kelvins()}; }

    /// An integration is an item of its own at each point, whatever else a phase takes is quick.
    std::int64_t items_per_phase() const {
        const bool is_many = std::holds_alternative<IntegrateLevel>(level);
        return is_many ? static_cast<std::int64_t>(grid().size()) : 1;
    }

    std::string work(std::int64_t item, Worker& worker) const {
        auto& all = worker.once([&] { return read_inputs(worker, phases, first()); });
        const Structure& s = all.at(static_cast<std::size_t>(item / items_per_phase()));
        return with_context(s.name, [&] { return encode(phase(s, item, worker)); });
    }

    PhaseFreeEnergy phase(const Structure& s, std::int64_t item, Worker& worker) const {
        const auto on = model();
        EnthalpyBranch b = follow_branch(s, parse_formula(formula), *on, branch_settings(s));
        PhaseFreeEnergy out;
        if (const auto* harmonic = std::get_if<HarmonicLevel>(&level))
            out = harmonic_phase(*harmonic, std::move(b), *on, pressures.values(), kelvins());
        else
            out = phase_at_rest(std::move(b));
        if (const auto* integrate = std::get_if<IntegrateLevel>(&level)) {
            const auto sampled = make_model({potential(energy), 1e-5, ShortRange::refuse});
            const auto point = static_cast<std::size_t>(item % items_per_phase());
            PhaseIntegrals found =
                integrate_point(*integrate, out.branch, *sampled, grid(), point, item, worker);
            out.mu = std::move(found.mu), out.integrals = std::move(found.table);
        }
        out.at_start = at_start(out.branch).structure;
        if (out.at_start.size()) {
            out.at_start.name = out.at_start.info["name"] = s.name;
            out.at_start.info["pressure_GPa"] = number_text(out.branch.start / constants::gpa, 12);
        }
        return out;
    }

    void run(StepRun& r) const {
        const Structures all = read_inputs(r, phases, first());
        ItemLimits limits;
        limits.seconds = from_internal(item_time.value, "s");
        const std::int64_t points = items_per_phase();
        r.items(static_cast<std::int64_t>(all.size()) * points, Tolerate::none(), limits);
        std::vector<PhaseFreeEnergy> found;
        r.each([&](std::int64_t item, std::string_view record) {
            PhaseFreeEnergy p = decode_phase(record);
            if (item % points == 0) return found.push_back(std::move(p));
            PhaseFreeEnergy& whole = found.back();
            whole.mu.insert(whole.mu.end(), p.mu.begin(), p.mu.end());
            append_rows(whole.integrals, p.integrals);
        });
        complete_lines(found, r.context().seed());
        const std::size_t same = leave_out_same(r, found);
        if (const auto* basin = std::get_if<BasinLevel>(&level)) add_basins(r, *basin, found);
        make_tables(r, found);
        give_rows(r, found, same);
    }

    void complete_lines(std::vector<PhaseFreeEnergy>& all, std::uint64_t seed) const {
        const auto* integrate = std::get_if<IntegrateLevel>(&level);
        if (!integrate || integrate->plan != IntegrationPlan::lines) return;
        for (PhaseFreeEnergy& p : all) {
            PhaseIntegrals whole{std::move(p.mu), std::move(p.integrals)};
            follow_lines(whole, grid(), first_of_lines(p.branch, grid()), seed);
            p.mu = std::move(whole.mu), p.integrals = std::move(whole.table);
        }
    }

    /// Of the same crystal the one that is known over the widest range stays, by its first name.
    static std::size_t leave_out_same(StepRun& r, std::vector<PhaseFreeEnergy>& all) {
        std::vector<PhaseFreeEnergy> kept;
        std::string left_out;
        for (PhaseFreeEnergy& p : all) {
            const auto twin = std::find_if(kept.begin(), kept.end(), [&](const auto& k) {
                return is_same_crystal(k.branch, p.branch);
            });
            if (twin == kept.end()) {
                kept.push_back(std::move(p));
                continue;
            }
            left_out += fmt::format("{}{} is {}", left_out.empty() ? "" : ", ", p.branch.label,
                                    twin->branch.label);
            if (kept_points(p) <= kept_points(*twin)) continue;
            rename_phase(p, twin->branch.label);
            *twin = std::move(p);
        }
        if (!left_out.empty()) r.context().warn("left out as the same crystals: " + left_out);
        const std::size_t same = all.size() - kept.size();
        all = std::move(kept);
        return same;
    }

    void add_basins(StepRun& r, const BasinLevel& basin, std::vector<PhaseFreeEnergy>& all) const {
        const auto files = r.open(basin.basins);
        const std::string file = files.empty() ? "" : files.front().string();
        const BasinEntropies s = BasinEntropies::of(parse_csv(read_file(file), file), file);
        for (PhaseFreeEnergy& p : all) {
            p.mu = basin_potentials(p.branch, s, pressures.values(), kelvins());
            if (p.mu.empty())
                r.context().warn(fmt::format("{} has no basin entropy", p.branch.label));
        }
    }

    static Table phase_table(const std::vector<PhaseFreeEnergy>& all) {
        Table t;
        std::vector<std::string> label, group, low_end, high_end;
        std::vector<double> start, low, high, hysteresis, imaginary;
        for (const PhaseFreeEnergy& p : all) {
            const auto [first, last] = p.branch.kept();
            const bool stays = first < last;
            label.push_back(p.branch.label);
            group.push_back(at_start(p.branch).space_group);
            start.push_back(stays ? p.branch.start / constants::gpa : NAN);
            low.push_back(stays ? p.branch.points[first].pressure / constants::gpa : NAN);
            high.push_back(stays ? p.branch.points[last - 1].pressure / constants::gpa : NAN);
            hysteresis.push_back(p.branch.hysteresis / free_energy_kcal);
            imaginary.push_back(largest(p.modes, "imaginary"));
            low_end.push_back(p.branch.low_end), high_end.push_back(p.branch.high_end);
        }
        t.add_texts("phase") = std::move(label);
        t.add_texts("space_group") = std::move(group);
        t.add_numbers("taken_up", "GPa") = std::move(start);
        t.add_numbers("from", "GPa") = std::move(low);
        t.add_numbers("to", "GPa") = std::move(high);
        t.add_numbers("hysteresis", "kcal/mol") = std::move(hysteresis);
        t.add_numbers("imaginary") = std::move(imaginary);
        t.add_texts("low_end") = std::move(low_end);
        t.add_texts("high_end") = std::move(high_end);
        return t;
    }

    /// The largest finite number of a column; 0 where there is none.
    static double largest(const Table& t, std::string_view column) {
        double out = 0;
        if (const Column* c = t.find(column))
            for (const double x : c->numbers)
                if (std::isfinite(x)) out = std::max(out, x);
        return out;
    }

    void make_tables(StepRun& r, const std::vector<PhaseFreeEnergy>& all) const {
        std::vector<ChemicalPotential> mu;
        Table branches, modes, density, integrals;
        Structures structures;
        for (const PhaseFreeEnergy& p : all) {
            mu.insert(mu.end(), p.mu.begin(), p.mu.end());
            append_rows(branches, branch_table(p.branch));
            append_rows(modes, p.modes);
            append_rows(density, p.density);
            append_rows(integrals, p.integrals);
            if (p.at_start.size()) structures.push_back(p.at_start);
        }
        r.make("mu", to_csv(table_of(mu)));
        r.make("branches", to_csv(branches));
        r.make("phases", to_csv(phase_table(all)));
        r.make("modes", to_csv(modes));
        r.make("density", to_csv(density));
        if (std::holds_alternative<IntegrateLevel>(level)) r.make("integrals", to_csv(integrals));
        r.make("structures", structures_text(structures, "extxyz"));
    }

    void give_rows(StepRun& r, const std::vector<PhaseFreeEnergy>& all, std::size_t same) const {
        const auto any = [](const PhaseFreeEnergy& p, auto&& is) {
            return std::any_of(p.mu.begin(), p.mu.end(), is);
        };
        double counted = 0, lost = 0, imaginary = 0, hysteresis = 0, mesh = 0, dissipation = 0;
        for (const PhaseFreeEnergy& p : all) {
            counted += any(p, [](const auto& c) { return c.counts(); });
            lost += any(p, [](const auto& c) { return c.state == PhaseFate::lost; });
            imaginary += largest(p.modes, "imaginary") > 0;
            mesh = std::max(mesh, largest(p.modes, "mesh_error"));
            dissipation = std::max(dissipation, largest(p.integrals, "dissipation"));
            hysteresis = std::max(hysteresis, p.branch.hysteresis / free_energy_kcal);
            if (p.branch.hysteresis > 1e-3)
                r.context().warn(
                    fmt::format("{} does not come back the way it went: its enthalpies differ by "
                                "{:.3f} kcal/mol",
                                p.branch.label, p.branch.hysteresis / free_energy_kcal));
            const auto first =
                std::find_if(p.mu.begin(), p.mu.end(), [](const auto& c) { return c.counts(); });
            if (first == p.mu.end()) continue;
            Row row = Row::number("mu." + p.branch.label, first->mu / free_energy_kcal, "kcal/mol");
            row.error = first->error / free_energy_kcal;
            r.row(std::move(row));
        }
        r.row(Row::number("phases", counted));
        r.row(Row::number("lost", lost));
        r.row(Row::number("imaginary", imaginary));
        r.row(Row::number("same", static_cast<double>(same)));
        r.row(Row::number("hysteresis", hysteresis, "kcal/mol"));
        if (std::holds_alternative<HarmonicLevel>(level))
            r.row(Row::number("mesh-error", mesh, "kcal/mol"));
        if (std::holds_alternative<IntegrateLevel>(level))
            r.row(Row::number("dissipation", dissipation, "kcal/mol"));
        r.row(Row::words("potential", model()->description()));
        r.row(Row::words("level", level_text()));
    }

    std::string level_text() const {
        if (const auto* integrate = std::get_if<IntegrateLevel>(&level))
            return integrate->reference == ReferenceKind::harmonic
                       ? "integration from the harmonic crystal, classical, wavelength 1 angstrom"
                       : "integration from an Einstein crystal, classical, wavelength 1 angstrom";
        const auto* harmonic = std::get_if<HarmonicLevel>(&level);
        if (!harmonic) return "basin: enthalpy less T times the entropy of the basin";
        return harmonic->statistics == VibrationStatistics::quantum
                   ? "quasi-harmonic, quantum nuclei"
                   : "quasi-harmonic, classical nuclei, thermal wavelength 1 angstrom";
    }
};

}  // namespace

void register_polymorphs_free_energy(Registry& r) {
    r.add<PolymorphFreeEnergy>("polymorphs.free-energy", {1},
                               "Chemical potentials of phases over pressure and temperature");
}

}  // namespace crucible
