#include "crucible/energy/deep_pot_bench.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <tuple>

#include "crucible/base/random.hpp"
#include "crucible/energy/deep_pot.hpp"
#include "crucible/energy/deep_pot_peer.hpp"
#include "crucible/energy/deep_pot_reference.hpp"

namespace crucible {
namespace {

constexpr double liquid_aluminium = 0.0529;  // 1/angstrom^3 at 933 K: 2.37 g/cm^3

DenseNet bench_net(RandomStream& random, const std::vector<std::size_t>& widths) {
    DenseNet net;
    for (std::size_t k = 0; k + 1 < widths.size(); ++k) {
        DenseLayer l{widths[k], widths[k + 1], {}, {}, {}};
        const double scale = 1 / std::sqrt(static_cast<double>(l.inputs + l.outputs));
        for (std::size_t n = 0; n < l.inputs * l.outputs; ++n)
            l.weights.push_back(scale * random.normal());
        for (std::size_t n = 0; n < l.outputs; ++n) l.bias.push_back(random.normal());
        net.push_back(std::move(l));
    }
    return net;
}

DeepPotWeights bench_shell(int number, double cutoff, int sel) {
    DeepPotWeights w;
    w.numbers = {number}, w.sel = {sel}, w.cutoff = cutoff, w.smooth_from = 2;
    w.mean = {0.036, 0, 0, 0}, w.deviation = {0.078, 0.049, 0.049, 0.049};
    w.energy_bias = {-3.7}, w.nearest = 1.7, w.source = "random";
    return w;
}

/// Random weights of the architecture of the published metals (25/50/100, axis 16, 3 x 240).
DeepPotWeights bench_weights() {
    if (const char* file = std::getenv("CRUCIBLE_DEEPPOT")) return read_deep_pot(file);
    RandomStream random(7, StreamId::bench_deep_pot);
    DeepPotWeights w = bench_shell(13, 9, 308);
    w.embedding = {bench_net(random, {1, 25, 50, 100})};
    w.fitting = {bench_net(random, {1600, 240, 240, 240, 1})};
    return w;
}

/// A shaken simple cubic crystal: neither distances nor their number matter beyond their mean.
Structure bench_liquid(int side, int number, double density) {
    RandomStream random(9, StreamId::bench_deep_pot);
    Structure s;
    const double a = std::cbrt(1 / density);
    s.cell.h = Mat3::diagonal(a * side, a * side, a * side);
    const auto shaken = [&](int k) { return a * (k + 0.25 * random.uniform()); };
    for (int x = 0; x < side; ++x)
        for (int y = 0; y < side; ++y)
            for (int z = 0; z < side; ++z) {
                s.numbers.push_back(number);
                s.positions.push_back(Position(shaken(x), shaken(y), shaken(z)));
            }
    return s;
}

/// The structure as `compute` sees it in a run of molecular dynamics: with a skin of 1 angstrom.
struct BenchAtoms {
    std::vector<double> positions;
    std::vector<std::int32_t> kinds, neighbours;
    std::vector<std::int64_t> first;
    LocalAtoms atoms;

    BenchAtoms(const Structure& s, double cutoff) {
        const double reach = cutoff + 1;
        const auto add = [&](const Vec3& r) {
            positions.insert(positions.end(), {r.x, r.y, r.z}), kinds.push_back(0);
        };
        for (const Position& r : s.positions) add(r);
        const double side = s.cell.h[0].x;
        const int images = static_cast<int>(std::ceil(reach / side));
        for (int i = -images; i <= images; ++i)
            for (int j = -images; j <= images; ++j)
                for (int k = -images; k <= images; ++k)
                    for (const Position& r : s.positions) {
                        const Vec3 g = Vec3(r.x + i * side, r.y + j * side, r.z + k * side);
                        bool is_near = i != 0 || j != 0 || k != 0;
                        for (int c = 0; c < 3; ++c)
                            is_near = is_near && g[c] > -reach && g[c] < side + reach;
                        if (is_near) add(g);
                    }
        local_neighbours(s.size(), positions, reach, first, neighbours);
        atoms = {s.size(),     kinds.size(),      positions.data(), kinds.data(),
                 first.data(), neighbours.data(), nullptr};
    }
    double per_atom(double cutoff) const {  // neighbours within the cut-off, of the first 100 atoms
        std::size_t n = 0;
        const std::size_t many = std::min<std::size_t>(100, atoms.owned);
        for (std::size_t i = 0; i < many; ++i)
            for (auto k = first[i]; k < first[i + 1]; ++k) {
                double r2 = 0;
                for (std::size_t c = 0; c < 3; ++c) {
                    const auto j =
                        static_cast<std::size_t>(neighbours[static_cast<std::size_t>(k)]);
                    r2 += std::pow(positions[3 * j + c] - positions[3 * i + c], 2);
                }
                n += r2 < cutoff * cutoff ? 1 : 0;
            }
        return static_cast<double>(n) / static_cast<double>(many);
    }
};

double cpu_per_atom(ShortRangeModel& model, const LocalAtoms& a, LocalSums& sums) {
    const double start = thread_cpu_seconds();
    model.compute(a, sums);
    return 1e6 * (thread_cpu_seconds() - start) / static_cast<double>(a.owned);
}

Measurement ratio(std::string name, double of, double to) {
    return {std::move(name), of / to, "", 0, 1};
}

/// The same atoms in libtorch, and how many times the CPU time of this program that is.
void bench_torch(const DeepPotWeights& w, LocalAtoms atoms, double single, double full,
                 std::vector<Measurement>& out) {
    const Plugin* nn = find_plugin("nn");
    if (!nn) return;
    atoms.owned = std::min<std::size_t>(128, atoms.owned);
    LocalSums sums;
    for (const auto& [name, precision, own] :
         {std::tuple{"float", Precision::single, single}, {"double", Precision::double_, full}}) {
        for (const auto& [slots, torch] : {std::pair{PeerSlots::filled, "torch eager"},
                                           {PeerSlots::all, "torch eager, all slots"}}) {
            const auto model = nn->find(torch_deep_pot)(w, precision, slots);
            out.push_back(measure(
                fmt::format("{}, {}", name, torch), "us/atom/step",
                [&] { return cpu_per_atom(*model, atoms, sums); }, 3));
            out.push_back(ratio(fmt::format("{}: {} to this", name, torch), out.back().value, own));
        }
    }
}

std::vector<Measurement> bench_deep_pot() {
    const DeepPotWeights w = bench_weights();
    const BenchAtoms bench(bench_liquid(10, w.numbers[0], liquid_aluminium), w.cutoff);
    const LocalAtoms& atoms = bench.atoms;
    LocalSums sums;
    std::vector<Measurement> out;
    out.push_back({"neighbours", bench.per_atom(w.cutoff), "", 0, 1});
    const auto add = [&](const char* name, const DeepPotSettings& settings) {
        DeepPot model(w, settings);
        out.push_back(
            measure(name, "us/atom/step", [&] { return cpu_per_atom(model, atoms, sums); }));
        return out.back().value;
    };
    const double single = add("float", {Precision::single});
    const double full = add("double", {Precision::double_});
    add("mixed", {Precision::mixed});
    bench_torch(w, atoms, single, full, out);

    LocalAtoms few = atoms;
    few.owned = 16;
    DeepPot exact(w, {Precision::double_, true});
    const double nets = measure(
                            "", "", [&] { return cpu_per_atom(exact, few, sums); }, 3)
                            .value;
    out.push_back(ratio("nets not tabulated to tables, double", nets, full));
    const double plain = measure(
                             "", "",
                             [&] {
                                 sums.clear(few);
                                 const double start = thread_cpu_seconds();
                                 add_reference(w, few, 0, few.owned, sums);
                                 return 1e6 * (thread_cpu_seconds() - start) / 16;
                             },
                             3)
                             .value;
    out.push_back(ratio("plain reference to tables, double", plain, full));

    DeepPot threaded(w, {Precision::single});
    const auto wall = [&](int threads) {
        threaded.use_threads(threads);
        return measure("", "",
                       [&] {
                           const auto start = std::chrono::steady_clock::now();
                           threaded.compute(atoms, sums);
                           return std::chrono::duration<double>(std::chrono::steady_clock::now() -
                                                                start)
                               .count();
                       })
            .value;
    };
    const double alone = wall(1);
    out.push_back(ratio("2 threads to 1, float, speed on the wall", alone, wall(2)));

    // Cost against the number of neighbours n: a + b n through two densities.
    const BenchAtoms thin(bench_liquid(10, w.numbers[0], liquid_aluminium / 3), w.cutoff);
    DeepPot model(w, {Precision::single});
    const double cheap =
        measure("", "", [&] { return cpu_per_atom(model, thin.atoms, sums); }).value;
    const double b = (single - cheap) / (bench.per_atom(w.cutoff) - thin.per_atom(w.cutoff));
    out.push_back({"float: a of a + b n", single - b * bench.per_atom(w.cutoff), "us", 0, 1});
    out.push_back({"float: b of a + b n", b, "us", 0, 1});
    return out;
}

}  // namespace

DeepPotWeights small_random_deep_pot(int number, double cutoff, int sel) {
    RandomStream random(8, StreamId::bench_deep_pot);
    DeepPotWeights w = bench_shell(number, cutoff, sel);
    w.axis = 8;
    w.embedding = {bench_net(random, {1, 10, 20, 40})};
    w.fitting = {bench_net(random, {320, 60, 60, 60, 1})};
    return w;
}

const std::vector<Benchmark>& deep_pot_benchmarks() {
    static const std::vector<Benchmark> all = {
        {"potential.deeppot", "Deep potential: CPU time per atom and step", bench_deep_pot}};
    return all;
}

}  // namespace crucible
