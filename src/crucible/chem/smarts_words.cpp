#include "crucible/chem/smarts_words.hpp"

#include <rdkit/GraphMol/QueryAtom.h>
#include <rdkit/GraphMol/QueryBond.h>
#include <rdkit/GraphMol/QueryOps.h>
#include <rdkit/GraphMol/RWMol.h>
#include <rdkit/GraphMol/SmilesParse/SmilesParse.h>

#include <algorithm>
#include <new>
#include <stdexcept>

namespace crucible::chem {
namespace {

using QueryTree = RDKit::QueryAtom::QUERYATOM_QUERY;

void say_element(AtomWords& words, int type) {
    // RDKit packs aromaticity into the type: 1000 more for aromatic atoms.
    words.element = type % 1000;
    words.aromatic = type >= 1000;
}

/// Takes what a conjunction of simple queries says; anything else says nothing.
void listen(const QueryTree& query, AtomWords& words) {
    if (query.getNegation()) return;
    const std::string& what = query.getDescription();
    if (what == "AtomAnd") {
        for (auto child = query.beginChildren(); child != query.endChildren(); ++child)
            listen(**child, words);
        return;
    }
    const auto* equals = dynamic_cast<const RDKit::ATOM_EQUALS_QUERY*>(&query);
    if (!equals) return;
    const int value = equals->getVal();
    if (what == "AtomType") say_element(words, value);
    if (what == "AtomAtomicNum") words.element = value;
    if (what == "AtomIsAromatic") words.aromatic = true;
    if (what == "AtomIsAliphatic") words.aromatic = false;
    if (what == "AtomFormalCharge") words.charge = value;
    if (what == "AtomNegativeFormalCharge") words.charge = -value;
    if (what == "AtomHCount") words.hydrogens = value;
    if (what == "AtomExplicitDegree") words.degree = value;
    if (what == "AtomIsotope") words.isotope = value;
    if (what == "AtomTotalDegree") words.connections = value;
}

using BondQueryTree = RDKit::QueryBond::QUERYBOND_QUERY;

Order order_of_type(int type) {
    switch (type) {
        case RDKit::Bond::SINGLE:
            return Order::one;
        case RDKit::Bond::DOUBLE:
            return Order::two;
        case RDKit::Bond::TRIPLE:
            return Order::three;
        case RDKit::Bond::AROMATIC:
            return Order::aromatic;
        default:
            return Order::unsaid;
    }
}

/// Of a conjunction, what one of its members says ("=;!@": double, outside a ring).
Order order_of_query(const BondQueryTree& query) {
    if (query.getNegation()) return Order::unsaid;
    const std::string& what = query.getDescription();
    if (what == "SingleOrAromaticBond") return Order::plain;
    if (what == "BondAnd") {
        Order said = Order::unsaid;
        for (auto child = query.beginChildren(); child != query.endChildren(); ++child)
            if (said == Order::unsaid) said = order_of_query(**child);
        return said;
    }
    const auto* equals = dynamic_cast<const RDKit::BOND_EQUALS_QUERY*>(&query);
    return what == "BondOrder" && equals ? order_of_type(equals->getVal()) : Order::unsaid;
}

Order order_of(const RDKit::Bond& bond) {
    return bond.hasQuery() ? order_of_query(*bond.getQuery()) : Order::unsaid;
}

AtomWords words_of_atom(const RDKit::ROMol& query, const RDKit::Atom& atom) {
    AtomWords words;
    words.map = atom.getAtomMapNum();
    if (atom.hasQuery()) listen(*static_cast<const RDKit::QueryAtom&>(atom).getQuery(), words);
    for (const auto* bond : query.atomBonds(&atom))
        words.neighbours.push_back(static_cast<int>(bond->getOtherAtomIdx(atom.getIdx())));
    const std::size_t degree = words.neighbours.size();
    const bool with_hydrogen = degree == 3 && words.hydrogens.has_value();
    words.could_say_parity = degree >= 4 || with_hydrogen;
    if (degree == 3 || degree == 4) {
        if (atom.getChiralTag() == RDKit::Atom::CHI_TETRAHEDRAL_CCW) words.parity = 1;
        if (atom.getChiralTag() == RDKit::Atom::CHI_TETRAHEDRAL_CW) words.parity = -1;
    }
    return words;
}

/// A bond with a direction at `end`, other than `except`: its other atom, and whether that lies
/// above `end`. -1 where there is none.
int directed_neighbour(const RDKit::ROMol& query, int end, int except, bool& above) {
    const auto* atom = query.getAtomWithIdx(static_cast<unsigned>(end));
    for (const auto* bond : query.atomBonds(atom)) {
        const int other = static_cast<int>(bond->getOtherAtomIdx(atom->getIdx()));
        const auto direction = bond->getBondDir();
        if (other == except) continue;
        if (direction != RDKit::Bond::ENDUPRIGHT && direction != RDKit::Bond::ENDDOWNRIGHT)
            continue;
        const bool leads_away = static_cast<int>(bond->getBeginAtomIdx()) == end;
        above = (direction == RDKit::Bond::ENDUPRIGHT) == leads_away;
        return other;
    }
    return -1;
}

void listen_to_directions(const RDKit::ROMol& query, SmartsWords& words) {
    for (const BondWords& bond : words.bonds) {
        if (bond.order != Order::two) continue;
        DoubleBondWords stereo{bond.a, bond.b, -1, -1, false};
        bool above_a = false, above_b = false;
        stereo.at_a = directed_neighbour(query, bond.a, bond.b, above_a);
        stereo.at_b = directed_neighbour(query, bond.b, bond.a, above_b);
        stereo.cis = above_a == above_b;
        if (stereo.at_a >= 0 && stereo.at_b >= 0) words.double_bonds.push_back(stereo);
    }
}

}  // namespace

int SmartsWords::of_map(int number) const {
    for (std::size_t i = 0; i < atoms.size(); ++i)
        if (atoms[i].map == number) return static_cast<int>(i);
    return -1;
}

int SmartsWords::bond_between(int a, int b) const {
    for (std::size_t i = 0; i < bonds.size(); ++i)
        if ((bonds[i].a == a && bonds[i].b == b) || (bonds[i].a == b && bonds[i].b == a))
            return static_cast<int>(i);
    return -1;
}

bool SmartsWords::says_stereo() const {
    return !double_bonds.empty() ||
           std::ranges::any_of(atoms, [](const AtomWords& a) { return a.parity != 0; });
}

std::shared_ptr<const RDKit::ROMol> read_smarts(const std::string& smarts) {
    std::shared_ptr<const RDKit::ROMol> query;
    try {
        query.reset(RDKit::SmartsToMol(smarts));
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& e) {
        throw std::invalid_argument(e.what());
    }
    if (!query || query->getNumAtoms() == 0)
        throw std::invalid_argument("'" + smarts + "' cannot be parsed");
    return query;
}

SmartsWords words_of(const RDKit::ROMol& query) {
    SmartsWords words;
    for (const auto* atom : query.atoms()) words.atoms.push_back(words_of_atom(query, *atom));
    for (const auto* bond : query.bonds())
        words.bonds.push_back({static_cast<int>(bond->getBeginAtomIdx()),
                               static_cast<int>(bond->getEndAtomIdx()), order_of(*bond)});
    listen_to_directions(query, words);
    return words;
}

}  // namespace crucible::chem
