#include "crucible/thermo/harmonic.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/units.hpp"

using namespace crucible;

namespace {

/// Every atom on a spring of its own.
class EinsteinSolid final : public ReciprocalHessian {
public:
    EinsteinSolid(std::size_t atoms, double stiffness) : atoms_(atoms), stiffness_(stiffness) {}
    std::size_t atoms() const override { return atoms_; }
    void at(const Vec3&, Matrix& out) const override {
        out = Matrix(3 * atoms_, 3 * atoms_);
        for (std::size_t i = 0; i < 3 * atoms_; ++i) out(i, i) = stiffness_;
    }
    void add_macroscopic_field(const Vec3&, Matrix&) const override {}

private:
    std::size_t atoms_;
    double stiffness_;
};

/// Atoms on a simple cubic lattice, springs between neighbours that resist in all directions.
class SpringLattice final : public ReciprocalHessian {
public:
    std::size_t atoms() const override { return 1; }
    void at(const Vec3& q, Matrix& out) const override {
        out = Matrix(3, 3);
        double sum = 0;
        for (int a = 0; a < 3; ++a) sum += 2 - 2 * std::cos(q[a]);
        for (std::size_t a = 0; a < 3; ++a) out(a, a) = sum;
    }
    void add_macroscopic_field(const Vec3&, Matrix&) const override {}
};

Structure argon_atoms(std::size_t n) {
    Structure s;
    s.cell.h = Mat3::identity();
    for (std::size_t i = 0; i < n; ++i) {
        s.numbers.push_back(18);
        s.positions.push_back({0, 0, 0});
    }
    return s;
}

}  // namespace

TEST_SUITE("harmonic crystals") {
    TEST_CASE("an Einstein solid, classical: F = 3n/2 kT ln(kappa / 2 pi kT)") {
        const double stiffness = 3.7, temperature = 650, kt = constants::boltzmann * temperature;
        const HarmonicModes m = harmonic_modes(EinsteinSolid(2, stiffness), argon_atoms(2),
                                               {{2, 3, 1}}, VibrationStatistics::classical);
        const HarmonicState s = harmonic_state(m, temperature);
        const double expected = 3 * kt * std::log(stiffness / (2 * std::numbers::pi * kt));
        CHECK(s.free_energy == doctest::Approx(expected).epsilon(1e-13));
        CHECK(s.energy == doctest::Approx(3 * kt).epsilon(1e-13));
        CHECK(s.heat_capacity == doctest::Approx(3 * constants::boltzmann).epsilon(1e-13));
        CHECK(s.free_energy == doctest::Approx(s.energy - temperature * s.entropy).epsilon(1e-13));
    }

    TEST_CASE("an Einstein solid, quantum: Planck's oscillator; nothing but zero point at 0 K") {
        const double stiffness = 3.7, temperature = 120;
        const HarmonicModes m = harmonic_modes(EinsteinSolid(1, stiffness), argon_atoms(1), {},
                                               VibrationStatistics::quantum);
        // hbar sqrt(k/m) with CODATA 2018 constants in SI units.
        const double quantum = 1.054571817e-34 *
                               std::sqrt(stiffness * 1.602176634e-19 / 1e-20 /
                                         (element(18).mass * 1.66053906660e-27)) /
                               1.602176634e-19;
        CHECK(harmonic_state(m, 0).free_energy == doctest::Approx(1.5 * quantum).epsilon(1e-12));
        CHECK(harmonic_state(m, 0).entropy == 0);
        const double x = quantum / (constants::boltzmann * temperature);
        const HarmonicState s = harmonic_state(m, temperature);
        CHECK(s.energy ==
              doctest::Approx(3 * quantum * (0.5 + 1 / (std::exp(x) - 1))).epsilon(1e-12));
        CHECK(s.free_energy ==
              doctest::Approx(3 * (quantum / 2 +
                                   constants::boltzmann * temperature * std::log(1 - std::exp(-x))))
                  .epsilon(1e-12));
    }

    TEST_CASE("heat becomes classical: F_quantum - F_classical tends to the momenta's part") {
        // At high T the quantum F is that of the same modes in phase space: the classical F in the
        // convention of 1 angstrom plus 3 kT ln(lambda / 1 angstrom) for each atom.
        const double temperature = 200000, kt = constants::boltzmann * temperature;
        const auto classical =
            harmonic_state(harmonic_modes(SpringLattice(), argon_atoms(1), {{4, 4, 4}},
                                          VibrationStatistics::classical),
                           temperature);
        const auto quantum =
            harmonic_state(harmonic_modes(SpringLattice(), argon_atoms(1), {{4, 4, 4}},
                                          VibrationStatistics::quantum),
                           temperature);
        // de Broglie wavelength h / sqrt(2 pi m kT), angstrom
        const double wavelength = 6.62607015e-34 /
                                  std::sqrt(2 * std::numbers::pi * element(18).mass *
                                            1.66053906660e-27 * kt * 1.602176634e-19) *
                                  1e10;
        CHECK(quantum.free_energy ==
              doctest::Approx(classical.free_energy + 3 * kt * std::log(wavelength)).epsilon(1e-6));
        // Momenta double the heat capacity, and add 3/2 kT.
        CHECK(quantum.heat_capacity == doctest::Approx(2 * classical.heat_capacity).epsilon(1e-6));
        CHECK(quantum.energy - classical.energy == doctest::Approx(1.5 * kt).epsilon(1e-6));
    }

    TEST_CASE("entropy is the slope of the free energy") {
        for (const auto statistics :
             {VibrationStatistics::classical, VibrationStatistics::quantum}) {
            const auto m = harmonic_modes(SpringLattice(), argon_atoms(1), {{3, 3, 3}}, statistics);
            const double slope =
                (harmonic_state(m, 80.01).free_energy - harmonic_state(m, 79.99).free_energy) /
                0.02;
            CHECK(harmonic_state(m, 80).entropy == doctest::Approx(-slope).epsilon(1e-6));
        }
    }

    TEST_CASE("half of the mesh stands for all of it") {
        // Mean of ln(sum of 2 - 2 cos) over the full mesh, written out.
        const int n = 5;
        double mean = 0;
        for (int a = 0; a < n; ++a)
            for (int b = 0; b < n; ++b)
                for (int c = 0; c < n; ++c) {
                    const auto term = [&](int m) {
                        return 2 - 2 * std::cos(2 * std::numbers::pi * (m + 0.5) / n);
                    };
                    mean += std::log(term(a) + term(b) + term(c)) / (n * n * n);
                }
        const auto m = harmonic_modes(SpringLattice(), argon_atoms(1), {{n, n, n}},
                                      VibrationStatistics::classical);
        CHECK(m.weights.size() == 63);  // (125 + 1) / 2
        const double kt = constants::boltzmann * 300;
        CHECK(harmonic_state(m, 300).free_energy ==
              doctest::Approx(1.5 * kt * (mean - std::log(2 * std::numbers::pi * kt)))
                  .epsilon(1e-12));
    }

    TEST_CASE("a density of states holds every mode once") {
        const auto m = harmonic_modes(SpringLattice(), argon_atoms(1), {{6, 6, 6}},
                                      VibrationStatistics::quantum);
        const ModeDensity d = mode_density(m, 40);
        const double width = d.frequency[1] - d.frequency[0];
        double sum = 0;
        for (const double x : d.density) sum += x * width;
        CHECK(sum == doctest::Approx(1).epsilon(1e-12));
        const auto all = m.squares.flat();
        CHECK(d.frequency.back() + width / 2 ==
              doctest::Approx(frequency_thz(*std::max_element(all.begin(), all.end())))
                  .epsilon(1e-6));
    }

    TEST_CASE("imaginary modes and impossible temperatures are refused, not averaged") {
        const auto m = harmonic_modes(EinsteinSolid(1, -1), argon_atoms(1), {},
                                      VibrationStatistics::classical);
        CHECK(m.imaginary_share() == 1);
        CHECK_THROWS_AS(harmonic_state(m, 300), InputError);
        const auto good =
            harmonic_modes(EinsteinSolid(1, 1), argon_atoms(1), {}, VibrationStatistics::classical);
        CHECK_THROWS_AS(harmonic_state(good, 0), InputError);
        CHECK_THROWS_AS(mode_density(good, 10), InputError);
    }
}
