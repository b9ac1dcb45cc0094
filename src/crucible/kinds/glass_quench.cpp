// glass.quench: from a composition to a glass, its inherent structure and what is known of both.

#include <fmt/format.h>

#include "crucible/atoms/formats.hpp"
#include "crucible/base/error.hpp"
#include "crucible/data/table.hpp"
#include "crucible/dynamics/md_quench.hpp"
#include "crucible/kinds/energy_parameter.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/study/step_run.hpp"

namespace crucible {
namespace {

constexpr double liquid_rmsd = 1;  // angstrom: atoms that went so far in the hold still flow

enum class QuenchStartChoice { lattice, random };
std::span<const Name> names(QuenchStartChoice) {
    static constexpr Name all[] = {{"lattice", "fcc sites, elements at random"},
                                   {"random", "random places, then minimised"}};
    return all;
}

struct GlassQuench {
    std::string composition;
    int atoms = 2048;
    EnergyParameter energy;
    QuenchStartChoice start = QuenchStartChoice::lattice;
    Temperature melt_temperature{2000}, final_temperature{300};
    Time melt_time{10'000}, hold_time{5'000}, time_step{2}, thermostat_time{200},
        barostat_time{1000};
    CoolingRate rate{0.0210};
    Pressure pressure;
    int ranks = 1;

    void describe(Fields& f) {
        f("composition", composition, "Formula whose proportions the atoms take")
            .required("Cu64Zr36");
        f("atoms", atoms, "Number of atoms").within(4, 1e8);
        f("energy", energy, "Potential; eam, kim and lennard-jones run on several ranks");
        f("start", start, "Where the atoms are before the melt");
        f("melt_temperature", melt_temperature, "Temperature of the melt").within(1, 1e5);
        f("melt_time", melt_time, "How long it is molten").within(0.001, 1e9).in("ps");
        f("rate", rate, "Cooling rate").within(1e6, 1e18);
        f("final_temperature", final_temperature, "Temperature of the glass").within(1, 1e5);
        f("hold_time", hold_time, "How long the glass is held").within(0.001, 1e9).in("ps");
        f("time_step", time_step, "Time step").within(0.001, 20);
        f("pressure", pressure, "Pressure throughout").within(-100, 1000);
        f("thermostat_time", thermostat_time, "Relaxation time of the thermostat").within(1, 1e6);
        f("barostat_time", barostat_time, "Relaxation time of the barostat").within(1, 1e6);
        f("ranks", ranks, "MPI ranks; another number gives another, equally good glass")
            .within(1, 100000);
        f.preset("fast", "Cu64Zr36, 2048 atoms at 2.1e13 K/s: about 5 CPU minutes",
                 "composition = 'Cu64Zr36'\nenergy = { use = 'eam', file = 'CuZr_mm.eam.fs' }\n"
                 "atoms = 2048\nmelt_temperature = '2000 K'\nmelt_time = '10 ps'\n"
                 "rate = '2.125e13 K/s'\nhold_time = '5 ps'");
        f.preset("fast-ta", "Ta, 2000 atoms at 1e14 K/s from 4000 K: about 1 CPU minute",
                 "composition = 'Ta'\nenergy = { use = 'kim', model = "
                 "'EAM_Dynamo_RaveloGermannGuerrero_2013Ta1_Ta__MO_816821594689_000' }\n"
                 "atoms = 2000\nmelt_temperature = '4000 K'\nmelt_time = '10 ps'\n"
                 "rate = '1e14 K/s'\nhold_time = '5 ps'");
        f.preset("liu2022-cuzr",
                 "the paper's Cu64Zr36: 10,000 atoms, 2500 K for 100 ns, 1e10 K/s; 50 CPU days. "
                 "Its potential is not public: Mendelev's is taken",
                 "composition = 'Cu64Zr36'\nenergy = { use = 'eam', file = 'CuZr_mm.eam.fs' }\n"
                 "atoms = 10000\nmelt_temperature = '2500 K'\nmelt_time = '100 ns'\n"
                 "rate = '1e10 K/s'\nhold_time = '100 ps'");
        f.preset("liu2022-ta",
                 "the paper's Ta: 16,000 atoms, 4000 K for 100 ns, 1e14 K/s; 10 CPU days, nearly "
                 "all of it the melt. Its potential is not public: Ravelo's Ta1 is taken",
                 "composition = 'Ta'\nenergy = { use = 'kim', model = "
                 "'EAM_Dynamo_RaveloGermannGuerrero_2013Ta1_Ta__MO_816821594689_000' }\n"
                 "atoms = 16000\nmelt_temperature = '4000 K'\nmelt_time = '100 ns'\n"
                 "rate = '1e14 K/s'\nhold_time = '10 ps'");
        f.example("crucible glass quench --preset fast --run quench");
        describe_results(f);
    }

    void describe_results(Fields& f) {
        f.makes(Artefact::structures, "target", "target.extxyz",
                "The glass at the end of the hold");
        f.makes(Artefact::structures, "inherent", "inherent.extxyz",
                "The minimum of the energy below it, in the same cell");
        f.makes(Artefact::table, "thermo", "thermo.csv",
                "Temperature, energy, pressure and density on the way");
        f.gives("number-density", "1/angstrom^3", "Atoms per volume");
        f.gives("density", "g/cm^3", "Mass density");
        f.gives("box", "angstrom", "Cube root of the volume");
        f.gives("energy", "eV/atom", "Potential energy per atom of the glass");
        f.gives("inherent-energy", "eV/atom",
                "Potential energy per atom of the inherent structure");
        f.gives("temperature", "K", "Mean over the hold");
        f.gives("pressure", "GPa", "Mean over the hold");
        f.gives("rate", "K/s", "Cooling rate");
        f.gives("hold-rmsd", "angstrom",
                "How far atoms went while it was held; a glass stays well below 1");
        f.gives("engine", "", "What ran it");
        f.figure({.id = "cooling",
                  .form = "line",
                  .table = "thermo",
                  .x = "temperature",
                  .y = "energy",
                  .title = "Melt, quench and hold.",
                  .caption = "Potential energy per atom against the temperature of the moment; the "
                             "change of slope is the glass transition."});
        f.view({.output = "target", .title = "The glass"});
    }

    void check(const std::filesystem::path&) const {
        share_atoms(parse_formula(composition), atoms);
    }

    QuenchSettings settings(std::uint64_t seed) const {
        QuenchSettings s;
        s.atoms = share_atoms(parse_formula(composition), atoms);
        s.model = {.potential = potential(energy)};
        s.start = static_cast<QuenchStart>(start);  // the choices are in the same order
        s.melt_temperature = melt_temperature.value, s.melt_time = melt_time.value;
        s.rate = rate.value, s.final_temperature = final_temperature.value;
        s.hold_time = hold_time.value, s.time_step = time_step.value;
        s.pressure = pressure.value;
        s.thermostat_time = thermostat_time.value, s.barostat_time = barostat_time.value;
        s.seed = seed;
        return s;
    }

    void run(StepRun& r) const {
        const QuenchSettings s = settings(r.context().seed());
        const MdJob job = quench_job(s);
        r.context().log(fmt::format("{} steps of {} atoms, about {:.1f} CPU minutes", md_steps(job),
                                    job.start.size(), md_cost(job) / 60));
        const MdResult md = run_md(job, {ranks, r.directory() / "md", ""}, r.context());
        const QuenchResult q = quench_result(s, md);
        r.make("target", structures_text({q.target}, "extxyz"));
        r.make("inherent", structures_text({q.inherent}, "extxyz"));
        r.make("thermo", to_csv(thermo(md, s)));
        if (q.hold_rmsd > liquid_rmsd)
            r.context().warn(
                fmt::format("atoms moved {:.2f} angstrom while it was held: this is still a liquid",
                            q.hold_rmsd));
        give_rows(r, q, md);
    }

    void give_rows(StepRun& r, const QuenchResult& q, const MdResult& md) const {
        r.row(Row::number("number-density", q.number_density, "1/angstrom^3"));
        r.row(Row::number("density", q.mass_density, "g/cm^3"));
        r.row(Row::number("box", q.box, "angstrom"));
        r.row(Row::number("energy", q.energy, "eV/atom"));
        r.row(Row::number("inherent-energy", q.inherent_energy, "eV/atom"));
        r.row(Row::number("temperature", q.temperature, "K"));
        Row p = Row::number("pressure", from_internal(q.pressure, "GPa"), "GPa");
        p.error = from_internal(q.pressure_error, "GPa");
        r.row(std::move(p));
        r.row(Row::number("rate", from_internal(rate.value, "K/s"), "K/s"));
        r.row(Row::number("hold-rmsd", q.hold_rmsd, "angstrom"));
        r.row(Row::words("engine", md.engine));
    }

    static Table thermo(const MdResult& md, const QuenchSettings& s) {
        Table t;
        const auto n = static_cast<double>(md.ends.front().structure.size());
        const double mass = total_mass(s.atoms);
        const auto column = [&](const char* name, const char* unit, auto&& value) {
            auto& numbers = t.add_numbers(name, unit);
            for (const MdSample& x : md.series)
                if (x.stage + 1 < static_cast<int>(md.ends.size())) numbers.push_back(value(x));
        };
        column("time", "ps", [](const MdSample& x) { return x.time / 1000; });
        column("temperature", "K", [](const MdSample& x) { return x.temperature; });
        column("energy", "eV/atom", [&](const MdSample& x) { return x.potential / n; });
        column("pressure", "GPa",
               [](const MdSample& x) { return from_internal(x.pressure, "GPa"); });
        column("density", "g/cm^3",
               [&](const MdSample& x) { return from_internal(mass / x.volume, "g/cm^3"); });
        return t;
    }
};

}  // namespace

void register_glass_quench(Registry& r) {
    r.add<GlassQuench>("glass.quench", {1}, "Melt an alloy and quench it to a glass");
}

}  // namespace crucible
