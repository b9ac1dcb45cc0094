#include "crucible/search/bench.hpp"

#include <filesystem>

#include "crucible/energy/catalogue.hpp"
#include "crucible/energy/eam.hpp"
#include "crucible/energy/lammps_peer.hpp"
#include "crucible/search/trial.hpp"

namespace crucible {
namespace {

constexpr double bench_pressure_gpa = 20;

Structures random_titania(int units, int n) {
    Generator generator(titania_settings(), units);
    Structures out;
    for (int i = 0; i < n; ++i) {
        RandomStream random(7, StreamId::generate, static_cast<std::uint64_t>(i));
        Structure s;
        int cells = 0;
        if (generator.make(random, s, cells) == Generator::Outcome::made) out.push_back(s);
    }
    return out;
}

SearchSettings bench_search() {
    SearchSettings s;
    s.generate = titania_settings();
    s.relax.pressure = bench_pressure_gpa * constants::gpa;
    s.relax.fmax = 0.05 * constants::kcal_per_mol;
    return s;
}

/// Relaxations per second of CPU time over all of `starts`.
double relaxations_per_second(TrialRunner& runner, const Structures& starts) {
    const double begin = thread_cpu_seconds();
    for (const Structure& s : starts) runner.relax(s);
    return static_cast<double>(starts.size()) / (thread_cpu_seconds() - begin);
}

/// The same cells with one LAMMPS process each; adds its times and the ratios to `out`.
void compare_with_lammps(TrialRunner& runner, std::vector<Measurement>& out) {
    const std::string program = find_lammps();
    if (program.empty()) return;
    const Structures starts = random_titania(4, 12);
    std::vector<double> wall, cpu;
    for (const Structure& s : starts) {
        const auto run = run_lammps(program, lammps_relax_script(bench_pressure_gpa),
                                    lammps_charge_data(s, {22, 8}, {2.196, -1.098}));
        if (!run) continue;  // "Triclinic box skew is too large" is LAMMPS's way out of some cells
        wall.push_back(run->wall_seconds);
        cpu.push_back(run->cpu_seconds);
    }
    if (wall.empty()) return;
    const Measurement own =
        measure("", "1/s", [&] { return relaxations_per_second(runner, starts); });
    out.push_back(measurement("polymorphs.relax.lammps.wall", "s", wall));
    out.push_back(measurement("polymorphs.relax.lammps.cpu", "s", cpu));
    for (auto& [name, seconds] : {std::pair{"polymorphs.relax.ratio.lammps-process", &wall},
                                  std::pair{"polymorphs.relax.ratio.lammps-cpu", &cpu}}) {
        for (double& t : *seconds) t *= own.value;
        out.push_back(measurement(name, "times", *seconds));
    }
}

/// Copper, 4000 atoms, each off its site by up to 0.1 angstrom.
Structure rough_copper() {
    constexpr double a = 3.615;
    Structure s;
    s.cell.h = Mat3::diagonal(10 * a, 10 * a, 10 * a);
    RandomStream random(3, StreamId::tests);
    for (int site = 0; site < 1000; ++site)
        for (const Vec3& f : {Vec3{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}}) {
            Vec3 r = (f + Vec3(site % 10, site / 10 % 10, site / 100)) * a;
            for (int k = 0; k < 3; ++k) r[k] += random.uniform(-0.1, 0.1);
            s.numbers.push_back(29);
            s.positions.push_back(Position(r));
        }
    return s;
}

constexpr const char* copper_file = "/usr/share/lammps/potentials/Cu_u3.eam";

}  // namespace

std::vector<Measurement> bench_eam() {
    std::vector<Measurement> out;
    if (!std::filesystem::exists(copper_file)) return out;  // Debian: lammps-data
    Structure s = rough_copper();
    EmbeddedAtom model(read_eam(copper_file));
    Evaluation e;
    const Measurement own = measure("energy.eam.per-atom", "ns", [&] {
        const double begin = thread_cpu_seconds();
        for (int i = 0; i < 30; ++i) {
            s.positions[0].x += i % 2 ? 1e-4 : -1e-4;
            model.evaluate(s, e);
        }
        return (thread_cpu_seconds() - begin) / 30 / static_cast<double>(s.size()) * 1e9;
    });
    out.push_back(own);
    const std::string program = find_lammps();
    if (program.empty()) return out;
    const std::string script =
        std::string(
            "units metal\natom_style charge\nread_data data\npair_style eam\npair_coeff * * ") +
        copper_file + "\nmass 1 63.55\nneighbor 0.6 bin\nfix 1 all nve\nthermo 1000\nrun 200\n";
    std::vector<double> theirs, ratio;
    for (int i = 0; i < 3; ++i)
        if (const auto run = run_lammps(program, script, lammps_charge_data(s, {29}, {0}))) {
            theirs.push_back(lammps_loop_time(run->output) * 1e9);
            ratio.push_back(theirs.back() / own.value);
        }
    out.push_back(measurement("energy.eam.lammps.per-atom", "ns", theirs));
    out.push_back(measurement("energy.eam.ratio.lammps", "times", ratio));
    return out;
}

const std::vector<Benchmark>& polymorph_benchmarks() {
    static const std::vector<Benchmark> all = {
        {"energy.buckingham", "One evaluation of energy, forces and stress of a titania cell",
         bench_buckingham},
        {"energy.eam",
         "Energy and forces of 4000 copper atoms, beside LAMMPS where it is installed", bench_eam},
        {"polymorphs.generate", "Random titania cells per second and core", bench_generate},
        {"polymorphs.relax",
         "Relaxations of random titania cells at 20 GPa to 0.05 kcal/mol/angstrom per second and "
         "core, beside LAMMPS where it is installed",
         bench_relax}};
    return all;
}

std::vector<Measurement> bench_buckingham() {
    std::vector<Measurement> out;
    for (int units : {2, 4, 12}) {
        Structure s = random_titania(units, 1).front();
        auto model = make_model({"matsui-akaogi", 1e-6, ShortRange::patch});
        Evaluation e;
        const int times = 20000 / units;
        out.push_back(measure("energy.buckingham." + std::to_string(3 * units), "us", [&] {
            const double begin = thread_cpu_seconds();
            for (int i = 0; i < times; ++i) {
                s.positions[0].x += i % 2 ? 1e-4 : -1e-4;  // as in a relaxation: nothing is cached
                model->evaluate(s, e);
            }
            return (thread_cpu_seconds() - begin) / times * 1e6;
        }));
    }
    return out;
}

std::vector<Measurement> bench_generate() {
    std::vector<Measurement> out;
    for (int units : {2, 4, 8})
        out.push_back(measure("polymorphs.generate." + std::to_string(units), "1/s", [&] {
            const double begin = thread_cpu_seconds();
            const Structures made = random_titania(units, 200);
            return static_cast<double>(made.size()) / (thread_cpu_seconds() - begin);
        }));
    return out;
}

std::vector<Measurement> bench_relax() {
    std::vector<Measurement> out;
    TrialRunner runner(bench_search());
    for (int units : {2, 3, 4, 6, 8, 12}) {
        const Structures starts = random_titania(units, 1200 / units);
        out.push_back(measure("polymorphs.relax." + std::to_string(units), "1/s",
                              [&] { return relaxations_per_second(runner, starts); }));
    }
    compare_with_lammps(runner, out);
    return out;
}

}  // namespace crucible
