#include "crucible/search/bench.hpp"

#include "crucible/energy/catalogue.hpp"
#include "crucible/search/lammps_peer.hpp"
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
    const Measurement own = measure("", "1/s", [&] { return relaxations_per_second(runner, starts); });
    out.push_back(measurement("polymorphs.relax.lammps.wall", "s", wall));
    out.push_back(measurement("polymorphs.relax.lammps.cpu", "s", cpu));
    for (auto& [name, seconds] :
         {std::pair{"polymorphs.relax.ratio.lammps-process", &wall},
          std::pair{"polymorphs.relax.ratio.lammps-cpu", &cpu}}) {
        for (double& t : *seconds) t *= own.value;
        out.push_back(measurement(name, "times", *seconds));
    }
}

}  // namespace

const std::vector<Benchmark>& polymorph_benchmarks() {
    static const std::vector<Benchmark> all = {
        {"energy.buckingham", "One evaluation of energy, forces and stress of a titania cell",
         bench_buckingham},
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
        out.push_back(
            measure("polymorphs.generate." + std::to_string(units), "1/s", [&] {
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
