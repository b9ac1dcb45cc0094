#pragma once
// In what molecules are alike, whatever else differs: how WODCA looked for starting materials
// (Ihlenfeldt, Gasteiger 1995, Angew. Chem. Int. Ed. Engl. 34, 2613,
// doi:10.1002/anie.199526131).

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "crucible/chem/molecule_graph.hpp"

namespace crucible::strategies {

/// From strict to loose.
enum class Likeness {
    atoms,         ///< the same elements joined alike, whatever the orders of bonds
    substitution,  ///< the same carbon skeleton with hetero atoms at the same carbons, of any kind
    skeleton,      ///< the same carbon skeleton
    rings          ///< the same ring systems, by element, whatever is on them
};
constexpr int likenesses = 4;

/// A number that is the same for equal graphs of atoms (each with a label) and the bonds between
/// them, orders left out. Different graphs have different ones but for those that counting of
/// neighbours cannot tell apart. `labels` are by atom of the molecule.
std::uint64_t graph_key(const chem::MoleculeGraph&, std::span<const int> atoms,
                        std::span<const std::uint64_t> labels);

/// A molecule, or a piece of one, with a group where a bond was cut.
struct Fragment {
    std::vector<int> atoms;     ///< ascending
    std::vector<int> cut_ends;  ///< of these, atoms that a cut bond held
};
/// All atoms of a molecule.
Fragment whole_fragment(const chem::MoleculeGraph&);

/// Equal for pieces that are alike in this; nothing where there is nothing to compare (no carbon,
/// no ring). `in_ring` is by atom of the molecule.
std::optional<std::uint64_t> likeness_key(const chem::MoleculeGraph&, std::span<const char> in_ring,
                                          const Fragment&, Likeness);

/// By atom, whether it is in a ring.
std::vector<char> ring_atoms(const chem::MoleculeGraph&);

}  // namespace crucible::strategies
