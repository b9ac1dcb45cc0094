#include "crucible/synthesis/network_chains.hpp"

#include <algorithm>

namespace crucible::synthesis {
namespace {

class ChainSearch {
public:
    explicit ChainSearch(const ReactionNetwork& n) : network_(n), above_(n.molecules(), 0) {}

    /// Reactions in the longest line that ends in `m`, without what is above.
    int longest(ReactionNetwork::Index m) {
        int best = 0;
        above_[m] = 1;
        for (const ReactionNetwork::Index r : network_.made_by(m))
            best = std::max(best, 1 + below(r));
        above_[m] = 0;
        return best;
    }

    RouteNode route(ReactionNetwork::Index m, bool& ends_above) {
        RouteNode out;
        out.smiles = network_.name(m);
        above_[m] = 1;
        int best = 0;
        for (const ReactionNetwork::Index r : network_.made_by(m)) {
            const int line = 1 + below(r);
            if (line <= best) continue;
            best = line;
            out.move.rule = r;
        }
        out.has_move = best > 0;
        out.in_stock = !out.has_move;
        if (out.has_move) add_reactants(out, ends_above);
        above_[m] = 0;
        return out;
    }

private:
    int below(ReactionNetwork::Index r) {
        int best = 0;
        for (const ReactionNetwork::Index s : network_.reactions()[r].reactants)
            if (above_[s] == 0 && !network_.made_by(s).empty()) best = std::max(best, longest(s));
        return best;
    }

    void add_reactants(RouteNode& out, bool& ends_above) {
        const auto number = static_cast<std::size_t>(out.move.rule);
        std::vector<std::pair<std::string, ReactionNetwork::Index>> reactants;
        for (const ReactionNetwork::Index s : network_.reactions()[number].reactants)
            reactants.emplace_back(network_.name(s), s);
        std::sort(reactants.begin(), reactants.end());
        out.move.prior = 1;
        for (const auto& [smiles, s] : reactants) {
            out.move.precursors.push_back(smiles);
            if (above_[s] == 0) {
                out.children.push_back(route(s, ends_above));
                continue;
            }
            ends_above = true;
            out.children.emplace_back();
            out.children.back().smiles = smiles;
            out.children.back().in_stock = true;
        }
    }

    const ReactionNetwork& network_;
    std::vector<char> above_;
};

}  // namespace

std::vector<Chain> longest_chains(const ReactionNetwork& n, int least) {
    ChainSearch search(n);
    std::vector<Chain> out;
    for (ReactionNetwork::Index m = 0; m < n.molecules(); ++m) {
        if (n.made_by(m).empty()) continue;
        Chain c;
        c.longest = search.longest(m);
        if (c.longest < least) continue;
        c.route = search.route(m, c.ends_above);
        out.push_back(std::move(c));
    }
    return out;
}

}  // namespace crucible::synthesis
