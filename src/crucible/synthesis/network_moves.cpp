#include "crucible/synthesis/network_moves.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crucible::synthesis {

std::vector<std::vector<Move>> NetworkMoves::moves(std::span<const std::string> molecules) {
    std::vector<std::vector<Move>> out(molecules.size());
    for (std::size_t k = 0; k < molecules.size(); ++k) {
        const auto m = network_->find(molecules[k]);
        if (!m) continue;
        double records = 0;
        for (const auto r : network_->made_by(*m)) records += network_->reactions()[r].records;
        for (const auto number : network_->made_by(*m)) {
            const ReactionNetwork::Reaction& r = network_->reactions()[number];
            Move move;
            for (const auto s : r.reactants) move.precursors.push_back(network_->name(s));
            std::sort(move.precursors.begin(), move.precursors.end());
            move.prior = r.records / records;
            move.rule = number;
            out[k].push_back(std::move(move));
        }
        std::stable_sort(out[k].begin(), out[k].end(),
                         [](const Move& a, const Move& b) { return a.prior > b.prior; });
        // Reactions that differ in by-products alone are one move.
        std::vector<Move> distinct;
        for (Move& move : out[k]) {
            const auto same = std::find_if(distinct.begin(), distinct.end(), [&](const Move& d) {
                return d.precursors == move.precursors;
            });
            if (same == distinct.end())
                distinct.push_back(std::move(move));
            else
                same->prior += move.prior;
        }
        out[k] = std::move(distinct);
    }
    return out;
}

RuleCard NetworkMoves::rule(std::int64_t number) const {
    const ReactionNetwork::Reaction& r = network_->reactions().at(static_cast<std::size_t>(number));
    RuleCard card;
    card.name = "recorded reaction";
    card.precedent = r.id;
    card.uses = r.records;
    return card;
}

bool NetworkMoves::has_rule(std::int64_t number) const {
    return number >= 0 && static_cast<std::size_t>(number) < network_->reactions().size();
}

std::string NetworkMoves::describe() const {
    return fmt::format("{} recorded reactions", network_->reactions().size());
}

}  // namespace crucible::synthesis
