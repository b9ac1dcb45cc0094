#include "crucible/parallel/run_program.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/parallel/child_process.hpp"

namespace crucible {
namespace {

/// What the child says, to its end or until it must stop.
ProgramEnd::Kind listen_to(const ChildProcess& child, const ProgramRun& run, std::string& said) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(run.seconds);
    std::array<pollfd, 2> streams = {pollfd{child.out, POLLIN, 0}, pollfd{child.err, POLLIN, 0}};
    int open = 2;
    while (open > 0) {
        const double left =
            std::chrono::duration<double>(end - std::chrono::steady_clock::now()).count();
        if (left <= 0) return ProgramEnd::Kind::out_of_time;
        if (run.stopping && run.stopping()) return ProgramEnd::Kind::stopped;
        if (::poll(streams.data(), 2, static_cast<int>(std::min(left, 1.0) * 1000) + 1) < 0 &&
            errno != EINTR)
            return ProgramEnd::Kind::out_of_time;
        for (pollfd& p : streams) {
            if (p.fd < 0 || !(p.revents & (POLLIN | POLLHUP | POLLERR))) continue;
            char buffer[4096];
            const ssize_t n = ::read(p.fd, buffer, sizeof buffer);
            if (n > 0) said.append(buffer, static_cast<std::size_t>(n));
            if (said.size() > 65536) said.erase(0, said.size() - 4096);
            if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) p.fd = -1, --open;
        }
    }
    return ProgramEnd::Kind::ended;
}

}  // namespace

ProgramEnd run_program(const ProgramRun& run) {
    // The shell only changes the directory: program and arguments are arguments, never its text.
    std::vector<std::string> command = {"/bin/sh", "-c", "cd \"$1\" && shift && exec \"$@\"", "sh",
                                        run.directory.string()};
    command.insert(command.end(), run.command.begin(), run.command.end());
    ChildProcess child = spawn_child(command, run.environment);
    child.close_stdin();
    ProgramEnd end;
    end.kind = listen_to(child, run, end.said);
    if (end.kind != ProgramEnd::Kind::ended) child.kill();
    end.how = child.wait();
    child.close_stdout(), child.close_stderr();
    return end;
}

std::string require_program(const char* name, const std::string& code, const std::string& cure) {
    const auto program = find_program(name);
    if (program.empty()) throw NotBuiltError(code, fmt::format("{} is not in PATH", name), cure);
    return program.string();
}

std::string last_line(std::string_view text) {
    std::string_view last = "nothing";
    LineReader lines(text, "");
    for (std::string_view line; lines.next(line);)
        if (!trim(line).empty()) last = trim(line);
    return in_quotes(last);
}

}  // namespace crucible
