#pragma once
// What one match of a template does to its target, before any molecule is built.

#include <functional>
#include <optional>
#include <vector>

#include "crucible/chem/rewrite.hpp"

namespace crucible::chem {

/// Nodes: atoms of the target by their index, then atoms of the right side (size of target +
/// index).
struct EditedBond {
    int a = 0, b = 0;
    int type = 0;  ///< RDKit::Bond::BondType
};

class Edit {
public:
    /// `match[i]`: atom of the target for atom i of the left side.
    Edit(const Rewrite&, const Target::Data&, std::vector<int> match, Making);

    /// Rules 1 and 2 of rdchiral: may this match be, given the stereo of both? Must come first.
    bool stereo_agrees();
    /// Two matches with the same signature have the same outcome. Empty: not known.
    std::vector<int> signature() const;
    /// Builds the pieces. Empty where one of them is no molecule.
    std::optional<Rewritten> built() const;

private:
    int node_of_right(int r) const;
    bool made(int node) const { return node >= atoms_; }
    bool keeps(int atom) const { return !gone_[static_cast<std::size_t>(atom)]; }
    void plan_bonds();
    void plan_right_bond(const BondWords&);
    int final_type(const BondWords&) const;
    bool stays_aromatic(int node) const;
    const AtomWords* right_words(int node) const;
    bool rewords(int atom) const;

    // stereo (rewrite_stereo.cpp)
    bool centre_agrees(int left_atom);
    bool double_bond_agrees(const BondWords&) const;
    std::optional<bool> target_cis(int a, int b, int at_a, int at_b) const;
    int stand_in(const DoubleBondWords&, int end, int at, const std::vector<int>& neighbours,
                 bool& cis) const;
    int parity_after(int node, const std::vector<int>& final_neighbours) const;
    std::vector<DoubleBondWords> double_bonds_after(
        const std::vector<std::vector<int>>& neighbours) const;

    // building (rewrite_build.cpp)
    struct Graph {
        std::vector<EditedBond> bonds;             ///< those of the target first, in their order
        std::vector<std::vector<int>> neighbours;  ///< of nodes, in the order of bonds
        std::vector<int> component;                ///< of nodes; -1: not in the outcome
        int components = 0;
        std::vector<DoubleBondWords> double_bonds;
        bool keeps_rings = false;
    };
    Graph final_graph() const;
    std::optional<Piece> build_piece(const Graph&, int component) const;
    /// The molecule of a piece as the edit leaves it; `place` says where each node went.
    Piece drawn_piece(const Graph&, int component, std::vector<unsigned>& place) const;
    std::optional<Piece> sanitised_piece(Piece, const Graph&, int component,
                                         const std::vector<unsigned>& place) const;
    void changes(Rewritten&) const;

    // without RDKit (rewrite_flat.cpp)
    struct FlatGraph;
    /// Pieces by component, numbered as in Graph; none where the changes are not simple enough, and
    /// empty ones where a piece has stereo or RDKit must write it.
    std::vector<std::optional<Piece>> flat_pieces() const;
    bool take_bonds(FlatGraph&) const;
    bool take_atoms(FlatGraph&) const;
    bool take_node(int node, FlatGraph&) const;
    bool is_rebonded(int node, const FlatGraph&) const;
    bool is_simple_break(const FlatMolecule::Bond&) const;
    std::vector<char> has_stereo(const FlatGraph&) const;

    // rings (rewrite_rings.cpp)
    /// Rings and their aromaticity are surely those of the target, as far as they are left.
    bool keeps_rings(const Graph&, const std::vector<int>& parent) const;
    bool keeps_ring_atom(int atom, const Graph&) const;
    /// What RDKit's sanitisation does, rings and aromaticity taken from the target; for pieces
    /// without stereo. `place`: atom of the piece for a node.
    void sanitise_with_rings(RDKit::RWMol&, const std::vector<unsigned>& place,
                             const std::function<bool(int)>& in_piece) const;

    const Rewrite& rule_;
    const Target::Data& target_;
    std::vector<int> match_;
    Making making_;
    int atoms_ = 0;             ///< of the target
    std::vector<char> gone_;    ///< atoms of the target that are deleted
    std::vector<int> left_of_;  ///< left atom of an atom of the target; -1: outside
    std::vector<int> removed_;  ///< bonds of the target, ascending
    std::vector<std::pair<int, int>> reordered_;  ///< bonds of the target and types, ascending
    std::vector<EditedBond> added_;
    int mirror_ = 0;  ///< +1: stereo as the template writes it, -1: all of it reversed, 0: either
};

/// Parity of `final` given that `reference` has parity `parity`; both name up to four neighbours,
/// a missing one counts as the last, and one that differs stands in for its counterpart. 0: they
/// have too little in common.
int transferred_parity(int parity, std::vector<int> reference, std::vector<int> final_order);

}  // namespace crucible::chem
