#pragma once
// What events.jsonl says about a run, read on from where the last reading ended.

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "crucible/base/value.hpp"

namespace crucible::live {

class EventDigest {
public:
    /// Takes the whole lines that have come; starts anew where the file became shorter.
    void read_on(const std::filesystem::path& events);

    struct Step {
        double began = 0, last = 0;  ///< s since its program started
        double seconds = 0;          ///< of the last time that it was done
        double done = 0, total = 0;  ///< of its progress
        std::string unit;
    };
    std::map<std::string, Step> steps;
    std::string date;       ///< ISO 8601, of the last event
    std::string text;       ///< "search: 412/1000 trials"
    std::size_t turns = 0;  ///< states and warnings: what a report shows of events

private:
    void take(const Value& event);
    std::uint64_t place_ = 0;
};

}  // namespace crucible::live
