#pragma once
// The bare graph of a molecule, as pattern matching wants it.

#include <cstdint>
#include <span>
#include <vector>

#include "crucible/chem/molecule.hpp"

namespace crucible::chem {

enum class BondType : std::uint8_t { single, twofold, threefold, aromatic, other };

struct MoleculeGraph {
    struct Atom {
        std::uint8_t element = 0;    ///< atomic number
        std::uint8_t hydrogens = 0;  ///< attached, in all
        std::uint8_t degree = 0;     ///< neighbours that are atoms of the graph
        std::int8_t charge = 0;
        bool is_aromatic = false;
        bool operator==(const Atom&) const = default;
    };
    struct Neighbour {
        std::uint16_t atom = 0;
        BondType bond = BondType::single;
    };
    std::vector<Atom> atoms;
    std::vector<std::uint32_t> starts;  ///< of each atom's neighbours, and the end
    std::vector<Neighbour> neighbours;

    std::span<const Neighbour> around(std::size_t atom) const {
        return std::span(neighbours).subspan(starts[atom], starts[atom + 1] - starts[atom]);
    }
};

/// Throws InputError (E-smiles) for more than 65,535 atoms.
MoleculeGraph graph_of(const Molecule&);

}  // namespace crucible::chem
