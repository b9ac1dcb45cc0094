#pragma once
// Molecules as bond matrices (Dugundji and Ugi 1973, Top. Curr. Chem. 39, 19): atoms, hydrogens
// among them, and whole bond orders.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "crucible/chem/molecule.hpp"

namespace crucible::synthesis {

struct BondMatrix {
    struct Atom {
        std::uint8_t element = 0;
        std::int8_t charge = 0;
        int bearer = -1;  ///< of a hydrogen: the atom other than hydrogen that it is on; -1: none
    };
    std::vector<Atom> atoms;
    std::vector<std::uint8_t> orders;  ///< (n, n), symmetric, 0 to 3

    std::size_t size() const { return atoms.size(); }
    std::uint8_t order(std::size_t a, std::size_t b) const { return orders[a * size() + b]; }
    void set_order(std::size_t a, std::size_t b, std::uint8_t order) {
        orders[a * size() + b] = orders[b * size() + a] = order;
    }
};

/// All molecules in one matrix: atoms other than hydrogen in the order of the canonical SMILES,
/// molecule by molecule, then the hydrogens. Aromatic rings get one of their Kekule forms, stereo
/// is left out. Throws InputError (E-generate) for aromatic rings without one, and for more than
/// `most_matrix_atoms`.
BondMatrix bond_matrix(std::span<const chem::Molecule>);
constexpr std::size_t most_matrix_atoms = 200;

/// Its molecules as SMILES, each atom in brackets; not canonical.
std::vector<std::string> molecules_of(const BondMatrix&);

/// Symbol of an element of a BondMatrix.
std::string matrix_symbol(int element);

}  // namespace crucible::synthesis
