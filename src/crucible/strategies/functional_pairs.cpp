#include "crucible/strategies/functional_pairs.hpp"

#include <algorithm>

namespace crucible::strategies {
namespace {

using chem::BondType;
using chem::MoleculeGraph;

constexpr int farthest = 6;
constexpr std::uint8_t carbon_number = 6;

bool is_plain_carbon(const MoleculeGraph& g, int atom) {
    const auto& a = g.atoms[static_cast<std::size_t>(atom)];
    return a.element == carbon_number && !a.is_aromatic;
}

/// Shortest paths from `from` over carbon without groups, to those with one.
void add_pairs(const MoleculeGraph& g, int from, std::vector<FunctionalPair>& out) {
    std::vector<int> before(g.atoms.size(), -1), far(g.atoms.size(), 0), queue{from};
    far[static_cast<std::size_t>(from)] = 1;
    for (std::size_t k = 0; k < queue.size(); ++k) {
        const int atom = queue[k];
        if (far[static_cast<std::size_t>(atom)] == farthest) break;
        if (atom != from && bears_hetero(g, atom)) continue;
        for (const auto& n : g.around(static_cast<std::size_t>(atom))) {
            if (far[n.atom] > 0 || !is_plain_carbon(g, n.atom)) continue;
            far[n.atom] = far[static_cast<std::size_t>(atom)] + 1;
            before[n.atom] = atom;
            queue.push_back(n.atom);
            if (n.atom <= from || !bears_hetero(g, n.atom)) continue;
            FunctionalPair pair;
            for (int at = n.atom; at >= 0; at = before[static_cast<std::size_t>(at)])
                pair.path.push_back(at);
            std::ranges::reverse(pair.path);
            pair.has_carbonyl = is_carbonyl_like(g, from) || is_carbonyl_like(g, n.atom);
            out.push_back(std::move(pair));
        }
    }
}

}  // namespace

bool bears_hetero(const MoleculeGraph& g, int atom) {
    if (!is_plain_carbon(g, atom)) return false;
    return std::ranges::any_of(g.around(static_cast<std::size_t>(atom)), [&](const auto& n) {
        return g.atoms[n.atom].element != carbon_number && g.atoms[n.atom].element != 1;
    });
}

bool is_carbonyl_like(const MoleculeGraph& g, int atom) {
    return std::ranges::any_of(g.around(static_cast<std::size_t>(atom)), [&](const auto& n) {
        const bool is_multiple = n.bond == BondType::twofold || n.bond == BondType::threefold;
        return is_multiple && (g.atoms[n.atom].element == 7 || g.atoms[n.atom].element == 8);
    });
}

std::vector<FunctionalPair> functional_pairs(const transforms::Perception& p) {
    std::vector<FunctionalPair> out;
    for (std::size_t i = 0; i < p.graph.atoms.size(); ++i)
        if (bears_hetero(p.graph, static_cast<int>(i)))
            add_pairs(p.graph, static_cast<int>(i), out);
    return out;
}

}  // namespace crucible::strategies
