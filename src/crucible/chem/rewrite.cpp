#include "crucible/chem/rewrite.hpp"

#include <rdkit/GraphMol/MolOps.h>
#include <rdkit/GraphMol/RWMol.h>
#include <rdkit/GraphMol/Substruct/SubstructMatch.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "crucible/chem/piece_memory.hpp"
#include "crucible/chem/rdkit_molecule.hpp"
#include "crucible/chem/rewrite_edit.hpp"
#include "crucible/chem/rewrite_racemate.hpp"

namespace crucible::chem {
namespace {

constexpr unsigned most_matches = 1000;

RDKit::SubstructMatchParameters search(unsigned most) {
    RDKit::SubstructMatchParameters p;
    p.uniquify = false;
    p.maxMatches = most;
    return p;
}

void refuse_repeated_maps(const SmartsWords& words) {
    std::set<int> seen;
    for (const AtomWords& atom : words.atoms)
        if (atom.map && !seen.insert(atom.map).second)
            throw std::invalid_argument("the atom map repeats number " + std::to_string(atom.map));
}

/// Atoms that the right side makes must have an element.
void refuse_vague_atoms(const SmartsWords& right, const std::vector<int>& left_of_right) {
    for (std::size_t r = 0; r < right.atoms.size(); ++r)
        if (left_of_right[r] < 0 && !right.atoms[r].element)
            throw std::invalid_argument("it makes an atom without saying of which element");
}

int parity_of(const RDKit::Atom& atom) {
    if (atom.getChiralTag() == RDKit::Atom::CHI_TETRAHEDRAL_CCW) return 1;
    if (atom.getChiralTag() == RDKit::Atom::CHI_TETRAHEDRAL_CW) return -1;
    return 0;
}

}  // namespace

Target::Data::Data(const Molecule& m) : molecule(m), graph(graph_of(m)), mol(m.data().mol) {
    for (const auto* atom : mol->atoms()) {
        parity.push_back(parity_of(*atom));
        radical_electrons += static_cast<int>(atom->getNumRadicalElectrons());
    }
    for (const auto* bond : mol->bonds()) {
        const auto stereo = bond->getStereo();
        if (stereo <= RDKit::Bond::STEREOANY || bond->getStereoAtoms().size() != 2) continue;
        const bool cis = stereo == RDKit::Bond::STEREOZ || stereo == RDKit::Bond::STEREOCIS;
        double_bonds.push_back({static_cast<int>(bond->getBeginAtomIdx()),
                                static_cast<int>(bond->getEndAtomIdx()), bond->getStereoAtoms()[0],
                                bond->getStereoAtoms()[1], cis});
    }
    pieces = std::make_shared<PieceMemory>();
    if (radical_electrons || !writes_as_rdkit()) return;
    flat = flat_molecule(*mol, Stereo::ignored);
    in_ring.resize(mol->getNumAtoms(), 0);
    if (!flat) return;
    for (const FlatMolecule::Bond& bond : flat->bonds)
        if (bond.is_in_ring) in_ring[bond.a] = in_ring[bond.b] = 1;
}

const std::vector<char>& Target::Data::may_be_centre() const {
    std::call_once(centres_once_, [&] {
        RDKit::RWMol flagged(*mol);
        RDKit::MolOps::assignStereochemistry(flagged, false, true, true);
        for (const auto* atom : flagged.atoms())
            centres_.push_back(atom->hasProp(RDKit::common_properties::_ChiralityPossible));
    });
    return centres_;
}

std::vector<int> Target::Data::components() const {
    std::vector<int> component;
    RDKit::MolOps::getMolFrags(*mol, component);
    return component;
}

std::string Rewritten::key() const {
    std::string all;
    for (const Piece& piece : pieces) {
        if (!all.empty()) all += '.';
        all += piece.smiles;
    }
    return all;
}

Rewrite::Rewrite(const std::string& left, const std::string& right)
    : query_(read_smarts(left)), left_(words_of(*query_)), right_(words_of(*read_smarts(right))) {
    refuse_repeated_maps(left_);
    refuse_repeated_maps(right_);
    for (const AtomWords& atom : left_.atoms)
        right_of_left_.push_back(atom.map ? right_.of_map(atom.map) : -1);
    for (const AtomWords& atom : right_.atoms)
        left_of_right_.push_back(atom.map ? left_.of_map(atom.map) : -1);
    refuse_vague_atoms(right_, left_of_right_);
    says_stereo_ = left_.says_stereo() || right_.says_stereo();
    imposes_parity_ =
        std::ranges::any_of(right_.atoms, [](const AtomWords& a) { return a.parity != 0; });
}

bool Rewrite::occurs_in(const Target::Data& target) const {
    return !RDKit::SubstructMatch(*target.mol, *query_, search(1)).empty();
}

std::vector<std::vector<int>> Rewrite::sites(const Target::Data& target, unsigned most) const {
    std::vector<std::vector<int>> all;
    for (const auto& match : RDKit::SubstructMatch(*target.mol, *query_, search(most))) {
        std::vector<int>& atoms = all.emplace_back(match.size());
        for (const auto& [l, atom] : match) atoms[static_cast<std::size_t>(l)] = atom;
    }
    return all;
}

std::vector<Rewritten> Rewrite::run(const Target::Data& target, const ApplySettings& s,
                                    ApplyCounts& counts) const {
    ++counts.applied;
    const auto matches = RDKit::SubstructMatch(*target.mol, *query_, search(most_matches));
    if (matches.empty()) return {};
    ++counts.matched;
    std::set<std::vector<int>> signatures;
    std::vector<Rewritten> all;
    std::set<std::string> keys;
    for (const auto& match : matches) {
        if (all.size() >= s.most_outcomes) break;
        std::vector<int> atoms(match.size());
        for (const auto& [l, atom] : match) atoms[static_cast<std::size_t>(l)] = atom;
        Edit edit(*this, target, std::move(atoms), s.making);
        if (!edit.stereo_agrees()) {
            ++counts.stereo;
            continue;
        }
        auto signature = edit.signature();
        if (!signature.empty() && !signatures.insert(std::move(signature)).second) continue;
        auto outcome = edit.built();
        if (!outcome) {
            ++counts.unsanitary;
        } else if (keys.insert(outcome->key()).second) {
            all.push_back(std::move(*outcome));
        }
    }
    if (s.combine_enantiomers && imposes_parity_ && all.size() > 1) combine_enantiomers(all);
    std::ranges::sort(all, {}, &Rewritten::key);
    counts.outcomes += all.size();
    return all;
}

}  // namespace crucible::chem
