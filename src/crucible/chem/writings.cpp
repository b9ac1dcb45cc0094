#include "crucible/chem/writings.hpp"

#include <rdkit/GraphMol/MolOps.h>
#include <rdkit/GraphMol/ROMol.h>
#include <rdkit/GraphMol/SmilesParse/SmilesWrite.h>

#include <algorithm>
#include <numeric>

#include "crucible/chem/rdkit_molecule.hpp"

namespace crucible::chem {

std::vector<std::string> rooted_smiles(const Molecule& molecule) {
    const RDKit::ROMol& mol = *molecule.data().mol;
    std::vector<std::string> all{molecule.smiles()};
    // RDKit cannot begin at an atom where there are several molecules.
    if (molecule.smiles().find('.') != std::string::npos) return all;
    for (int atom = 0; atom < static_cast<int>(mol.getNumAtoms()); ++atom) {
        std::string s = RDKit::MolToSmiles(mol, true, false, atom);
        if (std::ranges::find(all, s) == all.end()) all.push_back(std::move(s));
    }
    return all;
}

std::string random_smiles(const Molecule& molecule, RandomStream& random) {
    const RDKit::ROMol& mol = *molecule.data().mol;
    std::vector<unsigned> order(mol.getNumAtoms());
    std::iota(order.begin(), order.end(), 0U);
    random.shuffle(std::span(order));
    const std::unique_ptr<RDKit::ROMol> turned(RDKit::MolOps::renumberAtoms(mol, order));
    return RDKit::MolToSmiles(*turned, true, false, -1, false);
}

}  // namespace crucible::chem
