#include "crucible/strategies/likeness.hpp"

#include <algorithm>
#include <numeric>

namespace crucible::strategies {
namespace {

constexpr int carbon_atom = 6;
constexpr std::size_t most_counting_rounds = 12;

/// The finaliser of SplitMix64: every bit of the input reaches every bit of the output.
std::uint64_t spread_bits(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

bool is_carbon(const chem::MoleculeGraph& g, int atom) {
    return g.atoms[static_cast<std::size_t>(atom)].element == carbon_atom;
}

std::vector<int> chosen(const Fragment& p, auto&& wanted) {
    std::vector<int> out;
    std::ranges::copy_if(p.atoms, std::back_inserter(out), wanted);
    return out;
}

/// Hetero atoms of the piece that each carbon bears, and one for each bond that was cut there.
std::vector<std::uint64_t> positions(const chem::MoleculeGraph& g, const Fragment& p) {
    std::vector<std::uint64_t> labels(g.atoms.size(), 1);
    std::vector<char> is_in(g.atoms.size(), 0);
    for (const int a : p.atoms) is_in[static_cast<std::size_t>(a)] = 1;
    for (const int a : p.atoms)
        for (const auto& n : g.around(static_cast<std::size_t>(a)))
            if (is_in[n.atom] && !is_carbon(g, n.atom)) ++labels[static_cast<std::size_t>(a)];
    for (const int a : p.cut_ends) ++labels[static_cast<std::size_t>(a)];
    return labels;
}

std::vector<std::uint64_t> elements(const chem::MoleculeGraph& g) {
    std::vector<std::uint64_t> labels;
    for (const auto& atom : g.atoms) labels.push_back(atom.element);
    return labels;
}

}  // namespace

std::uint64_t graph_key(const chem::MoleculeGraph& g, std::span<const int> atoms,
                        std::span<const std::uint64_t> labels) {
    std::vector<char> is_in(g.atoms.size(), 0);
    for (const int a : atoms) is_in[static_cast<std::size_t>(a)] = 1;
    std::vector<std::uint64_t> label(labels.begin(), labels.end()), next = label;
    const std::size_t rounds = std::min(most_counting_rounds, atoms.size());
    for (std::size_t round = 0; round < rounds; ++round) {
        for (const int a : atoms) {
            std::uint64_t sum = 0;
            for (const auto& n : g.around(static_cast<std::size_t>(a)))
                if (is_in[n.atom]) sum += spread_bits(label[n.atom]);
            next[static_cast<std::size_t>(a)] =
                spread_bits(3 * label[static_cast<std::size_t>(a)] + sum);
        }
        std::swap(label, next);
    }
    std::uint64_t out = atoms.size();
    for (const int a : atoms) out += spread_bits(label[static_cast<std::size_t>(a)]);
    return spread_bits(out);
}

Fragment whole_fragment(const chem::MoleculeGraph& g) {
    Fragment p;
    p.atoms.resize(g.atoms.size());
    std::iota(p.atoms.begin(), p.atoms.end(), 0);
    return p;
}

std::vector<char> ring_atoms(const chem::MoleculeGraph& g) {
    // What is left when atoms with one neighbour fall off again and again, but for chains between
    // rings: a bond is of a ring where its ends stay connected without it.
    std::vector<char> out(g.atoms.size(), 0);
    for (std::size_t a = 0; a < g.atoms.size(); ++a)
        for (const auto& bond : g.around(a)) {
            if (bond.atom < a || (out[a] && out[bond.atom])) continue;
            std::vector<char> seen(g.atoms.size(), 0);
            std::vector<std::size_t> open{a};
            seen[a] = 1;
            for (std::size_t k = 0; k < open.size() && !seen[bond.atom]; ++k)
                for (const auto& n : g.around(open[k]))
                    if (!seen[n.atom] && !(open[k] == a && n.atom == bond.atom))
                        seen[n.atom] = 1, open.push_back(n.atom);
            if (seen[bond.atom]) out[a] = out[bond.atom] = 1;
        }
    return out;
}

std::optional<std::uint64_t> likeness_key(const chem::MoleculeGraph& g,
                                          std::span<const char> in_ring, const Fragment& p,
                                          Likeness likeness) {
    if (likeness == Likeness::atoms) return graph_key(g, p.atoms, elements(g));
    if (likeness == Likeness::rings) {
        const auto rings =
            chosen(p, [&](int a) { return in_ring[static_cast<std::size_t>(a)] != 0; });
        if (rings.empty()) return std::nullopt;
        return graph_key(g, rings, elements(g));
    }
    const auto carbons = chosen(p, [&](int a) { return is_carbon(g, a); });
    if (carbons.empty()) return std::nullopt;
    if (likeness == Likeness::substitution) return graph_key(g, carbons, positions(g, p));
    return graph_key(g, carbons, std::vector<std::uint64_t>(g.atoms.size(), 1));
}

}  // namespace crucible::strategies
