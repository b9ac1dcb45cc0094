#pragma once
// Files that a request names, opened so that no name and no link leads out of their folder.

#include <filesystem>

namespace crucible::serve {

/// A descriptor of a plain file beneath `folder` for reading, or -1 where there is none: nothing
/// there, a folder, "..", an absolute path, or a symbolic link anywhere below `folder`. Throws
/// NotBuiltError (E-serve-kernel) where the system has no openat2.
int open_beneath(const std::filesystem::path& folder, const std::filesystem::path& file);
/// Whether `path`, a file or a folder, is there and is reached from `folder` in the same way.
bool is_beneath(const std::filesystem::path& folder, const std::filesystem::path& path);

}  // namespace crucible::serve
