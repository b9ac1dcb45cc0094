// Where a template only exchanges what hangs on rings, their perception is that of the target: the
// most costly part of making an outcome is left out.

#include <rdkit/GraphMol/MolOps.h>
#include <rdkit/GraphMol/RWMol.h>
#include <rdkit/GraphMol/RingInfo.h>

#include <algorithm>

#include "crucible/chem/rewrite_edit.hpp"

namespace crucible::chem {

/// An atom in a ring: the same element, charge and aromaticity, and as many bonds and hydrogens in
/// sum, all of those that were exchanged single.
bool Edit::keeps_ring_atom(int atom, const Graph& g) const {
    const AtomWords* says = right_words(atom);
    if (!says) return true;
    const auto* before = target_.mol->getAtomWithIdx(static_cast<unsigned>(atom));
    if ((says->element && *says->element != before->getAtomicNum()) ||
        (says->charge && *says->charge != before->getFormalCharge()) ||
        (says->aromatic && *says->aromatic != before->getIsAromatic()))
        return false;
    const int degree = static_cast<int>(g.neighbours[static_cast<std::size_t>(atom)].size());
    const int old_degree = static_cast<int>(before->getDegree());
    const int hydrogens = static_cast<int>(before->getTotalNumHs());
    if (says->hydrogens) return degree + *says->hydrogens == old_degree + hydrogens;
    return degree == old_degree || !before->getIsAromatic();
}

bool Edit::keeps_rings(const Graph& g, const std::vector<int>& parent) const {
    const auto& rings = *target_.mol->getRingInfo();
    const auto in_ring = [&](int node) {
        return !made(node) && rings.numAtomRings(static_cast<unsigned>(node)) > 0;
    };
    // Aromatic atoms and bonds outside of rings are for sanitisation to judge (found by
    // fuzz/template).
    for (std::size_t r = 0; r < rule_.right_.atoms.size(); ++r)
        if (rule_.right_.atoms[r].aromatic.value_or(false) &&
            !in_ring(node_of_right(static_cast<int>(r))))
            return false;
    const auto single_at_rings = [&](int a, int b, int type) {
        return type == RDKit::Bond::SINGLE ||
               (type != RDKit::Bond::AROMATIC && !in_ring(a) && !in_ring(b));
    };
    for (const auto* bond : target_.mol->bonds()) {
        const int a = static_cast<int>(bond->getBeginAtomIdx());
        const int b = static_cast<int>(bond->getEndAtomIdx());
        const int index = static_cast<int>(bond->getIdx());
        const bool removed = std::ranges::binary_search(removed_, index);
        if (!removed && keeps(a) && keeps(b)) continue;
        if (rings.numBondRings(bond->getIdx()) > 0) return false;
        if (!single_at_rings(a, b, bond->getBondType())) return false;
    }
    for (const auto& [index, type] : reordered_) {
        const auto* bond = target_.mol->getBondWithIdx(static_cast<unsigned>(index));
        if (type == RDKit::Bond::AROMATIC || in_ring(static_cast<int>(bond->getBeginAtomIdx())) ||
            in_ring(static_cast<int>(bond->getEndAtomIdx())))
            return false;
    }
    for (const EditedBond& bond : added_)
        if (!single_at_rings(bond.a, bond.b, bond.type)) return false;
    int nodes = static_cast<int>(rule_.right_.atoms.size()), trees = 0;
    for (int i = 0; i < atoms_; ++i) {
        if (!keeps(i)) continue;
        if (in_ring(i) && !keeps_ring_atom(i, g)) return false;
        // Kept atoms with a right side are counted among its atoms already.
        nodes += right_words(i) == nullptr;
    }
    for (std::size_t i = 0; i < parent.size(); ++i) {
        const int node = static_cast<int>(i);
        const bool present = made(node)
                                 ? rule_.left_of_right_[i - static_cast<std::size_t>(atoms_)] < 0
                                 : keeps(node);
        trees += present && parent[i] == node;
    }
    const int parts = 1 + static_cast<int>(std::ranges::count(target_.molecule.smiles(), '.'));
    const int cycles = static_cast<int>(target_.mol->getNumBonds()) - atoms_ + parts;
    return static_cast<int>(g.bonds.size()) - nodes + trees == cycles;
}

void Edit::sanitise_with_rings(RDKit::RWMol& mol, const std::vector<unsigned>& place,
                               const std::function<bool(int)>& in_piece) const {
    RDKit::MolOps::cleanUp(mol);
    mol.updatePropertyCache(true);
    RDKit::MolOps::assignRadicals(mol);
    auto& rings = *mol.getRingInfo();
    rings.reset();
    rings.initialize();
    for (const auto& ring : target_.mol->getRingInfo()->atomRings()) {
        if (!in_piece(ring.front())) continue;
        std::vector<int> atoms, bonds;
        for (int atom : ring)
            atoms.push_back(static_cast<int>(place[static_cast<std::size_t>(atom)]));
        for (std::size_t i = 0; i < atoms.size(); ++i)
            bonds.push_back(static_cast<int>(
                mol.getBondBetweenAtoms(static_cast<unsigned>(atoms[i]),
                                        static_cast<unsigned>(atoms[(i + 1) % atoms.size()]))
                    ->getIdx()));
        rings.addRing(atoms, bonds);
    }
    mol.setProp(RDKit::common_properties::_StereochemDone, 1, true);
}

}  // namespace crucible::chem
