#pragma once
// Second derivatives of the energy in a supercell by differences of forces, for any potential.

#include <array>
#include <cstddef>

#include "crucible/energy/energy_model.hpp"
#include "crucible/num/array.hpp"

namespace crucible {

/// A cell repeated along its vectors; copy after copy of all atoms, the last vector's fastest.
struct Supercell {
    Structure structure;
    std::array<int, 3> times{1, 1, 1};
    std::size_t n_basis = 0;  ///< atoms of the cell

    std::size_t n_copies() const { return n_basis > 0 ? structure.size() / n_basis : 0; }
    /// How many cells along each vector a copy lies from the first.
    std::array<int, 3> place_of(std::size_t copy) const;
    /// The copy that lies from the first as the first lies from `copy`, images counted.
    std::size_t opposite(std::size_t copy) const;
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

}  // namespace crucible
