#include "crucible/strategies/carbon_skeletons.hpp"

#include <algorithm>
#include <numeric>

#include "crucible/base/error.hpp"

namespace crucible::strategies {
namespace {

constexpr int carbon = 6, most_rounds = 12;

/// The finaliser of SplitMix64: every bit of the input reaches every bit of the output.
std::uint64_t mixed(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

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
    std::vector<char> is_in(g.atoms.size(), 0);
    std::vector<int> carbons;
    for (const int a : atoms)
        if (g.atoms[static_cast<std::size_t>(a)].element == carbon) {
            is_in[static_cast<std::size_t>(a)] = 1;
            carbons.push_back(a);
        }
    std::vector<std::uint64_t> label(g.atoms.size(), 1), next(g.atoms.size(), 1);
    const int rounds = std::min<int>(most_rounds, static_cast<int>(carbons.size()));
    for (int round = 0; round < rounds; ++round) {
        for (const int a : carbons) {
            std::uint64_t sum = 0;
            for (const auto& n : g.around(static_cast<std::size_t>(a)))
                if (is_in[n.atom]) sum += mixed(label[n.atom]);
            next[static_cast<std::size_t>(a)] = mixed(3 * label[static_cast<std::size_t>(a)] + sum);
        }
        std::swap(label, next);
    }
    std::uint64_t out = carbons.size();
    for (const int a : carbons) out += mixed(label[static_cast<std::size_t>(a)]);
    return mixed(out);
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
