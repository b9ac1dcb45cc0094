#pragma once
// What Target prepares: its bare graph, and stereo in the terms of templates.

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "crucible/chem/flat_molecule.hpp"
#include "crucible/chem/molecule_graph.hpp"
#include "crucible/chem/smarts_words.hpp"
#include "crucible/chem/templates.hpp"

namespace crucible::chem {

class PieceMemory;

struct Target::Data {
    explicit Data(const Molecule& m);

    Molecule molecule;
    MoleculeGraph graph;
    std::shared_ptr<const RDKit::ROMol> mol;
    std::vector<int> parity;  ///< of atoms, over their neighbours in the order of bonds
    std::vector<DoubleBondWords> double_bonds;  ///< those with stereo
    int radical_electrons = 0;
    /// Without stereo, for outcomes that are made without RDKit; empty where they cannot be.
    std::optional<FlatMolecule> flat;
    std::vector<char> in_ring;  ///< of atoms, where there is `flat`
    std::shared_ptr<PieceMemory> pieces;

    /// Atoms that could be stereocentres: a template that demands one may match others.
    const std::vector<char>& may_be_centre() const;
    /// Number of the connected component of each atom.
    std::vector<int> components() const;

private:
    mutable std::once_flag centres_once_;
    mutable std::vector<char> centres_;
};

}  // namespace crucible::chem
