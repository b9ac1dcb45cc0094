// Molecules out of an edit: connected pieces, sanitised, with canonical SMILES.

#include <rdkit/GraphMol/Chirality.h>
#include <rdkit/GraphMol/MolOps.h>
#include <rdkit/GraphMol/RWMol.h>
#include <rdkit/GraphMol/SanitException.h>
#include <rdkit/GraphMol/SmilesParse/SmilesParse.h>
#include <rdkit/GraphMol/SmilesParse/SmilesWrite.h>

#include <algorithm>
#include <numeric>

#include "crucible/base/error.hpp"
#include "crucible/chem/piece_memory.hpp"
#include "crucible/chem/rewrite_edit.hpp"

namespace crucible::chem {
namespace {

bool in_organic_subset(int element) {
    static constexpr int subset[] = {5, 6, 7, 8, 9, 15, 16, 17, 35, 53};
    return std::ranges::find(subset, element) != std::end(subset);
}

int root_of(std::vector<int>& parent, int i) {
    while (parent[static_cast<std::size_t>(i)] != i) {
        auto& p = parent[static_cast<std::size_t>(i)];
        p = parent[static_cast<std::size_t>(p)];
        i = p;
    }
    return i;
}

/// Hydrogens that the template leaves open are counted anew where the valence says how many.
void free_hydrogens(RDKit::Atom& atom) {
    if (atom.getIsAromatic() || atom.getFormalCharge() != 0 || atom.getNumRadicalElectrons() != 0 ||
        !in_organic_subset(atom.getAtomicNum()))
        return;
    atom.setNoImplicit(false);
    atom.setNumExplicitHs(0);
}

void obey(const AtomWords& says, RDKit::Atom& atom, bool rebonded) {
    if (says.element) atom.setAtomicNum(*says.element);
    if (says.charge) atom.setFormalCharge(*says.charge);
    if (says.isotope) atom.setIsotope(static_cast<unsigned>(*says.isotope));
    if (says.aromatic) atom.setIsAromatic(*says.aromatic);
    if (says.hydrogens) {
        atom.setNumExplicitHs(static_cast<unsigned>(*says.hydrogens));
        atom.setNoImplicit(true);
    } else if (rebonded) {
        free_hydrogens(atom);
    }
}

/// Pyrrole's nitrogen or pyridine's: where a rule tells the connections, they say.
void tell_aromatic_nitrogen(const AtomWords& says, std::size_t neighbours, RDKit::Atom& atom) {
    if (!says.connections || says.hydrogens || !atom.getIsAromatic() || atom.getAtomicNum() != 7 ||
        atom.getFormalCharge() != 0)
        return;
    const int hydrogens = *says.connections - static_cast<int>(neighbours);
    atom.setNumExplicitHs(static_cast<unsigned>(std::clamp(hydrogens, 0, 1)));
    atom.setNoImplicit(true);
}

std::unique_ptr<RDKit::Atom> copied(const RDKit::Atom& from) {
    auto atom = std::make_unique<RDKit::Atom>(from.getAtomicNum());
    atom->setFormalCharge(from.getFormalCharge());
    atom->setIsotope(from.getIsotope());
    atom->setIsAromatic(from.getIsAromatic());
    atom->setNoImplicit(from.getNoImplicit());
    atom->setNumExplicitHs(from.getNumExplicitHs());
    atom->setNumRadicalElectrons(from.getNumRadicalElectrons());
    return atom;
}

void mark_stereo(const DoubleBondWords& d, const std::vector<unsigned>& place, RDKit::RWMol& mol) {
    const unsigned a = place[static_cast<std::size_t>(d.a)];
    auto* bond = mol.getBondBetweenAtoms(a, place[static_cast<std::size_t>(d.b)]);
    if (!bond || bond->getBondType() != RDKit::Bond::DOUBLE) return;
    unsigned first = place[static_cast<std::size_t>(d.at_a)];
    unsigned second = place[static_cast<std::size_t>(d.at_b)];
    if (bond->getBeginAtomIdx() != a) std::swap(first, second);
    bond->setStereoAtoms(first, second);
    bond->setStereo(d.cis ? RDKit::Bond::STEREOCIS : RDKit::Bond::STEREOTRANS);
}

/// Halogens with several bonds: RDKit writes their oxides with charges, but only when it reads them
/// again with all their hydrogens (found by fuzz/template).
bool is_cleaned_when_read(const RDKit::RWMol& mol) {
    for (const auto* atom : mol.atoms()) {
        const int element = atom->getAtomicNum();
        if ((element == 17 || element == 35 || element == 53) && atom->getDegree() > 1) return true;
    }
    return false;
}

std::string settled_text(const std::string& first) {
    const std::unique_ptr<RDKit::RWMol> read(RDKit::SmilesToMol(first));
    return read && RDKit::MolToSmiles(*read) == first ? first : canonical_smiles(first);
}

/// As canonical_smiles() of what is written. With stereo RDKit's first SMILES is now and then not
/// the one it writes after reading that; without, it was in all outcomes compared.
void settle_smiles(Piece& piece, bool has_hydrogen_atom, PieceMemory* memory) {
    const bool is_odd = is_cleaned_when_read(*piece.mol);
    if (memory && !has_hydrogen_atom && !is_odd && writes_as_rdkit()) {
        const auto flat = flat_molecule(*piece.mol);
        if (auto text = flat ? canonical_text(*flat) : std::nullopt) {
            piece.smiles = std::move(text->smiles);
            piece.written = std::move(text->written);
            return;
        }
    }
    const std::string first = RDKit::MolToSmiles(*piece.mol);
    piece.smiles = first;
    const bool is_flat = first.find_first_of("@/\\") == std::string::npos;
    if (has_hydrogen_atom) {
        piece.smiles = canonical_smiles(first);
    } else if (!is_flat || is_odd) {
        const auto known = memory ? memory->find_text(first) : std::nullopt;
        piece.smiles = known ? *known : settled_text(first);
        if (memory && !known) memory->keep_text(first, piece.smiles);
    }
    if (!has_hydrogen_atom && piece.smiles == first)
        piece.mol->getProp(RDKit::common_properties::_smilesAtomOutputOrder, piece.written);
}

}  // namespace

std::vector<int> memory_key(const RDKit::RWMol& mol, const std::vector<int>& origin) {
    std::vector<int> key = origin;
    for (const auto* atom : mol.atoms())
        key.insert(key.end(), {atom->getAtomicNum(), atom->getFormalCharge(),
                               static_cast<int>(atom->getIsotope()), atom->getIsAromatic(),
                               atom->getNoImplicit(), static_cast<int>(atom->getNumExplicitHs()),
                               static_cast<int>(atom->getNumRadicalElectrons()),
                               static_cast<int>(atom->getChiralTag())});
    for (const auto* bond : mol.bonds()) {
        key.insert(
            key.end(),
            {static_cast<int>(bond->getBeginAtomIdx()), static_cast<int>(bond->getEndAtomIdx()),
             static_cast<int>(bond->getBondType()), static_cast<int>(bond->getStereo())});
        key.insert(key.end(), bond->getStereoAtoms().begin(), bond->getStereoAtoms().end());
    }
    return key;
}

Edit::Graph Edit::final_graph() const {
    Graph g;
    const auto nodes = static_cast<std::size_t>(atoms_) + rule_.right_.atoms.size();
    auto removed = removed_.begin();
    auto reordered = reordered_.begin();
    for (const auto* bond : target_.mol->bonds()) {
        const int index = static_cast<int>(bond->getIdx());
        const int a = static_cast<int>(bond->getBeginAtomIdx());
        const int b = static_cast<int>(bond->getEndAtomIdx());
        int type = bond->getBondType();
        if (reordered != reordered_.end() && reordered->first == index)
            type = (reordered++)->second;
        if (removed != removed_.end() && *removed == index) {
            ++removed;
            continue;
        }
        if (keeps(a) && keeps(b)) g.bonds.push_back({a, b, type});
    }
    g.bonds.insert(g.bonds.end(), added_.begin(), added_.end());
    g.neighbours.resize(nodes);
    std::vector<int> parent(nodes);
    std::iota(parent.begin(), parent.end(), 0);
    for (const EditedBond& bond : g.bonds) {
        g.neighbours[static_cast<std::size_t>(bond.a)].push_back(bond.b);
        g.neighbours[static_cast<std::size_t>(bond.b)].push_back(bond.a);
        parent[static_cast<std::size_t>(root_of(parent, bond.a))] = root_of(parent, bond.b);
    }
    g.keeps_rings = keeps_rings(g, parent);
    // Pieces that the right side does not reach came off with what it deletes, or were never part
    // of the reaction.
    std::vector<int> number(nodes, -1);
    for (int r = 0; r < static_cast<int>(rule_.right_.atoms.size()); ++r) {
        int& n = number[static_cast<std::size_t>(root_of(parent, node_of_right(r)))];
        if (n < 0) n = g.components++;
    }
    g.component.resize(nodes);
    for (std::size_t i = 0; i < nodes; ++i)
        g.component[i] = number[static_cast<std::size_t>(root_of(parent, static_cast<int>(i)))];
    g.double_bonds = double_bonds_after(g.neighbours);
    return g;
}

Piece Edit::drawn_piece(const Graph& g, int component, std::vector<unsigned>& place) const {
    Piece piece;
    piece.mol = std::make_shared<RDKit::RWMol>();
    RDKit::RWMol& mol = *piece.mol;
    place.assign(g.component.size(), 0);
    for (int node = 0; node < static_cast<int>(g.component.size()); ++node) {
        if (g.component[static_cast<std::size_t>(node)] != component) continue;
        auto atom = made(node) ? std::make_unique<RDKit::Atom>()
                               : copied(*target_.mol->getAtomWithIdx(static_cast<unsigned>(node)));
        if (const AtomWords* says = right_words(node)) {
            const bool rebonded =
                made(node) ||
                g.neighbours[static_cast<std::size_t>(node)].size() !=
                    target_.mol->getAtomWithIdx(static_cast<unsigned>(node))->getDegree() ||
                std::ranges::any_of(reordered_, [&](const auto& change) {
                    const auto* bond =
                        target_.mol->getBondWithIdx(static_cast<unsigned>(change.first));
                    return static_cast<int>(bond->getBeginAtomIdx()) == node ||
                           static_cast<int>(bond->getEndAtomIdx()) == node;
                });
            obey(*says, *atom, rebonded);
            if (making_ == Making::careful && rebonded)
                tell_aromatic_nitrogen(*says, g.neighbours[static_cast<std::size_t>(node)].size(),
                                       *atom);
        }
        const int parity = parity_after(node, g.neighbours[static_cast<std::size_t>(node)]);
        if (parity)
            atom->setChiralTag(parity > 0 ? RDKit::Atom::CHI_TETRAHEDRAL_CCW
                                          : RDKit::Atom::CHI_TETRAHEDRAL_CW);
        place[static_cast<std::size_t>(node)] = mol.addAtom(atom.release(), false, true);
        piece.origin.push_back(made(node) ? -1 : node);
    }
    for (const EditedBond& bond : g.bonds)
        if (g.component[static_cast<std::size_t>(bond.a)] == component)
            mol.addBond(place[static_cast<std::size_t>(bond.a)],
                        place[static_cast<std::size_t>(bond.b)],
                        static_cast<RDKit::Bond::BondType>(bond.type));
    for (const DoubleBondWords& d : g.double_bonds)
        if (g.component[static_cast<std::size_t>(d.a)] == component) mark_stereo(d, place, mol);
    return piece;
}

std::optional<Piece> Edit::sanitised_piece(Piece piece, const Graph& g, int component,
                                           const std::vector<unsigned>& place) const {
    RDKit::RWMol& mol = *piece.mol;
    bool has_hydrogen_atom = false, has_parity = false;
    for (const auto* atom : mol.atoms()) {
        has_hydrogen_atom = has_hydrogen_atom || atom->getAtomicNum() == 1;
        has_parity = has_parity || atom->getChiralTag() != RDKit::Atom::CHI_UNSPECIFIED;
    }
    try {
        const bool flat = g.double_bonds.empty() && !has_parity;
        if (flat && g.keeps_rings) {
            sanitise_with_rings(mol, place, [&](int atom) {
                return g.component[static_cast<std::size_t>(atom)] == component;
            });
        } else {
            RDKit::MolOps::sanitizeMol(mol);
            if (!g.double_bonds.empty()) RDKit::MolOps::setDoubleBondNeighborDirections(mol);
            RDKit::MolOps::assignStereochemistry(mol, true, true);
        }
        settle_smiles(piece, has_hydrogen_atom,
                      making_ == Making::quick ? target_.pieces.get() : nullptr);
    } catch (const RDKit::MolSanitizeException&) {
        return std::nullopt;
    } catch (const InputError&) {
        return std::nullopt;
    }
    return piece;
}

std::optional<Piece> Edit::build_piece(const Graph& g, int component) const {
    std::vector<unsigned> place;
    Piece piece = drawn_piece(g, component, place);
    if (making_ != Making::quick) return sanitised_piece(std::move(piece), g, component, place);
    auto key = memory_key(*piece.mol, piece.origin);
    if (const auto known = target_.pieces->find(key)) return *known;
    auto made = sanitised_piece(std::move(piece), g, component, place);
    target_.pieces->keep(std::move(key), made);
    return made;
}

void Edit::changes(Rewritten& out) const {
    std::vector<int>& atoms = out.changed_atoms;
    const auto touch = [&](const RDKit::Bond& bond) {
        const int a = static_cast<int>(bond.getBeginAtomIdx());
        const int b = static_cast<int>(bond.getEndAtomIdx());
        out.changed_bonds.emplace_back(std::min(a, b), std::max(a, b));
        atoms.insert(atoms.end(), {a, b});
    };
    for (int i : removed_) touch(*target_.mol->getBondWithIdx(static_cast<unsigned>(i)));
    for (const auto& [i, type] : reordered_)
        touch(*target_.mol->getBondWithIdx(static_cast<unsigned>(i)));
    for (const EditedBond& bond : added_)
        for (int node : {bond.a, bond.b})
            if (!made(node)) atoms.push_back(node);
    for (int i = 0; i < atoms_; ++i) {
        if (!keeps(i))
            for (const auto* bond :
                 target_.mol->atomBonds(target_.mol->getAtomWithIdx(static_cast<unsigned>(i))))
                touch(*bond);
        else if (rewords(i))
            atoms.push_back(i);
    }
    const auto tidy = [](auto& list) {
        std::ranges::sort(list);
        list.erase(std::unique(list.begin(), list.end()), list.end());
    };
    tidy(atoms);
    tidy(out.changed_bonds);
}

std::optional<Rewritten> Edit::built() const {
    Rewritten out;
    std::vector<std::optional<Piece>> pieces;
    if (making_ == Making::quick) pieces = flat_pieces();
    std::optional<Graph> g;
    if (pieces.empty()) {
        g = final_graph();
        pieces.resize(static_cast<std::size_t>(g->components));
    }
    int radicals = 0;
    for (std::size_t c = 0; c < pieces.size(); ++c) {
        std::optional<Piece>& piece = pieces[c];
        if (!piece) {
            if (!g) g = final_graph();
            piece = build_piece(*g, static_cast<int>(c));
            if (!piece) return std::nullopt;
            for (const auto* atom : piece->mol->atoms())
                radicals += static_cast<int>(atom->getNumRadicalElectrons());
        }
        out.pieces.push_back(std::move(*piece));
    }
    if (radicals > target_.radical_electrons) return std::nullopt;
    std::ranges::sort(out.pieces, {}, &Piece::smiles);
    changes(out);
    out.matched = match_;
    return out;
}

}  // namespace crucible::chem
