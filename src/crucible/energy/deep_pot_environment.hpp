#pragma once
// The radial function of the environment matrix. Internal to the module.

#include <cstddef>

namespace crucible {

/// s(r) = w(r)/r, where w goes smoothly from 1 at `from` to 0 at `to`.
struct SwitchedInverse {
    double value = 0, slope = 0;  ///< 1/angstrom, 1/angstrom^2
};
inline SwitchedInverse switched_inverse(double r, double from, double to) {
    if (r >= to) return {};
    if (r < from) return {1 / r, -1 / (r * r)};
    const double u = (r - from) / (to - from);
    const double w = u * u * u * (u * (15 - 6 * u) - 10) + 1;
    const double dw = -30 * u * u * (1 - u) * (1 - u) / (to - from);
    return {w / r, (dw - w / r) / r};
}

/// Atoms nearer than this sit on one spot: the energy means nothing.
inline constexpr double nearest_atoms = 0.01;  // angstrom

/// Throws UnstableError (E-energy-collapse).
[[noreturn]] void atoms_on_one_spot(std::size_t atom, double distance);

}  // namespace crucible
