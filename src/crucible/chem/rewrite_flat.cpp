// Outcomes without RDKit: where a template leaves rings as they are and the atoms that it touches
// end with common valences, all that sanitisation would find is known beforehand.

#include <algorithm>
#include <array>
#include <cstdlib>
#include <numeric>

#include "crucible/chem/rewrite_edit.hpp"

namespace crucible::chem {

/// The outcome over nodes (see EditedBond).
struct Edit::FlatGraph {
    std::vector<FlatMolecule::Atom> atoms;
    std::vector<FlatMolecule::Bond> bonds;    ///< those of the target first, in their order
    std::vector<std::uint8_t> degree, order;  ///< bonds of a node, and the sum of their orders
    std::vector<int> component;               ///< -1: not in the outcome
    int components = 0;
};

namespace {

struct Valence {
    std::uint8_t element;
    std::int8_t charge;
    std::array<std::uint8_t, 3> totals;  ///< ascending, 0 for none
};
/// What atoms may end with: neither radicals nor what RDKit would clean up.
constexpr std::array<Valence, 16> common_valences{{{5, 0, {3, 0, 0}},
                                                   {6, 0, {4, 0, 0}},
                                                   {7, 0, {3, 0, 0}},
                                                   {7, 1, {4, 0, 0}},
                                                   {7, -1, {2, 0, 0}},
                                                   {8, 0, {2, 0, 0}},
                                                   {8, -1, {1, 0, 0}},
                                                   {9, 0, {1, 0, 0}},
                                                   {14, 0, {4, 0, 0}},
                                                   {15, 0, {3, 5, 0}},
                                                   {16, 0, {2, 4, 6}},
                                                   {16, -1, {1, 0, 0}},
                                                   {17, 0, {1, 0, 0}},
                                                   {34, 0, {2, 0, 0}},
                                                   {35, 0, {1, 0, 0}},
                                                   {53, 0, {1, 0, 0}}}};

const Valence* valence_of(int element, int charge) {
    const auto at = std::ranges::find_if(common_valences, [&](const Valence& v) {
        return v.element == element && v.charge == charge;
    });
    return at == common_valences.end() ? nullptr : &*at;
}

bool is_written_bare(int element) { return element != 14 && element != 34; }

/// Least total that holds bonds of this order; 0 where there is none.
int filled(const Valence& v, int order) {
    for (const std::uint8_t total : v.totals)
        if (total && total >= order) return total;
    return 0;
}

/// Pentavalent phosphorus with two double bonds is written with charges by RDKit.
bool is_cleaned_up(int element, int order, int degree) {
    return element == 15 && order - degree > 1;
}

/// Of an aromatic atom in a ring that stays. False where it stood in brackets for another reason
/// than its charge, isotope or hydrogens.
bool count_aromatic_hydrogens(const AtomWords& says, const FlatMolecule::Atom& before,
                              FlatMolecule::Atom& atom) {
    const bool names_hydrogens = atom.element == 7 || atom.element == 15;
    if (before.is_bracketed && !before.charge && !before.isotope &&
        !(names_hydrogens && before.hydrogens))
        return false;
    atom.hydrogens = static_cast<std::uint8_t>(says.hydrogens.value_or(before.hydrogens));
    atom.is_bracketed = atom.charge || atom.isotope || !is_written_bare(atom.element) ||
                        (names_hydrogens && atom.hydrogens);
    return true;
}

/// Of other atoms, as many as are said, or as fill the least valence that holds its bonds.
bool count_hydrogens(const AtomWords& says, int order, bool rebonded, FlatMolecule::Atom& atom) {
    const Valence* valence = valence_of(atom.element, atom.charge);
    if (!valence) return false;
    int total = 0;
    if (says.hydrogens) {
        total = order + *says.hydrogens;
        if (filled(*valence, total) != total) return false;
    } else {
        if (atom.charge || !is_written_bare(atom.element) || !rebonded) return false;
        total = filled(*valence, order);
        if (!total) return false;
    }
    atom.hydrogens = static_cast<std::uint8_t>(total - order);
    atom.is_bracketed = atom.charge || atom.isotope || !is_written_bare(atom.element) ||
                        (total != valence->totals.front() && atom.hydrogens);
    return true;
}

int flat_root(std::vector<int>& parent, int i) {
    while (parent[static_cast<std::size_t>(i)] != i) {
        auto& p = parent[static_cast<std::size_t>(i)];
        p = parent[static_cast<std::size_t>(p)];
        i = p;
    }
    return i;
}

}  // namespace

/// A bond of the target that may go: outside of rings, and single where it hangs on one.
bool Edit::is_simple_break(const FlatMolecule::Bond& bond) const {
    return !bond.is_in_ring &&
           (bond.type == 1 || (!target_.in_ring[bond.a] && !target_.in_ring[bond.b]));
}

/// Bonds of the outcome and its components. False where rings change.
bool Edit::take_bonds(FlatGraph& g) const {
    const FlatMolecule& before = *target_.flat;
    const std::size_t nodes = g.atoms.size();
    std::vector<int> parent(nodes);
    std::iota(parent.begin(), parent.end(), 0);
    const auto take = [&](FlatMolecule::Bond bond) {
        g.bonds.push_back(bond);
        for (const std::uint8_t node : {bond.a, bond.b}) {
            ++g.degree[node];
            g.order[node] = static_cast<std::uint8_t>(g.order[node] + bond.type);
        }
        const int a = flat_root(parent, bond.a), b = flat_root(parent, bond.b);
        parent[static_cast<std::size_t>(a)] = b;
        return a != b;
    };
    auto removed = removed_.begin();
    auto reordered = reordered_.begin();
    for (std::size_t i = 0; i < before.bonds.size(); ++i) {
        FlatMolecule::Bond bond = before.bonds[i];
        if (reordered != reordered_.end() && reordered->first == static_cast<int>(i)) {
            bond.type = static_cast<std::uint8_t>((reordered++)->second);
            if (bond.type > 3 || target_.in_ring[bond.a] || target_.in_ring[bond.b]) return false;
        }
        const bool is_removed = removed != removed_.end() && *removed == static_cast<int>(i);
        if (is_removed) ++removed;
        if (is_removed || !keeps(bond.a) || !keeps(bond.b)) {
            if (!is_simple_break(before.bonds[i])) return false;
            for (const int end : {int{bond.a}, int{bond.b}})
                if (keeps(end) && !right_words(end)) return false;
            continue;
        }
        take(bond);
    }
    for (const EditedBond& bond : added_) {
        const auto in_ring = [&](int node) {
            return !made(node) && target_.in_ring[static_cast<std::size_t>(node)];
        };
        if (bond.type > 3 || (bond.type > 1 && (in_ring(bond.a) || in_ring(bond.b)))) return false;
        if (!take({static_cast<std::uint8_t>(bond.a), static_cast<std::uint8_t>(bond.b),
                   static_cast<std::uint8_t>(bond.type), false}))
            return false;
    }
    std::vector<int> number(nodes, -1);
    for (int r = 0; r < static_cast<int>(rule_.right_.atoms.size()); ++r) {
        int& n = number[static_cast<std::size_t>(flat_root(parent, node_of_right(r)))];
        if (n < 0) n = g.components++;
    }
    for (std::size_t i = 0; i < nodes; ++i)
        g.component[i] = number[static_cast<std::size_t>(flat_root(parent, static_cast<int>(i)))];
    return true;
}

bool Edit::is_rebonded(int node, const FlatGraph& g) const {
    if (made(node)) return true;
    const auto atom = static_cast<std::size_t>(node);
    if (g.degree[atom] != target_.graph.atoms[atom].degree) return true;
    return std::ranges::any_of(reordered_, [&](const auto& change) {
        const FlatMolecule::Bond& bond =
            target_.flat->bonds[static_cast<std::size_t>(change.first)];
        return bond.a == node || bond.b == node;
    });
}

/// An atom that the right side names, as it says. False where its hydrogens or its aromaticity
/// would have to be found out.
bool Edit::take_node(int node, FlatGraph& g) const {
    const auto at = static_cast<std::size_t>(node);
    const AtomWords& says = *right_words(node);
    FlatMolecule::Atom& atom = g.atoms[at];
    const FlatMolecule::Atom before = atom;
    const int element = says.element.value_or(before.element);
    const int charge = says.charge.value_or(before.charge);
    const int isotope = says.isotope.value_or(before.isotope);
    if (element_symbol(element).empty() || isotope < 0 || isotope > 65535 ||
        std::abs(charge) > 100 || says.aromatic.value_or(before.is_aromatic) != before.is_aromatic)
        return false;
    const bool is_same = !made(node) && element == before.element && charge == before.charge;
    const int degree = g.degree[at];
    if (!made(node) && target_.in_ring[at]) {
        const int old_degree = target_.graph.atoms[at].degree;
        const bool keeps_sum = says.hydrogens
                                   ? degree + *says.hydrogens == old_degree + before.hydrogens
                                   : degree == old_degree || !before.is_aromatic;
        if (!is_same || !keeps_sum) return false;
    }
    atom.element = static_cast<std::uint8_t>(element);
    atom.charge = static_cast<std::int8_t>(charge);
    atom.isotope = static_cast<std::uint16_t>(isotope);
    if (before.is_aromatic) return is_same && count_aromatic_hydrogens(says, before, atom);
    const bool rebonded = is_rebonded(node, g);
    const bool is_left = is_same && !rebonded && isotope == before.isotope &&
                         (!says.hydrogens || *says.hydrogens == before.hydrogens);
    return is_left || (!is_cleaned_up(element, g.order[at], degree) &&
                       count_hydrogens(says, g.order[at], rebonded, atom));
}

bool Edit::take_atoms(FlatGraph& g) const {
    for (int r = 0; r < static_cast<int>(rule_.right_.atoms.size()); ++r)
        if (!take_node(node_of_right(r), g)) return false;
    return true;
}

/// Components that RDKit must make: parities or double bonds with stereo, before or after.
std::vector<char> Edit::has_stereo(const FlatGraph& g) const {
    std::vector<char> marked(static_cast<std::size_t>(g.components), 0);
    const auto mark = [&](int node) {
        const int c = g.component[static_cast<std::size_t>(node)];
        if (c >= 0) marked[static_cast<std::size_t>(c)] = 1;
    };
    for (int i = 0; i < atoms_; ++i)
        if (target_.parity[static_cast<std::size_t>(i)] && keeps(i)) mark(i);
    for (const DoubleBondWords& d : target_.double_bonds) {
        if (keeps(d.a)) mark(d.a);
        if (keeps(d.b)) mark(d.b);
    }
    for (std::size_t r = 0; r < rule_.right_.atoms.size(); ++r)
        if (rule_.right_.atoms[r].parity) mark(node_of_right(static_cast<int>(r)));
    for (const DoubleBondWords& d : rule_.right_.double_bonds) mark(node_of_right(d.a));
    return marked;
}

std::vector<std::optional<Piece>> Edit::flat_pieces() const {
    const std::size_t made_atoms = rule_.right_.atoms.size();
    const auto nodes = static_cast<std::size_t>(atoms_) + made_atoms;
    if (!target_.flat || nodes > FlatMolecule::most_atoms) return {};
    FlatGraph g;
    g.atoms = target_.flat->atoms;
    g.atoms.resize(nodes);
    g.bonds.reserve(target_.flat->bonds.size() + added_.size());
    g.degree.resize(nodes);
    g.order.resize(nodes);
    g.component.resize(nodes);
    if (!take_bonds(g) || !take_atoms(g)) return {};
    std::vector<std::optional<Piece>> pieces(static_cast<std::size_t>(g.components));
    const std::vector<char> stereo = has_stereo(g);
    std::vector<std::uint8_t> place(nodes);
    for (int c = 0; c < g.components; ++c) {
        if (stereo[static_cast<std::size_t>(c)]) continue;
        FlatMolecule molecule;
        Piece piece;
        for (std::size_t i = 0; i < nodes; ++i) {
            if (g.component[i] != c) continue;
            place[i] = static_cast<std::uint8_t>(molecule.atoms.size());
            molecule.atoms.push_back(g.atoms[i]);
            piece.origin.push_back(made(static_cast<int>(i)) ? -1 : static_cast<int>(i));
        }
        for (const FlatMolecule::Bond& bond : g.bonds)
            if (g.component[bond.a] == c)
                molecule.bonds.push_back(
                    {place[bond.a], place[bond.b], bond.type, bond.is_in_ring});
        auto text = canonical_text(molecule);
        if (!text) continue;
        piece.smiles = std::move(text->smiles);
        piece.written = std::move(text->written);
        pieces[static_cast<std::size_t>(c)] = std::move(piece);
    }
    return pieces;
}

}  // namespace crucible::chem
