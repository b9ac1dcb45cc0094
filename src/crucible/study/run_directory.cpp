#include "crucible/study/run_directory.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <ctime>

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

RunLock::RunLock(const RunDirectory& run) {
    make_directories(run.root);
    fd_ = ::open(run.lock().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd_ < 0) fail_errno("opening", run.lock());
    if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
        std::string owner = "another process";
        try {
            owner = std::string(trim(read_file(run.lock(), 1000)));
        } catch (const Error&) {
            // The owner's name is a courtesy.
        }
        ::close(fd_);
        throw IoError("E-run-locked", fmt::format("the run is in use by {}", owner),
                      "wait for it, or stop it", {run.root.string()});
    }
    char host[65] = {};
    ::gethostname(host, sizeof host - 1);
    const std::string text = fmt::format("pid {} host {} since {:%Y-%m-%d %H:%M:%S}\n", ::getpid(),
                                         host, fmt::localtime(std::time(nullptr)));
    if (::ftruncate(fd_, 0) == 0 && ::pwrite(fd_, text.data(), text.size(), 0) < 0)
        fail_errno("writing", run.lock());
}

RunLock::~RunLock() { ::close(fd_); }

}  // namespace crucible
