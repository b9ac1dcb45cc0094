#include "crucible/chem/atom_facts.hpp"

#include <rdkit/GraphMol/MolOps.h>
#include <rdkit/GraphMol/RWMol.h>
#include <rdkit/GraphMol/RingInfo.h>
#include <rdkit/GraphMol/new_canon.h>

#include "crucible/chem/rdkit_molecule.hpp"

namespace crucible::chem {
namespace {

char cip_of(const RDKit::Atom& atom) {
    std::string code;
    if (atom.getPropIfPresent(RDKit::common_properties::_CIPCode, code) && !code.empty())
        return code.front();
    return atom.hasProp(RDKit::common_properties::_ChiralityPossible) ? '?' : ' ';
}

void add_double_bonds(const RDKit::ROMol& mol, MoleculeSkeleton& out) {
    for (const auto* bond : mol.bonds()) {
        if (bond->getBondType() != RDKit::Bond::DOUBLE) continue;
        const auto stereo = bond->getStereo();
        if (stereo == RDKit::Bond::STEREONONE) continue;
        const bool is_z = stereo == RDKit::Bond::STEREOZ || stereo == RDKit::Bond::STEREOCIS;
        out.double_bonds.push_back({static_cast<int>(bond->getBeginAtomIdx()),
                                    static_cast<int>(bond->getEndAtomIdx()),
                                    stereo == RDKit::Bond::STEREOANY ? '?' : (is_z ? 'Z' : 'E')});
    }
}

}  // namespace

MoleculeSkeleton skeleton_of(const Molecule& m) {
    MoleculeSkeleton out;
    RDKit::RWMol mol(*m.data().mol);
    RDKit::MolOps::assignStereochemistry(mol, true, true, true);
    std::vector<unsigned> ranks;
    RDKit::Canon::rankMolAtoms(mol, ranks, /*breakTies=*/false);
    for (const auto* atom : mol.atoms()) {
        const bool told = atom->getChiralTag() != RDKit::Atom::CHI_UNSPECIFIED;
        out.atoms.push_back({static_cast<int>(ranks[atom->getIdx()]), cip_of(*atom), told});
    }
    for (const auto& ring : mol.getRingInfo()->atomRings()) out.rings.push_back(ring);
    add_double_bonds(mol, out);
    return out;
}

}  // namespace crucible::chem
