#include "crucible/energy/nep_bench.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "crucible/base/random.hpp"
#include "crucible/energy/lammps_peer.hpp"
#include "crucible/energy/nep.hpp"
#include "crucible/energy/nep_made_up.hpp"

namespace crucible {
namespace {

constexpr const char* peer_file = "/usr/share/lammps/potentials/Cu_u3.eam";

/// $CRUCIBLE_NEP, or random weights in UNEP-v1's architecture: the cost is the same.
NepParameters bench_parameters() {
    if (const char* file = std::getenv("CRUCIBLE_NEP")) return read_nep(file);
    return parse_nep(made_up_nep(unep_header, 1), "made up");
}

/// 2048 atoms of fcc, elements in turn, each off its site by up to 0.1 angstrom.
Structure rough_metal(double a, const std::vector<int>& numbers) {
    Structure s;
    s.cell.h = Mat3::diagonal(8 * a, 8 * a, 8 * a);
    RandomStream random(3, StreamId::bench_atoms);
    for (int site = 0; site < 512; ++site)
        for (const Vec3& f : {Vec3{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}}) {
            Vec3 r = (f + Vec3(site % 8, site / 8 % 8, site / 64)) * a;
            for (int k = 0; k < 3; ++k) r[k] += random.uniform(-0.1, 0.1);
            s.numbers.push_back(numbers[random.index(numbers.size())]);
            s.positions.push_back(Position(r));
        }
    return s;
}

/// Microseconds per atom of one evaluation, its list being kept.
double nep_microseconds(Nep& model, const Structure& s, int times) {
    Evaluation e;
    model.evaluate(s, e);
    const double begin = thread_cpu_seconds();
    for (int k = 0; k < times; ++k) model.evaluate(s, e);
    return 1e6 * (thread_cpu_seconds() - begin) / times / static_cast<double>(s.size());
}

/// LAMMPS's embedded atom on the same copper, for scale.
void add_peer(const Structure& copper, double own, std::vector<Measurement>& out) {
    const std::string program = find_lammps();
    if (program.empty() || !std::filesystem::exists(peer_file)) return;
    const std::string script =
        std::string("units metal\natom_style charge\nread_data data\npair_style eam\n") +
        "pair_coeff * * " + peer_file +
        "\nmass * 63.5\nneighbor 1.0 bin\nfix move all nve\nrun 100\n";
    std::vector<double> theirs, ratios;
    for (int k = 0; k < 3; ++k)
        if (const auto run = run_lammps(program, script, lammps_charge_data(copper, {29}, {0.0}))) {
            theirs.push_back(lammps_loop_time(run->output) * 1e6);
            ratios.push_back(own / std::max(theirs.back(), 1e-9));
        }
    if (theirs.empty()) return;
    out.push_back(measurement("potential.nep.copper.lammps-eam", "us", theirs));
    out.push_back(measurement("potential.nep.copper.ratio.lammps-eam", "times", ratios));
}

std::vector<Measurement> bench_nep() {
    const NepParameters p = bench_parameters();
    struct Metal {
        const char* name;
        double a;
        std::vector<int> numbers;
    };
    const Metal metals[] = {{"aluminium", 4.05, {13}},
                            {"copper", 3.62, {29}},
                            {"copper-aluminium", 3.75, {29, 13}},
                            {"sixteen", 4.05, p.numbers}};
    Nep single(p, Precision::single), wide(p), plain(p, Precision::double_, NepKernel::plain);
    std::vector<Measurement> out;
    for (const Metal& m : metals) {
        const bool is_known = std::all_of(m.numbers.begin(), m.numbers.end(), [&](int z) {
            return std::find(p.numbers.begin(), p.numbers.end(), z) != p.numbers.end();
        });
        if (!is_known) continue;
        const Structure s = rough_metal(m.a, m.numbers);
        const std::string name = std::string("potential.nep.") + m.name;
        const auto time = [&](const char* what, Nep& model, int times) {
            out.push_back(
                measure(name + what, "us", [&] { return nep_microseconds(model, s, times); }));
            return out.back().value;
        };
        const double fast = time(".single", single, 10);
        time(".double", wide, 10);
        const double slow = time(".plain", plain, 1);
        out.push_back({name + ".ratio.plain", slow / fast, "times", 0, 5});
        if (m.numbers == std::vector<int>{29}) add_peer(s, fast, out);
    }
    return out;
}

}  // namespace

const std::vector<Benchmark>& nep_benchmarks() {
    static const std::vector<Benchmark> all = {
        {"potential.nep",
         "A NEP of UNEP-v1's size (or $CRUCIBLE_NEP) per atom and step, against plain loops and "
         "LAMMPS's embedded atom",
         &bench_nep}};
    return all;
}

}  // namespace crucible
