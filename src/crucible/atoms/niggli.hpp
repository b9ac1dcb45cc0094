#pragma once
// Lattice reduction: the same lattice by shorter, less skewed vectors.

#include <array>
#include <optional>

#include "crucible/atoms/structure.hpp"

namespace crucible {

/// Integer 3x3 matrix, row-major; a change of lattice basis has determinant +1.
struct IntMat3 {
    std::array<std::array<int, 3>, 3> row{};

    static constexpr IntMat3 identity() { return {{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}}; }
    int& operator()(int i, int j) {
        return row[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
    }
    int operator()(int i, int j) const {
        return row[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
    }
    friend bool operator==(const IntMat3&, const IntMat3&) = default;
};

/// Throws InputError (E-atoms-cell) when an element would pass a million.
IntMat3 operator*(const IntMat3& a, const IntMat3& b);
/// T h: rows of the result are integer combinations of the rows of `h`.
Mat3 operator*(const IntMat3& t, const Mat3& h);
long long determinant(const IntMat3&);

/// A reduced cell and how it came about: `cell.h == transform * h_before`, determinant +1.
/// Cartesian positions stay as they are; fractional ones become f * inverse(transform).
struct Reduction {
    Cell cell;
    IntMat3 transform = IntMat3::identity();
};

/// Shortest possible vectors |a| <= |b| <= |c| (Minkowski reduction in three dimensions; Semaev,
/// doi:10.1007/3-540-44670-2_13). Reduces only among the periodic directions. Terminates on any
/// cell of finite positive volume; throws InputError (E-atoms-cell) otherwise.
Reduction minkowski_reduce(const Cell&);

/// The Niggli cell, unique for a lattice (Krivy and Gruber, doi:10.1107/S0567739476000636, with the
/// tolerance of Grosse-Kunstleve et al., doi:10.1107/S010876730302186X; `tolerance` is relative to
/// the cube root of the volume). Needs three periodic directions, else returns `minkowski_reduce`.
Reduction niggli_reduce(const Cell&, double tolerance = 1e-5);

/// For relaxations: nothing while the cell is reduced to within `slack` (0.1: an off-diagonal
/// component may exceed half a vector by 10 %), else the transform of `minkowski_reduce`. Costs a
/// few dozen flops when there is nothing to do.
std::optional<IntMat3> reduce_skew(const Cell&, double slack = 0.1);

/// Brings positions into the cell along periodic directions: 0 <= fractional < 1.
void wrap(Structure&);

/// Throws InputError (E-atoms-cell) unless every number is finite and the volume is neither zero
/// nor negligible beside the product of the edges.
void check_cell(const Cell&);

/// Lengths a, b, c in angstrom and angles alpha, beta, gamma in degrees.
std::array<double, 6> cell_parameters(const Cell&);
/// a along x, b in the x-y plane. Throws InputError (E-atoms-cell) for impossible angles.
Cell cell_from_parameters(const std::array<double, 6>&);
/// Distance between the two faces that lattice vector i joins, for i = 0, 1, 2; angstrom.
std::array<double, 3> plane_spacings(const Cell&);

}  // namespace crucible
