#pragma once
// Chemical potentials of a crystal on a grid of pressures and temperatures, of which one is known:
// along the isobar through it, and from there along isotherms.

#include <optional>
#include <span>
#include <vector>

#include "crucible/base/random.hpp"
#include "crucible/num/statistics.hpp"

namespace crucible {

/// A crystal that was sampled near a pressure, per formula unit.
struct SampledState {
    /// eV, <U> + P V - V residual^2 / (2 B) with the pressure that was wanted
    Estimate enthalpy;
    Estimate volume;      ///< angstrom^3, at the pressure that was wanted
    double residual = 0;  ///< eV/angstrom^3, pressure that it had less the one that was wanted
};

/// mu (eV per formula unit) of each of `states` (n_temperatures, n_pressures), both ascending; none
/// where a state is missing, or where lines of three states or more do not lead there from `known`,
/// whose `mu` is given. Enthalpies are brought to the wanted pressure with
/// d(U + P V) = T (dV/dT) dP. Errors are standard deviations over 400 repetitions in which mu and
/// every sampled number are drawn anew from their errors: what states share along lines they share
/// there, too. Throws InputError (E-integrate-settings) as `along_isobar`.
std::vector<std::optional<Estimate>> potentials_on_grid(
    std::span<const double> pressures, std::span<const double> temperatures,
    const std::vector<std::optional<SampledState>>& states, std::size_t known, const Estimate& mu,
    RandomStream&);

}  // namespace crucible
