#pragma once
// Patterns of atoms in the subset of SMARTS that extracted templates are written in: atoms in
// brackets whose primitives are joined by ';' or '&', bonds - = # : / \ and none, rings, branches,
// components. Stereo is read and ignored.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "crucible/chem/molecule_graph.hpp"

namespace crucible::chem {

/// What an atom must be; -1: anything.
struct AtomQuery {
    std::int16_t element = -1, hydrogens = -1, degree = -1;
    std::int16_t aromatic = -1;  ///< 0 or 1
    std::int16_t charge = no_charge;
    static constexpr std::int16_t no_charge = -100;
    bool operator==(const AtomQuery&) const = default;

    bool matches(const MoleculeGraph::Atom& a) const {
        return (element < 0 || element == a.element) &&
               (hydrogens < 0 || hydrogens == a.hydrogens) && (degree < 0 || degree == a.degree) &&
               (aromatic < 0 || (aromatic == 1) == a.is_aromatic) &&
               (charge == no_charge || charge == a.charge);
    }
};

/// Bonds that a query bond takes, as bits of BondType.
using BondQuery = std::uint8_t;
constexpr BondQuery bit_of(BondType t) { return static_cast<BondQuery>(1U << static_cast<int>(t)); }

struct Pattern {
    struct Bond {
        std::uint16_t from = 0, to = 0;
        BondQuery query = 0;
    };
    std::vector<AtomQuery> atoms;
    std::vector<int> maps;    ///< number in the atom map, 0 without
    std::vector<Bond> bonds;  ///< in the order in which they were written
};

/// Nothing for SMARTS outside the subset; RDKit must judge those.
std::optional<Pattern> parse_pattern(std::string_view smarts);

}  // namespace crucible::chem
