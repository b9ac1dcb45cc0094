#include "crucible/serve/file_beneath.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "crucible/base/error.hpp"

namespace crucible::serve {

namespace {

/// As openat2, with a folder's path; -1 where that leads nowhere.
int open_within(const std::filesystem::path& folder, const std::filesystem::path& path, int flags) {
    const int from = ::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (from < 0) return -1;
    struct open_how how {};
    how.flags = static_cast<std::uint64_t>(flags);
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
    const auto fd = static_cast<int>(::syscall(SYS_openat2, from, path.c_str(), &how, sizeof how));
    const int reason = errno;
    ::close(from);
    if (fd < 0 && (reason == ENOSYS || reason == EPERM))
        throw NotBuiltError("E-serve-kernel",
                            "this system cannot open files safely: it lacks openat2",
                            "use Linux 5.6 or newer; a container may forbid the call");
    return fd;
}

}  // namespace

int open_beneath(const std::filesystem::path& folder, const std::filesystem::path& file) {
    // Not blocking: a FIFO must not hold the thread.
    const int fd = open_within(folder, file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return -1;
    struct stat about {};
    if (::fstat(fd, &about) == 0 && S_ISREG(about.st_mode)) return fd;
    ::close(fd);
    return -1;
}

bool is_beneath(const std::filesystem::path& folder, const std::filesystem::path& path) {
    const int fd = open_within(folder, path, O_PATH | O_CLOEXEC);
    if (fd >= 0) ::close(fd);
    return fd >= 0;
}

}  // namespace crucible::serve
