#pragma once
// A few threads that wait for short tasks, spinning: a hand-over takes less than a microsecond.

#include <atomic>
#include <functional>
#include <thread>
#include <vector>

namespace crucible {

class ThreadTeam {
public:
    /// `n` threads besides the caller's.
    explicit ThreadTeam(int n);
    ~ThreadTeam();

    /// Starts `task` on all threads; `wait` returns when each has come back from it. The task must
    /// not throw.
    void start(const std::function<void()>& task);
    void wait() const;

private:
    void serve();
    std::atomic<unsigned> round_{0};
    std::atomic<int> busy_{0};
    std::atomic<bool> is_over_{false};
    const std::function<void()>* task_ = nullptr;
    std::vector<std::thread> threads_;
};

}  // namespace crucible
