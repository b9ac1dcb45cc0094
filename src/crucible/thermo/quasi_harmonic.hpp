#pragma once
// Quasi-harmonic free energies: F(V, T) = U(V) + F_harmonic(V, T), with the cell's shape and the
// atoms at rest at each volume, and G(P, T) = min over V of F + PV.

#include <span>
#include <vector>

#include "crucible/thermo/enthalpy_branch.hpp"
#include "crucible/thermo/harmonic.hpp"

namespace crucible {

struct QuasiHarmonicSettings {
    VibrationStatistics statistics = VibrationStatistics::classical;
    /// angstrom; modes on a mesh as of a supercell so wide, and on one of half the width, from
    /// which the rest is extrapolated
    double mesh_length = 28;
    int volumes = 14;  ///< at which modes are computed, spread over the branch
    SampledHessianSettings sampling;
};

/// Modes at one volume.
struct VibratingVolume {
    double pressure = 0;  ///< eV/angstrom^3, static
    double volume = 0;    ///< angstrom^3 per formula unit
    std::size_t waves = 0;
    HarmonicModes coarse, fine;

    /// Share of imaginary modes on either mesh, whichever is larger.
    double imaginary_share() const;
};

/// Free energy of vibrations per cell with the error of its mesh. What a mesh misses near the
/// origin, where ln kappa is singular but scale-free, falls as one over its number of waves: the
/// two meshes give the limit. The error is the distance to it. Neither mesh may have imaginary
/// modes.
struct MeshLimit {
    double value = 0, error = 0;  ///< eV
};
MeshLimit free_energy_limit(const VibratingVolume&, double temperature);

class QuasiHarmonic {
public:
    /// Computes the modes of the branch at some of its points. Throws what Hessians throw.
    QuasiHarmonic(EnthalpyBranch, EnergyModel&, const QuasiHarmonicSettings&);

    /// One temperature, K, many pressures, eV/angstrom^3. At T = 0 a classical crystal's chemical
    /// potential is its enthalpy. Never extrapolates: a point whose volume lies outside of those
    /// computed is `beyond`, or `lost` where the branch ended on that side; one whose volume has
    /// imaginary modes is `imaginary`. `error` holds the mesh's error and the scatter about the fit
    /// over volumes, not what the harmonic approximation leaves out.
    std::vector<ChemicalPotential> isotherm(std::span<const double> pressures,
                                            double temperature) const;

    const EnthalpyBranch& branch() const { return branch_; }
    /// Descending in volume.
    const std::vector<VibratingVolume>& volumes() const { return volumes_; }
    /// Largest share of imaginary modes at any volume.
    double imaginary_share() const;

private:
    /// What is the same at all pressures.
    ChemicalPotential blank(double pressure, double temperature) const;

    EnthalpyBranch branch_;
    QuasiHarmonicSettings settings_;
    std::vector<VibratingVolume> volumes_;
};

/// How far below the lowest pressure a branch should reach for the volumes of thermal expansion:
/// twice 3 N kT / V, the thermal pressure of a crystal with a Grueneisen parameter of 2;
/// eV/angstrom^3.
double thermal_margin(const Structure&, double temperature);

}  // namespace crucible
