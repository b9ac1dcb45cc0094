#include "crucible/descriptors/bench.hpp"

#include <cmath>

#include "crucible/base/random.hpp"
#include "crucible/descriptors/soap.hpp"

namespace crucible {
namespace {

/// Four formula units of TiO2 at 30 cubic angstrom each in a skewed cell, atoms shaken on a grid of
/// twelve places.
Structure bench_titania(std::uint64_t item) {
    RandomStream r(5, StreamId::bench_atoms, item);
    Structure s;
    for (int i = 0; i < 3; ++i)
        for (int k = 0; k < 3; ++k) s.cell.h(i, k) = i == k ? 1 : r.uniform(-0.3, 0.3);
    s.cell.h *= std::cbrt(120 / s.cell.volume());
    for (int a = 0; a < 12; ++a) {
        const Vec3 f{(a % 2 + 0.3 * r.uniform()) / 2, (a / 2 % 2 + 0.3 * r.uniform()) / 2,
                     (a / 4 + 0.3 * r.uniform()) / 3};
        s.positions.push_back(s.cell.cartesian(Fractional(f)));
        s.numbers.push_back(a % 3 == 0 ? 22 : 8);
    }
    return s;
}

std::vector<Measurement> bench_soap() {
    SoapSettings settings;
    settings.species = {8, 22};
    const Soap same(settings);
    settings.pairs = SoapPairs::all;
    const Soap all(settings);
    std::vector<Structure> cells;
    for (std::uint64_t k = 0; k < 100; ++k) cells.push_back(bench_titania(k));
    const auto per_atom = [&](auto&& once, std::size_t count) {
        const double begin = thread_cpu_seconds();
        for (std::size_t k = 0; k < count; ++k) once(cells[k]);
        return 1e6 * (thread_cpu_seconds() - begin) / (12.0 * static_cast<double>(count));
    };
    const auto average = [](const Soap& soap) {
        return [&soap](const Structure& s) { soap.average(s, SoapAverage::outer); };
    };
    return {measure("structure.soap.per-atom", "us", [&] { return per_atom(average(same), 100); }),
            measure("structure.soap.all-pairs", "us", [&] { return per_atom(average(all), 100); }),
            measure(
                "structure.soap.ratio.reference", "times faster",
                [&] {
                    const double fast = per_atom(average(same), 100);
                    return per_atom([&](const Structure& s) { same.per_atom_reference(s); }, 3) /
                           fast;
                },
                3),
            measure(
                "structure.soap.gradient", "us",
                [&] {
                    return per_atom(
                        [&](const Structure& s) { same.gradient(s, SoapAverage::outer); }, 2);
                },
                3)};
}

}  // namespace

const std::vector<Benchmark>& descriptor_benchmarks() {
    static const std::vector<Benchmark> all = {
        {"structure.soap",
         "SOAP of 12-atom cells of TiO2's density, the settings of arXiv:1909.08934", bench_soap}};
    return all;
}

}  // namespace crucible
