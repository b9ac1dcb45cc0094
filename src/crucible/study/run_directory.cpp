#include "crucible/study/run_directory.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <thread>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/json.hpp"

namespace crucible {

Value read_status(const RunDirectory& run, std::string_view step) {
    std::error_code error;
    if (!std::filesystem::exists(run.status(step), error)) return {};
    return read_json(run.status(step).string());
}

RunDirectory open_run(const std::filesystem::path& root) {
    RunDirectory run{root};
    if (!std::filesystem::exists(run.plan()))
        throw IoError("E-run-missing", "this is no run directory: it has no plan.json",
                      "give the directory that `crucible run` printed", {root.string()});
    return run;
}

namespace {

std::string this_host() {
    char host[65] = {};
    ::gethostname(host, sizeof host - 1);
    return host;
}

/// What the owner wrote of itself, "pid 12 host here since ..."; a courtesy, so "" when unreadable.
std::string owner_of(const RunDirectory& run) {
    try {
        return std::string(trim(read_file(run.lock(), 1000)));
    } catch (const Error&) {
        return "";
    }
}

bool is_dead(const std::string& owner) {
    const auto words = fields(owner, ' ');
    return words.size() > 3 && words[3].text == this_host() &&
           ::kill(std::atoi(words[1].text.data()), 0) != 0 && errno == ESRCH;
}

/// A child of a killed owner has the lock, too, until it has become another program or is dead: for
/// moments, but on a busy machine they last.
bool takes_lock(int fd, const RunDirectory& run) {
    using namespace std::chrono_literals;
    for (int attempt = 0; ::flock(fd, LOCK_EX | LOCK_NB) != 0; ++attempt) {
        if (attempt == 100 || !is_dead(owner_of(run))) return false;
        std::this_thread::sleep_for(100ms);
    }
    return true;
}

}  // namespace

RunLock::RunLock(const RunDirectory& run) {
    make_directories(run.root);
    fd_ = ::open(run.lock().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd_ < 0) fail_errno("opening", run.lock());
    if (!takes_lock(fd_, run)) {
        const std::string owner = owner_of(run);
        ::close(fd_);
        throw IoError(
            "E-run-locked",
            fmt::format("the run is in use by {}", owner.empty() ? "another process" : owner),
            "wait for it, or stop it", {run.root.string()});
    }
    const std::string text = fmt::format("pid {} host {} since {:%Y-%m-%d %H:%M:%S}\n", ::getpid(),
                                         this_host(), fmt::localtime(std::time(nullptr)));
    if (::ftruncate(fd_, 0) == 0 && ::pwrite(fd_, text.data(), text.size(), 0) < 0)
        fail_errno("writing", run.lock());
}

RunLock::~RunLock() { ::close(fd_); }

}  // namespace crucible
