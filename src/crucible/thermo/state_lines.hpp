#pragma once
// Chemical potentials along an isotherm or an isobar, from one that is known: far cheaper than an
// integration at every point, and a check where there are two.

#include <span>
#include <vector>

#include "crucible/num/statistics.hpp"

namespace crucible {

/// A quantity sampled along a line, with its standard error.
struct LinePoint {
    double at = 0;  ///< pressure, eV/angstrom^3, or temperature, K
    Estimate value;
};

/// d mu = v dP: mu (eV per formula unit) at each of `volumes` (angstrom^3 per formula unit), of
/// which `known` is the place of the point whose mu is given. The integral is that of a cubic
/// spline through the volumes; errors are those of independent volumes and of the known mu. Points
/// need not be sorted. Throws InputError (E-integrate-settings) for fewer than three points, equal
/// ones, or a place that is none.
std::vector<Estimate> along_isotherm(std::span<const LinePoint> volumes, std::size_t known,
                                     const Estimate& mu);

/// d(mu/T) = h d(1/T), Gibbs and Helmholtz's equation, as above. `enthalpies`: eV per formula unit;
/// where chemical potentials are configurational with a wavelength that does not change, so are
/// these: <U> + P V without the kinetic energy.
std::vector<Estimate> along_isobar(std::span<const LinePoint> enthalpies, std::size_t known,
                                   const Estimate& mu);

}  // namespace crucible
