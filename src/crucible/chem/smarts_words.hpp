#pragma once
// What a SMARTS pattern says for certain about its atoms and bonds, read from RDKit's queries: what
// a template demands of an atom on one side, and what it makes of it on the other.

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace RDKit {
class ROMol;
}

namespace crucible::chem {

/// Order of a bond. `unsaid`: the pattern leaves it open; `plain`: written without a symbol, which
/// means single or aromatic.
enum class Order : signed char { unsaid, plain, one, two, three, aromatic };

struct AtomWords {
    std::optional<int> element, charge, hydrogens, degree, isotope, connections;
    std::optional<bool> aromatic;
    int map = 0;
    /// Handedness of `neighbours` seen from the first: +1 counterclockwise, -1 clockwise, 0 unsaid
    /// (or with fewer than three neighbours to say it of). A missing fourth counts as the last.
    int parity = 0;
    /// Enough neighbours to have said it: silence then means that there is no stereocentre.
    bool could_say_parity = false;
    std::vector<int> neighbours;  ///< in the order of their bonds
};

struct BondWords {
    int a = 0, b = 0;
    Order order = Order::unsaid;
};

/// A double bond, with a neighbour at each end and whether these lie on one side.
struct DoubleBondWords {
    int a = 0, b = 0, at_a = 0, at_b = 0;
    bool cis = false;
};

struct SmartsWords {
    std::vector<AtomWords> atoms;
    std::vector<BondWords> bonds;
    std::vector<DoubleBondWords> double_bonds;
    /// Atom that carries a number of the map; -1 where none does.
    int of_map(int number) const;
    /// Index into `bonds`; -1 where the two are not bonded.
    int bond_between(int a, int b) const;
    bool says_stereo() const;
};

/// Reads one side of a reaction SMARTS. Throws std::invalid_argument with one clause.
std::shared_ptr<const RDKit::ROMol> read_smarts(const std::string& smarts);
SmartsWords words_of(const RDKit::ROMol& query);

}  // namespace crucible::chem
