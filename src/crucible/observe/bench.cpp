#include "crucible/observe/bench.hpp"

#include <cmath>

#include "crucible/base/random.hpp"
#include "crucible/observe/fluctuation.hpp"
#include "crucible/observe/linear_observable.hpp"
#include "crucible/observe/voronoi.hpp"

namespace crucible {
namespace {

/// Atoms of a metallic glass's density anywhere in a cube, none nearer than a rough lattice allows:
/// a simple-cubic lattice shaken by a third of its spacing, Cu64Zr36.
Structure bench_alloy(int atoms) {
    RandomStream r(5, StreamId::bench_atoms, static_cast<std::uint64_t>(atoms));
    const double edge = std::cbrt(atoms / 0.0613);
    const int side = static_cast<int>(std::ceil(std::cbrt(atoms)));
    Structure s;
    s.cell.h = Mat3::diagonal(edge, edge, edge);
    for (int i = 0; i < atoms; ++i) {
        Vec3 site(i % side, i / side % side, i / side / side);
        for (int k = 0; k < 3; ++k) site[k] += r.uniform(-0.33, 0.33);
        s.positions.push_back(Position(site * (edge / side)));
        s.numbers.push_back(r.uniform() < 0.64 ? 29 : 40);
    }
    return s;
}

template <class Body>
double seconds_taken(Body&& body) {
    const double start = thread_cpu_seconds();
    body();
    return thread_cpu_seconds() - start;
}

std::vector<Measurement> bench_histogram() {
    const Structure s = bench_alloy(10000), large = bench_alloy(100000);
    const double half = 0.5 * std::cbrt(s.cell.volume());
    const auto grid = RadialGrid::up_to(half), near = RadialGrid::up_to(12);
    const auto time = [](const Structure& of, const RadialGrid& g) {
        return 1e3 * seconds_taken([&] { pair_histogram(of, g); });
    };
    return {measure("observe.histogram.10k-atoms-half-box", "ms", [&] { return time(s, grid); }),
            measure("observe.histogram.10k-atoms-12A", "ms", [&] { return time(s, near); }),
            measure(
                "observe.histogram.100k-atoms-12A", "ms", [&] { return time(large, near); }, 3),
            measure(
                "observe.histogram.ratio.reference-half-box", "times faster",
                [&] {
                    const double fast = time(s, grid);
                    return 1e3 * seconds_taken([&] { pair_histogram_reference(s, grid); }) / fast;
                },
                3)};
}

std::vector<Measurement> bench_voronoi() {
    const Structure s = bench_alloy(2048);
    return {measure("observe.voronoi.per-atom", "us", [&] {
        return 1e6 * seconds_taken([&] { voronoi_cells(s); }) / static_cast<double>(s.size());
    })};
}

/// The published size: 1250 atoms, R = 20 angstrom, 211 rotations.
std::vector<Measurement> bench_fluctuation() {
    Structure s = bench_alloy(1387);  // as many as fill the pixel's cube
    FluctuationOptions o;
    for (int i = 0; i < 30; ++i) o.k.push_back(0.3 + 0.02 * i);
    o.resolution = 19.9;
    FluctuationAmplitudes kept(s, o);
    RandomStream r(6, StreamId::bench_atoms);
    const auto move = [&] {
        const std::size_t i = r.index(s.size());
        return AtomMove{i, s.numbers[i], Position(s.positions[i] + Vec3(0.2, -0.1, 0.1))};
    };
    return {measure(
                "observe.fluctuation.1387-atoms-30-k", "ms",
                [&] { return 1e3 * seconds_taken([&] { fluctuation(s, o); }); }, 3),
            measure("observe.fluctuation.proposal", "ms", [&] {
                return 1e3 / 50 * seconds_taken([&] {
                           for (int n = 0; n < 50; ++n) {
                               const AtomMove m = move();
                               kept.propose(std::span(&m, 1));
                           }
                       });
            })};
}

}  // namespace

const std::vector<Benchmark>& observe_benchmarks() {
    static const std::vector<Benchmark> all = {
        {"observe.histogram", "pair histograms of a glass, and against the plain one",
         bench_histogram},
        {"observe.voronoi", "Voronoi polyhedra", bench_voronoi},
        {"observe.fluctuation", "V(k) of fluctuation microscopy, and of a single move",
         bench_fluctuation}};
    return all;
}

}  // namespace crucible
