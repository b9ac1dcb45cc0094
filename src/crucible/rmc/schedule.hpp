#pragma once
// Which sigma, temperature and mix of moves hold at a move of a stage. Internal to the module.

#include <cstdint>
#include <vector>

#include "crucible/rmc/problem.hpp"

namespace crucible::rmc {

/// What is constant for a while: settings are renewed every `settings_interval` moves, or at the
/// start of a block of nested moves.
struct Settings {
    std::vector<double> sigma;  ///< empty: data are off
    double temperature = 0;     ///< K
};
inline constexpr std::int64_t settings_interval = 64;

/// Settings of the interval that begins with move `move` of the stage.
Settings settings_at(const Stage&, std::int64_t move);

/// Throws InputError (E-rmc-stage) for what no chain can follow.
void check_stages(const Problem&);

}  // namespace crucible::rmc
