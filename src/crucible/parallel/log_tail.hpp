#pragma once
// What other processes append to the item logs of a directory, as it comes.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>

#include "crucible/data/item_log.hpp"

namespace crucible {

class LogTail {
public:
    explicit LogTail(std::filesystem::path directory) : directory_(std::move(directory)) {}
    /// Every whole frame that was not seen before, log by log. A torn one is looked at again. Files
    /// are opened anew each time, since only that shows what others wrote on a network's disk.
    void poll(const std::function<void(Frame&&)>&);

private:
    std::filesystem::path directory_;
    std::map<std::filesystem::path, std::int64_t> seen_;  ///< bytes
};

}  // namespace crucible
