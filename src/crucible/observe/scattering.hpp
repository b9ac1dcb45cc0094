#pragma once
// Diffraction: atomic factors and structure factors S(q) after Faber and Ziman, and their Fourier
// partners. Definitions after Keen, doi:10.1107/S0021889800019993.

#include <complex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "crucible/observe/linear_observable.hpp"

namespace crucible {

/// X-ray atomic form factor f0 at q (1/angstrom, with 2 pi), electrons; xraylib's FF_Rayl. Throws
/// InputError (E-observe-xray) for elements and q that xraylib has no values for.
double xray_form_factor(int z, double q);
/// f' + i f'' at a photon energy in keV, electrons; f'' positive. Throws as xray_form_factor.
std::complex<double> anomalous_factor(int z, double energy_kev);
/// Bound coherent scattering length of the natural element, fm. Throws InputError
/// (E-observe-neutron) for elements without a known one.
double neutron_length(int z);

struct Radiation {
    enum class Kind { xray, neutron } kind = Kind::xray;
    std::optional<double> energy_kev;  ///< X-rays: add f' and f'' at this energy
};

/// (pairs, points) weights w_ab(q) of Faber and Ziman, both orders of a pair together; their sum is
/// 1. q = 0 is allowed. Throws as structure_factor.
Array2<double> scattering_weights(const Ensemble&, const Radiation&, std::span<const double> q);

/// Total S(q) = 1 + sum_ab w_ab(q) (S_ab(q) - 1), w_ab = c_a c_b Re(f_a f_b*) / |sum c f|^2, with
/// S_ab - 1 = (4 pi rho / q) Int_0^R r (g_ab - 1) sin(qr) dr and R the end of the grid (the uniform
/// part analytically). A pair counts with the mean of sin(qr)/(qr) over the volume of its bin, so
/// that atoms spread evenly give S = 1 at any bin width. Throws InputError: E-observe-q for q not
/// positive and ascending, E-observe-contrast where sum c f is zero.
LinearObservable structure_factor(const Ensemble&, const Radiation&, std::vector<double> q,
                                  const RadialGrid&);
/// Faber-Ziman partial S_ab(q).
LinearObservable partial_structure_factor(const Ensemble&, int z_a, int z_b, std::vector<double> q,
                                          const RadialGrid&);
/// S(q) by the plain double sum over pairs nearer than `longest`, O(N^2): what the above is tested
/// against.
std::vector<double> structure_factor_reference(const Structure&, const Radiation&,
                                               std::span<const double> q, double longest);

/// g_ab(r) in bins of `width` up to `longest` (a whole number of grid bins each). Throws InputError
/// (E-observe-range) where the bins do not fit.
LinearObservable partial_g(const Ensemble&, int z_a, int z_b, double longest, double width,
                           const RadialGrid&);
/// g(r) of all atoms alike.
LinearObservable total_g(const Ensemble&, double longest, double width, const RadialGrid&);
/// The pair distribution function that experiments report, G(r) = 4 pi rho r (g_w(r) - 1), weighted
/// with f at q = 0 or b. `q_max` > 0 (1/angstrom) folds it with sin(q_max r) / (pi r), as the end
/// of a measurement does, and takes G = 0 beyond the grid; `q_max` = 0 gives the mean over the
/// interval around each r that ends half way to the next. Throws InputError (E-observe-range) for r
/// not positive, not ascending or outside the grid.
LinearObservable reduced_pdf(const Ensemble&, const Radiation&, std::vector<double> r, double q_max,
                             const RadialGrid&);
/// Mean number of b around a within `cutoff`: one point. A bin that the cut-off divides counts by
/// its share.
LinearObservable mean_coordination(const Ensemble&, int z_a, int z_b, double cutoff,
                                   const RadialGrid&);

}  // namespace crucible
