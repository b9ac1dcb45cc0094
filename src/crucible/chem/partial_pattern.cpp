#include "crucible/chem/partial_pattern.hpp"

#include <rdkit/GraphMol/MolOps.h>
#include <rdkit/GraphMol/QueryAtom.h>
#include <rdkit/GraphMol/QueryBond.h>
#include <rdkit/GraphMol/QueryOps.h>
#include <rdkit/GraphMol/RWMol.h>
#include <rdkit/GraphMol/RingInfo.h>
#include <rdkit/GraphMol/Substruct/SubstructMatch.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "crucible/chem/rdkit_molecule.hpp"
#include "crucible/chem/smarts_words.hpp"

namespace crucible::chem {
namespace {

constexpr int carbon_element = 6;

std::unique_ptr<RDKit::QueryAtom> element_query(int element) {
    auto atom = std::make_unique<RDKit::QueryAtom>();
    atom->setQuery(RDKit::makeAtomNumQuery(element));
    return atom;
}

std::unique_ptr<RDKit::QueryBond> any_bond(bool in_ring) {
    auto bond = std::make_unique<RDKit::QueryBond>();
    bond->setQuery(in_ring ? RDKit::makeBondIsInRingQuery() : RDKit::makeBondNullQuery());
    return bond;
}

}  // namespace

PartialPattern::PartialPattern(const std::string& smarts) {
    RDKit::RWMol query(*read_smarts(smarts));
    RDKit::MolOps::findSSSR(query);
    query_ = std::make_shared<const RDKit::ROMol>(query);
    const SmartsWords words = words_of(*query_);
    const RDKit::RingInfo& rings = *query_->getRingInfo();
    RDKit::RWMol skeleton;
    place_.assign(query_->getNumAtoms(), -1);
    for (const auto* atom : query_->atoms()) {
        const auto i = atom->getIdx();
        const auto element = words.atoms[i].element;
        if (!element || (*element != carbon_element && rings.numAtomRings(i) == 0)) continue;
        place_[i] = static_cast<int>(skeleton_atoms_.size());
        skeleton_atoms_.push_back(static_cast<int>(i));
        skeleton.addAtom(element_query(*element).release(), false, true);
    }
    if (skeleton_atoms_.empty()) throw std::invalid_argument("it has no skeleton");
    for (const auto* bond : query_->bonds()) {
        const int a = place_[bond->getBeginAtomIdx()], b = place_[bond->getEndAtomIdx()];
        if (a < 0 || b < 0) continue;
        auto made = any_bond(rings.numBondRings(bond->getIdx()) > 0);
        made->setBeginAtomIdx(static_cast<unsigned>(a));
        made->setEndAtomIdx(static_cast<unsigned>(b));
        skeleton.addBond(made.release(), true);
    }
    skeleton_ = std::make_shared<const RDKit::ROMol>(skeleton);
}

int PartialPattern::mismatches(const Molecule& m, const std::vector<int>& atoms) const {
    const RDKit::ROMol& mol = *m.data().mol;
    const auto lies_at = [&](int place) {
        return mol.getAtomWithIdx(static_cast<unsigned>(atoms[static_cast<std::size_t>(place)]));
    };
    int out = 0;
    std::set<unsigned> taken;
    for (const auto* bond : query_->bonds()) {
        const int a = place_[bond->getBeginAtomIdx()], b = place_[bond->getEndAtomIdx()];
        if (a < 0 && b < 0) continue;
        if (a >= 0 && b >= 0) {
            const auto* there = mol.getBondBetweenAtoms(lies_at(a)->getIdx(), lies_at(b)->getIdx());
            out += !bond->Match(there);
            continue;
        }
        const auto* at = lies_at(a >= 0 ? a : b);
        const auto* branch = a >= 0 ? bond->getEndAtom() : bond->getBeginAtom();
        bool is_there = false;
        for (const auto* neighbour : mol.atomNeighbors(at)) {
            const auto* there = mol.getBondBetweenAtoms(at->getIdx(), neighbour->getIdx());
            if (is_there || taken.contains(neighbour->getIdx()) || !bond->Match(there) ||
                !branch->Match(neighbour))
                continue;
            is_there = true;
            taken.insert(neighbour->getIdx());
        }
        out += !is_there;
    }
    return out;
}

std::vector<PartialPattern::Site> PartialPattern::sites(const Molecule& m, unsigned most) const {
    RDKit::SubstructMatchParameters how;
    how.uniquify = false;
    how.maxMatches = most;
    std::vector<Site> out;
    std::set<std::pair<std::vector<int>, int>> seen;
    for (const auto& match : RDKit::SubstructMatch(*m.data().mol, *skeleton_, how)) {
        Site s;
        s.atoms.resize(match.size());
        for (const auto& [from, to] : match) s.atoms[static_cast<std::size_t>(from)] = to;
        s.mismatches = mismatches(m, s.atoms);
        std::vector<int> sorted = s.atoms;
        std::ranges::sort(sorted);
        if (seen.insert({std::move(sorted), s.mismatches}).second) out.push_back(std::move(s));
    }
    std::ranges::stable_sort(out, {}, &Site::mismatches);
    return out;
}

}  // namespace crucible::chem
