#include "crucible/thermo/harmonic.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/niggli.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/units.hpp"
#include "crucible/num/hermitian.hpp"

namespace crucible {
namespace {

// CODATA 2018: e, atomic mass constant, reduced Planck constant.
constexpr double elementary_charge = 1.602176634e-19;  // C
constexpr double atomic_mass = 1.66053906660e-27;      // kg
constexpr double reduced_planck = 1.054571817e-34;     // J s
constexpr double no_force = 1e-9;  // eV/angstrom^2 (or per u): less brings nothing back

/// Angular frequency of a squared frequency in eV/(angstrom^2 u), 1/s.
double angular_frequency(double square) {
    return std::sqrt(square * elementary_charge / (1e-20 * atomic_mass));
}

/// eV.
double quantum_of(double square) {
    return reduced_planck / elementary_charge * angular_frequency(square);
}

void weight_by_masses(const std::vector<double>& roots, ReciprocalHessian::Matrix& d) {
    for (std::size_t i = 0; i < d.rows(); ++i)
        for (std::size_t j = 0; j < d.columns(); ++j) d(i, j) *= 1 / (roots[i / 3] * roots[j / 3]);
}

/// Waves of the mesh as whole numbers m, one of each pair q, -q, with how often each counts.
struct HalfMesh {
    std::vector<std::array<int, 3>> waves;
    std::vector<double> weights;

    explicit HalfMesh(const WaveMesh& mesh) {
        const auto& n = mesh.n;
        for (int a = 0; a < n[0]; ++a)
            for (int b = 0; b < n[1]; ++b)
                for (int c = 0; c < n[2]; ++c) {
                    const std::array<int, 3> here{a, b, c},
                        back{n[0] - 1 - a, n[1] - 1 - b, n[2] - 1 - c};
                    if (here > back) continue;
                    waves.push_back(here);
                    weights.push_back((here == back ? 1.0 : 2.0) /
                                      static_cast<double>(mesh.size()));
                }
    }
};

HarmonicState classical_state(const HarmonicModes& m, double temperature) {
    const double kt = constants::boltzmann * temperature;
    const double half_modes = 1.5 * static_cast<double>(m.atoms);
    double mean_ln = 0;
    for (std::size_t w = 0; w < m.weights.size(); ++w)
        for (const double x : m.squares.row(w))
            mean_ln += m.weights[w] * std::log(x) / (2 * half_modes);
    const double f = -half_modes * kt * (std::log(2 * std::numbers::pi * kt) - mean_ln);
    const double energy = half_modes * kt, capacity = half_modes * constants::boltzmann;
    return {f, (energy - f) / temperature, energy, capacity};
}

void add_oscillator(double quantum, double temperature, double weight, HarmonicState& s) {
    s.free_energy += weight * quantum / 2, s.energy += weight * quantum / 2;
    if (temperature <= 0) return;
    const double kt = constants::boltzmann * temperature, x = quantum / kt;
    if (x > 700) return;  // frozen
    const double occupation = 1 / std::expm1(x);
    s.free_energy += weight * kt * std::log1p(-std::exp(-x));
    s.energy += weight * quantum * occupation;
    s.heat_capacity += weight * constants::boltzmann * x * x * occupation * (occupation + 1);
}

HarmonicState quantum_state(const HarmonicModes& m, double temperature) {
    HarmonicState s;
    for (std::size_t w = 0; w < m.weights.size(); ++w)
        for (const double x : m.squares.row(w))
            add_oscillator(quantum_of(x), temperature, m.weights[w], s);
    if (temperature > 0) s.entropy = (s.energy - s.free_energy) / temperature;
    return s;
}

}  // namespace

WaveMesh WaveMesh::for_length(const Cell& cell, double length) {
    const auto spacing = plane_spacings(cell);
    WaveMesh m;
    for (std::size_t a = 0; a < 3; ++a)
        m.n[a] = std::max(1, static_cast<int>(std::ceil(length / spacing[a] - 1e-6)));
    return m;
}

double HarmonicModes::imaginary_share() const {
    double share = 0;
    for (std::size_t w = 0; w < weights.size(); ++w)
        for (const double x : squares.row(w))
            if (x < no_force) share += weights[w];
    return share / (3 * static_cast<double>(atoms));
}

double HarmonicModes::lowest() const {
    return *std::min_element(squares.flat().begin(), squares.flat().end());
}

HarmonicModes harmonic_modes(const ReciprocalHessian& hessian, const Structure& s,
                             const WaveMesh& mesh, VibrationStatistics statistics) {
    const HalfMesh half(mesh);
    HarmonicModes out{statistics, s.size(), Array2<double>(half.waves.size(), 3 * s.size()),
                      half.weights};
    std::vector<double> roots;
    for (const int z : s.numbers) roots.push_back(std::sqrt(element(z).mass));
    const Mat3 reciprocal = transpose(inverse(s.cell.h)) * (2 * std::numbers::pi);
    ReciprocalHessian::Matrix d;
    for (std::size_t w = 0; w < half.waves.size(); ++w) {
        Vec3 q;
        for (int a = 0; a < 3; ++a) {
            const auto k = static_cast<std::size_t>(a);
            q += reciprocal[a] * ((half.waves[w][k] + 0.5) / mesh.n[k]);
        }
        hessian.at(q, d);
        if (statistics == VibrationStatistics::quantum) weight_by_masses(roots, d);
        const std::vector<double> values = hermitian_values(d);
        std::copy(values.begin(), values.end(), out.squares.row(w).begin());
    }
    return out;
}

HarmonicState harmonic_state(const HarmonicModes& m, double temperature) {
    const bool is_quantum = m.statistics == VibrationStatistics::quantum;
    if (!(is_quantum ? temperature >= 0 : temperature > 0))
        throw InputError("E-thermo-harmonic", "a harmonic crystal at a temperature that is none",
                         "classical crystals need T > 0, quantum ones T >= 0");
    if (m.imaginary_share() > 0)
        throw InputError("E-thermo-harmonic",
                         "modes without a restoring force: the crystal is no minimum",
                         "relax it with less symmetry, or leave it to thermodynamic integration");
    return is_quantum ? quantum_state(m, temperature) : classical_state(m, temperature);
}

double frequency_thz(double square) {
    return std::copysign(angular_frequency(std::fabs(square)), square) /
           (2 * std::numbers::pi * 1e12);
}

ModeDensity mode_density(const HarmonicModes& m, std::size_t bins) {
    if (m.statistics != VibrationStatistics::quantum || bins == 0)
        throw InputError("E-thermo-harmonic", "force constants have no frequencies",
                         "weight the modes by masses");
    const auto all = m.squares.flat();
    const double low = std::min(0.0, frequency_thz(*std::min_element(all.begin(), all.end()))),
                 high = frequency_thz(*std::max_element(all.begin(), all.end())) * (1 + 1e-9);
    const double width = (high - low) / static_cast<double>(bins);
    ModeDensity out{std::vector<double>(bins), std::vector<double>(bins)};
    for (std::size_t k = 0; k < bins; ++k)
        out.frequency[k] = low + (static_cast<double>(k) + 0.5) * width;
    for (std::size_t w = 0; w < m.weights.size(); ++w)
        for (const double x : m.squares.row(w)) {
            const auto bin = static_cast<std::size_t>((frequency_thz(x) - low) / width);
            out.density[std::min(bin, bins - 1)] +=
                m.weights[w] / (3 * static_cast<double>(m.atoms) * width);
        }
    return out;
}

}  // namespace crucible
