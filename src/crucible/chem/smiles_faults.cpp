#include "crucible/chem/smiles_faults.hpp"

#include <fmt/format.h>
#include <rdkit/GraphMol/MolOps.h>
#include <rdkit/GraphMol/RWMol.h>
#include <rdkit/GraphMol/SanitException.h>
#include <rdkit/GraphMol/SmilesParse/SmilesParse.h>

#include <algorithm>
#include <memory>
#include <new>

#include "crucible/base/error.hpp"
#include "crucible/chem/file_names.hpp"
#include "crucible/chem/smiles_scan.hpp"

namespace crucible::chem {
namespace {

/// Atoms of the text are RDKit's, in the same order.
struct ChemistryFault {
    std::string why;
    int column = 0;
};

ChemistryFault valence_fault(RDKit::Atom& atom, int column) {
    const int bonds = atom.calcExplicitValence(false);
    const int charge = atom.getFormalCharge();
    return {fmt::format("atom {} ({}{} at column {}) has {} bonds, more than it can have",
                        atom.getIdx() + 1, atom.getSymbol(),
                        charge ? fmt::format(" of charge {:+}", charge) : "", column, bonds),
            column};
}

ChemistryFault ring_fault(const std::vector<unsigned>& atoms, const std::vector<int>& columns) {
    std::string places;
    for (const unsigned a : atoms)
        places += fmt::format("{}{}", places.empty() ? "" : ", ", columns.at(a));
    return {fmt::format("the aromatic atoms at columns {} cannot have alternating bonds (is an "
                        "[nH] missing?)",
                        places),
            atoms.empty() ? 0 : columns.at(atoms.front())};
}

ChemistryFault chemistry_fault(const RDKit::MolSanitizeException& problem, RDKit::RWMol* mol,
                               const std::vector<int>& columns) {
    if (const auto* k = dynamic_cast<const RDKit::KekulizeException*>(&problem))
        return ring_fault(k->getAtomIndices(), columns);
    const auto* a = dynamic_cast<const RDKit::AtomSanitizeException*>(&problem);
    if (!a) return {problem.what(), 0};
    const int column = columns.at(a->getAtomIdx());
    if (dynamic_cast<const RDKit::AtomKekulizeException*>(&problem))
        return {fmt::format("the atom at column {} is written as aromatic but is in no such ring",
                            column),
                column};
    // Now and then RDKit counts bonds while it still parses.
    if (!mol)
        return {fmt::format("the atom at column {} has more bonds than it can have", column),
                column};
    return valence_fault(*mol->getAtomWithIdx(a->getAtomIdx()), column);
}

}  // namespace

namespace {

/// Whether a text is an InChI, an InChIKey, a CAS number or has a letter that no SMILES without
/// brackets has: what is no spelling mistake, but another way to call a molecule.
bool calls_otherwise(std::string_view text) {
    if (text.starts_with("InChI=") || is_inchikey(text)) return true;
    const bool is_number =
        std::ranges::all_of(text, [](char c) { return c == '-' || (c >= '0' && c <= '9'); });
    if (is_number) return text.find('-') != std::string_view::npos;
    if (text.find_first_of("[]=#@/\\") != std::string_view::npos) return false;
    return text.find_first_of("adefghijkmqtuvwxyz ") != std::string_view::npos;
}

}  // namespace

void refuse_smiles(std::string_view smiles, std::string_view why, int column) {
    constexpr std::size_t most = 80;
    throw InputError("E-smiles",
                     fmt::format("'{}{}' is no molecule: {}", smiles.substr(0, most),
                                 smiles.size() > most ? "..." : "", why),
                     calls_otherwise(smiles)
                         ? "names, CAS numbers, InChI and InChIKeys are not read: give the SMILES, "
                           "such as CC(=O)Nc1ccc(O)cc1"
                         : "write a SMILES such as CC(=O)Nc1ccc(O)cc1",
                     {"", 0, column});
}

void explain_smiles(std::string_view smiles, std::string_view otherwise) {
    const SmilesScan scan = scan_smiles(smiles);
    if (scan.fault) refuse_smiles(smiles, scan.fault->why, scan.fault->column);
    ChemistryFault fault{std::string(otherwise), 0};
    std::unique_ptr<RDKit::RWMol> mol;
    try {
        RDKit::SmilesParserParams p;
        p.sanitize = false;
        p.removeHs = false;
        mol.reset(RDKit::SmilesToMol(std::string(smiles), p));
        if (mol && mol->getNumAtoms() == scan.atom_columns.size()) {
            // Atom by atom at first: RDKit's own list gives up on some charged atoms.
            RDKit::MolOps::cleanUp(*mol);
            for (auto* atom : mol->atoms()) atom->updatePropertyCache(true);
            const auto problems = RDKit::MolOps::detectChemistryProblems(*mol);
            if (!problems.empty())
                fault = chemistry_fault(*problems.front(), mol.get(), scan.atom_columns);
        }
    } catch (const RDKit::MolSanitizeException& problem) {
        fault = chemistry_fault(problem, mol.get(), scan.atom_columns);
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception&) {
        // What RDKit said at first stays.
    }
    refuse_smiles(smiles, fault.why, fault.column);
}

}  // namespace crucible::chem
