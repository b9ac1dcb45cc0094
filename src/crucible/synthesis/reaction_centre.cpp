#include "crucible/synthesis/reaction_centre.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "crucible/chem/molecule_graph.hpp"

namespace crucible::synthesis {
namespace {

using chem::BondType;
using chem::MoleculeGraph;
constexpr std::uint8_t boron = 5, carbon = 6, nitrogen = 7, oxygen = 8, fluorine = 9, sulfur = 16,
                       chlorine = 17, bromine = 35, selenium = 34, iodine = 53;

bool is_halogen(std::uint8_t element) {
    return element == fluorine || element == chlorine || element == bromine || element == iodine;
}
bool is_hetero(std::uint8_t element) {
    return element == nitrogen || element == oxygen || element == sulfur;
}
bool is_multiple(BondType b) { return b == BondType::twofold || b == BondType::threefold; }

/// Whether an atom has a multiple bond to N, O or S, as acyl, cyano, nitro and sulfonyl have.
bool pulls(const MoleculeGraph& g, std::size_t atom) {
    return std::ranges::any_of(g.around(atom), [&](const auto& n) {
        return is_multiple(n.bond) && is_hetero(g.atoms[n.atom].element);
    });
}

Surrounding carbon_group(const MoleculeGraph& g, std::size_t atom) {
    if (pulls(g, atom)) return Surrounding::acceptor;
    int halogens = 0;
    bool is_unsaturated = g.atoms[atom].is_aromatic;
    for (const auto& n : g.around(atom)) {
        halogens += is_halogen(g.atoms[n.atom].element);
        is_unsaturated = is_unsaturated || is_multiple(n.bond);
    }
    if (halogens >= 2) return Surrounding::acceptor;
    return is_unsaturated ? Surrounding::unsaturated : Surrounding::alkyl;
}

/// The group that begins with `atom`, seen from `from`.
Surrounding group_of(const MoleculeGraph& g, std::size_t atom, std::size_t from) {
    const auto& a = g.atoms[atom];
    if (is_halogen(a.element)) return Surrounding::halogen;
    if (a.element == carbon) return carbon_group(g, atom);
    if (!is_hetero(a.element)) return Surrounding::other;
    if (a.charge > 0 || pulls(g, atom)) return Surrounding::acceptor;
    if (a.is_aromatic) return Surrounding::unsaturated;
    const bool is_acylated = std::ranges::any_of(g.around(atom), [&](const auto& n) {
        return n.atom != from && !g.atoms[n.atom].is_aromatic && pulls(g, n.atom);
    });
    return is_acylated || a.element == sulfur ? Surrounding::weak_donor : Surrounding::donor;
}

std::optional<Surrounding> ring_atom(const MoleculeGraph::Atom& a) {
    if (a.element == carbon || a.element == boron) return {};
    const bool gives_pair = a.element == oxygen || a.element == sulfur || a.element == selenium ||
                            a.hydrogens > 0 || a.degree == 3;
    return gives_pair && a.charge == 0 ? Surrounding::rich_ring_atom : Surrounding::poor_ring_atom;
}

/// Groups on `atom`, which is `distance` from the centre, outside ring or double bond.
void count_groups(const MoleculeGraph& g, std::size_t atom, Centre c, std::uint32_t distance,
                  BondType within, CentreCounts& counts) {
    for (const auto& n : g.around(atom)) {
        if (n.bond == within && g.atoms[n.atom].element == carbon) continue;
        if (n.bond == BondType::aromatic) continue;  // a hetero atom of the ring: counted as such
        const bool is_oxo = is_multiple(n.bond) && is_hetero(g.atoms[n.atom].element);
        const Surrounding s = is_oxo ? Surrounding::acceptor : group_of(g, n.atom, atom);
        counts[centre_column(c, distance, s)] += 1;
    }
}

void count_ring(const MoleculeGraph& g, std::size_t centre, CentreCounts& counts) {
    const Centre c = g.atoms[centre].hydrogens > 0 ? Centre::aromatic_with_hydrogen
                                                   : Centre::aromatic_substituted;
    counts[centre_column(c)] += 1;
    std::vector<std::size_t> shell{centre}, seen{centre};
    for (std::uint32_t distance = 0; distance < surrounding_distances; ++distance) {
        std::vector<std::size_t> next;
        for (const std::size_t atom : shell) {
            if (const auto s = ring_atom(g.atoms[atom]))
                counts[centre_column(c, distance, *s)] += 1;
            count_groups(g, atom, c, distance, BondType::aromatic, counts);
            for (const auto& n : g.around(atom)) {
                if (n.bond != BondType::aromatic || std::ranges::count(seen, n.atom) > 0) continue;
                seen.push_back(n.atom);
                next.push_back(n.atom);
            }
        }
        shell = std::move(next);
    }
}

void count_twofold(const MoleculeGraph& g, std::size_t centre, std::size_t partner,
                   CentreCounts& counts) {
    counts[centre_column(Centre::twofold)] += 1;
    count_groups(g, centre, Centre::twofold, 0, BondType::twofold, counts);
    count_groups(g, partner, Centre::twofold, 1, BondType::twofold, counts);
}

}  // namespace

CentreCounts centre_counts(const chem::Molecule& m) {
    const MoleculeGraph g = chem::graph_of(m);
    CentreCounts counts{};
    for (std::size_t atom = 0; atom < g.atoms.size(); ++atom) {
        if (g.atoms[atom].element != carbon) continue;
        if (g.atoms[atom].is_aromatic) {
            count_ring(g, atom, counts);
            continue;
        }
        for (const auto& n : g.around(atom))
            if (n.bond == BondType::twofold && g.atoms[n.atom].element == carbon)
                count_twofold(g, atom, n.atom, counts);
    }
    return counts;
}

}  // namespace crucible::synthesis
