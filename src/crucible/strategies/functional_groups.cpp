#include "crucible/strategies/functional_groups.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/strategies/functional_pairs.hpp"
#include "crucible/strategies/move_effect.hpp"

namespace crucible::strategies {
namespace {

constexpr double weight_of_consonant = 1.2, weight_of_dissonant = 0.4, weight_of_interchange = 0.6,
                 weight_of_single = 0.4;

/// What makes a bond between groups at this distance.
const char* makers_of(int distance) {
    switch (distance) {
        case 2:
            return "umpolung, an epoxide or oxidation of an alkene";
        case 3:
            return "an aldol, Claisen or Mannich reaction";
        case 4:
            return "an alpha-halo carbonyl compound, an epoxide with an enolate, or umpolung";
        case 5:
            return "a Michael addition";
        default:
            return "cleavage of a ring that reconnects them";
    }
}

/// Whether the bond joins two neighbours on the path.
bool lies_on(const FunctionalPair& pair, int a, int b) {
    for (std::size_t k = 0; k + 1 < pair.path.size(); ++k)
        if (std::minmax(pair.path[k], pair.path[k + 1]) == std::minmax(a, b)) return true;
    return false;
}

std::string pair_reason(const FunctionalPair& pair, int a, int b) {
    return fmt::format("cuts bond {}-{} of the {} 1,{}-pair of groups at atoms {} and {}: {}", a, b,
                       pair.is_consonant() ? "consonant" : "dissonant", pair.distance(),
                       pair.path.front(), pair.path.back(), makers_of(pair.distance()));
}

std::size_t useful_pairs(const std::vector<FunctionalPair>& all) {
    return static_cast<std::size_t>(std::ranges::count_if(
        all, [](const FunctionalPair& p) { return p.is_consonant() && p.has_carbonyl; }));
}

bool is_carbon_bond(const chem::MoleculeGraph& g, int a, int b) {
    return g.atoms[static_cast<std::size_t>(a)].element == 6 &&
           g.atoms[static_cast<std::size_t>(b)].element == 6;
}

/// The pair whose path a bond lies on: a consonant one first, then the nearest.
const FunctionalPair* pair_of(const std::vector<FunctionalPair>& pairs, int a, int b) {
    const FunctionalPair* best = nullptr;
    for (const FunctionalPair& p : pairs) {
        if (!lies_on(p, a, b) || !p.has_carbonyl) continue;
        const bool is_better =
            !best || p.is_consonant() > best->is_consonant() ||
            (p.is_consonant() == best->is_consonant() && p.distance() < best->distance());
        if (is_better) best = &p;
    }
    return best;
}

}  // namespace

void FunctionalGroups::advise_interchange(synthesis::Move& m, std::size_t pairs_before) const {
    if (m.precursors.size() != 1) return;
    const transforms::Perception p =
        transforms::perceive(chem::Molecule::from_smiles(m.precursors.front()), words_);
    if (useful_pairs(functional_pairs(p)) > pairs_before)
        weigh(m, weight_of_interchange,
              "the interchange makes a consonant pair of groups, one of them a carbonyl group");
}

void FunctionalGroups::advise(const Position& position, std::vector<synthesis::Move>& moves) const {
    const transforms::Perception& p = position.molecule.perception;
    const auto pairs = functional_pairs(p);
    const std::size_t useful = useful_pairs(pairs);
    for (synthesis::Move& m : moves) {
        bool cuts_carbon = false;
        for (const auto& [a, b] : broken_bonds(m, p)) {
            if (!is_carbon_bond(p.graph, a, b)) continue;
            cuts_carbon = true;
            if (const FunctionalPair* pair = pair_of(pairs, a, b)) {
                weigh(m, pair->is_consonant() ? weight_of_consonant : weight_of_dissonant,
                      pair_reason(*pair, a, b));
            } else if (bears_hetero(p.graph, a) || bears_hetero(p.graph, b)) {
                weigh(m, weight_of_single,
                      fmt::format("cuts bond {}-{} at the single group of atom {}", a, b,
                                  bears_hetero(p.graph, a) ? a : b));
            }
        }
        if (!cuts_carbon) advise_interchange(m, useful);
    }
}

}  // namespace crucible::strategies
