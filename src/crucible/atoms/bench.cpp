#include "crucible/atoms/bench.hpp"

#include "crucible/atoms/formats.hpp"
#include "crucible/atoms/match.hpp"
#include "crucible/atoms/neighbours.hpp"
#include "crucible/base/random.hpp"

namespace crucible {
namespace {

/// Atoms at random in a slightly sheared box of 0.1 atoms per cubic angstrom.
Structure bench_gas(int atoms, std::uint64_t item) {
    RandomStream r(3, StreamId::bench_atoms, item);
    const double edge = std::cbrt(atoms / 0.1);
    Structure s;
    s.cell.h = {{{{edge, 0, 0}, {0.1 * edge, edge, 0}, {0, -0.2 * edge, edge}}}};
    for (int i = 0; i < atoms; ++i) {
        s.numbers.push_back(i % 3 ? 8 : 22);
        s.positions.push_back(s.cell.cartesian({r.uniform(), r.uniform(), r.uniform()}));
    }
    return s;
}

template <class Body>
double seconds_of(Body&& body) {
    const double start = thread_cpu_seconds();
    body();
    return thread_cpu_seconds() - start;
}

std::vector<Measurement> bench_neighbours() {
    std::vector<Measurement> out;
    const Structure big = bench_gas(100000, 0), small = bench_gas(1000, 1);
    out.push_back(measure("atoms.neighbours.100k-atoms-4A", "s",
                          [&] { return seconds_of([&] { neighbours(big, 4, ListKind::half); }); }));
    out.push_back(measure(
        "atoms.neighbours.ratio.reference-1k-atoms", "times faster",
        [&] {
            double fast = 0;
            for (int i = 0; i < 20; ++i) fast += seconds_of([&] { neighbours(small, 4); }) / 20;
            return seconds_of([&] { neighbours_reference(small, 4); }) / fast;
        },
        3));
    return out;
}

std::vector<Measurement> bench_extxyz() {
    Structure s = bench_gas(10000, 2);
    s.vectors["forces"].assign(s.size(), {0.123456789012345, -1.5, 2.25});
    const std::string text = structures_text({s}, "extxyz");
    return {measure("atoms.extxyz.read-10k-atoms", "ms",
                    [&] { return 1e3 * seconds_of([&] { parse_structures(text, "bench"); }); }),
            measure("atoms.extxyz.write-10k-atoms", "ms",
                    [&] { return 1e3 * seconds_of([&] { structures_text({s}, "extxyz"); }); })};
}

std::vector<Measurement> bench_match() {
    constexpr int crystals = 300;
    Structures all;
    for (int i = 0; i < crystals; ++i) all.push_back(bench_gas(12, 10 + std::uint64_t(i)));
    std::vector<Comparable> ready;
    for (const Structure& s : all) ready.push_back(comparable(s));
    int matches = 0;
    const auto per = [](double seconds, double n) { return 1e6 * seconds / n; };
    return {measure("atoms.match.prepare-12-atoms", "us",
                    [&] {
                        return per(seconds_of([&] {
                                       for (const Structure& s : all) comparable(s);
                                   }),
                                   crystals);
                    }),
            measure("atoms.match.equal-12-atoms", "us",
                    [&] {
                        return per(seconds_of([&] {
                                       for (const auto& c : ready)
                                           matches += match(c, c).has_value();
                                   }),
                                   crystals);
                    }),
            measure("atoms.match.different-12-atoms", "us", [&] {
                return per(seconds_of([&] {
                               for (const auto& a : ready)
                                   for (const auto& b : ready) matches += match(a, b).has_value();
                           }),
                           crystals * crystals);
            })};
}

}  // namespace

const std::vector<Benchmark>& atoms_benchmarks() {
    static const std::vector<Benchmark> table{
        {"atoms.neighbours", "Neighbour list of 100,000 atoms, and against the plain one",
         bench_neighbours},
        {"atoms.extxyz", "Reading and writing a frame of 10,000 atoms", bench_extxyz},
        {"atoms.match", "Preparing and comparing crystals of 12 atoms", bench_match}};
    return table;
}

}  // namespace crucible
