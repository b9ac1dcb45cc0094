#pragma once
// Crystals whose free energy is known in closed form: where an integration begins.

#include <vector>

#include "crucible/dynamics/langevin.hpp"
#include "crucible/thermo/crystal_modes.hpp"

namespace crucible {

/// A crystal of quadratic energy, in the coordinates in which it is U = |y|^2 / 2: every direction
/// swings in step, whatever its stiffness, so an average forgets its past within a few steps.
class ReferenceCrystal {
public:
    virtual ~ReferenceCrystal() = default;
    virtual const Coordinates& coordinates() const = 0;
    /// eV: -kT ln of the integral of exp(-U/kT) over all u with the centre held, in angstrom to the
    /// power 3 n_atoms - 3. Where the centre may be is `centre_free_energy`.
    virtual double free_energy(double thermal_energy) const = 0;
};

/// Every atom on a spring of its own, U = sum k_i u_i^2 / 2 (Frenkel and Ladd 1984,
/// doi:10.1063/1.448024). The centre held is that of the springs' weights, for which the integral
/// is
///   product (2 pi kT/k_i)^(3/2) / (2 pi kT / sum k_i)^(3/2),
/// as Polson et al. (2000, doi:10.1063/1.481102) found for general weights.
class EinsteinCrystal final : public ReferenceCrystal {
public:
    /// `springs` (n_atoms) eV/angstrom^2, above zero; else InputError (E-langevin-settings).
    explicit EinsteinCrystal(std::vector<double> springs);
    const Coordinates& coordinates() const override { return coordinates_; }
    double free_energy(double thermal_energy) const override;

private:
    std::vector<double> springs_;
    ScaledCoordinates coordinates_;
};

/// The normal modes of a crystal. The geometric centre is held.
class HarmonicCrystal final : public ReferenceCrystal {
public:
    /// Curvatures below `least` (eV/angstrom^2, above zero) count as `least`: any stiff enough
    /// crystal is a reference, and the integration makes up for the difference. `raised` says how
    /// many were.
    HarmonicCrystal(NormalModes, double least = 0.05);
    const Coordinates& coordinates() const override { return coordinates_; }
    double free_energy(double thermal_energy) const override;
    std::size_t raised() const { return raised_; }

private:
    static std::vector<double> at_least(std::vector<double>, double least);
    std::size_t raised_ = 0;
    ModeCoordinates coordinates_;
};

/// Springs that give each atom the mean square displacement which it has in the harmonic crystal:
/// 3 kT/k_i = <u_i^2>, the Einstein crystal nearest to it. Of modes with their directions.
std::vector<double> matching_springs(const NormalModes&, double least = 0.05);

/// eV: -kT ln(volume / angstrom^3), of the centre anywhere in `volume`. A crystal looks the same
/// whenever its centre has moved by one atom's (or one primitive cell's) share; which share does
/// not matter in a large crystal, and V/N is what Frenkel and Ladd take.
double centre_free_energy(double volume, double thermal_energy);

}  // namespace crucible
