#pragma once
// A crystal followed over pressures at rest: its exact enthalpy and volume at each, and where it
// stops being that crystal.

#include <string>
#include <vector>

#include "crucible/atoms/elements.hpp"
#include "crucible/dynamics/relax.hpp"
#include "crucible/num/spline.hpp"
#include "crucible/thermo/chemical_potentials.hpp"

namespace crucible {

struct BranchPoint {
    double pressure = 0;                ///< eV/angstrom^3
    PhaseFate fate = PhaseFate::stays;  ///< stays or lost
    Structure structure;                ///< relaxed; empty where lost
    std::string space_group;            ///< short international symbol; "" where lost
    double enthalpy = 0;                ///< eV per formula unit; NaN where lost, as the next two
    double energy = 0;                  ///< eV per formula unit
    double volume = 0;                  ///< angstrom^3 per formula unit
};

struct EnthalpyBranch {
    std::string label;
    double units = 1;                 ///< formula units of the primitive cell
    double start = 0;                 ///< eV/angstrom^3, where the crystal was taken up
    std::vector<BranchPoint> points;  ///< ascending in pressure
    /// eV per formula unit: largest difference between the way out and the way back.
    double hysteresis = 0;
    std::string low_end, high_end;  ///< why it was lost towards low and high pressure; may be ""

    /// [first, last) of the points that stay; they lie side by side.
    std::pair<std::size_t, std::size_t> kept() const;
    /// Enthalpy per formula unit and its slope, the volume, between points; NaN where it is lost.
    ValueSlope at(double pressure) const;
};

struct BranchSettings {
    double low = 0, high = 0;          ///< eV/angstrom^3
    double step = 1 * constants::gpa;  ///< eV/angstrom^3; points are its whole multiples
    double fmax = 1e-5;                ///< eV/angstrom
    double stress_tolerance = 1e-6;    ///< eV/angstrom^3
    double symmetry_tolerance = 1e-2;  ///< angstrom, for space groups
};

/// Relaxes the crystal at the pressure at which its cell is nearest to rest as given, or the next
/// at which it keeps its structure; from there step by step up and down, each from the one before.
/// A step is refused if the structure does not match the one before it, or if the enthalpy does not
/// follow dH = V dP; quarter steps are tried before the crystal counts as lost. From each end it is
/// led back, which gives the hysteresis. Throws InputError (E-thermo-branch) for a composition
/// other than `unit` or a range without points.
EnthalpyBranch follow_branch(const Structure&, const Composition& unit, EnergyModel&,
                             const BranchSettings&);

/// Short international symbol, "?" where none is found.
std::string symbol_of(const Structure&, double tolerance);

}  // namespace crucible
