// All fuzz entry points under names of their own, and their inputs: for programs that run through
// them without libFuzzer.
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace fuzz {

struct Entry {
    const char* name;
    int (*run)(const unsigned char*, size_t);
};

#include "entries.inc"

/// The files below `folder` that are kept for `entry`, in order of their names. Malformed files
/// are kept under the name of their format, drivers under that of the file's parser.
inline std::vector<std::filesystem::path> inputs(const Entry& entry,
                                                 const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> found;
    if (!std::filesystem::exists(folder)) return found;
    for (const auto& item : std::filesystem::recursive_directory_iterator(folder)) {
        std::string own = item.path().parent_path().filename().string();
        std::replace(own.begin(), own.end(), '-', '_');
        if (item.is_regular_file() && own == entry.name) found.push_back(item.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace fuzz
