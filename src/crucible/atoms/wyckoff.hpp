#pragma once
// Wyckoff positions of the 230 space groups, worked out from the operations.

#include <vector>

#include "crucible/atoms/symmetry.hpp"

namespace crucible {

/// Points that keep the same symmetry: x = origin + sum of any multiples of the directions.
struct WyckoffPosition {
    Vec3 origin;  ///< fractional, of the conventional cell
    std::vector<Vec3> directions;
    /// Which operations make the points of the primitive cell out of one, each once.
    std::vector<std::size_t> operations;

    /// Points in the primitive cell.
    std::size_t multiplicity() const { return operations.size(); }
    /// 0: the points cannot move, so that only one orbit of atoms has room there.
    std::size_t freedom() const { return directions.size(); }
};

struct WyckoffTable {
    int number = 1;    ///< of the space group
    int centring = 1;  ///< lattice points of the conventional cell: 1 to 4
    /// Of the conventional cell in the standard setting (unique axis b, hexagonal axes for R
    /// groups), the lattice's own translations included.
    std::vector<SymmetryOperation> operations;
    /// By ascending multiplicity and freedom; the general position is the last.
    std::vector<WyckoffPosition> positions;
};

/// Positions are the classes of fixed points, lines and planes of operations, and of points where
/// two axes meet, under the group: 1731 in all, as in the International Tables, volume A. Throws
/// InputError (E-atoms-group) for a number outside 1 to 230.
WyckoffTable wyckoff_table(int number);

/// Rotation and translation of a fractional point.
Vec3 operator*(const SymmetryOperation&, const Vec3&);

}  // namespace crucible
