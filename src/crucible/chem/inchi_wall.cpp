// chem/reading.hpp: InChIKeys by the IUPAC library. Its parities are of neighbours as they are
// listed, with a hydrogen or lone pair that is no atom in front (technical manual, 0-D stereo).

#include <inchi_api.h>
#include <rdkit/GraphMol/MolOps.h>
#include <rdkit/GraphMol/RWMol.h>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <vector>

#include "crucible/chem/rdkit_molecule.hpp"
#include "crucible/chem/reading.hpp"

namespace crucible::chem {
namespace {

constexpr unsigned most_inchi_atoms = 1023;

inchi_Atom inchi_atom(const RDKit::ROMol& mol, const RDKit::Atom& atom) {
    inchi_Atom a{};
    std::strncpy(a.elname, atom.getSymbol().c_str(), ATOM_EL_LEN - 1);
    a.num_iso_H[0] = static_cast<S_CHAR>(atom.getTotalNumHs());
    a.isotopic_mass = static_cast<AT_NUM>(atom.getIsotope());
    a.charge = static_cast<S_CHAR>(atom.getFormalCharge());
    const unsigned unpaired = atom.getNumRadicalElectrons();
    a.radical = static_cast<S_CHAR>(unpaired == 1   ? INCHI_RADICAL_DOUBLET
                                    : unpaired == 2 ? INCHI_RADICAL_TRIPLET
                                                    : INCHI_RADICAL_NONE);
    for (const auto* bond : mol.atomBonds(&atom)) {
        const unsigned other = bond->getOtherAtomIdx(atom.getIdx());
        if (other > atom.getIdx()) continue;  // each bond once
        const auto n = static_cast<std::size_t>(a.num_bonds++);
        a.neighbor[n] = static_cast<AT_NUM>(other);
        const auto type = bond->getBondType();
        a.bond_type[n] =
            static_cast<S_CHAR>(type == RDKit::Bond::DOUBLE   ? INCHI_BOND_TYPE_DOUBLE
                                : type == RDKit::Bond::TRIPLE ? INCHI_BOND_TYPE_TRIPLE
                                                              : INCHI_BOND_TYPE_SINGLE);
    }
    return a;
}

/// RDKit looks from the first neighbour at the others; with three of them, the hydrogen comes last.
void add_centre(const RDKit::ROMol& mol, const RDKit::Atom& atom,
                std::vector<inchi_Stereo0D>& all) {
    const auto tag = atom.getChiralTag();
    const unsigned degree = atom.getDegree();
    if (degree < 3 || degree > 4) return;
    if (tag != RDKit::Atom::CHI_TETRAHEDRAL_CW && tag != RDKit::Atom::CHI_TETRAHEDRAL_CCW) return;
    inchi_Stereo0D s{};
    s.central_atom = static_cast<AT_NUM>(atom.getIdx());
    s.type = INCHI_StereoType_Tetrahedral;
    std::size_t n = 0;
    if (degree == 3) s.neighbor[n++] = s.central_atom;
    for (const auto* bond : mol.atomBonds(&atom))
        s.neighbor[n++] = static_cast<AT_NUM>(bond->getOtherAtomIdx(atom.getIdx()));
    const bool is_clockwise = (tag == RDKit::Atom::CHI_TETRAHEDRAL_CW) != (degree == 3);
    s.parity = is_clockwise ? INCHI_PARITY_EVEN : INCHI_PARITY_ODD;
    all.push_back(s);
}

void add_double_bond(const RDKit::Bond& bond, std::vector<inchi_Stereo0D>& all) {
    using Stereo = RDKit::Bond::BondStereo;
    const Stereo stereo = bond.getStereo();
    const bool is_trans = stereo == Stereo::STEREOE || stereo == Stereo::STEREOTRANS;
    const bool is_cis = stereo == Stereo::STEREOZ || stereo == Stereo::STEREOCIS;
    const auto& ends = bond.getStereoAtoms();
    if ((!is_trans && !is_cis) || ends.size() != 2) return;
    inchi_Stereo0D s{};
    s.central_atom = NO_ATOM;
    s.type = INCHI_StereoType_DoubleBond;
    s.neighbor[0] = static_cast<AT_NUM>(ends[0]);
    s.neighbor[1] = static_cast<AT_NUM>(bond.getBeginAtomIdx());
    s.neighbor[2] = static_cast<AT_NUM>(bond.getEndAtomIdx());
    s.neighbor[3] = static_cast<AT_NUM>(ends[1]);
    s.parity = is_trans ? INCHI_PARITY_EVEN : INCHI_PARITY_ODD;
    all.push_back(s);
}

/// The library keeps its state in globals.
std::string key_of(inchi_Input& input) {
    static std::mutex one_at_a_time;
    const std::lock_guard lock(one_at_a_time);
    inchi_Output output{};
    const int code = GetStdINCHI(&input, &output);
    std::string key;
    char text[28] = "";
    if ((code == inchi_Ret_OKAY || code == inchi_Ret_WARNING) && output.szInChI &&
        GetStdINCHIKeyFromStdINCHI(output.szInChI, text) == INCHIKEY_OK)
        key = text;
    FreeStdINCHI(&output);
    return key;
}

}  // namespace

std::string inchikey(const Molecule& m) {
    RDKit::RWMol mol(*m.data().mol);
    if (mol.getNumAtoms() > most_inchi_atoms) return "";
    RDKit::MolOps::Kekulize(mol, true);
    std::vector<inchi_Atom> atoms;
    std::vector<inchi_Stereo0D> stereo;
    for (const auto* atom : mol.atoms()) {
        // More bonds than it has room for, or an atom that is none.
        if (atom->getDegree() > MAXVAL || atom->getAtomicNum() == 0) return "";
        atoms.push_back(inchi_atom(mol, *atom));
        add_centre(mol, *atom, stereo);
    }
    for (const auto* bond : mol.bonds())
        if (bond->getBondType() == RDKit::Bond::DOUBLE) add_double_bond(*bond, stereo);
    inchi_Input input{};
    char options[] = "-AuxNone -W5";
    input.atom = atoms.data();
    input.num_atoms = static_cast<AT_NUM>(atoms.size());
    input.stereo0D = stereo.empty() ? nullptr : stereo.data();
    input.num_stereo0D = static_cast<AT_NUM>(stereo.size());
    input.szOptions = options;
    return key_of(input);
}

}  // namespace crucible::chem
