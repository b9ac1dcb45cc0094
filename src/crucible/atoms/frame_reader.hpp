#pragma once
// Structures of a file one at a time: memory does not grow with their number.

#include <cstdint>
#include <fstream>

#include "crucible/atoms/formats.hpp"

namespace crucible {

/// Frames of an extxyz file are read as they are asked for. Of other formats, of compressed files
/// and of standard input the whole file is read at the first call.
class FrameReader {
public:
    /// Throws IoError when the file cannot be opened.
    explicit FrameReader(std::filesystem::path file, ReadOptions = {});

    /// The next frame; false at the end. Throws as `read_structures`, with the line of the file;
    /// an empty file, and one of blank lines whose format is given as extxyz, has no frames.
    bool next(Structure&);
    /// Passes over frames without looking at their atoms; returns over how many, fewer at the end.
    std::int64_t skip(std::int64_t frames);

private:
    bool take_text(std::string& text);
    Structures frame_of(const std::string& text) const;

    std::filesystem::path file_;
    ReadOptions options_;
    std::ifstream stream_;
    int lines_ = 0;  ///< behind us
    enum class Way { frame_by_frame, whole } way_ = Way::frame_by_frame;
    Structures all_;
    std::size_t at_ = 0;
};

}  // namespace crucible
