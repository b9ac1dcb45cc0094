#pragma once
// From traces of two-phase runs to what the likelihood takes: thickness of the solid by the lever
// rule of the energy, checked against the order of the atoms, as long as both phases live.

#include <vector>

#include "crucible/thermo/coexistence_md.hpp"

namespace crucible {

/// Both phases' energies as straight lines in temperature, from all single-phase runs.
struct PhaseLines {
    double centre = 0;                           ///< K
    double solid = 0, liquid = 0;                ///< eV/atom, potential energy at `centre`
    double solid_slope = 0, liquid_slope = 0;    ///< eV/(atom K)
    double latent = 0;                           ///< eV/atom, difference of enthalpies, mean
    double solid_volume = 0, liquid_volume = 0;  ///< angstrom^3/atom, means
    double solid_at(double t) const { return solid + solid_slope * (t - centre); }
    double liquid_at(double t) const { return liquid + liquid_slope * (t - centre); }
    /// dTm/dP, K per eV/angstrom^3 (Clausius and Clapeyron).
    double clapeyron(double melting) const {
        return melting * (liquid_volume - solid_volume) / latent;
    }
};
/// Slopes are held near 1.9 kB per atom, which runs at a single temperature leave open. Throws
/// InconsistentError (E-melting-facts) when no run has both phases.
PhaseLines phase_lines(const std::vector<FrontTrace>&);
MeltingFacts melting_facts(const PhaseLines&, double mass);
/// What to go by before the first run: entropy of fusion 1.2 kB per atom (Richard's rule), volume
/// of the cell.
MeltingFacts presumed_facts(const Structure& cell, double guess);

/// The solid's thickness over time, and how long it means something.
struct FrontReading {
    std::vector<double> thickness;  ///< (rows) angstrom, from the energy
    std::size_t valid = 0;          ///< rows up to which both phases lived, as both measures say
    double readout = 0;             ///< angstrom, scatter of one row
    double solid_end = 0;           ///< share of the cell that is solid at the end, by order
    CoexistenceRun::End end = CoexistenceRun::End::both;
};
/// The gate of the module: one solid and one liquid slab, both thicker than 12 angstrom by the
/// order of the atoms, and a thickness from the energy within a tenth of the cell's length of
/// that from the order. A single configuration may fail, two in a row end the data.
FrontReading read_front(const FrontTrace&, const PhaseLines&);

/// The record of a run: stretches of 6 ps at fixed temperature, one stretch at free temperature,
/// the first 3 ps left out.
CoexistenceRun reduce(const FrontTrace&, const PhaseLines&);

}  // namespace crucible
