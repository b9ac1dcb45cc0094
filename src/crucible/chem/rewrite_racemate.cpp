#include "crucible/chem/rewrite_racemate.hpp"

#include <rdkit/GraphMol/MolOps.h>
#include <rdkit/GraphMol/RWMol.h>
#include <rdkit/GraphMol/SmilesParse/SmilesWrite.h>

#include <algorithm>
#include <map>

namespace crucible::chem {
namespace {

/// Canonical SMILES with the tag of one atom changed.
std::string retagged(const RDKit::RWMol& mol, unsigned atom, RDKit::Atom::ChiralType tag) {
    RDKit::RWMol other(mol);
    other.getAtomWithIdx(atom)->setChiralTag(tag);
    RDKit::MolOps::assignStereochemistry(other, true, true);
    return canonical_smiles(RDKit::MolToSmiles(other));
}

std::string key_with(const Rewritten& outcome, std::size_t piece, const std::string& smiles) {
    std::vector<std::string> all;
    for (std::size_t p = 0; p < outcome.pieces.size(); ++p)
        all.push_back(p == piece ? smiles : outcome.pieces[p].smiles);
    return joined(std::move(all));
}

/// Index of the outcome that is `one` with a centre of piece `p` reversed, and that piece with the
/// centre left open; -1 where there is none.
int partner(const std::map<std::string, int>& keys, const Rewritten& one, std::size_t p,
            std::string& open, unsigned& centre) {
    if (!one.pieces[p].mol) return -1;  // made without RDKit: it has no centre
    const RDKit::RWMol& mol = *one.pieces[p].mol;
    for (const auto* atom : mol.atoms()) {
        const auto tag = atom->getChiralTag();
        if (tag == RDKit::Atom::CHI_UNSPECIFIED) continue;
        const auto other = tag == RDKit::Atom::CHI_TETRAHEDRAL_CW ? RDKit::Atom::CHI_TETRAHEDRAL_CCW
                                                                  : RDKit::Atom::CHI_TETRAHEDRAL_CW;
        const auto at = keys.find(key_with(one, p, retagged(mol, atom->getIdx(), other)));
        if (at == keys.end()) continue;
        centre = atom->getIdx();
        open = retagged(mol, centre, RDKit::Atom::CHI_UNSPECIFIED);
        return at->second;
    }
    return -1;
}

bool has_centre(const Rewritten& outcome) {
    return std::ranges::any_of(
        outcome.pieces, [](const Piece& p) { return p.smiles.find('@') != std::string::npos; });
}

}  // namespace

void combine_enantiomers(std::vector<Rewritten>& outcomes) {
    std::map<std::string, int> keys;  // with their pieces sorted, as joined() has them
    for (std::size_t i = 0; i < outcomes.size(); ++i)
        if (has_centre(outcomes[i])) keys.emplace(outcomes[i].key(), static_cast<int>(i));
    if (keys.size() < 2) return;
    std::vector<char> spent(outcomes.size(), 0);
    for (const auto& [key, index] : std::map(keys)) {
        Rewritten& one = outcomes[static_cast<std::size_t>(index)];
        for (std::size_t p = 0; p < one.pieces.size() && !spent[static_cast<std::size_t>(index)];
             ++p) {
            std::string open;
            unsigned centre = 0;
            const int other = partner(keys, one, p, open, centre);
            if (other < 0 || other == index || spent[static_cast<std::size_t>(other)]) continue;
            spent[static_cast<std::size_t>(other)] = 1;
            keys.erase(outcomes[static_cast<std::size_t>(other)].key());
            keys.erase(key);
            one.pieces[p].smiles = open;
            one.pieces[p].written.clear();
            // Others may remember the molecule as it was.
            one.pieces[p].mol = std::make_shared<RDKit::RWMol>(*one.pieces[p].mol);
            one.pieces[p].mol->getAtomWithIdx(centre)->setChiralTag(RDKit::Atom::CHI_UNSPECIFIED);
            std::ranges::sort(one.pieces, {}, &Piece::smiles);
            break;
        }
    }
    std::vector<Rewritten> rest;
    for (std::size_t i = 0; i < outcomes.size(); ++i)
        if (!spent[i] && std::ranges::none_of(rest, [&](const Rewritten& r) {
                return r.key() == outcomes[i].key();
            }))
            rest.push_back(std::move(outcomes[i]));
    outcomes = std::move(rest);
}

}  // namespace crucible::chem
