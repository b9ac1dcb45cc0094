#include "crucible/thermo/bench.hpp"

#include <cmath>

#include "crucible/atoms/primitive.hpp"
#include "crucible/num/hermitian.hpp"
#include "crucible/thermo/quasi_harmonic.hpp"

namespace crucible {
namespace {

Structure bench_rutile() {
    Structure s;
    s.name = "rutile";
    s.cell.h = Mat3::diagonal(4.49244, 4.49244, 3.00824);
    s.numbers = {22, 22, 8, 8, 8, 8};
    for (const Fractional& f : {Fractional{0, 0, 0},
                                {0.5, 0.5, 0.5},
                                {0.3051, 0.3051, 0},
                                {0.6949, 0.6949, 0},
                                {0.1949, 0.8051, 0.5},
                                {0.8051, 0.1949, 0.5}})
        s.positions.push_back(s.cell.cartesian(f));
    return s;
}

BuckinghamCoulomb bench_titania() {
    return BuckinghamCoulomb(matsui_akaogi(), {ewald_settings(matsui_akaogi(), 1e-8), {}});
}

template <class Work>
double cpu_seconds(Work&& work, int repeats) {
    const double start = thread_cpu_seconds();
    for (int k = 0; k < repeats; ++k) work(k);
    return (thread_cpu_seconds() - start) / repeats;
}

void measure_matrices(const char* size, const Structure& s, int repeats,
                      std::vector<Measurement>& out) {
    const auto h = ionic_hessian(matsui_akaogi(), s);
    ReciprocalHessian::Matrix d;
    const auto wave = [](int k) { return Vec3(0.1 + 0.01 * k, 0.2, 0.05); };
    out.push_back(measure(std::string("dynamical matrix, ") + size, "us", [&] {
        return 1e6 * cpu_seconds([&](int k) { h->at(wave(k), d); }, repeats);
    }));
    out.push_back(measure(std::string("its eigenvalues, ") + size, "us", [&] {
        return 1e6 * cpu_seconds([&](int) { hermitian_values(d); }, repeats);
    }));
}

/// All modes of one volume, force constants included: analytic, and as any model's.
void measure_volume(const Structure& s, std::vector<Measurement>& out) {
    auto model = bench_titania();
    const WaveMesh mesh = WaveMesh::for_length(s.cell, 14);
    const auto modes_of = [&](const ReciprocalHessian& h) {
        harmonic_modes(h, s, mesh, VibrationStatistics::classical);
    };
    std::vector<double> analytic, ratio;
    for (int run = 0; run < 6; ++run) {
        const double one =
            cpu_seconds([&](int) { modes_of(*ionic_hessian(matsui_akaogi(), s)); }, 3);
        const double other = cpu_seconds(
            [&](int) { modes_of(*sampled_hessian(model, s, {.image_distance = 14})); }, 1);
        if (run == 0) continue;  // warm-up
        analytic.push_back(1e3 * one), ratio.push_back(other / one);
    }
    out.push_back(measurement("modes of rutile at one volume, 80 waves", "ms", analytic));
    out.push_back(measurement("differences of forces in a supercell, over that", "", ratio));
}

std::vector<Measurement> bench_phonons() {
    std::vector<Measurement> out;
    const Structure rutile = bench_rutile();
    measure_matrices("6 atoms", rutile, 200, out);
    measure_matrices("36 atoms", supercell(rutile, {{{{2, 0, 0}, {0, 1, 0}, {0, 0, 3}}}}), 20, out);
    measure_volume(rutile, out);
    out.push_back(measure(
        "rutile from -14 to 22 GPa, 14 volumes", "s",
        [&] {
            auto model = bench_titania();
            BranchSettings range;
            range.low = -14 * constants::gpa, range.high = 22 * constants::gpa;
            return cpu_seconds(
                [&](int) {
                    const QuasiHarmonic q(follow_branch(rutile, {{22, 1}, {8, 2}}, model, range),
                                          model, {});
                    const std::vector<double> pressures = {0};
                    q.isotherm(pressures, 700);
                },
                1);
        },
        3));
    return out;
}

}  // namespace

const std::vector<Benchmark>& thermo_benchmarks() {
    static const std::vector<Benchmark> all = {
        {"polymorphs.phonons", "Dynamical matrices, modes and free energies of TiO2",
         &bench_phonons}};
    return all;
}

}  // namespace crucible
