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

/// X-ray atomic form factor f0 at q (1/angstrom, with 2 pi), electrons; xraylib's FF_Rayl.
double xray_form_factor(int z, double q);
/// f' + i f'' at a photon energy in keV, electrons; f'' positive.
std::complex<double> anomalous_factor(int z, double energy_kev);
/// Bound coherent scattering length of the natural element, fm. Throws InputError
/// (E-observe-neutron) for elements without a known one.
double neutron_length(int z);

struct Radiation {
    enum class Kind { xray, neutron } kind = Kind::xray;
    std::optional<double> energy_kev;  ///< X-rays: add f' and f'' at this energy
};

/// Total S(q) = 1 + sum_ab w_ab(q) (S_ab(q) - 1), w_ab = c_a c_b Re(f_a f_b*) / |sum c f|^2, with
/// S_ab - 1 = (4 pi rho / q) Int_0^R r (g_ab - 1) sin(qr) dr and R the end of the grid (the uniform
/// part analytically). Throws InputError (E-observe-q) for q not positive and ascending.
LinearObservable structure_factor(const Ensemble&, const Radiation&, std::vector<double> q,
                                  const RadialGrid&);
/// Faber-Ziman partial S_ab(q).
LinearObservable partial_structure_factor(const Ensemble&, int z_a, int z_b, std::vector<double> q,
                                          const RadialGrid&);
/// S(q) by the plain double sum over pairs: what the above is tested against.
std::vector<double> structure_factor_reference(const Structure&, const Radiation&,
                                               std::span<const double> q, double longest);

/// g_ab(r) in bins of `width` up to `longest` (a whole number of grid bins each).
LinearObservable partial_g(const Ensemble&, int z_a, int z_b, double longest, double width,
                           const RadialGrid&);
/// g(r) of all atoms alike.
LinearObservable total_g(const Ensemble&, double longest, double width, const RadialGrid&);
/// The pair distribution function that experiments report, G(r) = 4 pi rho r (g_w(r) - 1), weighted
/// with f at q = 0 or b; `q_max` > 0 broadens it by the termination of a measurement at q_max.
LinearObservable reduced_pdf(const Ensemble&, const Radiation&, std::vector<double> r, double q_max,
                             const RadialGrid&);
/// Mean number of b around a within `cutoff`: one point.
LinearObservable mean_coordination(const Ensemble&, int z_a, int z_b, double cutoff,
                                   const RadialGrid&);

}  // namespace crucible
