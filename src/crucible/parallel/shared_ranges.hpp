#pragma once
// A loop shared by a team of threads in ranges that do not depend on how many threads there are.

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>

#include "crucible/parallel/thread_team.hpp"

namespace crucible {

class SharedRanges {
public:
    /// `threads` in all, the caller's among them.
    explicit SharedRanges(int threads)
        : team_(threads > 1 ? std::make_unique<ThreadTeam>(threads - 1) : nullptr) {}

    /// `body(begin, end)` for [0, n) cut into pieces of `grain`; each runs once, on any thread. The
    /// body must not throw.
    template <class Body>
    void run(std::size_t n, std::size_t grain, Body&& body) {
        if (!team_ || n <= grain) {
            for (std::size_t i = 0; i < n; i += grain) body(i, std::min(n, i + grain));
            return;
        }
        std::atomic<std::size_t> next{0};
        const std::function<void()> task = [&] {
            for (std::size_t i; (i = next.fetch_add(grain, std::memory_order_relaxed)) < n;)
                body(i, std::min(n, i + grain));
        };
        team_->start(task);
        task();
        team_->wait();
    }

private:
    std::unique_ptr<ThreadTeam> team_;
};

}  // namespace crucible
