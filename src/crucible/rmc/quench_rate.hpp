#pragma once
// What quench rate an anneal by Monte Carlo amounts to.

#include <cstddef>
#include <vector>

#include "crucible/rmc/chain.hpp"
#include "crucible/rmc/problem.hpp"

namespace crucible::rmc {

/// Time that one sweep amounts to. At 1200 K, where Monte Carlo and molecular dynamics of Cu64Zr36
/// were measured side by side, the mean squared displacement grows in one sweep as in 2.9 fs; that
/// sweep has a mean squared accepted step of `reference_step2` per atom. A chain with other steps
/// is scaled by its own. Nothing but an order of magnitude: factor 2 to 3.
inline constexpr double sweep_time_1200 = 2.9;     // fs
inline constexpr double reference_step2 = 0.0177;  // angstrom^2, step 0.26 angstrom, 39 % accepted
/// fs; `displacement2` of Progress over `sweeps` sweeps of `atoms` atoms.
double sweep_time(double displacement2, std::size_t atoms, double sweeps);

/// K/s at which the anneal goes through `at` (kelvin): slope of the stage's temperature per sweep
/// over the time of a sweep. 0 if the stage does not cool through that temperature.
double equivalent_quench_rate(const Stage&, std::size_t atoms, double at = 750,
                              double femtoseconds_per_sweep = sweep_time_1200);
/// The same with the clock of the chain itself: its steps in the lines of `history` from 1300 to
/// 1100 K of the first stage. 0 where the stage does not cool through 750 K, or has no such lines.
double equivalent_quench_rate(const Stage& first, const std::vector<Progress>& history,
                              std::size_t atoms);

}  // namespace crucible::rmc
