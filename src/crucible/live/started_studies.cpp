#include "crucible/live/started_studies.hpp"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <thread>

#include "crucible/base/error.hpp"
#include "crucible/parallel/child_process.hpp"

namespace crucible::live {
namespace {

constexpr std::size_t most_said = 8192;

}  // namespace

struct StartedStudies::Study {
    explicit Study(ChildProcess started) : child(started), reader([this] { listen(); }) {}
    ~Study() {
        if (reader.joinable()) reader.join();
    }
    /// Takes what the child says, so that it never waits for us, then waits for its end.
    void listen() {
        child.close_stdin();
        pollfd both[] = {{child.out, POLLIN, 0}, {child.err, POLLIN, 0}};
        for (int open = 2; open > 0;) {
            if (::poll(both, 2, -1) < 0 && errno != EINTR) break;
            for (pollfd& p : both) {
                if (p.fd < 0 || p.revents == 0) continue;
                char piece[4096];
                const ssize_t n = ::read(p.fd, piece, sizeof piece);
                if (n < 0 && errno == EINTR) continue;
                if (n <= 0)
                    p.fd = -1, --open;
                else if (p.fd == child.err)
                    keep({piece, static_cast<std::size_t>(n)});
            }
        }
        child.close_stdout(), child.close_stderr();
        siginfo_t about{};  // seen before it is taken away, so that no signal hits another process
        while (::waitid(P_PID, static_cast<id_t>(child.pid), &about, WEXITED | WNOWAIT) < 0 &&
               errno == EINTR) {
        }
        const std::lock_guard lock(mutex);
        child.wait();
    }
    void keep(std::string_view text) {
        const std::lock_guard lock(mutex);
        said += text;
        if (said.size() > most_said) said.erase(0, said.size() - most_said);
    }
    /// Asked by one thread at a time. A thread that ended keeps its stack until it is joined.
    bool is_running() {
        {
            const std::lock_guard lock(mutex);
            if (child.pid > 0) return true;
        }
        if (reader.joinable()) reader.join();
        return false;
    }
    bool interrupt() {
        const std::lock_guard lock(mutex);
        return child.pid > 0 && ::kill(child.pid, SIGINT) == 0;
    }

    std::mutex mutex;
    ChildProcess child;
    std::string said;
    std::thread reader;  // last: it uses the others
};

StartedStudies::StartedStudies() = default;

StartedStudies::~StartedStudies() { stop_all(); }

void StartedStudies::start(const std::string& run, const std::vector<std::string>& command) {
    const std::lock_guard lock(mutex_);
    std::unique_ptr<Study>& study = studies_[run];
    if (study && study->is_running())
        throw InconsistentError("E-run-locked", "this run is going on already", "stop it first");
    study.reset();
    study = std::make_unique<Study>(spawn_child(command, {}, ProcessGroup::own));
}

bool StartedStudies::has(const std::string& run) const {
    const std::lock_guard lock(mutex_);
    const auto found = studies_.find(run);
    return found != studies_.end() && found->second;
}

bool StartedStudies::is_running(const std::string& run) const {
    const std::lock_guard lock(mutex_);
    const auto found = studies_.find(run);
    return found != studies_.end() && found->second && found->second->is_running();
}

std::string StartedStudies::said(const std::string& run) const {
    const std::lock_guard lock(mutex_);
    const auto found = studies_.find(run);
    if (found == studies_.end() || !found->second) return "";
    const std::lock_guard inner(found->second->mutex);
    return found->second->said;
}

bool StartedStudies::stop(const std::string& run) {
    const std::lock_guard lock(mutex_);
    const auto found = studies_.find(run);
    return found != studies_.end() && found->second && found->second->interrupt();
}

void StartedStudies::forget(const std::string& run) {
    const std::lock_guard lock(mutex_);
    const auto found = studies_.find(run);
    if (found == studies_.end() || (found->second && found->second->is_running())) return;
    studies_.erase(found);
}

int StartedStudies::running() const {
    const std::lock_guard lock(mutex_);
    int n = 0;
    for (const auto& [run, study] : studies_) n += study && study->is_running();
    return n;
}

void StartedStudies::stop_all() {
    const std::lock_guard lock(mutex_);
    for (const auto& [run, study] : studies_)
        if (study) study->interrupt();
    studies_.clear();  // waits for each
}

}  // namespace crucible::live
