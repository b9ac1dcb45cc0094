#include "crucible/thermo/integration_bench.hpp"

#include <cmath>
#include <memory>
#include <string>

#include "crucible/base/units.hpp"
#include "crucible/dynamics/relax.hpp"
#include "crucible/energy/buckingham.hpp"
#include "crucible/thermo/pressed_crystal.hpp"

namespace crucible {
namespace {

constexpr double bench_temperature = 1600;  // K

/// Pyrite-type TiO2, a little stretched, as it is when hot.
Structure bench_pyrite(EnergyModel& model) {
    const double a = 4.903, x = 0.34;
    Structure s;
    s.cell.h = Mat3::identity() * a;
    for (const Vec3& f : {Vec3{0, 0, 0}, Vec3{0, .5, .5}, Vec3{.5, 0, .5}, Vec3{.5, .5, 0}})
        s.numbers.push_back(22), s.positions.push_back(Position(f * a));
    for (double sign : {1.0, -1.0})
        for (const Vec3& f : {Vec3{x, x, x}, Vec3{.5 - x, -x, .5 + x}, Vec3{-x, .5 + x, .5 - x},
                              Vec3{.5 + x, .5 - x, -x}})
            s.numbers.push_back(8), s.positions.push_back(Position(f * (sign * a)));
    RelaxSettings fixed;
    fixed.cell = CellMotion::fixed, fixed.fmax = 1e-5;
    return relax(s, model, fixed).structure;
}

struct BenchRun {
    double seconds_per_step = 0;
    double seconds_for_error = 0;  ///< until the mean is known to 0.01 kcal/mol per formula unit
};

BenchRun bench_run(const PressedCrystal& c, EnergyModel& model, const ReferenceCrystal& reference,
                   std::size_t steps) {
    SamplingSettings settings;
    settings.temperature = bench_temperature, settings.steps = steps;
    LambdaRun run(c.supercell.structure, model, reference, 0.5, settings, 0);
    const double begin = thread_cpu_seconds();
    while (!run.done()) run.advance();
    const double seconds = thread_cpu_seconds() - begin;
    const LambdaAverage a = run.average();
    const double units = static_cast<double>(c.supercell.structure.size()) / 3;
    const double variance = a.variance * 2 * a.memory / static_cast<double>(steps);
    const double error = std::sqrt(variance) / units / constants::kcal_per_mol;
    return {seconds / static_cast<double>(steps + settings.equilibration),
            seconds * std::pow(error / 0.01, 2)};
}

std::vector<Measurement> bench_integration() {
    BuckinghamCoulomb model(matsui_akaogi(), {ewald_settings(1e-5, 7.0), ShortRange::refuse});
    const Structure cell = bench_pyrite(model);
    const PressedCrystal small = crystal_at_sites(cell, model, 9),
                         large = crystal_at_sites(cell, model, 14);
    const EinsteinCrystal einstein(matching_springs(small.modes));
    const HarmonicCrystal harmonic(small.modes), harmonic_large(large.modes);
    const auto ms = [&](const PressedCrystal& c, const ReferenceCrystal& r, std::size_t steps) {
        return [&, steps] { return 1e3 * bench_run(c, model, r, steps).seconds_per_step; };
    };
    std::vector<Measurement> out;
    out.push_back(measure("integrate.step.96-atoms", "ms CPU", ms(small, harmonic, 500)));
    out.push_back(measure("integrate.step.324-atoms", "ms CPU", ms(large, harmonic_large, 200), 3));
    Measurement one = measure(
        "integrate.harmonic", "s CPU for 0.01 kcal/mol at lambda 1/2",
        [&] { return bench_run(small, model, harmonic, 4000).seconds_for_error; }, 3);
    Measurement two = measure(
        "integrate.einstein", "s CPU for 0.01 kcal/mol at lambda 1/2",
        [&] { return bench_run(small, model, einstein, 4000).seconds_for_error; }, 3);
    const double ratio = two.value / one.value;
    out.push_back(std::move(one));
    out.push_back(std::move(two));
    out.push_back({"integrate.einstein-over-harmonic", ratio, "ratio of costs", 0, 3});
    return out;
}

}  // namespace

std::vector<Benchmark> integration_benchmarks() {
    return {{"integrate", "Sampling of pyrite-type TiO2 at 1600 K for its free energy",
             bench_integration}};
}

}  // namespace crucible
