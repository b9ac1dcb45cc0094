#pragma once
// The harmonic crystal: its modes on a mesh of waves, and what follows at a temperature.

#include <array>
#include <string_view>
#include <vector>

#include "crucible/energy/reciprocal_hessian.hpp"

namespace crucible {

enum class VibrationStatistics {
    classical,  ///< no masses: the configurational part, with a thermal wavelength of 1 angstrom
    quantum     ///< real masses: zero-point motion, and the whole free energy of the nuclei
};

/// Waves q = sum over i of (m_i + 1/2)/n_i b_i: Monkhorst and Pack's mesh (1976,
/// doi:10.1103/PhysRevB.13.5188), moved off the origin, where acoustic modes are singular.
struct WaveMesh {
    std::array<int, 3> n{1, 1, 1};

    std::size_t size() const { return static_cast<std::size_t>(n[0]) * n[1] * n[2]; }
    /// The mesh of as many waves as a supercell whose opposite faces are `length` apart would hold.
    static WaveMesh for_length(const Cell&, double length);
    WaveMesh doubled() const { return {{2 * n[0], 2 * n[1], 2 * n[2]}}; }
};

/// Eigenvalues of all waves of a mesh; of two waves q and -q, which have the same, one is kept.
struct HarmonicModes {
    VibrationStatistics statistics = VibrationStatistics::classical;
    std::size_t atoms = 0;  ///< of the cell
    /// (waves, 3 atoms) ascending in each row; classical: force constants, eV/angstrom^2; quantum:
    /// squared frequencies, eV/(angstrom^2 u)
    Array2<double> squares;
    std::vector<double> weights;  ///< (waves) sum to 1

    /// Share of the modes that no force brings back.
    double imaginary_share() const;
    double lowest() const;
};
/// One Hermitian eigenproblem per pair of waves, O((3 atoms)^3) each.
HarmonicModes harmonic_modes(const ReciprocalHessian&, const Structure&, const WaveMesh&,
                             VibrationStatistics);

/// Per cell. Classical: F = -3n/2 kT [ln(2 pi kT) - <ln kappa>], S = -dF/dT (which includes the
/// wavelength's convention), energy 3n/2 kT above the minimum's (potential energy alone).
/// Quantum: sums over oscillators with zero-point energy, potential and kinetic energy together.
struct HarmonicState {
    double free_energy = 0;    ///< eV
    double entropy = 0;        ///< eV/K
    double energy = 0;         ///< eV
    double heat_capacity = 0;  ///< eV/K, at constant volume
};
/// Throws InputError (E-thermo-harmonic) for imaginary modes and for temperatures that are not
/// positive (classical) or negative (quantum).
HarmonicState harmonic_state(const HarmonicModes&, double temperature);

/// Frequency of a squared frequency in eV/(angstrom^2 u), THz; negative for imaginary ones.
double frequency_thz(double square);

/// Density of states: share of modes per THz (quantum), bins of equal width up to the highest mode;
/// imaginary modes count at negative frequencies.
struct ModeDensity {
    std::vector<double> frequency;  ///< (bins) THz, middle of the bin
    std::vector<double> density;    ///< (bins) 1/THz; integrates to 1
};
/// Throws InputError (E-thermo-harmonic) unless the modes were weighted by masses.
ModeDensity mode_density(const HarmonicModes&, std::size_t bins);

}  // namespace crucible
