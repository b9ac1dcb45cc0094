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

ItemPool::ItemPool(std::filesystem::path directory, std::size_t rank)
    : directory_(std::move(directory)), home_(rank) {
    const Value v = read_json((directory_ / pool_file).string());
    limits_ = {v["seconds"].real(), v["memory_bytes"].integer,
               static_cast<int>(v["attempts"].integer)};
    block_ = static_cast<std::size_t>(std::max<std::int64_t>(1, v["block"].integer));
    for (const Value& id : v["items"].list) todo_.push_back(id.integer);
    home_ %= std::max<std::size_t>(1, (blocks() + stretch_blocks - 1) / stretch_blocks);
}

bool ItemPool::is_marked(const std::string& name) {
    ++looks_;
    std::error_code error;
    return std::filesystem::exists(directory_ / name, error);
}

ItemPool::Mark ItemPool::mark(const std::string& name) {
    ++looks_;
    const auto file = directory_ / name;
    const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0 && errno == ENOENT) return Mark::gone;
    if (fd < 0 && errno == EEXIST) return Mark::taken;
    if (fd < 0) fail_errno("creating", file);
    ::close(fd);
    return Mark::made;
}

// Blocks of a stretch are claimed in their order: halving finds the first that is free.
void ItemPool::enter(std::size_t stretch) {
    next_ = stretch * stretch_blocks;
    end_ = std::min(next_ + stretch_blocks, blocks());
    for (std::size_t free = end_; next_ < free;) {
        const std::size_t middle = (next_ + free) / 2;
        if (is_marked(fmt::format("claim-{}", middle)))
            next_ = middle + 1;
        else
            free = middle;
    }
}

bool ItemPool::find_stretch() {
    const std::size_t stretches = (blocks() + stretch_blocks - 1) / stretch_blocks;
    const std::size_t groups = (stretches + group_stretches - 1) / group_stretches;
    for (; passed_ < groups; ++passed_, begun_ = 0) {
        const std::size_t group = (home_ / group_stretches + passed_) % groups;
        const std::size_t first = group * group_stretches;
        const std::size_t size = std::min(group_stretches, stretches - first);
        if (begun_ == 0 && is_marked(fmt::format("empty-group-{}", group))) continue;
        while (begun_ < size) {
            const std::size_t stretch = first + (home_ + begun_++) % size;
            if (is_marked(fmt::format("empty-{}", stretch))) continue;
            enter(stretch);
            stretch_ = stretch;
            return true;
        }
        mark(fmt::format("empty-group-{}", group));
    }
    return false;
}

std::vector<std::int64_t> ItemPool::claim() {
    while (true) {
        for (; next_ < end_; ++next_) {
            const Mark m = mark(fmt::format("claim-{}", next_));
            if (m == Mark::gone) return {};
            if (m == Mark::taken) continue;
            const auto first = todo_.begin() + static_cast<std::ptrdiff_t>(next_ * block_);
            const std::size_t count = std::min(block_, todo_.size() - next_ * block_);
            ++next_;
            return {first, first + static_cast<std::ptrdiff_t>(count)};
        }
        if (stretch_ != nowhere && mark(fmt::format("empty-{}", stretch_)) == Mark::gone) return {};
        stretch_ = nowhere;
        if (!find_stretch()) return {};
    }
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
