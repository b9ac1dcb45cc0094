#pragma once
// Frames of several files as one row of numbers: what steps over very many structures read from.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "crucible/atoms/frame_reader.hpp"

namespace crucible {

/// Frames of all files, one behind the other. Asking for frames in ascending order reads each file
/// once; going back starts over.
class FrameSource {
public:
    /// Counts frames without reading their atoms. Throws as FrameReader.
    explicit FrameSource(std::vector<std::filesystem::path> files);

    std::int64_t count() const { return ends_.empty() ? 0 : ends_.back(); }
    /// Number of the file that a frame is from.
    std::size_t file_of(std::int64_t frame) const;
    /// Throws InputError where a file has become shorter.
    Structure frame(std::int64_t number);

private:
    std::vector<std::filesystem::path> files_;
    std::vector<std::int64_t> ends_;  ///< per file: frames up to its end
    std::optional<FrameReader> reader_;
    std::int64_t next_ = 0;
    std::size_t open_ = 0;  ///< file of the reader
};

}  // namespace crucible
