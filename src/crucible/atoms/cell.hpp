#pragma once
// The periodic cell, and the two kinds of coordinates that must never be added to each other.

#include <array>

#include "crucible/num/vec3.hpp"

namespace crucible {

/// Cartesian coordinates in angstrom.
struct Position : Vec3 {
    Position() = default;
    constexpr Position(double x_, double y_, double z_) : Vec3{x_, y_, z_} {}
    explicit Position(const Vec3& v) : Vec3(v) {}
};
/// Coordinates in units of the lattice vectors.
struct Fractional : Vec3 {
    Fractional() = default;
    constexpr Fractional(double x_, double y_, double z_) : Vec3{x_, y_, z_} {}
    explicit Fractional(const Vec3& v) : Vec3(v) {}
};

/// Lattice vectors a, b, c are the rows of `h`, in angstrom. Any orientation, either handedness;
/// volume is positive. A direction that is not periodic still has a vector (the size of the box).
struct Cell {
    Mat3 h = Mat3::identity();
    std::array<bool, 3> periodic{true, true, true};

    double volume() const { return std::fabs(determinant(h)); }
    Position cartesian(const Fractional& f) const { return Position(f * h); }
    /// Solves against `h` anew on each call; keep `inverse(h)` in loops.
    Fractional fractional(const Position& r) const { return Fractional(r * inverse(h)); }
};

}  // namespace crucible
