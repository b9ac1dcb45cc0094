#pragma once
// Bonds of polycycles whose disconnection simplifies most: the rules of Corey, Howe, Orf, Pensak
// and Petersson (J. Am. Chem. Soc. 1975, 97, 6116, doi:10.1021/ja00854a026).

#include <array>
#include <string>
#include <vector>

#include "crucible/transforms/perception.hpp"

namespace crucible::transforms {

/// What a bond has to pass; codes 1 to 6 in reports.
enum class BondRule {
    ring_size,         ///< 1: in a ring of 4 to 7 and in none of 3
    exo_to_ring,       ///< 2: one end in another ring of more than 3, which the bond leaves
    maximum_bridging,  ///< 3: in a ring that has as many bridgeheads as any of its system
    no_core,           ///< 4: in two rings, its loss leaves no bond in rings of more than 7 alone
    no_stereo_chain,   ///< 5: what would be a chain keeps no stereocentre, or one to be cleared
    not_aromatic       ///< 6
};
constexpr int bond_rules = 6;

struct RingBond {
    int a = 0, b = 0;  ///< a < b
    std::array<bool, bond_rules> passes{};
    /// Between carbon and another element: rules 2 to 4 are waived.
    bool is_hetero = false;
    bool is_strategic = false;
    /// Drop of ln(total walk count) when it is cut: how much simpler what is left is (Rucker,
    /// Rucker, Bertz, J. Chem. Inf. Comput. Sci. 2004, 44, 378).
    double simplification = 0;
    /// "1 2 3 4 5 6": what it passes; a waived rule as "(2)".
    std::string codes() const;
};

/// Every bond of a ring, in the order of its atoms.
std::vector<RingBond> ring_bonds(const Perception&);

/// A bond that holds a branch of two atoms or more to a ring.
struct AppendageBond {
    int ring_atom = 0, first = 0, size = 0;  ///< atoms of the branch
    double simplification = 0;
};
std::vector<AppendageBond> appendage_bonds(const Perception&);

/// ln of the number of walks of 1 to n-1 bonds in the graph without hydrogens, `without` one bond
/// (by its atoms; {-1, -1}: none). Pieces count together.
double log_walk_count(const chem::MoleculeGraph&, std::pair<int, int> without = {-1, -1});

}  // namespace crucible::transforms
