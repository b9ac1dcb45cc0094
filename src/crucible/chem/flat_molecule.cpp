#include "crucible/chem/flat_molecule.hpp"

#include <rdkit/GraphMol/PeriodicTable.h>
#include <rdkit/GraphMol/RWMol.h>
#include <rdkit/GraphMol/RingInfo.h>
#include <rdkit/GraphMol/SmilesParse/SmilesParse.h>
#include <rdkit/GraphMol/SmilesParse/SmilesWrite.h>

#include <algorithm>
#include <memory>

namespace crucible::chem {
namespace {

/// As SMILES of the organic subset leaves hydrogens out: where their number does not follow from
/// the lowest valence, an atom stands in brackets.
bool needs_brackets(const RDKit::Atom& atom) {
    if (!RDKit::SmilesWrite::inOrganicSubset(atom.getAtomicNum())) return true;
    if (atom.getFormalCharge() || atom.getIsotope() || atom.getNumRadicalElectrons()) return true;
    const int element = atom.getAtomicNum();
    if ((element == 7 || element == 15) && atom.getIsAromatic() && atom.getNumExplicitHs())
        return true;
    const auto& valences = RDKit::PeriodicTable::getTable()->getValenceList(element);
    return static_cast<int>(atom.getTotalValence()) != valences.front() && atom.getTotalNumHs();
}

std::optional<FlatMolecule::Atom> flat_atom(const RDKit::Atom& atom, Stereo stereo) {
    const int element = atom.getAtomicNum();
    if (stereo == Stereo::refused && atom.getChiralTag() != RDKit::Atom::CHI_UNSPECIFIED) return {};
    if (element_symbol(element).empty() || atom.getDegree() > FlatMolecule::most_neighbours ||
        atom.getIsotope() > 65535 || std::abs(atom.getFormalCharge()) > 100 || atom.getAtomMapNum())
        return {};
    return FlatMolecule::Atom{static_cast<std::uint8_t>(element),
                              static_cast<std::int8_t>(atom.getFormalCharge()),
                              static_cast<std::uint8_t>(atom.getTotalNumHs()),
                              atom.getIsAromatic(),
                              needs_brackets(atom),
                              static_cast<std::uint16_t>(atom.getIsotope())};
}

std::optional<FlatMolecule::Bond> flat_bond(const RDKit::Bond& bond, const RDKit::RingInfo& rings,
                                            Stereo stereo) {
    const auto type = bond.getBondType();
    const bool is_aromatic = type == RDKit::Bond::AROMATIC;
    if (stereo == Stereo::refused && bond.getStereo() > RDKit::Bond::STEREONONE) return {};
    if (bond.getIsAromatic() != is_aromatic) return {};
    if (!is_aromatic && (type < RDKit::Bond::SINGLE || type > RDKit::Bond::TRIPLE)) return {};
    if (is_aromatic &&
        !(bond.getBeginAtom()->getIsAromatic() && bond.getEndAtom()->getIsAromatic()))
        return {};
    return FlatMolecule::Bond{static_cast<std::uint8_t>(bond.getBeginAtomIdx()),
                              static_cast<std::uint8_t>(bond.getEndAtomIdx()),
                              static_cast<std::uint8_t>(type),
                              rings.numBondRings(bond.getIdx()) > 0};
}

/// Rings of several kinds, branches, symmetry to be broken, charges, what needs brackets: each
/// written as chemists would, so that every part of the numbering is used.
constexpr const char* probes[] = {
    "OC(=O)c1ccccc1OC(C)=O",
    "CN1CCC23C4C1CC5=C2C(=C(C=C5)OC)OC3C(C=C4)O",
    "Clc1cccc(N2CCN(CCCCOc3ccc4CCC(=O)Nc4c3)CC2)c1Cl",
    "COC(=O)C1=C(C)NC(C)=C(C(=O)OC)C1c1ccccc1[N+](=O)[O-]",
    "c1ccc(-c2ccccc2)cc1",
    "CC(C)(C)OC(=O)NC(C)(C)C#N",
    "C1CC2CCC1CC2C3CCCCC3",
    "O=c1[nH]c(=O)c2[nH]cnc2[nH]1",
    "FC(F)(F)S(=O)(=O)N1CCOCC1",
    "[13CH3][NH+]1CC(B(O)O)C1[Si](C)(C)C",
    "c1cc2ccc3cccc4ccc(c1)c2c34",
    "C1CCCCCCCCC1",
};

bool agrees_on_probes() {
    return std::ranges::all_of(probes, [](const char* smiles) {
        const std::unique_ptr<RDKit::RWMol> mol(RDKit::SmilesToMol(smiles));
        if (!mol) return false;
        const auto flat = flat_molecule(*mol);
        if (!flat) return false;
        const auto text = canonical_text(*flat);
        return !text || text->smiles == RDKit::MolToSmiles(*mol);
    });
}

}  // namespace

std::optional<FlatMolecule> flat_molecule(const RDKit::ROMol& mol, Stereo stereo) {
    const std::size_t n = mol.getNumAtoms();
    if (n == 0 || n > FlatMolecule::most_atoms || !mol.getRingInfo()->isInitialized()) return {};
    FlatMolecule flat;
    flat.atoms.reserve(n);
    flat.bonds.reserve(mol.getNumBonds());
    for (const auto* atom : mol.atoms()) {
        const auto one = flat_atom(*atom, stereo);
        if (!one) return {};
        flat.atoms.push_back(*one);
    }
    for (const auto* bond : mol.bonds()) {
        const auto one = flat_bond(*bond, *mol.getRingInfo(), stereo);
        if (!one) return {};
        flat.bonds.push_back(*one);
    }
    return flat;
}

bool writes_as_rdkit() {
    static const bool agrees = agrees_on_probes();
    return agrees;
}

}  // namespace crucible::chem
