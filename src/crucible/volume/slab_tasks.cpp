#include "crucible/volume/slab_tasks.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace crucible::volume {

void for_slabs(std::size_t n, int threads, const std::function<void(std::size_t)>& task) {
    std::atomic<std::size_t> next{0};
    std::exception_ptr failure;
    std::mutex failing;
    const auto serve = [&] {
        for (std::size_t s; (s = next++) < n;) try {
                task(s);
            } catch (...) {
                const std::lock_guard lock(failing);
                if (!failure) failure = std::current_exception();
            }
    };
    const std::size_t wanted = std::min(n, static_cast<std::size_t>(std::max(threads, 1)));
    std::vector<std::thread> others;
    try {
        for (std::size_t t = 1; t < wanted; ++t) others.emplace_back(serve);
    } catch (const std::exception&) {
        // No memory or no thread is left: those that are there do the work.
    }
    serve();
    for (std::thread& t : others) t.join();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace crucible::volume
