#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>

#include "answer.hpp"

namespace crucible::decode {
namespace {

void limit(__rlimit_resource what, rlim_t soft, rlim_t hard) {
    rlimit now{};
    if (::getrlimit(what, &now) != 0) return;
    now.rlim_max = std::min(now.rlim_max, hard);
    now.rlim_cur = std::min(now.rlim_max, soft);
    ::setrlimit(what, &now);
}

}  // namespace

void limit_process(std::uint64_t most_memory) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    ::prctl(PR_SET_DUMPABLE, 0);
    limit(RLIMIT_CORE, 0, 0);
    limit(RLIMIT_FSIZE, 0, 0);
    limit(RLIMIT_NPROC, 0, 0);
    limit(RLIMIT_NOFILE, 16, 16);
    limit(RLIMIT_AS, most_memory, most_memory);
}

void limit_request(const std::string& path) {
    struct stat status {};
    const std::uint64_t bytes =
        ::stat(path.c_str(), &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
    limit(RLIMIT_AS, volume::decode_memory(bytes), RLIM_INFINITY);
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = used.ru_utime.tv_sec + used.ru_stime.tv_sec + 1 + volume::decode_seconds;
    limit(RLIMIT_CPU, static_cast<rlim_t>(seconds), RLIM_INFINITY);
}

}  // namespace crucible::decode
