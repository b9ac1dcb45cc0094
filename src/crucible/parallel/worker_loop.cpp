// The worker's side of the executor: ids in, frames and doorbells out.

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/base/told_error.hpp"
#include "crucible/parallel/executor.hpp"
#include "crucible/parallel/item_news.hpp"

namespace crucible {
namespace {

StopToken worker_stop;

void become_worker(std::int64_t memory_bytes) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const char* parent = std::getenv("CRUCIBLE_PARENT");
    if (parent && to_integer(parent) != ::getppid())
        std::_Exit(1);              // it died before the line above
    std::signal(SIGINT, SIG_IGN);   // a terminal's Ctrl-C reaches the whole group:
    std::signal(SIGTERM, SIG_IGN);  // only the parent decides
    std::signal(SIGPIPE, SIG_IGN);
    struct sigaction stop {};
    stop.sa_handler = [](int) { worker_stop.request(); };  // no SA_RESTART: wakes the read below
    ::sigaction(SIGUSR1, &stop, nullptr);
    if (memory_bytes > 0) {
        const rlimit limit{static_cast<rlim_t>(memory_bytes), static_cast<rlim_t>(memory_bytes)};
        ::setrlimit(RLIMIT_AS, &limit);
    }
}

/// Ids from standard input, one a line; false at its end or when told to stop.
class IdReader {
public:
    bool next(std::int64_t& id) {
        for (;;) {
            if (worker_stop.level() > 0) return false;
            if (const std::size_t end = buffer_.find('\n'); end != buffer_.npos) {
                const auto v = to_integer(std::string_view(buffer_).substr(0, end));
                buffer_.erase(0, end + 1);
                if (!v) return false;
                id = *v;
                return true;
            }
            char chunk[1024];
            const ssize_t n = ::read(STDIN_FILENO, chunk, sizeof chunk);
            if (n < 0 && errno == EINTR) continue;
            if (n <= 0) return false;
            buffer_.append(chunk, static_cast<std::size_t>(n));
        }
    }

private:
    std::string buffer_;
};

Frame failure_of(std::int64_t item, const std::exception& e) {
    if (dynamic_cast<const std::bad_alloc*>(&e))
        return {Frame::Kind::failure, item, "out of memory [E-item-memory]"};
    return {Frame::Kind::failure, item, told_error(e).what()};
}

/// An item that memory or the disk failed is tried a second time: what it needs may be there again,
/// and a step that can do without single items would go on without this one.
Frame work_one(std::int64_t item, const WorkFunction& work) {
    try {
        return {Frame::Kind::result, item, work(item)};
    } catch (const std::exception& e) {
        if (!is_passing(e)) return failure_of(item, e);
    }
    try {
        return {Frame::Kind::result, item, work(item)};
    } catch (const std::exception& e) {
        return failure_of(item, e);
    }
}

bool ring(std::string_view line) {
    return ::write(STDOUT_FILENO, line.data(), line.size()) == static_cast<ssize_t>(line.size());
}

/// "event " and its line; progress at most ten times a second.
void ring_event(const Event& e) {
    static std::chrono::steady_clock::time_point last;
    if (e.kind == Event::Kind::progress) {
        const auto now = std::chrono::steady_clock::now();
        if (now - last < std::chrono::milliseconds(100) && e.value < e.total) return;
        last = now;
    }
    ring("event " + event_line(e) + "\n");
}

}  // namespace

int serve_items(const std::filesystem::path& log_path, std::int64_t memory_bytes,
                const std::function<WorkFunction(const WorkerLink&)>& prepare) {
    become_worker(memory_bytes);
    const WorkFunction work = prepare({&ring_event, &worker_stop});
    try {
        ItemLog log(log_path);
        if (!ring("ready\n")) return 1;
        IdReader ids;
        for (std::int64_t id = 0; ids.next(id);) {
            Frame frame;
            try {
                frame = work_one(id, work);
            } catch (const Stopped&) {  // it has saved what it needs to go on
                return 0;
            }
            const ItemLog::Place place = log.append(frame);
            if (!ring(fmt::format("{} {} {}\n", id, place.offset, place.length))) return 1;
        }
    } catch (const Error& e) {  // not the item's fault: the log itself cannot be written
        std::fprintf(stderr, "%s\n", e.what());
        return worker_log_failed;
    }
    return 0;
}

}  // namespace crucible
