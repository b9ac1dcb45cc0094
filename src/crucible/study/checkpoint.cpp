#include "crucible/study/checkpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/hash.hpp"
#include "crucible/base/text.hpp"

namespace crucible {
namespace {

constexpr int checkpoints_kept = 3;

/// Numbers of the checkpoints in `directory`, ascending.
std::vector<int> checkpoint_numbers(const std::filesystem::path& directory) {
    std::vector<int> out;
    std::error_code error;
    for (const auto& e : std::filesystem::directory_iterator(directory, error))
        if (const auto n = to_integer(e.path().filename().string()); n && *n > 0 && *n < INT32_MAX)
            out.push_back(static_cast<int>(*n));
    std::sort(out.begin(), out.end());
    return out;
}

std::filesystem::path checkpoint_file(const std::filesystem::path& directory, int n) {
    return directory / fmt::format("{:06}", n);
}

double checkpoint_seconds(std::chrono::steady_clock::time_point t) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - t).count();
}

}  // namespace

Checkpoint::Checkpoint(std::filesystem::path directory, std::string key, CheckpointPolicy policy)
    : directory_(std::move(directory)),
      key_(std::move(key)),
      policy_(policy),
      last_(std::chrono::steady_clock::now()) {
    const auto numbers = checkpoint_numbers(directory_);
    if (!numbers.empty()) next_ = numbers.back() + 1;
}

bool Checkpoint::due() const {
    const double since = checkpoint_seconds(last_);
    return since >= policy_.seconds && cost_ <= policy_.fraction * since;
}

void Checkpoint::save(std::string_view bytes) {
    const auto start = std::chrono::steady_clock::now();
    make_directories(directory_);
    std::string body = fmt::format("{}\n", key_);
    body += bytes;
    write_atomic(checkpoint_file(directory_, next_++), sha256(body) + "\n" + body);
    const auto numbers = checkpoint_numbers(directory_);
    for (std::size_t i = 0; i + checkpoints_kept < numbers.size(); ++i)
        std::filesystem::remove(checkpoint_file(directory_, numbers[i]));
    cost_ = checkpoint_seconds(start);
    last_ = std::chrono::steady_clock::now();
}

std::optional<std::string> Checkpoint::load() const {
    auto numbers = checkpoint_numbers(directory_);
    for (auto n = numbers.rbegin(); n != numbers.rend(); ++n) {
        const std::string bytes = read_file(checkpoint_file(directory_, *n));
        const std::size_t end = bytes.find('\n');
        if (end == bytes.npos) continue;
        const std::string_view body = std::string_view(bytes).substr(end + 1);
        if (sha256(body) != bytes.substr(0, end)) continue;
        const std::size_t key_end = body.find('\n');
        if (body.substr(0, key_end) != key_) continue;
        return std::string(body.substr(key_end + 1));
    }
    return std::nullopt;
}

}  // namespace crucible
