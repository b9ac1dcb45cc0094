#include "crucible/chem/molecule_graph.hpp"

#include <rdkit/GraphMol/ROMol.h>

#include "crucible/base/error.hpp"
#include "crucible/chem/rdkit_molecule.hpp"

namespace crucible::chem {
namespace {

BondType type_of(const RDKit::Bond& b) {
    if (b.getIsAromatic()) return BondType::aromatic;
    switch (b.getBondType()) {
        case RDKit::Bond::SINGLE:
            return BondType::single;
        case RDKit::Bond::DOUBLE:
            return BondType::twofold;
        case RDKit::Bond::TRIPLE:
            return BondType::threefold;
        case RDKit::Bond::AROMATIC:
            return BondType::aromatic;
        default:
            return BondType::other;
    }
}

}  // namespace

MoleculeGraph graph_of(const Molecule& m) {
    const RDKit::ROMol& mol = *m.data().mol;
    if (mol.getNumAtoms() > 65535)
        throw InputError("E-smiles", "a molecule has more than 65,535 atoms",
                         "plan for a smaller molecule");
    MoleculeGraph g;
    g.starts.push_back(0);
    for (const auto* atom : mol.atoms()) {
        g.atoms.push_back({static_cast<std::uint8_t>(atom->getAtomicNum()),
                           static_cast<std::uint8_t>(atom->getTotalNumHs()),
                           static_cast<std::uint8_t>(atom->getDegree()),
                           static_cast<std::int8_t>(atom->getFormalCharge()),
                           atom->getIsAromatic()});
        for (const auto* bond : mol.atomBonds(atom))
            g.neighbours.push_back(
                {static_cast<std::uint16_t>(bond->getOtherAtomIdx(atom->getIdx())),
                 type_of(*bond)});
        g.starts.push_back(static_cast<std::uint32_t>(g.neighbours.size()));
    }
    return g;
}

}  // namespace crucible::chem
