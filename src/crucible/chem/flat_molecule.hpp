#pragma once
// A connected molecule without stereo as plain numbers, perceived already (rings, aromaticity,
// hydrogens), and its canonical SMILES: the text that RDKit would write, some ten times sooner.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace RDKit {
class ROMol;
}

namespace crucible::chem {

struct FlatMolecule {
    static constexpr std::size_t most_atoms = 255, most_neighbours = 5;

    struct Atom {
        std::uint8_t element = 0;
        std::int8_t charge = 0;
        std::uint8_t hydrogens = 0;  ///< attached, in all
        bool is_aromatic = false;
        bool is_bracketed = false;  ///< SMILES would read it otherwise without brackets
        std::uint16_t isotope = 0;  ///< 0: none given
    };
    struct Bond {
        std::uint8_t a = 0, b = 0;
        std::uint8_t type = 1;  ///< 1, 2, 3, or `aromatic`
        bool is_in_ring = false;
        std::uint8_t other(std::uint8_t atom) const { return atom == a ? b : a; }
    };
    static constexpr std::uint8_t aromatic = 12;  ///< RDKit's number of this type of bond
    std::vector<Atom> atoms;
    std::vector<Bond> bonds;
};

struct FlatText {
    std::string smiles;
    std::vector<unsigned> written;  ///< atoms in the order in which `smiles` has them
};

/// Canonical SMILES as RDKit writes it. Empty for what this cannot tell: more atoms or neighbours
/// than above, several components, rings so symmetric that RDKit looks for more than neighbours
/// say.
std::optional<FlatText> canonical_text(const FlatMolecule&);

/// Of the elements that a FlatMolecule may have; empty for others.
std::string_view element_symbol(int element);

enum class Stereo { refused, ignored };
/// From a sanitised molecule. Empty where it has stereo that is refused, explicit hydrogen atoms,
/// bonds of other types, or what a FlatMolecule cannot hold.
std::optional<FlatMolecule> flat_molecule(const RDKit::ROMol&, Stereo = Stereo::refused);

/// Whether canonical_text writes what this RDKit writes, found out on a few molecules at the first
/// call: another version of RDKit may number atoms in another way, and then must be asked itself.
bool writes_as_rdkit();

}  // namespace crucible::chem
