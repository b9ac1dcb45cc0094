#pragma once
// Work items for processes that share nothing but a directory: blocks of ids, each claimed by
// creating a file, which exactly one process can.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "crucible/parallel/executor.hpp"

namespace crucible {

class ItemPool {
public:
    /// Makes the directory, with about `blocks` blocks. Throws IoError.
    static void create(const std::filesystem::path& directory,
                       const std::vector<std::int64_t>& todo, std::size_t blocks,
                       const ItemLimits&);
    /// Throws IoError or InputError for a directory that is no pool.
    explicit ItemPool(std::filesystem::path directory);

    /// The next block that nobody has, as this process's own; empty when none is left, or when the
    /// directory is gone: its step was moved aside.
    std::vector<std::int64_t> claim();
    const ItemLimits& limits() const { return limits_; }
    /// Asks all who work at the pool to finish what they have in hand, and no more. Needs no whole
    /// pool: its owner may have ended while it made one.
    static void ask_to_stop(const std::filesystem::path& directory);
    bool should_stop() const;

private:
    std::filesystem::path directory_;
    ItemLimits limits_;
    std::vector<std::int64_t> todo_;
    std::size_t block_ = 1, next_ = 0;
};

}  // namespace crucible
