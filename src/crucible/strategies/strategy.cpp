#include "crucible/strategies/strategy.hpp"

#include <algorithm>
#include <cmath>

namespace crucible::strategies {

void weigh(synthesis::Move& m, double log_weight, std::string reason) {
    m.prior *= std::exp(log_weight);
    if (reason.empty() || std::ranges::find(m.reasons, reason) != m.reasons.end()) return;
    m.reasons.push_back(std::move(reason));
}

double likeliest_prior(const std::vector<synthesis::Move>& moves) {
    return moves.empty() ? 1 : std::ranges::max(moves, {}, &synthesis::Move::prior).prior;
}

synthesis::Move& offer(std::vector<synthesis::Move>& moves, synthesis::Move m, double least_prior) {
    auto same = std::ranges::find(moves, m.precursors, &synthesis::Move::precursors);
    if (same == moves.end()) {
        m.prior = 0;
        moves.push_back(std::move(m));
        same = moves.end() - 1;
    }
    same->prior = std::max(same->prior, least_prior);
    return *same;
}

}  // namespace crucible::strategies
