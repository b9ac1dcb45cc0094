#include "crucible/live/run_owner.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"

namespace crucible::live {
namespace {

/// "pid 12 host lab since ...", as RunLock writes it.
struct Owner {
    std::string pid, host;
};

Owner owner_of(const RunDirectory& run) {
    Owner owner;
    std::error_code error;
    if (!std::filesystem::is_regular_file(run.lock(), error)) return owner;
    const std::string text = read_file(run.lock(), 1000);
    const std::vector<Word> said = words(text);
    for (std::size_t i = 0; i + 1 < said.size(); i += 2) {
        if (said[i].text == "pid") owner.pid = said[i + 1].text;
        if (said[i].text == "host") owner.host = said[i + 1].text;
    }
    return owner;
}

/// Lines such as "1: FLOCK  ADVISORY  WRITE 1234 fe:01:5678 0 EOF".
bool is_flocked(const RunDirectory& run, const std::string& pid) {
    struct stat about {};
    if (::stat(run.lock().c_str(), &about) != 0) return false;
    const std::string ending = fmt::format(":{}", about.st_ino), locks = read_file("/proc/locks");
    LineReader lines(locks, "/proc/locks");
    for (std::string_view line; lines.next(line);) {
        const std::vector<Word> w = words(line);
        if (w.size() > 5 && w[1].text == "FLOCK" && w[4].text == pid && w[5].text.ends_with(ending))
            return true;
    }
    return false;
}

bool is_fresh(const std::filesystem::path& file) {
    std::error_code error;
    const auto written = std::filesystem::last_write_time(file, error);
    return !error &&
           std::filesystem::file_time_type::clock::now() - written < std::chrono::minutes(1);
}

}  // namespace

bool is_running(const RunDirectory& run) {
    try {
        const Owner owner = owner_of(run);
        if (owner.pid.empty()) return false;
        char host[65] = {};
        ::gethostname(host, sizeof host - 1);
        return owner.host == host ? is_flocked(run, owner.pid) : is_fresh(run.events());
    } catch (const Error&) {
        return false;  // a lock that cannot be read holds nobody
    }
}

}  // namespace crucible::live
