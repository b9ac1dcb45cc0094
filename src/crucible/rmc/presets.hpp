#pragma once
// Schedules with a name. Sweeps (as many moves as atoms) are what counts: costs are linear in N.

#include <cstddef>
#include <string_view>
#include <vector>

#include "crucible/rmc/problem.hpp"

namespace crucible::rmc {

/// What sort of data a set is: presets give each its own sigma.
enum class DataSort {
    scattering,  ///< S(q), F(q), G(r)
    exafs,
    partial,  ///< partial g(r)
    other     ///< fluctuations, angles, coordination
};

enum class Preset {
    liu2022,   ///< the paper's: S 0.1 -> 1e-3, EXAFS 1e-4 -> 1e-6, no energy
    balanced,  ///< S 0.1 -> 1e-3, EXAFS 0.3 -> 3e-3; T 1500 -> 300 K with an energy
    strict,    ///< S 0.01 -> 5e-4, EXAFS 0.03 -> 1.5e-3: R^2 of 0.99 each without an energy
    fast,      ///< 4,900 sweeps of anneal 2000 -> 300 K without data, then 490 with data
    accurate   ///< 20,000 sweeps 1500 -> 300 K, then 490 with data
};
std::string_view name(Preset);

/// The stages for `atoms` atoms and these data sets, in their order.
std::vector<Stage> stages(Preset, std::size_t atoms, const std::vector<DataSort>&);

/// The same way gone without data: what the data added is the difference. Stages keep their moves
/// and temperatures.
std::vector<Stage> control(std::vector<Stage>);

}  // namespace crucible::rmc
