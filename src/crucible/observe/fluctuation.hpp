#pragma once
// Fluctuation electron microscopy: the variance V(k) of diffracted intensity between places and
// orientations (Treacy and Gibson, doi:10.1107/S0108767395011160), and what reverse Monte Carlo
// needs of it: what V(k) becomes when an atom moves.
//
// Geometry as in FEMSIM (Maldonis, Hwang and Voyles, doi:10.1016/j.cpc.2016.12.006): the structure
// is continued periodically, turned about the origin of its coordinates, and cut to a cube of its
// volume centred there; the face towards the beam (along z) is tiled by squares of side
// sqrt(2) R, and a probe sees the atoms of its square.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "crucible/atoms/structure.hpp"
#include "crucible/num/array.hpp"

namespace crucible {

/// Electron scattering factor by Mott and Bethe, f_e = 0.023934 (Z - f_x) / s^2 with s = k / 2,
/// angstrom; k without 2 pi. Below k = 0.04 1/angstrom its value there. Throws as xray_form_factor.
double electron_form_factor(int z, double k);

struct FluctuationOptions {
    std::vector<double> k;   ///< 1/angstrom, without 2 pi, ascending
    double resolution = 10;  ///< angstrom, R; the objective aperture is Q = 0.61 / R
    int n_phi = 1, n_psi = 40, n_theta = 20;  ///< rotations of the model, thinned by sin psi
    /// Directions of k in half a turn over which intensity is averaged; 0: enough for the result of
    /// the double sum with J0 to some 1e-3.
    int azimuths = 0;
};

/// The rotations of FEMSIM: turn by psi about z, by theta about x, and by phi about z again (FEMSIM
/// leaves phi out). psi = 2 pi j / n_psi below pi; of theta in (0, pi), int(sin(psi) n_theta) - 2
/// values, and the model as it is.
std::vector<Mat3> fluctuation_rotations(const FluctuationOptions&);

/// V(k) = <I^2>/<I>^2 - 1 over probe positions and rotations.
struct Fluctuation {
    std::vector<double> variance;   ///< (k)
    std::vector<double> intensity;  ///< (k) mean, angstrom^2
    int rotations = 0, pixels = 0;
};
/// By the double sum over pairs of projected positions with J0. O(rotations N^2 k). `bin` > 0 cuts
/// distances, and the arguments of J0 and J1, down to whole multiples of it (angstrom or pure
/// number) as FEMSIM does with 0.005: that moves V(k) by up to a sixth at the smallest k, where the
/// intensity is what is left of sums a thousand times larger. Throws InputError: E-fem-options (k,
/// R, numbers of angles), E-fem-box (R sqrt(2) exceeds the cube), E-atoms-periodic,
/// E-observe-frames.
Fluctuation fluctuation_reference(const Structure&, const FluctuationOptions&, double bin = 0);
/// The structure shifted so that the middle between its outermost atoms, as written, is the origin
/// along each axis: FEMSIM does so on reading, and the rotations cut out other atoms without.
Structure recentred(Structure);
/// By amplitudes |F|^2 averaged over the azimuth. O(rotations N k azimuths). Throws as above.
Fluctuation fluctuation(const Structure&, const FluctuationOptions&);

/// Where an atom would go, and as which element.
struct AtomMove {
    std::size_t atom = 0;
    int z = 0;
    Position to;
};

/// The amplitudes of all rotations and pixels, kept: a move of one atom costs
/// O(rotations k azimuths). Memory: 16 bytes times rotations, pixels, k and azimuths.
class FluctuationAmplitudes {
public:
    /// Throws as `fluctuation`.
    FluctuationAmplitudes(const Structure&, const FluctuationOptions&);
    FluctuationAmplitudes(FluctuationAmplitudes&&) noexcept;
    FluctuationAmplitudes& operator=(FluctuationAmplitudes&&) noexcept;
    ~FluctuationAmplitudes();

    /// V(k), the mean intensity and the counts, as the atoms are now.
    Fluctuation result() const;
    /// (k) V(k) if these atoms, all different, were moved at once; nothing changes. The span stays
    /// good until the next call. Elements must be of those present at the start (InputError,
    /// E-observe-element).
    std::span<const double> propose(std::span<const AtomMove>);
    /// Makes the last proposal true.
    void accept();
    /// Largest relative difference between the kept intensities and a calculation anew, which then
    /// takes their place.
    double recheck();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace crucible
