#pragma once
// The framed append log: what a worker acknowledges survives it. One writer per file.
// Frame: magic "CRF1", length, CRC-32C of the rest, kind, item, bytes; little-endian.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace crucible {

struct Frame {
    enum class Kind : std::uint32_t { result = 0, failure = 1, event = 2 } kind = Kind::result;
    std::int64_t item = 0;
    std::string bytes;
};

class ItemLog {
public:
    /// Creates the file, which must not exist. Throws IoError.
    explicit ItemLog(const std::filesystem::path&);
    ~ItemLog();
    ItemLog(const ItemLog&) = delete;
    ItemLog& operator=(const ItemLog&) = delete;

    struct Place {
        std::int64_t offset, length;
    };
    /// One write call; a kill leaves the frame whole or recognisably torn. Throws IoError.
    Place append(const Frame&);

private:
    std::filesystem::path path_;
    int fd_;
    std::int64_t end_ = 0;
};

/// The frame at `offset`; false if it is torn or damaged.
bool read_frame(int fd, std::int64_t offset, Frame&);
/// Every whole frame from `offset` on, in order, stopping at the first torn or damaged one. Throws
/// IoError if the file cannot be read.
struct FramesRead {
    std::int64_t end = 0;   ///< of the last whole frame
    bool is_whole = false;  ///< the file ends there
};
FramesRead read_frames(const std::filesystem::path&, const std::function<void(Frame&&)>&,
                       std::int64_t offset = 0);

}  // namespace crucible
