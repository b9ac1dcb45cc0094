#include "crucible/rmc/lookahead.hpp"

#include <algorithm>

namespace crucible::rmc {
namespace {

constexpr std::size_t default_window = 32;

}  // namespace

Lookahead::Lookahead(Chain::State& chain) : chain_(chain) {
    const ChainOptions& o = chain.options;
    length_ = o.batch > 0 ? static_cast<std::size_t>(o.batch) : default_window;
    for (Window& w : windows_) {
        w.resize(length_);
        for (Slot& s : w) s.room.counts = chain.data->counter().empty_counts();
    }
    if (o.threads > 1) workers_ = std::make_unique<ThreadTeam>(o.threads - 1);
}

void Lookahead::evaluate(Slot& slot, std::int64_t number) {
    const PairCounter& counter = chain_.data->counter();
    chain_.proposer->propose(copy_, chain_.key, number, mix_, slot.move);
    slot.room.around.range = 0;
    slot.room.is_counted = false;
    if (slot.room.counts.touched) counter.clear(slot.room.counts);  // here, not where moves wait
    slot.is_free = !counter.is_blocked(copy_, slot.move, slot.room.near);
    if (!slot.is_free || !has_data_) return;
    counter.count(copy_, slot.move, 0, chain_.data->groups().size(), slot.room.around,
                  slot.room.sweep, slot.room.counts);
    slot.room.is_counted = true;
}

void Lookahead::evaluate(Window& window) {
    for (std::size_t k; (k = next_.fetch_add(1, std::memory_order_relaxed)) < filled_;)
        evaluate(window[k], first_number_ + static_cast<std::int64_t>(k));
}

void Lookahead::decide(Slot& slot) {
    Chain::State& c = chain_;
    const PairCounter& counter = c.data->counter();
    if (c.tally.in_stage % settings_interval == 0 && !c.model) c.renew_settings();
    bool has_moved = false, may_block = false;
    for (const auto* list : {&older_, &newer_})
        for (const Change& other : *list) {
            has_moved |= slot.move.has(other.atom);
            may_block |= counter.may_block(slot.move, other);
        }
    if (has_moved) {  // the proposal itself started from the wrong place
        if (slot.room.is_counted) counter.clear(slot.room.counts);
        slot.room.is_counted = false;
        c.proposer->propose(c.places, c.key, c.tally.number, mix_, slot.move);
    }
    if (has_moved || may_block)
        slot.is_free = !counter.is_blocked(c.places, slot.move, slot.room.near);
    if (slot.room.is_counted && slot.is_free)
        for (const auto* list : {&older_, &newer_})
            for (const Change& other : *list) counter.correct(slot.move, other, slot.room.counts);
    slot.room.around.range = 0;
    if (c.attempt(slot.move, slot.room, slot.is_free))
        newer_.insert(newer_.end(), slot.move.changes.begin(), slot.move.changes.end());
    ++c.tally.number;
    ++c.tally.in_stage;
}

void Lookahead::decide(Window& window) {
    for (Slot& s : window) decide(s);
}

void Lookahead::follow() {
    for (const Change& c : newer_) copy_.move(static_cast<std::size_t>(c.atom), c.now);
    older_ = std::move(newer_);
    newer_.clear();
}

void Lookahead::run(std::int64_t moves) {
    mix_ = chain_.mix();
    has_data_ = chain_.data->is_on();
    copy_ = chain_.places;
    older_.clear(), newer_.clear();
    std::size_t decided = 0;  // slots of the window whose turn it is
    std::int64_t ahead = 0;   // moves evaluated or being evaluated
    for (std::size_t w = 0; decided > 0 || ahead < moves; w ^= 1) {
        filled_ =
            static_cast<std::size_t>(std::min(static_cast<std::int64_t>(length_), moves - ahead));
        first_number_ = chain_.tally.number + static_cast<std::int64_t>(decided);
        next_.store(0, std::memory_order_relaxed);
        Window& coming = windows_[w];
        task_ = [this, &coming] { evaluate(coming); };
        if (workers_) workers_->start(task_);
        for (std::size_t k = 0; k < decided; ++k) decide(windows_[w ^ 1][k]);
        evaluate(coming);
        if (workers_) workers_->wait();
        follow();
        ahead += static_cast<std::int64_t>(filled_);
        decided = filled_;
    }
}

}  // namespace crucible::rmc
