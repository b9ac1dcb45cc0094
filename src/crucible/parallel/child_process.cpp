#include "crucible/parallel/child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>

#include "crucible/base/error.hpp"

extern char** environ;

namespace crucible {
namespace {

void close_end(int& fd) {
    if (fd >= 0) ::close(fd);
    fd = -1;
}

std::vector<std::string> merged_environment(
    const std::vector<std::pair<std::string, std::string>>& extra) {
    std::vector<std::string> all;
    for (char** e = environ; *e; ++e) {
        bool replaced = false;
        for (const auto& [name, value] : extra)
            replaced |= std::string_view(*e).starts_with(name + "=");
        if (!replaced) all.emplace_back(*e);
    }
    for (const auto& [name, value] : extra) all.push_back(name + "=" + value);
    return all;
}

std::vector<char*> pointers(const std::vector<std::string>& v) {
    std::vector<char*> out;
    for (const std::string& s : v) out.push_back(const_cast<char*>(s.c_str()));
    out.push_back(nullptr);
    return out;
}

}  // namespace

bool ChildProcess::write_stdin(std::string_view text) const {
    while (!text.empty()) {
        const ssize_t n = ::write(in, text.data(), text.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

bool ChildProcess::read_stdout(std::string& to, std::size_t bytes, int seconds) const {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds) +
                     std::chrono::seconds(bytes >> 24);
    to.clear();
    while (to.size() < bytes) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            end - std::chrono::steady_clock::now());
        pollfd p{out, POLLIN, 0};
        if (left.count() <= 0) return false;
        const int ready = ::poll(&p, 1, static_cast<int>(left.count()));
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) return false;
        const std::size_t at = to.size();
        const std::size_t step = std::min(bytes - at, std::max<std::size_t>(at, 1 << 20));
        to.resize(at + step);
        const ssize_t n = ::read(out, to.data() + at, step);
        to.resize(at + static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
        if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (n <= 0) return false;
    }
    return true;
}

void ChildProcess::close_stdin() { close_end(in); }
void ChildProcess::close_stdout() { close_end(out); }
void ChildProcess::close_stderr() { close_end(err); }

void ChildProcess::kill() const {
    if (pid > 0) ::kill(pid, SIGKILL);
}

std::string ChildProcess::wait() {
    if (pid <= 0) return "";
    close_stdin();
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    pid = -1;
    if (WIFSIGNALED(status))
        return fmt::format("signal {} ({})", WTERMSIG(status), ::strsignal(WTERMSIG(status)));
    return fmt::format("exit code {}", WEXITSTATUS(status));
}

ChildProcess spawn_child(const std::vector<std::string>& command,
                         const std::vector<std::pair<std::string, std::string>>& environment,
                         ProcessGroup group) {
    int pipes[3][2];
    for (auto& p : pipes)
        if (::pipe2(p, O_CLOEXEC) != 0)
            throw ResourceError("E-worker-start", fmt::format("no pipe: {}", std::strerror(errno)),
                                "raise the limit of open files (ulimit -n)");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipes[0][0], 0);
    posix_spawn_file_actions_adddup2(&actions, pipes[1][1], 1);
    posix_spawn_file_actions_adddup2(&actions, pipes[2][1], 2);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    if (group == ProcessGroup::own) {
        posix_spawnattr_setpgroup(&attributes, 0);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    }
    const std::vector<std::string> env = merged_environment(environment);
    ChildProcess child;
    const int code = ::posix_spawn(&child.pid, command[0].c_str(), &actions, &attributes,
                                   pointers(command).data(), pointers(env).data());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    ::close(pipes[0][0]);
    ::close(pipes[1][1]);
    ::close(pipes[2][1]);
    child.in = pipes[0][1], child.out = pipes[1][0], child.err = pipes[2][0];
    if (code != 0) {
        child.pid = -1;
        child.close_stdin(), child.close_stdout(), child.close_stderr();
        throw ResourceError(
            "E-worker-start",
            fmt::format("{} cannot be started: {}", command[0], std::strerror(code)),
            "check the installation");
    }
    return child;
}

}  // namespace crucible
