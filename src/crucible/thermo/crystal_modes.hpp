#pragma once
// Normal modes of a supercell.

#include <vector>

#include "crucible/energy/force_constants.hpp"
#include "crucible/num/array.hpp"

namespace crucible {

/// What the supercell swings like when every atom weighs the same: the curvatures of its energy
/// along orthonormal directions, all but the three translations.
struct NormalModes {
    std::vector<double> curvatures;  ///< (3 n_atoms - 3) eV/angstrom^2, not sorted
    Array2<double> directions;       ///< (3 n_atoms - 3, 3 n_atoms); empty when not asked for
};
enum class ModeDirections { wanted, left_out };
/// By waves that fit into the supercell: a Hermitian matrix of 3 n_basis for every pair of wave
/// vectors. Curvatures may be negative.
NormalModes normal_modes(const Supercell&, const ForceConstants&,
                         ModeDirections = ModeDirections::wanted);

}  // namespace crucible
