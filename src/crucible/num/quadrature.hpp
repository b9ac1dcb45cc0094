#pragma once
// Rules of integration.

#include <array>

namespace crucible {

/// Gauss and Legendre's rule of four points on [-1, 1]: exact up to the seventh power. Abramowitz
/// and Stegun, table 25.4.
inline constexpr std::array<double, 4> gauss4_nodes = {-0.861136311594052575, -0.339981043584856265,
                                                       0.339981043584856265, 0.861136311594052575};
inline constexpr std::array<double, 4> gauss4_weights = {
    0.347854845137453857, 0.652145154862546143, 0.652145154862546143, 0.347854845137453857};

}  // namespace crucible
