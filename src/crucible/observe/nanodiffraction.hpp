#pragma once
// Simulated nanodiffraction (4D-STEM): kinematic patterns of a small probe on a grid of places, and
// what symmetry they show (Wochner et al., doi:10.1073/pnas.0905337106).

#include <vector>

#include "crucible/observe/fluctuation.hpp"

namespace crucible {

struct NanodiffractionOptions {
    std::vector<double> k;       ///< 1/angstrom, without 2 pi, ascending
    double resolution = 10;      ///< angstrom, R: the probe's first zero, Q = 0.61 / R
    int probes = 8;              ///< along each side of the face
    int azimuths = 180;          ///< directions of k in a full turn; even
    int n_psi = 1, n_theta = 1;  ///< rotations of the model, as in FluctuationOptions
};

/// Intensities |F|^2 in polar coordinates; the beam is along z.
struct Nanodiffraction {
    std::vector<double> k;          ///< 1/angstrom
    int azimuths = 0;               ///< pattern directions 2 pi j / azimuths
    int rotations = 0, probes = 0;  ///< patterns = rotations * probes^2
    Array3<double> intensity;       ///< (patterns, k, azimuths) angstrom^2
};
/// Atoms nearer to the probe than R count with its Airy amplitude; probes stand on a square grid
/// whose discs stay within the cube that `FluctuationOptions` describes. O(rotations atoms seen k
/// azimuths). Throws as `fluctuation`.
Nanodiffraction nanodiffraction(const Structure&, const NanodiffractionOptions&);

/// (k, azimuths) C(k, Delta) = <I(phi) I(phi + Delta)> / <I>^2 - 1, averages over phi, then over
/// patterns.
Array2<double> angular_correlation(const Nanodiffraction&);

/// (k, n_max + 1) share of n-fold symmetry: 2 |I_n|^2 / I_0^2 averaged over patterns, where
/// I(phi) = sum I_n exp(i n phi), so that C(k, Delta) = sum over n > 0 of it times cos(n Delta).
/// Odd n vanish by Friedel's law; five-fold order shows at n = 10. Entry n = 0 is 0.
Array2<double> symmetry_orders(const Nanodiffraction&, int n_max = 12);

}  // namespace crucible
