#pragma once
// Sockets of the system with deadlines: every wait also ends when the server does.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace crucible::serve {

using Clock = std::chrono::steady_clock;

/// A descriptor that is closed with its object.
class Descriptor {
public:
    explicit Descriptor(int fd = -1) : fd_(fd) {}
    ~Descriptor();
    Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    int get() const { return fd_; }
    void close();

private:
    int fd_;
};

/// Listens; `port` 0 becomes the one that was free. Throws IoError (E-serve-bind), InputError
/// (E-serve-address).
Descriptor listen_at(const std::string& address, std::uint16_t& port);

/// A non-blocking connection. `ending` is a descriptor that becomes readable when all waits end.
class Connection {
public:
    Connection(Descriptor socket, int ending) : socket_(std::move(socket)), ending_(ending) {}

    enum class Got { bytes, end, late, ending, broken };
    /// Waits until the deadline for some bytes; `size` is how many came.
    Got read(void* to, std::size_t room, std::size_t& size, Clock::time_point deadline) const;
    /// All of it, or false once the other side is gone or has taken nothing for 30 s.
    bool write(std::string_view) const;
    /// So many bytes of a file from its place on; as `write`.
    bool write_file(int file, std::uint64_t bytes) const;
    /// Sleeps; false as soon as the other side hangs up or the server ends.
    bool listens(std::chrono::milliseconds) const;
    /// Says that nothing more follows, and drops what still comes for up to a second, so that the
    /// answer is not lost with bytes that nobody read.
    void finish() const;

private:
    bool wait_to_write() const;
    Descriptor socket_;
    int ending_;
};

}  // namespace crucible::serve
