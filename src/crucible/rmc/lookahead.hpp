#pragma once
// Moves evaluated ahead of their turn, on any number of threads, without changing the chain.
//
// While the moves of one window are decided in order, those of the next are proposed, tested
// against the cut-offs and counted from a copy of the places that stays as it is. A move's counts
// are integers: what was accepted since the copy was made is mended exactly, pair by pair. Only the
// decision itself uses floating-point numbers, and it happens in order on one thread. Hence the
// same chain for any window and any number of threads. Internal to the module.

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

#include "crucible/parallel/thread_team.hpp"
#include "crucible/rmc/chain_state.hpp"

namespace crucible::rmc {

class Lookahead {
public:
    explicit Lookahead(Chain::State&);
    /// Makes so many moves; the step must not change among them.
    void run(std::int64_t moves);

private:
    struct Slot {
        Move move;
        MoveRoom room;
        bool is_free = false;
    };
    using Window = std::vector<Slot>;

    void evaluate(Window&);
    void evaluate(Slot&, std::int64_t number);
    void decide(Window&);
    void decide(Slot&);
    /// Brings the copy of the places up to the window just decided.
    void follow();

    Chain::State& chain_;
    std::size_t length_;
    Places copy_;
    Window windows_[2];
    std::size_t filled_ = 0;             ///< slots of the window being evaluated
    std::int64_t first_number_ = 0;      ///< of that window
    std::vector<Change> older_, newer_;  ///< accepted during the last window and this one
    bool is_current_ = false;            ///< the copy is of the chain's own history
    std::atomic<std::size_t> next_{0};
    MoveMix mix_;
    bool has_data_ = false;  ///< of the present stage: sigma itself changes while others work
    std::function<void()> task_;
    std::unique_ptr<ThreadTeam> workers_;
};

}  // namespace crucible::rmc
