#include "crucible/parallel/ranked_worker.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <thread>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/told_error.hpp"
#include "crucible/base/value.hpp"

namespace crucible {
namespace {

std::string_view kind_of_error(const std::exception& e) {
    if (dynamic_cast<const UnstableError*>(&e)) return "unstable";
    if (dynamic_cast<const IoError*>(&e)) return "io";
    if (dynamic_cast<const ResourceError*>(&e) || dynamic_cast<const std::bad_alloc*>(&e))
        return "resource";
    if (dynamic_cast<const InconsistentError*>(&e)) return "inconsistent";
    return "input";
}

}  // namespace

void tie_to_parent(int signal) { ::prctl(PR_SET_PDEATHSIG, signal); }

void launch_ranks(char** command) {
    tie_to_parent(SIGTERM);
    ::execvp(command[0], command);
    fmt::print(stderr, "{} cannot be started: {} [E-worker-start]\n", command[0],
               std::strerror(errno));
    std::exit(127);
}

void prepare_to_be_alone() {
    for (const char* launched : {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK"})
        if (std::getenv(launched)) return;
    // Folders below /tmp are for what ranks share. Two processes that make and remove them at once
    // may fail in MPI_Init, and one that is killed leaves its own behind.
    for (const auto& [name, value] : {std::pair{"OMPI_MCA_ess_singleton_isolated", "1"},
                                      {"OMPI_MCA_orte_create_session_dirs", "0"},
                                      {"OMPI_MCA_pml", "ob1"},
                                      {"OMPI_MCA_btl", "self"}})
        ::setenv(name, value, 0);
}

void lock_directory(const std::filesystem::path& directory) {
    const int fd = ::open((directory / "LOCK").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0) fail_errno("opening", directory / "LOCK");
    for (int attempt = 0; ::flock(fd, LOCK_EX | LOCK_NB) != 0; ++attempt) {
        if (attempt == 100)
            throw IoError("E-run-locked",
                          fmt::format("another process is working in {}", directory.string()),
                          "wait for it, or stop it");
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
}

void write_ranked_error(std::string_view kind, const std::string& code, const std::string& message,
                        const std::string& cure, const std::filesystem::path& directory) {
    if (directory.empty()) return;
    Value v;
    v.set("kind", kind), v.set("code", code), v.set("message", message), v.set("cure", cure);
    try {
        write_atomic(directory / "error.json", to_json(v));
    } catch (const Error&) {  // a full disk, say: the line for people is then all there is
    }
}

void tell_ranked_error(std::string_view program, const std::exception& e,
                       const std::filesystem::path& directory) {
    const Error error = told_error(e);
    std::string message = error.what();
    // The line is composed of place, context, message; cure and code are kept apart.
    const std::string tail = "; " + error.cure() + " [" + error.code() + "]";
    if (message.ends_with(tail)) message.resize(message.size() - tail.size());
    write_ranked_error(kind_of_error(e), error.code(), message, error.cure(), directory);
    print_ranked_line(program, error.what());
}

void print_ranked_line(std::string_view program, std::string_view text) {
    const std::string line = fmt::format("{}: {}\n", program, text);
    std::fputs(line.c_str(), stderr);
    std::fflush(stderr);
}

}  // namespace crucible
