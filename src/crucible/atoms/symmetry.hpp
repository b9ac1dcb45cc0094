#pragma once
// Space groups and standard cells, found by spglib (Togo and Tanaka, arXiv:1808.01590).

#include <optional>
#include <string>
#include <vector>

#include "crucible/atoms/niggli.hpp"
#include "crucible/atoms/structure.hpp"

namespace crucible {

/// x' = rotation x + translation on fractional coordinates (columns).
struct SymmetryOperation {
    IntMat3 rotation;
    Vec3 translation;
};

struct Symmetry {
    int number = 1;             ///< space group 1 to 230
    std::string symbol;         ///< short international, e.g. "P4_2/mnm"
    std::string hall_symbol;    ///< names the setting as well
    std::string point_group;    ///< international, e.g. "4/mmm"
    std::vector<int> orbit_of;  ///< (n_atoms) smallest index of an atom equivalent to it
    std::vector<SymmetryOperation> operations;
};

/// Symmetry of a periodic structure, atoms matching within `tolerance` angstrom. Nothing when none
/// can be found: atoms closer to each other than the tolerance, or contradictory operations.
/// Throws InputError: E-atoms-cell for an impossible cell, E-atoms-periodic unless all three
/// directions are periodic. Cost grows as N^2: for crystals, not for glasses.
std::optional<Symmetry> find_symmetry(const Structure&, double tolerance = 1e-2);

enum class StandardCell { conventional, primitive };

/// The cell of the International Tables (idealised: exactly symmetric), or its primitive cell.
/// Only elements and positions are carried over. Nothing when no symmetry can be found.
std::optional<Structure> standardised(const Structure&, StandardCell, double tolerance = 1e-2);

}  // namespace crucible
