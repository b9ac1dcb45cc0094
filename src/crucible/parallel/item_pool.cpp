#include "crucible/parallel/item_pool.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "crucible/base/files.hpp"
#include "crucible/data/json.hpp"

namespace crucible {
namespace {

constexpr const char* pool_file = "pool.json";
constexpr const char* stop_file = "stop";

}  // namespace

void ItemPool::create(const std::filesystem::path& directory, const std::vector<std::int64_t>& todo,
                      std::size_t blocks, const ItemLimits& limits) {
    Value ids = Value::make_list();
    for (const std::int64_t id : todo) ids.list.emplace_back(id);
    Value v;
    v.set("seconds", limits.seconds);
    v.set("memory_bytes", limits.memory_bytes);
    v.set("attempts", static_cast<std::int64_t>(limits.attempts));
    v.set("block", static_cast<std::int64_t>(std::max<std::size_t>(1, todo.size() / blocks)));
    v.set("items", std::move(ids));
    make_directories(directory);
    write_atomic(directory / pool_file, to_json(v));
}

ItemPool::ItemPool(std::filesystem::path directory) : directory_(std::move(directory)) {
    const Value v = read_json((directory_ / pool_file).string());
    limits_ = {v["seconds"].real(), v["memory_bytes"].integer,
               static_cast<int>(v["attempts"].integer)};
    block_ = static_cast<std::size_t>(std::max<std::int64_t>(1, v["block"].integer));
    for (const Value& id : v["items"].list) todo_.push_back(id.integer);
}

std::vector<std::int64_t> ItemPool::claim() {
    for (; next_ * block_ < todo_.size(); ++next_) {
        const auto file = directory_ / fmt::format("claim-{}", next_);
        const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
        if (fd < 0 && errno == ENOENT) return {};
        if (fd < 0 && errno == EEXIST) continue;
        if (fd < 0) fail_errno("creating", file);
        ::close(fd);
        const auto first = todo_.begin() + static_cast<std::ptrdiff_t>(next_ * block_);
        const std::size_t count = std::min(block_, todo_.size() - next_ * block_);
        ++next_;
        return {first, first + static_cast<std::ptrdiff_t>(count)};
    }
    return {};
}

void ItemPool::ask_to_stop(const std::filesystem::path& directory) {
    write_atomic(directory / stop_file, "");
}

bool ItemPool::should_stop() const {
    std::error_code error;
    return std::filesystem::exists(directory_ / stop_file, error) ||
           !std::filesystem::exists(directory_ / pool_file, error);
}

}  // namespace crucible
