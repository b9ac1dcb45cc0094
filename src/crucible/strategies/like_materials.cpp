#include "crucible/strategies/like_materials.hpp"

#include <algorithm>
#include <set>

#include "crucible/base/error.hpp"

namespace crucible::strategies {
namespace {

constexpr std::size_t materials_between_checks = 1000;

}  // namespace

MaterialIndex::MaterialIndex(const synthesis::StockList& stock, const RunContext& context) {
    for (const synthesis::StockEntry& e : stock.entries) {
        if (materials_.size() % materials_between_checks == 0) context.check();
        if (e.smiles.empty()) continue;
        chem::MoleculeGraph g;
        try {
            g = chem::graph_of(chem::Molecule::from_smiles(e.smiles));
        } catch (const InputError&) {
            continue;
        }
        const auto in_ring = ring_atoms(g);
        const Fragment whole = whole_fragment(g);
        const auto number = static_cast<std::uint32_t>(materials_.size());
        for (int k = 0; k < likenesses; ++k)
            if (const auto key = likeness_key(g, in_ring, whole, static_cast<Likeness>(k)))
                by_key_[static_cast<std::size_t>(k)].emplace(*key, number);
        materials_.push_back(e.smiles);
        atoms_.push_back(g.atoms.size());
    }
}

std::vector<LikeMaterial> MaterialIndex::like(const chem::Molecule& target,
                                              const chem::MoleculeGraph& g,
                                              std::span<const char> in_ring, const Fragment& piece,
                                              std::size_t most) const {
    std::vector<LikeMaterial> out;
    std::set<std::uint32_t> seen;
    const chem::Fingerprint print = chem::morgan(target);
    for (int k = 0; k < likenesses; ++k) {
        const auto likeness = static_cast<Likeness>(k);
        const auto key = likeness_key(g, in_ring, piece, likeness);
        if (!key) continue;
        std::vector<LikeMaterial> found;
        const auto [first, last] = by_key_[static_cast<std::size_t>(k)].equal_range(*key);
        for (auto at = first; at != last; ++at) {
            const std::string& smiles = materials_[at->second];
            if (smiles == target.smiles() || !seen.insert(at->second).second) continue;
            const double t =
                chem::tanimoto(print, chem::morgan(chem::Molecule::from_smiles(smiles)));
            found.push_back({smiles, likeness, atoms_[at->second], t});
        }
        std::ranges::sort(found, [](const LikeMaterial& a, const LikeMaterial& b) {
            return a.tanimoto != b.tanimoto ? a.tanimoto > b.tanimoto : a.smiles < b.smiles;
        });
        if (found.size() > most) found.resize(most);
        out.insert(out.end(), found.begin(), found.end());
    }
    return out;
}

std::pair<Fragment, Fragment> sides_of(const chem::MoleculeGraph& g, int from, int to) {
    std::vector<char> side(g.atoms.size(), 0);
    std::vector<int> open{from};
    side[static_cast<std::size_t>(from)] = 1;
    for (std::size_t k = 0; k < open.size(); ++k)
        for (const auto& n : g.around(static_cast<std::size_t>(open[k])))
            if (!side[n.atom] && !(open[k] == from && n.atom == to))
                side[n.atom] = 1, open.push_back(n.atom);
    CRUCIBLE_ASSERT(!side[static_cast<std::size_t>(to)]);
    std::pair<Fragment, Fragment> out;
    for (std::size_t a = 0; a < g.atoms.size(); ++a)
        (side[a] ? out.first : out.second).atoms.push_back(static_cast<int>(a));
    out.first.cut_ends = {from};
    out.second.cut_ends = {to};
    return out;
}

}  // namespace crucible::strategies
