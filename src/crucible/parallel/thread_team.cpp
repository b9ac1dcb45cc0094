#include "crucible/parallel/thread_team.hpp"

namespace crucible {
namespace {

/// Spins for some microseconds, then gives the core to others who want it.
template <class Ready>
void spin_until(const Ready& ready) {
    for (int k = 0; !ready(); ++k) {
        if (k < 2000) {
#if defined(__x86_64__)
            __builtin_ia32_pause();
#endif
        } else {
            std::this_thread::yield();
        }
    }
}

/// Sends the threads home and waits for them.
void end_of_work(std::atomic<bool>& is_over, std::atomic<unsigned>& round,
                 std::vector<std::thread>& threads) {
    is_over.store(true);
    round.fetch_add(1, std::memory_order_release);
    round.notify_all();
    for (std::thread& t : threads) t.join();
}

}  // namespace

ThreadTeam::ThreadTeam(int n) {
    try {
        for (int i = 0; i < n; ++i) threads_.emplace_back([this] { serve(); });
    } catch (...) {  // no thread is left to be had
        end_of_work(is_over_, round_, threads_);
        throw;
    }
}

ThreadTeam::~ThreadTeam() { end_of_work(is_over_, round_, threads_); }

void ThreadTeam::serve() {
    unsigned seen = 0;
    for (;;) {
        int idle = 0;
        spin_until([&] {
            // After a while without work the thread sleeps: the chain has paused.
            if (++idle > 20000) round_.wait(seen, std::memory_order_acquire);
            return round_.load(std::memory_order_acquire) != seen;
        });
        ++seen;
        if (is_over_.load()) return;
        (*task_)();
        busy_.fetch_sub(1, std::memory_order_release);
    }
}

void ThreadTeam::start(const std::function<void()>& task) {
    task_ = &task;
    busy_.store(static_cast<int>(threads_.size()), std::memory_order_relaxed);
    round_.fetch_add(1, std::memory_order_release);
    round_.notify_all();
}

void ThreadTeam::wait() const {
    spin_until([&] { return busy_.load(std::memory_order_acquire) == 0; });
}

}  // namespace crucible
