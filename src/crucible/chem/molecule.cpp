#include "crucible/chem/molecule.hpp"

#include <fmt/format.h>
#include <rdkit/GraphMol/Chirality.h>
#include <rdkit/GraphMol/Descriptors/MolDescriptors.h>
#include <rdkit/GraphMol/MolOps.h>
#include <rdkit/GraphMol/RWMol.h>
#include <rdkit/GraphMol/SmilesParse/SmilesParse.h>
#include <rdkit/GraphMol/SmilesParse/SmilesWrite.h>

#include <algorithm>
#include <new>

#include "crucible/base/error.hpp"
#include "crucible/chem/flat_molecule.hpp"
#include "crucible/chem/rdkit_molecule.hpp"
#include "crucible/chem/smiles_faults.hpp"

namespace crucible::chem {
namespace {

constexpr std::size_t longest_smiles = 20000;

std::unique_ptr<RDKit::RWMol> parse(std::string_view smiles) {
    if (smiles.empty()) refuse_smiles(smiles, "it is empty");
    if (smiles.size() > longest_smiles)
        refuse_smiles(smiles, fmt::format("it is longer than {} characters", longest_smiles));
    // RDKit would take what follows a blank for a name.
    if (std::ranges::any_of(smiles, [](char c) { return c <= ' ' || c > '~'; }))
        explain_smiles(smiles, "it holds a blank or a control character");
    RDKit::SmilesParserParams p;
    p.sanitize = false;
    p.removeHs = false;
    std::unique_ptr<RDKit::RWMol> mol;
    try {
        mol.reset(RDKit::SmilesToMol(std::string(smiles), p));
    } catch (const std::bad_alloc&) {
        throw;  // no fault of the molecule's
    } catch (const std::exception& e) {
        explain_smiles(smiles, e.what());
    }
    if (!mol || mol->getNumAtoms() == 0) explain_smiles(smiles, "it cannot be parsed");
    return mol;
}

void sanitise(RDKit::RWMol& mol, const std::string& as_written) {
    try {
        RDKit::MolOps::removeHs(mol);  // sanitises, too
        RDKit::MolOps::assignStereochemistry(mol, true, true, true);
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& e) {
        explain_smiles(as_written, e.what());
    }
}

/// SMILES of a molecule in whatever order, and the atoms in the order in which it names them.
std::string write_smiles(const RDKit::ROMol& mol, std::vector<unsigned>& order) {
    if (writes_as_rdkit()) {
        const auto flat = flat_molecule(mol);
        if (auto text = flat ? canonical_text(*flat) : std::nullopt) {
            order = std::move(text->written);
            return std::move(text->smiles);
        }
    }
    std::string s = RDKit::MolToSmiles(mol);
    mol.getProp(RDKit::common_properties::_smilesAtomOutputOrder, order);
    return s;
}

bool is_metal(int z) {
    static constexpr int others[] = {0,  1,  2,  5,  6,  7,  8,  9,  10, 14, 15, 16,
                                     17, 18, 32, 33, 34, 35, 36, 52, 53, 54, 85, 86};
    return std::ranges::find(others, z) == std::end(others);
}

}  // namespace

Molecule molecule_of(const RDKit::ROMol& given, const std::string& as_written) {
    RDKit::RWMol mol(given);
    for (auto* atom : mol.atoms()) atom->setAtomMapNum(0);
    sanitise(mol, as_written);
    // Written, read and written until it stays: now and then RDKit needs a second round.
    std::vector<unsigned> order;
    std::string smiles = write_smiles(mol, order);
    auto data = std::make_shared<Molecule::Data>();
    if (smiles == as_written && std::ranges::is_sorted(order)) {
        data->mol = std::make_shared<RDKit::RWMol>(std::move(mol));
        data->smiles = std::move(smiles);
        return Molecule(std::shared_ptr<const Molecule::Data>(std::move(data)));
    }
    for (int round = 0; round < 3; ++round) {
        std::unique_ptr<RDKit::RWMol> again;
        try {
            again.reset(RDKit::SmilesToMol(smiles));
        } catch (const std::bad_alloc&) {
            throw;
        } catch (const std::exception& e) {
            refuse_smiles(as_written, e.what());
        }
        if (!again) refuse_smiles(as_written, "it cannot be written as SMILES");
        std::string written = write_smiles(*again, order);
        const bool in_order = std::ranges::is_sorted(order);
        data->mol = std::move(again);
        if (written == smiles && in_order) break;
        smiles = std::move(written);
    }
    data->smiles = std::move(smiles);
    return Molecule(std::shared_ptr<const Molecule::Data>(std::move(data)));
}

Molecule Molecule::from_smiles(std::string_view smiles) {
    return molecule_of(*parse(smiles), std::string(smiles));
}

const std::string& Molecule::smiles() const { return data_->smiles; }

std::string Molecule::flat_smiles() const {
    RDKit::RWMol flat(*data_->mol);
    RDKit::MolOps::removeStereochemistry(flat);
    return RDKit::MolToSmiles(flat);
}

std::size_t Molecule::heavy_atoms() const {
    return static_cast<std::size_t>(data_->mol->getNumHeavyAtoms());
}

std::string canonical_smiles(std::string_view smiles) {
    return Molecule::from_smiles(smiles).smiles();
}

std::vector<std::string> canonical_components(std::string_view smiles) {
    const auto whole = parse(smiles);
    std::vector<std::string> all;
    for (const auto& part : RDKit::MolOps::getMolFrags(*whole, false))
        all.push_back(molecule_of(*part, std::string(smiles)).smiles());
    std::ranges::sort(all);
    return all;
}

std::string joined(std::vector<std::string> components) {
    std::ranges::sort(components);
    return fmt::format("{}", fmt::join(components, "."));
}

MoleculeFacts facts(const Molecule& m) {
    const RDKit::ROMol& mol = *m.data().mol;
    MoleculeFacts f;
    f.formula = RDKit::Descriptors::calcMolFormula(mol);
    f.mass = RDKit::Descriptors::calcAMW(mol);
    f.heavy_atoms = static_cast<int>(mol.getNumHeavyAtoms());
    f.rings = static_cast<int>(mol.getRingInfo()->numRings());
    f.charge = RDKit::MolOps::getFormalCharge(mol);
    for (const auto* atom : mol.atoms()) {
        f.radical_electrons += static_cast<int>(atom->getNumRadicalElectrons());
        f.has_metal = f.has_metal || is_metal(atom->getAtomicNum());
        f.stereocentres += atom->getChiralTag() != RDKit::Atom::CHI_UNSPECIFIED;
    }
    std::vector<int> component;
    f.components = static_cast<int>(RDKit::MolOps::getMolFrags(mol, component));
    return f;
}

}  // namespace crucible::chem
