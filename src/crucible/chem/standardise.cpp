// chem/reading.hpp: salts, charges and isotopes taken off.

#include <rdkit/GraphMol/Descriptors/MolDescriptors.h>
#include <rdkit/GraphMol/MolOps.h>
#include <rdkit/GraphMol/MolStandardize/Charge.h>
#include <rdkit/GraphMol/RWMol.h>

#include <memory>
#include <tuple>

#include "crucible/chem/rdkit_molecule.hpp"
#include "crucible/chem/reading.hpp"

namespace crucible::chem {
namespace {

/// By heavy atoms, then mass, then SMILES: the same whatever the order of the components.
Molecule largest_component(const Molecule& m) {
    const auto parts = canonical_components(m.smiles());
    const auto rank = [](const Molecule& a) {
        return std::tuple(a.heavy_atoms(), facts(a).mass, a.smiles());
    };
    Molecule best = Molecule::from_smiles(parts.front());
    for (std::size_t i = 1; i < parts.size(); ++i) {
        Molecule next = Molecule::from_smiles(parts[i]);
        if (rank(next) > rank(best)) best = std::move(next);
    }
    return best;
}

}  // namespace

Molecule standardise(const Molecule& given, const Standardisation& s) {
    const Molecule part = s.largest_component && given.smiles().find('.') != std::string::npos
                              ? largest_component(given)
                              : given;
    RDKit::RWMol mol(*part.data().mol);
    if (s.without_isotopes)
        for (auto* atom : mol.atoms()) atom->setIsotope(0);
    if (!s.neutralise) return molecule_of(mol, given.smiles());
    RDKit::MolStandardize::Uncharger uncharger(/*canonicalOrdering=*/true);
    const std::unique_ptr<RDKit::ROMol> neutral(uncharger.uncharge(mol));
    return molecule_of(*neutral, given.smiles());
}

}  // namespace crucible::chem
