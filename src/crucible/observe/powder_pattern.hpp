#pragma once
// Powder diffraction of a crystal: where its lines are, and how strong.

#include <vector>

#include "crucible/atoms/structure.hpp"

namespace crucible {

struct PowderLine {
    double two_theta = 0;  ///< degrees
    double spacing = 0;    ///< d, angstrom
    double intensity = 0;  ///< the strongest line has 100
};

/// Kinematic X-ray lines between two angles (degrees, 0 < low < high <= 170): the sum over all
/// reciprocal vectors of |sum_j f_j exp(2 pi i h . s_j)|^2, times the Lorentz and polarisation
/// factor (1 + cos^2 2 theta) / (sin^2 theta cos theta); atoms at rest. Lines within 1e-3 degrees
/// are one, lines below 1e-4 of the strongest are left out. `wavelength` in angstrom. Throws
/// InputError: E-observe-q for settings out of range, E-observe-xray, E-atoms-periodic unless
/// periodic in all directions.
std::vector<PowderLine> powder_pattern(const Structure&, double wavelength = 1.54056,
                                       double low = 10, double high = 90);

}  // namespace crucible
