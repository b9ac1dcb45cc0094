#pragma once
// Melting temperature against pressure: Simon and Glatzel's law, and what Clausius and Clapeyron
// say of its slope.

#include <vector>

namespace crucible {

struct MeltingPoint {
    double pressure = 0;         ///< eV/angstrom^3
    double melting = 0, sd = 0;  ///< K
    double slope = 0;            ///< K per eV/angstrom^3, T dv/L; NaN where it is not known
};

/// Tm = T0 (1 + (P - P0)/a)^(1/c), P0 the lowest pressure (Simon and Glatzel 1929).
struct SimonGlatzel {
    double reference = 0;  ///< eV/angstrom^3, P0
    double melting = 0;    ///< K, T0
    double a = 0;          ///< eV/angstrom^3
    double c = 1;
    double chi2 = 0;  ///< sum of squared deviations over variances
    double operator()(double pressure) const;
    double slope(double pressure) const;  ///< K per eV/angstrom^3
};
/// Weighted least squares; needs three points of different pressure, else InputError
/// (E-melting-curve). A falling curve has a negative a.
SimonGlatzel fit_simon_glatzel(const std::vector<MeltingPoint>&);

}  // namespace crucible
