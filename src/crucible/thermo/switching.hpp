#pragma once
// Nonequilibrium switching between a crystal and its reference, there and back again: the second
// opinion on an integral, and the one that shows hysteresis (Freitas, Asta and de Koning 2016,
// doi:10.1016/j.commatsci.2015.10.050).

#include <cstdint>
#include <optional>
#include <vector>

#include "crucible/thermo/integration.hpp"

namespace crucible {

/// lambda(t) from 0 to 1 for t from 0 to 1, with four derivatives that vanish at either end:
/// t^5 (70 t^4 - 315 t^3 + 540 t^2 - 420 t + 126), de Koning and Antonelli 1996,
/// doi:10.1103/PhysRevE.53.465.
double switching_function(double t);

/// Work in eV per cell.
struct SwitchResult {
    std::vector<double> forth, back;  ///< (pairs) reference to crystal, crystal to reference
    Estimate work;                    ///< mean of (forth - back)/2: U - U_ref, as `Integral::work`
    double dissipation = 0;  ///< eV, mean of (forth + back)/2; not below zero but for noise
    double dissipation_error = 0;
    double allowed = 0;            ///< eV, what `most_dissipation` makes of this crystal
    bool is_irreversible = false;  ///< more than that, and not by noise
};

/// One switch forth and one back, each from a start of its own.
struct SwitchPair {
    double forth = 0, back = 0;       ///< eV per cell
    std::optional<std::size_t> lost;  ///< step at which an atom left its place
};
/// `sampling.steps` are those of one switch. `item` names the random numbers. Stops by `Stopped`
/// when the context asks.
SwitchPair switch_once(const Structure& sites, EnergyModel&, const ReferenceCrystal&,
                       const SamplingSettings&, std::uint64_t item, const RunContext&);
/// The mean of pairs. `thermal_energy_of_all`: kT times the number of atoms. Throws InputError
/// (E-integrate-settings) for fewer than two pairs.
SwitchResult switch_result(std::vector<double> forth, std::vector<double> back,
                           double most_dissipation, double thermal_energy_of_all);

/// Throws UnstableError (E-integrate-hysteresis) with the figures where it is irreversible.
void require_reversible(const SwitchResult&);

}  // namespace crucible
