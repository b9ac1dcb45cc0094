#include "crucible/rmc/bench.hpp"

#include <chrono>
#include <cmath>
#include <filesystem>
#include <memory>

#include "crucible/energy/deep_pot.hpp"
#include "crucible/energy/deep_pot_bench.hpp"
#include "crucible/observe/scattering.hpp"
#include "crucible/rmc/chain.hpp"

namespace crucible {
namespace {

using namespace rmc;

constexpr double bench_density = 0.0613;  // 1/angstrom^3, as Cu64Zr36 at 300 K
constexpr const char* bench_potential = "/usr/share/lammps/potentials/CuZr_mm.eam.fs";
const std::map<std::pair<int, int>, double> bench_cutoffs = {
    {{29, 29}, 2.05}, {{29, 40}, 2.35}, {{40, 40}, 2.6}};

/// Random hard cores at the density of the glass, shaken until they forget how they were inserted.
Structure hard_cores(std::size_t n, std::uint64_t item) {
    Cell cell;
    const double side = std::cbrt(static_cast<double>(n) / bench_density);
    cell.h = Mat3::diagonal(side, side, side);
    std::vector<int> numbers(n, 29);
    for (std::size_t i = 0; i < n; ++i)
        if (i % 25 < 9) numbers[i] = 40;
    const RandomStart start = random_start(cell, numbers, 2.0, {11, StreamId::bench_rmc, item});
    Problem p;
    p.cutoffs = bench_cutoffs;
    Stage shake;
    shake.moves = static_cast<std::int64_t>(20 * n);
    p.stages = {shake};
    Chain chain(p, start.structure, {11, StreamId::bench_rmc, item, 1});
    chain.run(shake.moves);
    return chain.structure();
}

std::vector<double> bench_grid(double low, double step, std::size_t n) {
    std::vector<double> x;
    for (std::size_t k = 0; k < n; ++k) x.push_back(low + step * static_cast<double>(k));
    return x;
}

LinearTerm bench_scattering(const Structure& start, const Structure& target, double range) {
    LinearTerm t;
    t.name = "S(q)";
    t.observable = structure_factor(ensemble_of(start), {}, bench_grid(1, 0.1, 150),
                                    RadialGrid::up_to(range, 0.02));
    t.target = evaluate(t.observable, target);
    return t;
}

/// What EXAFS of one edge looks like to the chain: k^2 chi(k) on 111 points of k from the pairs of
/// one element within 6 angstrom. Amplitude and phase are made up; the cost does not depend on
/// them.
LinearTerm bench_exafs(const Structure& start, const Structure& target, std::size_t absorber) {
    LinearTerm t;
    t.name = "EXAFS";
    LinearObservable& o = t.observable;
    o.x = bench_grid(3, 0.1, 111);
    o.ensemble = ensemble_of(start);
    o.grid = RadialGrid::up_to(6, 0.02);
    o.base.assign(o.x.size(), 0.0);
    o.table = Array3<double>(o.ensemble.pairs(), o.grid.bins, o.x.size());
    for (std::size_t other = 0; other < 2; ++other)
        for (std::size_t b = 50; b < o.grid.bins; ++b)
            for (std::size_t k = 0; k < o.x.size(); ++k) {
                const double r = o.grid.middle(b), q = o.x[k];
                o.table(o.ensemble.pair(absorber, other), b, k) =
                    (absorber == other ? 2 : 1) * q * std::exp(-0.1 * q - r / 4) *
                    std::sin(2 * q * r + static_cast<double>(other) - 0.3 * q) /
                    (r * r * static_cast<double>(o.ensemble.counts[absorber]));
            }
    t.target = evaluate(o, target);
    return t;
}

Stage bench_stage(const std::vector<double>& sigma, double temperature) {
    Stage s;
    s.moves = std::int64_t{1} << 40;
    for (double v : sigma) s.sigma.push_back({v, v});
    s.temperature = {temperature, temperature};
    return s;
}

/// Proposals per second of CPU time, after the step has found its size.
Measurement proposals(const std::string& name, Chain& chain, std::int64_t moves) {
    chain.run(2 * moves);
    return measure(name, "1/s", [&] {
        const double begin = thread_cpu_seconds();
        chain.run(moves);
        return static_cast<double>(moves) / (thread_cpu_seconds() - begin);
    });
}

/// The same, and shares of the proposals: refused by the cut-offs, accepted of the rest.
void report(std::vector<Measurement>& out, const std::string& name, Chain& chain,
            std::int64_t moves) {
    out.push_back(proposals(name, chain, moves));
    const Progress p = chain.progress();
    const double all = static_cast<double>(p.moves), hard = static_cast<double>(p.hard_rejected);
    out.push_back(measurement(name + ".hard-core", "of proposals", {hard / all}));
    out.push_back(measurement(name + ".accepted", "of the rest",
                              {static_cast<double>(p.accepted) / (all - hard)}));
}

double wall_rate(Chain& chain, std::int64_t moves) {
    const auto begin = std::chrono::steady_clock::now();
    chain.run(moves);
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
    return static_cast<double>(moves) / wall.count();
}

/// Two threads beside one, by turns so that both meet the same load of the machine.
Measurement two_threads(const Problem& p, const Structure& start, std::int64_t moves) {
    const RandomStream random(13, StreamId::bench_rmc);
    Chain one(p, start, random), two(p, start, random, {2, 0});
    one.run(2 * moves), two.run(2 * moves);
    return measure("rmc.moves.threads-2.ratio", "times", [&] {
        const double single = wall_rate(one, moves);
        return wall_rate(two, moves) / single;
    });
}

void bench_large(std::vector<Measurement>& out) {
    const Structure start = hard_cores(10'000, 0), target = hard_cores(10'000, 1);
    const double half = start.cell.h[0].x / 2;
    for (const auto& [name, range] :
         {std::pair{"half-box", half}, std::pair{"12-angstrom", 12.0}}) {
        Problem p;
        p.cutoffs = bench_cutoffs;
        p.linear = {bench_scattering(start, target, range)};
        p.moves.step_high = p.moves.step = 0.2;  // as at the end of a fit
        p.stages = {bench_stage({4e-5}, 0)};
        Chain chain(p, start, {12, StreamId::bench_rmc});
        report(out, std::string("rmc.moves.10000.") + name, chain, 30'000);
        if (range == half) out.push_back(two_threads(p, start, 150'000));
    }
}

void bench_energy(std::vector<Measurement>& out) {
    if (!std::filesystem::exists(bench_potential)) return;  // Debian: lammps-data
    const Structure raw = hard_cores(2048, 0);
    Problem p;
    p.cutoffs = bench_cutoffs;
    p.energy.eam = std::make_shared<EamTables>(read_eam(bench_potential));
    p.stages = {bench_stage({}, 900)};
    Chain alone(p, raw, {14, StreamId::bench_rmc});
    alone.run(400'000);
    report(out, "rmc.moves.2048.energy", alone, 100'000);
    const Structure start = alone.structure();
    alone.run(400'000);
    const Structure target = alone.structure();
    p.linear = {bench_scattering(start, target, start.cell.h[0].x / 2),
                bench_exafs(start, target, 0), bench_exafs(start, target, 1)};
    p.stages = {bench_stage({3e-3, 1e-2, 1e-2}, 600)};
    Chain all(p, start, {15, StreamId::bench_rmc});
    report(out, "rmc.moves.2048.sq-exafs-energy", all, 100'000);
}

/// A deep potential move by move, beside evaluating the whole box for every move.
void bench_local(std::vector<Measurement>& out) {
    Structure start = hard_cores(1024, 0);
    start.numbers.assign(start.size(), 29);
    const auto model = std::make_shared<DeepPot>(small_random_deep_pot(29, 6, 100),
                                                 DeepPotSettings{Precision::single});
    Problem p;
    p.cutoffs = {{{29, 29}, 2.05}};
    p.energy.local = model;
    p.stages = {bench_stage({}, 900)};
    Chain chain(p, start, {16, StreamId::bench_rmc});
    out.push_back(proposals("rmc.moves.1024.deep-pot", chain, 1000));
    const auto whole = model->clone();
    Evaluation e;
    out.push_back(measure("rmc.moves.1024.deep-pot.ratio.whole-box", "times", [&] {
        const double begin = thread_cpu_seconds();
        for (int k = 0; k < 5; ++k) {
            start.positions[0] += Vec3(1e-3, 0, 0);
            whole->evaluate(start, e);
        }
        const double middle = thread_cpu_seconds();
        chain.run(500);
        return (middle - begin) / 5 / ((thread_cpu_seconds() - middle) / 500);
    }));
}

}  // namespace

std::vector<Measurement> bench_rmc_moves() {
    std::vector<Measurement> out;
    bench_large(out);
    bench_energy(out);
    bench_local(out);
    return out;
}

const std::vector<Benchmark>& rmc_benchmarks() {
    static const std::vector<Benchmark> all = {
        {"rmc.moves",
         "Reverse Monte Carlo proposals per second of CPU time; ratio of two threads to one",
         bench_rmc_moves}};
    return all;
}

}  // namespace crucible
