#include "crucible/volume/folder.hpp"

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/volume/dicom_series.hpp"

namespace crucible::volume {

std::vector<FolderFile> files_in(const std::filesystem::path& folder) {
    namespace fs = std::filesystem;
    std::error_code error;
    const fs::file_status status = fs::status(folder, error);
    std::vector<FolderFile> files;
    if (fs::is_regular_file(status)) {
        files.push_back({folder, fs::file_size(folder, error)});
        return files;
    }
    const auto fail = [&](const std::error_code& e) {
        errno = e.value();
        fail_errno("reading the folder", folder);
    };
    fs::recursive_directory_iterator at(folder, error), end;
    if (error) fail(error);
    while (at != end) {
        const bool is_hidden = at->path().filename().string().starts_with('.');
        if (is_hidden && at->is_directory(error)) at.disable_recursion_pending();
        if (!is_hidden && at->is_regular_file(error)) {
            const std::uint64_t bytes = at->file_size(error);
            files.push_back({at->path(), error ? 0 : bytes});
        }
        at.increment(error);
        if (error) fail(error);
    }
    if (files.empty())
        throw InputError("E-volume-folder", "the folder has no files in it",
                         "give the folder that holds the slices", {folder.string()});
    std::sort(files.begin(), files.end(), [](const FolderFile& a, const FolderFile& b) {
        return natural_less(a.path.string(), b.path.string());
    });
    return files;
}

}  // namespace crucible::volume
