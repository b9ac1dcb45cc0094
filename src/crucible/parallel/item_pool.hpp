#pragma once
// Work items for processes that share nothing but a directory: blocks of ids, each claimed by
// creating a file, which exactly one process can.
//
// Blocks lie in stretches, about one for each rank, and stretches in groups. A rank works through
// a stretch of its own, then through what others have left of theirs; files say which stretches and
// groups are empty. With R ranks a rank so looks at some 64 + R/64 files besides those of its
// blocks, not at all 64 R of them.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
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
    /// `rank`: where it begins; any number, best another one for each process.
    explicit ItemPool(std::filesystem::path directory, std::size_t rank = 0);

    /// The next block that nobody has, as this process's own; empty when none is left, or when the
    /// directory is gone: its step was moved aside.
    std::vector<std::int64_t> claim();
    const ItemLimits& limits() const { return limits_; }
    /// Files that were looked for or made so far: what a shared file system has to bear.
    std::int64_t looks() const { return looks_; }
    /// Asks all who work at the pool to finish what they have in hand, and no more. Needs no whole
    /// pool: its owner may have ended while it made one.
    static void ask_to_stop(const std::filesystem::path& directory);
    bool should_stop() const;

    static constexpr std::size_t stretch_blocks = 64, group_stretches = 64;

private:
    enum class Mark { made, taken, gone };
    Mark mark(const std::string& name);
    bool is_marked(const std::string& name);
    void enter(std::size_t stretch);
    bool find_stretch();
    std::size_t blocks() const { return (todo_.size() + block_ - 1) / block_; }

    static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
    std::filesystem::path directory_;
    ItemLimits limits_;
    std::vector<std::int64_t> todo_;
    std::size_t block_ = 1;
    std::size_t home_ = 0;                ///< the stretch that it begins with
    std::size_t passed_ = 0, begun_ = 0;  ///< groups that are behind, stretches of the present one
    std::size_t stretch_ = nowhere, next_ = 0, end_ = 0;  ///< blocks [next, end) of it are left
    std::int64_t looks_ = 0;
};

}  // namespace crucible
