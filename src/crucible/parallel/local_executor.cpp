// The local executor: long-lived worker processes, re-executed rather than forked, so that they
// inherit no lock, no thread state and no pipe of a sibling.

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstring>
#include <deque>
#include <map>
#include <optional>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/parallel/child_process.hpp"
#include "crucible/parallel/executor.hpp"
#include "crucible/parallel/item_news.hpp"

namespace crucible {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point t) {
    return std::chrono::duration<double>(Clock::now() - t).count();
}

struct Worker {
    ChildProcess child;
    std::filesystem::path log;
    int log_fd = -1;
    bool ready = false, told_to_stop = false;
    std::deque<std::int64_t> assigned;  ///< front = in hand
    Clock::time_point since;            ///< when the one in hand was begun
    std::string line, stderr_tail, verdict;
};

class LocalExecutor : public Executor {
public:
    explicit LocalExecutor(LocalWorkers w) : settings_(std::move(w)) {}

    void run(const std::vector<std::int64_t>& todo, const ItemSink& sink, const Tick& tick,
             const StopToken& stop) override {
        if (todo.empty()) return;
        sink_ = &sink;
        queue_.assign(todo.begin(), todo.end());
        attempts_.clear();
        may_have_more_ = static_cast<bool>(settings_.more);
        const int count = std::min<int>(settings_.count, static_cast<int>(todo.size()));
        for (int i = 0; i < count; ++i) start_worker();
        while (!workers_.empty()) {
            if (stop.level() >= 2) return kill_all();
            if (stop.level() == 1) ask_to_stop();
            for (auto& w : workers_) assign(*w);
            wait_for_news();
            check_deadlines();
            bury_the_dead(stop);
            tick();
        }
    }

    ~LocalExecutor() override { kill_all(); }

private:
    void start_worker() {
        auto w = std::make_unique<Worker>();
        char host[65] = {};
        ::gethostname(host, sizeof host - 1);
        const auto now = std::chrono::system_clock::now().time_since_epoch().count();
        const auto logs =
            settings_.logs.empty() ? settings_.step_directory / "items" : settings_.logs;
        w->log = logs / fmt::format("{}-{}-{}-{}.log", host, ::getpid(), now, started_++);
        std::vector<std::string> command{settings_.program, "worker", settings_.step_directory,
                                         "--log", w->log};
        if (settings_.limits.memory_bytes > 0) {
            command.emplace_back("--memory");
            command.push_back(std::to_string(settings_.limits.memory_bytes));
        }
        w->child =
            spawn_child(command, {{"OPENBLAS_NUM_THREADS", "1"},
                                  {"OMP_NUM_THREADS", "1"},
                                  {"CRUCIBLE_PARENT", std::to_string(::getpid())},
                                  {"CRUCIBLE_KILL_AT", ""},  // a test that kills us means us alone
                                  {"CRUCIBLE_KILL_LOG", ""}});
        w->since = Clock::now();
        workers_.push_back(std::move(w));
    }

    /// About 100 ms of work at a time, so that a stop is quick; one by one under a time limit.
    std::size_t batch_size() const {
        if (settings_.limits.seconds > 0) return 1;
        const double wanted = mean_seconds_ > 0 ? 0.1 / mean_seconds_ : 1;
        const double fair =
            static_cast<double>(queue_.size()) / (4.0 * static_cast<double>(workers_.size()));
        return static_cast<std::size_t>(std::clamp(std::min(wanted, fair), 1.0, 64.0));
    }

    void assign(Worker& w) {
        if (!w.ready || w.told_to_stop) return;
        ask_for_more();
        if (queue_.empty() && w.assigned.empty()) {
            w.child.close_stdin();  // its end is the worker's end
            w.told_to_stop = true;
            return;
        }
        const std::size_t batch = batch_size();
        if (w.assigned.size() > batch / 2 || queue_.empty()) return;
        std::string ids;
        if (w.assigned.empty()) w.since = Clock::now();
        while (w.assigned.size() < batch && !queue_.empty()) {
            ids += fmt::format("{}\n", queue_.front());
            w.assigned.push_back(queue_.front());
            queue_.pop_front();
        }
        w.child.write_stdin(ids);  // a dead reader shows up as its end of file below
    }

    void ask_for_more() {
        if (!queue_.empty() || !may_have_more_) return;
        const std::vector<std::int64_t> got = settings_.more();
        queue_.assign(got.begin(), got.end());
        may_have_more_ = !got.empty();
    }

    void wait_for_news() {
        std::vector<pollfd> fds;
        for (auto& w : workers_) {
            fds.push_back({w->child.out, POLLIN, 0});
            fds.push_back({w->child.err, POLLIN, 0});
        }
        if (::poll(fds.data(), fds.size(), 50) <= 0) return;
        for (std::size_t i = 0; i < workers_.size(); ++i) {
            if (fds[2 * i + 1].revents) drain_stderr(*workers_[i]);
            if (fds[2 * i].revents) drain_doorbells(*workers_[i]);
        }
    }

    void drain_stderr(Worker& w) {
        char buffer[4096];
        const ssize_t n = ::read(w.child.err, buffer, sizeof buffer);
        if (n <= 0) return w.child.close_stderr();
        w.stderr_tail.append(buffer, static_cast<std::size_t>(n));
        if (w.stderr_tail.size() > 2000) w.stderr_tail.erase(0, w.stderr_tail.size() - 2000);
    }

    void drain_doorbells(Worker& w) {
        char buffer[4096];
        const ssize_t n = ::read(w.child.out, buffer, sizeof buffer);
        if (n < 0 && (errno == EINTR || errno == EAGAIN)) return;
        if (n <= 0) return w.child.close_stdout();
        w.line.append(buffer, static_cast<std::size_t>(n));
        for (std::size_t end; (end = w.line.find('\n')) != w.line.npos; w.line.erase(0, end + 1))
            answer(w, std::string_view(w.line).substr(0, end));
    }

    void answer(Worker& w, std::string_view doorbell) {
        if (doorbell == "ready") {
            w.ready = true;
            w.log_fd = ::open(w.log.c_str(), O_RDONLY | O_CLOEXEC);
            if (w.log_fd < 0) fail_errno("opening", w.log);
            return;
        }
        if (doorbell.starts_with("event ")) return pass_on(w, doorbell.substr(6));
        const auto parts = words(doorbell);
        const auto id = parts.size() == 3 ? to_integer(parts[0].text) : std::nullopt;
        const auto offset = parts.size() == 3 ? to_integer(parts[1].text) : std::nullopt;
        Frame frame;
        if (!id || !offset || w.assigned.empty() || w.assigned.front() != *id ||
            !read_frame(w.log_fd, *offset, frame) || frame.item != *id) {
            w.verdict = "the worker answered with something else";
            return w.child.kill();
        }
        const double took = seconds_since(w.since);
        mean_seconds_ = mean_seconds_ > 0 ? 0.9 * mean_seconds_ + 0.1 * took : took;
        w.since = Clock::now();
        w.assigned.pop_front();
        // An error thrown by an item is its answer: the same item would throw again.
        const auto state = frame.kind == Frame::Kind::result ? ItemRecord::State::done
                                                             : ItemRecord::State::quarantined;
        (*sink_)({state, frame.item, std::move(frame.bytes)});
    }

    /// An event of the item in hand.
    void pass_on(const Worker& w, std::string_view line) const {
        const auto event = parse_event_line(line);
        if (event && settings_.news && !w.assigned.empty())
            settings_.news(w.assigned.front(), *event);
    }

    void check_deadlines() {
        if (settings_.limits.seconds <= 0) return;
        for (auto& w : workers_)
            if (w->ready && !w->assigned.empty() &&
                seconds_since(w->since) > settings_.limits.seconds) {
                w->verdict =
                    fmt::format("it took longer than {} s [E-item-time]", settings_.limits.seconds);
                w->child.kill();
            }
    }

    void bury_the_dead(const StopToken& stop) {
        for (std::size_t i = 0; i < workers_.size();) {
            if (workers_[i]->child.out >= 0) {
                ++i;
                continue;
            }
            const std::unique_ptr<Worker> w = std::move(workers_[i]);
            workers_.erase(workers_.begin() + static_cast<std::ptrdiff_t>(i));
            while (w->child.err >= 0) drain_stderr(*w);
            const std::string end = w->child.wait();
            if (w->log_fd >= 0) ::close(w->log_fd);
            if (end == fmt::format("exit code {}", worker_log_failed))
                throw ResourceError(
                    "E-worker-log",
                    fmt::format("a worker could not write its log: {}", trim(w->stderr_tail)),
                    "");  // what the worker said holds the cure
            if (!w->ready && !w->told_to_stop)
                throw ResourceError(
                    "E-worker-start",
                    fmt::format("a worker could not start ({}): {}", end, trim(w->stderr_tail)),
                    "see the reason it gave");
            blame(*w, w->verdict.empty() ? end : w->verdict);
            if (!queue_.empty() && stop.level() == 0) start_worker();
        }
    }

    /// The first id of a dead worker's batch is the suspect; the others go back unblamed.
    void blame(Worker& w, const std::string& reason) {
        if (w.assigned.empty() || w.told_to_stop) return;
        const std::int64_t suspect = w.assigned.front();
        w.assigned.pop_front();
        queue_.insert(queue_.begin(), w.assigned.begin(), w.assigned.end());
        if (++attempts_[suspect] < settings_.limits.attempts) {
            queue_.push_front(suspect);
            return;
        }
        std::string why = fmt::format("{} attempts failed: {}", attempts_[suspect], reason);
        if (!trim(w.stderr_tail).empty()) why += fmt::format(": {}", trim(w.stderr_tail));
        (*sink_)({ItemRecord::State::quarantined, suspect, std::move(why)});
    }

    void ask_to_stop() {
        may_have_more_ = false;
        queue_.clear();
        for (auto& w : workers_) {
            if (w->told_to_stop) continue;
            w->told_to_stop = true;
            ::kill(w->child.pid, SIGUSR1);
            w->child.close_stdin();
        }
    }

    void kill_all() {
        for (auto& w : workers_) w->child.kill();
        for (auto& w : workers_) {
            w->child.wait();
            w->child.close_stdout();
            w->child.close_stderr();
            if (w->log_fd >= 0) ::close(w->log_fd);
        }
        workers_.clear();
    }

    LocalWorkers settings_;
    const ItemSink* sink_ = nullptr;
    std::deque<std::int64_t> queue_;
    std::map<std::int64_t, int> attempts_;
    std::vector<std::unique_ptr<Worker>> workers_;
    double mean_seconds_ = 0;
    int started_ = 0;
    bool may_have_more_ = false;
};

}  // namespace

std::unique_ptr<Executor> local_executor(LocalWorkers w) {
    return std::make_unique<LocalExecutor>(std::move(w));
}

int available_cpus() {
    cpu_set_t set;
    int count = 1;
    if (::sched_getaffinity(0, sizeof set, &set) == 0) count = CPU_COUNT(&set);
    try {  // cgroup v2: "quota period" in microseconds, or "max ..."
        const std::string text = read_file("/sys/fs/cgroup/cpu.max", 100);
        const auto parts = words(trim(text));
        if (parts.size() == 2)
            if (const auto quota = to_double(parts[0].text), period = to_double(parts[1].text);
                quota && period)
                count = std::min(count, static_cast<int>(std::lround(*quota / *period)));
    } catch (const Error&) {
        // No cgroup here.
    }
    return std::max(count, 1);
}

}  // namespace crucible
