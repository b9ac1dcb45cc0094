#include "crucible/data/item_log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "crucible/base/failpoint.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/hash.hpp"

namespace crucible {
namespace {

constexpr std::uint32_t frame_magic = 0x31465243;  // "CRF1"
constexpr std::uint32_t largest_frame = 1u << 30;

/// All that precedes the bytes. `check` covers kind, item and bytes.
struct FrameHead {
    std::uint32_t magic, length, check, kind;
    std::int64_t item;
};
static_assert(sizeof(FrameHead) == 24);

std::uint32_t frame_check(const FrameHead& h, std::string_view bytes) {
    const char* p = reinterpret_cast<const char*>(&h) + offsetof(FrameHead, kind);
    return crc32c(bytes, crc32c({p, sizeof h - offsetof(FrameHead, kind)}));
}

bool read_exactly(int fd, std::int64_t offset, void* into, std::size_t n) {
    char* p = static_cast<char*>(into);
    while (n > 0) {
        const ssize_t got = ::pread(fd, p, n, offset);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        p += got, n -= static_cast<std::size_t>(got), offset += got;
    }
    return true;
}

}  // namespace

ItemLog::ItemLog(const std::filesystem::path& path)
    : path_(path),
      fd_(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666)) {
    if (fd_ < 0) fail_errno("creating", path);
}

ItemLog::~ItemLog() { ::close(fd_); }

ItemLog::Place ItemLog::append(const Frame& f) {
    FrameHead head{frame_magic, static_cast<std::uint32_t>(f.bytes.size()), 0,
                   static_cast<std::uint32_t>(f.kind), f.item};
    head.check = frame_check(head, f.bytes);
    std::string all(reinterpret_cast<const char*>(&head), sizeof head);
    all += f.bytes;
    failpoint("log.append");
    for (std::string_view rest = all; !rest.empty();) {
        const ssize_t n = ::write(fd_, rest.data(), rest.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) fail_errno("writing", path_);
        rest.remove_prefix(static_cast<std::size_t>(n));
    }
    failpoint("log.appended");
    const Place place{end_, static_cast<std::int64_t>(all.size())};
    end_ += place.length;
    return place;
}

bool read_frame(int fd, std::int64_t offset, Frame& f) {
    FrameHead head;
    if (!read_exactly(fd, offset, &head, sizeof head)) return false;
    if (head.magic != frame_magic || head.length > largest_frame) return false;
    // The length is only trusted as far as the file reaches.
    if (offset + static_cast<std::int64_t>(sizeof head) + head.length > ::lseek(fd, 0, SEEK_END))
        return false;
    f.bytes.resize(head.length);
    if (!read_exactly(fd, offset + static_cast<std::int64_t>(sizeof head), f.bytes.data(),
                      head.length))
        return false;
    f.kind = static_cast<Frame::Kind>(head.kind);
    f.item = head.item;
    return head.check == frame_check(head, f.bytes);
}

FramesRead read_frames(const std::filesystem::path& path, const std::function<void(Frame&&)>& sink,
                       std::int64_t offset) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) fail_errno("opening", path);
    const std::int64_t size = ::lseek(fd, 0, SEEK_END);
    Frame f;
    while (read_frame(fd, offset, f)) {
        offset += static_cast<std::int64_t>(sizeof(FrameHead) + f.bytes.size());
        sink(std::move(f));
    }
    ::close(fd);
    return {offset, offset == size};
}

}  // namespace crucible
