#pragma once
// The cell that a crystal has at a pressure and a temperature, by sampling its stress.

#include <array>
#include <functional>
#include <memory>
#include <string>

#include "crucible/thermo/integration.hpp"

namespace crucible {

/// Second derivatives of the energy by strain, eV/angstrom^3, (6, 6) in the order xx yy zz yz xz xy
/// with engineering shear; the atoms find their places in every strained cell. Central differences.
Array2<double> stiffness(const Structure& cell, EnergyModel&);
/// Bulk modulus of a crystal whose stress stays the same in all directions (Reuss), eV/angstrom^3.
double bulk_modulus(const Array2<double>& stiffness);

/// The part of a symmetric tensor that the crystal's symmetry allows: what is sampled of the rest
/// is noise. A crystal without symmetry keeps all.
Mat3 allowed_by_symmetry(const Structure& crystal, const Mat3& tensor);

struct PressedCrystalSettings {
    double pressure = 0;        ///< eV/angstrom^3
    double width = 8;           ///< angstrom, least width of the supercell
    int rounds = 3;             ///< of sampling the stress and straining the cell
    double tolerance = 0.0013;  ///< eV/angstrom^3 (0.2 GPa), where it ends sooner
    SamplingSettings sampling;  ///< of one round; the free energy forgives the stress its square
};

/// A crystal ready to be integrated.
struct PressedCrystal {
    Structure cell;           ///< at rest in its sites: the reference's origin
    Supercell supercell;      ///< of it
    NormalModes modes;        ///< of the supercell
    double negative = 0;      ///< share of modes that no force brings back
    double bulk_modulus = 0;  ///< eV/angstrom^3, static
    Mat3 stress;              ///< eV/angstrom^3, of the last round with the atoms' motion
    int rounds = 0;
    std::optional<std::size_t> lost;  ///< step of a round at which an atom left its place
};

/// `start`: the phase at about this pressure, at rest or nearly. Throws InputError
/// (E-integrate-modes) where a third of all modes are negative: no crystal that vibrates.
PressedCrystal press(const Structure& start, EnergyModel&, const PressedCrystalSettings&,
                     const RunContext&);

/// The last step of `press` alone: supercell and modes of a crystal that is at rest in its cell.
PressedCrystal crystal_at_sites(const Structure& cell, EnergyModel&, double width);

/// Stress of a sampled crystal: the mean of its virial and the ideal gas of its atoms.
Mat3 whole_stress(const LambdaAverage&, double thermal_energy, std::size_t n_atoms, double volume);

}  // namespace crucible
