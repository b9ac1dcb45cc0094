// A process under the limits of readers tries what a file that took it over would try.
#include "crucible/parallel/child_limits.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <functional>
#include <string>

#include "crucible/base/files.hpp"
#include "tests/temporary.hpp"

using namespace crucible;

namespace {

constexpr int signalled = 1000, done = 0, refused = 1;
constexpr std::uint64_t child_memory = std::uint64_t{1} << 30;

/// What `attempt` comes to in a child under all limits: what it returns, or `signalled` and the
/// signal that ended it.
int under_limits(const std::function<int()>& attempt) {
    const pid_t child = ::fork();
    if (child == 0) {
        limit_process(child_memory);
        forbid_calls();
        ::_exit(attempt());
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    return WIFSIGNALED(status) ? signalled + WTERMSIG(status) : WEXITSTATUS(status);
}

/// Refused is a call that the kernel says no to, not one that fails for another reason.
int verdict(long answer) { return answer < 0 && errno == EPERM ? refused : done; }

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool has_sanitizer = true;
#else
constexpr bool has_sanitizer = false;
#endif

#if defined(__x86_64__) || defined(__aarch64__)
constexpr bool has_filter = true;
#else
constexpr bool has_filter = false;
#endif

}  // namespace

TEST_CASE("Readers may not start, send, write, rename or remove anything") {
    if (has_sanitizer || !has_filter) {
        MESSAGE("SKIPPED: no filter of system calls here, or a sanitizer that needs them");
        return;
    }
    const Temporary dir;
    const std::string present = (dir / "present").string(), fresh = (dir / "fresh").string();
    write_file(present, "x");
    const pid_t self = ::getpid();
    const std::pair<const char*, std::function<int()>> attempts[] = {
        {"fork", [] { return verdict(::fork()); }},
        {"execute", [] { return verdict(::execl("/bin/true", "true", nullptr)); }},
        {"socket", [] { return verdict(::socket(AF_INET, SOCK_STREAM, 0)); }},
        {"create", [&] { return verdict(::open(fresh.c_str(), O_WRONLY | O_CREAT, 0600)); }},
        {"write", [&] { return verdict(::open(present.c_str(), O_WRONLY)); }},
        {"append", [&] { return verdict(::open(present.c_str(), O_RDWR | O_APPEND)); }},
        {"unlink", [&] { return verdict(::unlink(present.c_str())); }},
        {"rename", [&] { return verdict(::rename(present.c_str(), fresh.c_str())); }},
        {"mkdir", [&] { return verdict(::mkdir(fresh.c_str(), 0700)); }},
        {"chmod", [&] { return verdict(::chmod(present.c_str(), 0)); }},
        {"truncate", [&] { return verdict(::truncate(present.c_str(), 0)); }},
        {"kill", [&] { return verdict(::kill(self, 0)); }}};
    for (const auto& [what, attempt] : attempts) {
        INFO(what);
        CHECK(under_limits(attempt) == refused);
    }
    CHECK(read_file(present) == "x");
    CHECK_FALSE(std::filesystem::exists(fresh));
    CHECK(under_limits([&] { return ::open(present.c_str(), O_RDONLY) < 0 ? refused : done; }) ==
          done);
}

TEST_CASE("Readers end with their processor time, and get no more memory than they may") {
    if (has_sanitizer) {
        MESSAGE("SKIPPED: a sanitizer needs more memory than readers have");
        return;
    }
    const auto asks_for = [](std::uint64_t bytes) {
        return [bytes] {
            void* got =
                ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            return got == MAP_FAILED ? refused : done;
        };
    };
    CHECK(under_limits(asks_for(child_memory / 2)) == done);
    CHECK(under_limits(asks_for(child_memory)) == refused);
    CHECK(under_limits([] {
              limit_seconds(0);
              std::atomic<long> turns = 0;
              while (++turns != 0) continue;
              return done;
          }) == signalled + SIGXCPU);
}

TEST_CASE("Readers cannot write into a file that was open before") {
    if (has_sanitizer) return;
    const Temporary dir;
    const std::string path = (dir / "open").string();
    write_file(path, "");
    const int file = ::open(path.c_str(), O_WRONLY);
    REQUIRE(file >= 0);
    CHECK(under_limits([&] { return ::write(file, "x", 1) == 1 ? done : refused; }) ==
          signalled + SIGXFSZ);
    ::close(file);
    CHECK(read_file(path).empty());
}
