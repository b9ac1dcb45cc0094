#include "crucible/rmc/fluctuation_state.hpp"

namespace crucible::rmc {

FluctuationState::FluctuationState(const std::vector<FluctuationTerm>& terms, const FixedCell& cell,
                                   const Species& species)
    : terms_(terms), cell_(cell), species_(species) {}

void FluctuationState::rebuild(const std::vector<Place>& places) {
    kept_.clear();
    since_.clear();
    if (terms_.empty()) return;
    base_ = places;
    const Structure s = structure_of(cell_, species_, places);
    for (const FluctuationTerm& t : terms_) kept_.emplace_back(s, t.options);
}

std::vector<double> FluctuationState::propose(std::size_t term, const Move& move) {
    asked_.clear();
    for (const Change& c : move.changes) {
        const auto atom = static_cast<std::size_t>(c.atom);
        asked_.push_back({atom, species_.elements[species_.of[atom]], cell_.position(c.now)});
    }
    const auto v = kept_[term].propose(asked_);
    return {v.begin(), v.end()};
}

void FluctuationState::accept(const Move& move) {
    for (FluctuationAmplitudes& k : kept_) k.accept();
    since_.push_back(move.changes);
}

void FluctuationState::resume(const std::vector<Place>& base,
                              const std::vector<std::vector<Change>>& since) {
    rebuild(base);
    Move move;
    for (const auto& changes : since) {
        move.changes = changes;
        for (std::size_t t = 0; t < kept_.size(); ++t) propose(t, move);
        accept(move);
    }
}

}  // namespace crucible::rmc
