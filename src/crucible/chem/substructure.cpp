#include "crucible/chem/substructure.hpp"

#include <rdkit/GraphMol/ROMol.h>
#include <rdkit/GraphMol/RWMol.h>
#include <rdkit/GraphMol/SmilesParse/SmartsWrite.h>
#include <rdkit/GraphMol/Substruct/SubstructMatch.h>

#include <algorithm>

#include "crucible/chem/rdkit_molecule.hpp"
#include "crucible/chem/smarts_words.hpp"

namespace crucible::chem {
namespace {

RDKit::SubstructMatchParameters site_search(Sites sites, unsigned most) {
    RDKit::SubstructMatchParameters p;
    p.uniquify = sites == Sites::distinct;
    p.maxMatches = most;
    return p;
}

}  // namespace

Substructure::Substructure(const std::string& smarts) : query_(read_smarts(smarts)) {
    for (const auto* atom : query_->atoms()) numbers_.push_back(atom->getAtomMapNum());
}

int Substructure::atom_of(int number) const {
    const auto at = std::ranges::find(numbers_, number);
    return at == numbers_.end() ? -1 : static_cast<int>(at - numbers_.begin());
}

bool Substructure::occurs_in(const Molecule& m) const {
    return !RDKit::SubstructMatch(*m.data().mol, *query_, site_search(Sites::ordered, 1)).empty();
}

std::vector<std::vector<int>> Substructure::sites(const Molecule& m, Sites sites,
                                                  unsigned most) const {
    std::vector<std::vector<int>> all;
    for (const auto& match :
         RDKit::SubstructMatch(*m.data().mol, *query_, site_search(sites, most))) {
        std::vector<int>& site = all.emplace_back(match.size());
        for (const auto& [from, to] : match) site[static_cast<std::size_t>(from)] = to;
    }
    return all;
}

bool Substructure::begins_at(const Molecule& m, int atom) const {
    return std::ranges::any_of(sites(m, Sites::ordered),
                               [&](const auto& site) { return site.front() == atom; });
}

std::string numbered_smarts(const std::string& smarts, int first) {
    RDKit::RWMol query(*read_smarts(smarts));
    for (auto* atom : query.atoms())
        if (!atom->getAtomMapNum()) atom->setAtomMapNum(first++);
    return RDKit::MolToSmarts(query);
}

}  // namespace crucible::chem
