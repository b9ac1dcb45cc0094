#include "crucible/strategies/move_effect.hpp"

#include <algorithm>

namespace crucible::strategies {
namespace {

struct WhereTo {
    int precursor = -1, atom = -1;
};

bool are_bonded(const chem::MoleculeGraph& g, int a, int b) {
    return std::ranges::any_of(g.around(static_cast<std::size_t>(a)),
                               [&](const auto& n) { return n.atom == b; });
}

}  // namespace

std::vector<std::pair<int, int>> broken_bonds(const synthesis::Move& m,
                                              const transforms::Perception& p) {
    if (m.origins.size() != m.precursors.size()) return m.bonds;
    std::vector<WhereTo> where(p.graph.atoms.size());
    std::vector<chem::MoleculeGraph> graphs;
    for (std::size_t k = 0; k < m.precursors.size(); ++k) {
        graphs.push_back(chem::graph_of(chem::Molecule::from_smiles(m.precursors[k])));
        for (std::size_t i = 0; i < m.origins[k].size(); ++i)
            if (const int atom = m.origins[k][i]; atom >= 0)
                where[static_cast<std::size_t>(atom)] = {static_cast<int>(k), static_cast<int>(i)};
    }
    std::vector<std::pair<int, int>> out;
    for (const auto& [a, b] : m.bonds) {
        const WhereTo x = where[static_cast<std::size_t>(a)],
                      y = where[static_cast<std::size_t>(b)];
        const bool is_kept =
            x.precursor >= 0 && x.precursor == y.precursor &&
            are_bonded(graphs[static_cast<std::size_t>(x.precursor)], x.atom, y.atom);
        if (!is_kept) out.emplace_back(std::min(a, b), std::max(a, b));
    }
    return out;
}

}  // namespace crucible::strategies
