#pragma once
// Is a place in a cell free? The one question that a generator asks a hundred thousand times.
// Internal to the module.

#include <array>
#include <cstddef>

#include "crucible/num/vec3.hpp"

namespace crucible {

/// Atoms placed so far, padded to a multiple of 8 with limits of 0 (which nothing is nearer than).
struct Crowd {
    std::size_t n = 0;                            ///< padded
    std::array<const double*, 3> fractional{};    ///< in [0, 1)
    const double* limit2 = nullptr;               ///< angstrom^2, for the new atom's species
    std::size_t n_translations = 0;               ///< padded with distant ones
    std::array<const double*, 3> translations{};  ///< Cartesian, angstrom
    Mat3 h;
};

/// Whether no image of any atom is nearer to `f` (fractional, in [0, 1)) than its limit.
bool is_place_free(const Crowd&, const Vec3& f);

}  // namespace crucible
