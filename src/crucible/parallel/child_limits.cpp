#include "crucible/parallel/child_limits.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace crucible {
namespace {

// A sanitizer reserves terabytes of addresses, which no limit leaves it.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool has_sanitizer = true;
#else
constexpr bool has_sanitizer = false;
#endif

void limit(__rlimit_resource what, rlim_t soft, rlim_t hard) {
    rlimit now{};
    if (::getrlimit(what, &now) != 0) return;
    now.rlim_max = std::min(now.rlim_max, hard);
    now.rlim_cur = std::min(now.rlim_max, soft);
    ::setrlimit(what, &now);
}

}  // namespace

void limit_process(std::uint64_t most_memory) {
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    ::prctl(PR_SET_DUMPABLE, 0);
    limit(RLIMIT_CORE, 0, 0);
    limit(RLIMIT_FSIZE, 0, 0);
    limit(RLIMIT_NPROC, 0, 0);
    limit(RLIMIT_NOFILE, 16, 16);
    if (!has_sanitizer) limit(RLIMIT_AS, most_memory, most_memory);
}

void limit_memory(std::uint64_t most_memory) {
    if (!has_sanitizer) limit(RLIMIT_AS, most_memory, RLIM_INFINITY);
}

void limit_seconds(int seconds) {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto end = used.ru_utime.tv_sec + used.ru_stime.tv_sec + 1 + seconds;
    limit(RLIMIT_CPU, static_cast<rlim_t>(end), RLIM_INFINITY);
}

bool read_input(char* to, std::size_t bytes) {
    while (bytes > 0) {
        const ssize_t n = ::read(STDIN_FILENO, to, bytes);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        to += n, bytes -= static_cast<std::size_t>(n);
    }
    return true;
}

bool write_output(const char* from, std::size_t bytes) {
    while (bytes > 0) {
        const ssize_t n = ::write(STDOUT_FILENO, from, bytes);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        from += n, bytes -= static_cast<std::size_t>(n);
    }
    return true;
}

}  // namespace crucible
