#include "crucible/strategies/carbon_skeletons.hpp"

#include <algorithm>

#include "crucible/strategies/likeness.hpp"

namespace crucible::strategies {
namespace {

constexpr int carbon = 6;

std::vector<std::vector<int>> carbon_pieces(const chem::MoleculeGraph& g) {
    std::vector<std::vector<int>> out;
    std::vector<char> seen(g.atoms.size(), 0);
    for (std::size_t a = 0; a < g.atoms.size(); ++a) {
        if (seen[a] || g.atoms[a].element != carbon) continue;
        std::vector<int> piece{static_cast<int>(a)};
        seen[a] = 1;
        for (std::size_t k = 0; k < piece.size(); ++k)
            for (const auto& n : g.around(static_cast<std::size_t>(piece[k])))
                if (!seen[n.atom] && g.atoms[n.atom].element == carbon) {
                    seen[n.atom] = 1;
                    piece.push_back(n.atom);
                }
        out.push_back(std::move(piece));
    }
    return out;
}

}  // namespace

std::uint64_t carbon_skeleton(const chem::MoleculeGraph& g, std::span<const int> atoms) {
    std::vector<int> carbons;
    for (const int a : atoms)
        if (g.atoms[static_cast<std::size_t>(a)].element == carbon) carbons.push_back(a);
    return graph_key(g, carbons, std::vector<std::uint64_t>(g.atoms.size(), 1));
}

SkeletonStock::SkeletonStock(const synthesis::StockList& stock) {
    for (const synthesis::StockEntry& e : stock.entries) {
        if (e.smiles.empty()) continue;
        const chem::MoleculeGraph g = chem::graph_of(chem::Molecule::from_smiles(e.smiles));
        const auto pieces = carbon_pieces(g);
        if (pieces.empty()) continue;
        known_.insert(carbon_skeleton(
            g, *std::ranges::max_element(pieces, {}, [](const auto& p) { return p.size(); })));
    }
}

}  // namespace crucible::strategies
