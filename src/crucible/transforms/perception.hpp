#pragma once
// What a chemist sees in a molecule before choosing a transform: groups, rings, symmetry, stereo,
// appendages. Atoms are indices in the canonical SMILES.

#include <memory>
#include <string>
#include <vector>

#include "crucible/chem/atom_facts.hpp"
#include "crucible/chem/molecule.hpp"
#include "crucible/chem/molecule_graph.hpp"
#include "crucible/transforms/vocabulary.hpp"

namespace crucible::transforms {

/// One functional group in a molecule.
struct GroupSite {
    int group = 0;            ///< index in the vocabulary
    int carbon = 0;           ///< the atom that bears it
    std::vector<int> hetero;  ///< HETERO1, HETERO2, ... of the pattern
    std::vector<int> atoms;   ///< all of the pattern, the bearer first
};

struct AtomView {
    int carbons = 0;             ///< neighbours that are carbon: primary 1 ... quaternary 4
    int degree = 0;              ///< neighbours other than hydrogen
    double crowding = 0;         ///< degree, and 0.1 for each branch on a neighbour
    bool is_enolizable = false;  ///< sp3 carbon with hydrogen beside C=O, C#N or NO2
    bool is_bridgehead = false;  ///< in three rings of a bridged system that share no bond of it
    bool is_leaving = false;     ///< bears a leaving group
    bool is_donated = false;     ///< bears, or is next to the acyl of, a donating group
    bool is_withdrawn = false;
    bool is_clearable = false;  ///< stereocentre that a transform with control could have made
    std::vector<int> ring_sizes;
};

struct RingSystem {
    std::vector<int> rings;                 ///< indices
    std::vector<int> atoms;                 ///< ascending
    int fused = 0, bridged = 0, spiro = 0;  ///< pairs of rings that share a bond, more, one atom
};

/// A branch on a ring: everything that a cut of one acyclic bond takes off.
struct Appendage {
    int ring_atom = 0, first = 0;
    int size = 0;  ///< atoms
};

struct Perception {
    chem::Molecule molecule;
    chem::MoleculeGraph graph;
    chem::MoleculeSkeleton skeleton;
    std::vector<AtomView> atoms;
    std::vector<GroupSite> groups;
    std::vector<RingSystem> ring_systems;
    std::vector<Appendage> appendages;
    std::vector<std::vector<int>> centre_runs;  ///< stereocentres bonded to each other, runs of 2+
    int symmetric_atoms = 0;                    ///< atoms with a twin

    bool in_one_ring(int a, int b) const;
    bool bonded(int a, int b) const;
};

/// O(groups of the vocabulary x atoms) for usual molecules.
Perception perceive(const chem::Molecule&, const Vocabulary&);

}  // namespace crucible::transforms
