#pragma once
// Normal modes of a supercell from finite differences of forces, for any potential.

#include <array>
#include <cstddef>
#include <vector>

#include "crucible/energy/energy_model.hpp"
#include "crucible/num/array.hpp"

namespace crucible {

/// A cell repeated along its vectors; copy after copy of all atoms, the last vector's fastest (as
/// `repeated` in crystal_block.hpp makes it).
struct Supercell {
    Structure structure;
    std::array<int, 3> times{1, 1, 1};
    std::size_t n_basis = 0;  ///< atoms of the cell

    std::size_t n_copies() const { return n_basis > 0 ? structure.size() / n_basis : 0; }
};
Supercell make_supercell(const Structure& cell, const std::array<int, 3>& times);
/// The repeats that make every width of the supercell at least `width` (angstrom).
std::array<int, 3> repeats_for_width(const Structure& cell, double width);

/// Second derivatives of the energy between the atoms of the first copy and all atoms, eV per
/// angstrom^2: the rest follows by translation. Central differences of forces by `step` angstrom,
/// 6 n_basis evaluations. Symmetric to rounding, and no force comes of moving all atoms alike.
struct ForceConstants {
    Array2<double> phi;                           ///< (3 n_basis, 3 n_atoms)
    Array2<double> self(std::size_t atom) const;  ///< (3, 3) of an atom with itself
};
ForceConstants force_constants(const Supercell&, EnergyModel&, double step = 0.005);

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
