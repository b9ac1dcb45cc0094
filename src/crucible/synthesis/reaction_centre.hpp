#pragma once
// Which groups surround the carbons of rings and double bonds that a reaction changes: what
// chemists look at for where an electrophile goes and whether a double bond is poor in electrons.

#include <array>
#include <cstdint>

#include "crucible/chem/molecule.hpp"
#include "crucible/learn/sparse_rows.hpp"

namespace crucible::synthesis {

/// Kinds of carbon that are looked at, and of groups around them.
enum class Centre : std::uint8_t {
    aromatic_with_hydrogen,
    aromatic_substituted,
    twofold  ///< of a C=C that is not aromatic
};
enum class Surrounding : std::uint8_t {
    donor,       ///< amine, hydroxyl, ether
    weak_donor,  ///< the same with an acyl or sulfonyl on it; thiol, thioether
    alkyl,
    unsaturated,  ///< aryl, alkenyl, alkynyl
    halogen,
    acceptor,  ///< carbonyl, imine, nitrile, nitro, ammonium, sulfonyl, CF3
    other,
    poor_ring_atom,  ///< as the nitrogen of pyridine
    rich_ring_atom   ///< as the hetero atoms of pyrrole, furan, thiophene
};
/// Bonds from the centre to the atom that bears the group, within the ring or double bond: 0 to 3
/// (itself, ortho, meta, para).
inline constexpr std::uint32_t centre_kinds = 3, surrounding_kinds = 9, surrounding_distances = 4;
/// A number of each kind of centre, then of each (centre, distance, surrounding).
inline constexpr std::uint32_t centre_columns =
    centre_kinds * (1 + surrounding_distances * surrounding_kinds);
using CentreCounts = std::array<float, centre_columns>;

constexpr std::uint32_t centre_column(Centre c) { return static_cast<std::uint32_t>(c); }
constexpr std::uint32_t centre_column(Centre c, std::uint32_t distance, Surrounding s) {
    return centre_kinds +
           (static_cast<std::uint32_t>(c) * surrounding_distances + distance) * surrounding_kinds +
           static_cast<std::uint32_t>(s);
}

/// Counts over all atoms: what is the same before and after a reaction falls out of the difference,
/// so that no atom map is needed.
CentreCounts centre_counts(const chem::Molecule&);

}  // namespace crucible::synthesis
