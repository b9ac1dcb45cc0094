#pragma once
// Fluctuation electron microscopy: the variance V(k) of diffracted intensity between places and
// orientations (Treacy and Gibson, doi:10.1107/S0108767395011160), and the nanodiffraction
// patterns behind it.

#include <cstdint>
#include <memory>
#include <vector>

#include "crucible/atoms/structure.hpp"
#include "crucible/num/array.hpp"

namespace crucible {

/// Electron scattering factor by Mott and Bethe, angstrom; k without 2 pi.
double electron_form_factor(int z, double k);

struct FluctuationOptions {
    std::vector<double> k;   ///< 1/angstrom, without 2 pi
    double resolution = 10;  ///< angstrom, R; the objective aperture is Q = 0.61 / R
    int n_phi = 1, n_psi = 40, n_theta = 20;  ///< rotations of the model, thinned by sin theta
};

/// V(k) = <I^2>/<I>^2 - 1 over probe positions and rotations.
struct Fluctuation {
    std::vector<double> variance;   ///< (k)
    std::vector<double> intensity;  ///< (k) mean
    int rotations = 0, pixels = 0;
};
/// By the double sum over pairs of projected positions with J0. O(rotations N^2 k).
Fluctuation fluctuation_reference(const Structure&, const FluctuationOptions&);
/// By amplitudes |F|^2 averaged over the azimuth. O(rotations N k n_azimuth).
Fluctuation fluctuation(const Structure&, const FluctuationOptions&);

}  // namespace crucible
