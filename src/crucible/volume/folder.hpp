#pragma once
// The files of a folder of slices, in an order that does not depend on the file system.

#include <cstdint>
#include <filesystem>
#include <vector>

namespace crucible::volume {

struct FolderFile {
    std::filesystem::path path;
    std::uint64_t bytes = 0;
};

/// All regular files in `folder` and the folders in it but for hidden ones, by their names with
/// numbers as numbers; the one file where it is a file. Throws InputError (E-volume-folder) for
/// none, IoError.
std::vector<FolderFile> files_in(const std::filesystem::path& folder);

}  // namespace crucible::volume
