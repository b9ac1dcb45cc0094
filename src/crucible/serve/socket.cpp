#include "crucible/serve/socket.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "crucible/base/error.hpp"

namespace crucible::serve {
namespace {

constexpr int write_patience = 30'000;  // ms without a byte taken

int milliseconds_to(Clock::time_point t) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(t - Clock::now()).count();
    return static_cast<int>(std::clamp<long long>(left, 0, 3'600'000));
}

union Address {
    sockaddr any;
    sockaddr_in four;
    sockaddr_in6 six;
};

socklen_t read_address(const std::string& text, std::uint16_t port, Address& out) {
    out = {};
    const std::string numbers = text == "localhost" ? "127.0.0.1" : text;
    if (::inet_pton(AF_INET, numbers.c_str(), &out.four.sin_addr) == 1) {
        out.four.sin_family = AF_INET, out.four.sin_port = htons(port);
        return sizeof out.four;
    }
    if (::inet_pton(AF_INET6, numbers.c_str(), &out.six.sin6_addr) == 1) {
        out.six.sin6_family = AF_INET6, out.six.sin6_port = htons(port);
        return sizeof out.six;
    }
    throw InputError("E-serve-address", fmt::format("'{}' is no address to listen at", text),
                     "give numbers such as 127.0.0.1 or ::1");
}

}  // namespace

Descriptor::~Descriptor() { close(); }

void Descriptor::close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
}

Descriptor listen_at(const std::string& address, std::uint16_t& port) {
    Address at;
    socklen_t size = read_address(address, port, at);
    Descriptor socket(
        ::socket(at.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP));
    const int on = 1;
    if (socket.get() < 0 ||
        ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        ::bind(socket.get(), &at.any, size) != 0 || ::listen(socket.get(), 64) != 0)
        throw IoError("E-serve-bind",
                      fmt::format("{} port {} cannot be listened at: {}", address, port,
                                  std::strerror(errno)),
                      "choose another --port, or leave it out for one that is free");
    size = sizeof at;
    ::getsockname(socket.get(), &at.any, &size);
    port = ntohs(at.any.sa_family == AF_INET ? at.four.sin_port : at.six.sin6_port);
    return socket;
}

Connection::Got Connection::read(void* to, std::size_t room, std::size_t& size,
                                 Clock::time_point deadline) const {
    size = 0;
    while (true) {
        pollfd both[] = {{socket_.get(), POLLIN, 0}, {ending_, POLLIN, 0}};
        const int ready = ::poll(both, 2, milliseconds_to(deadline));
        if (ready < 0 && errno == EINTR) continue;
        if (ready < 0) return Got::broken;
        // What has come is answered also while the server ends; a deadline holds in any case.
        if (ready == 0 || Clock::now() >= deadline) return Got::late;
        if (both[0].revents == 0) return Got::ending;
        const ssize_t n = ::recv(socket_.get(), to, room, 0);
        if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (n < 0) return Got::broken;
        size = static_cast<std::size_t>(n);
        return n == 0 ? Got::end : Got::bytes;
    }
}

bool Connection::wait_to_write() const {
    pollfd p{socket_.get(), POLLOUT, 0};
    int ready = 0;
    while ((ready = ::poll(&p, 1, write_patience)) < 0 && errno == EINTR) {
    }
    return ready > 0;
}

bool Connection::write(std::string_view text) const {
    while (!text.empty()) {
        const ssize_t n = ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL);
        if (n > 0)
            text.remove_prefix(static_cast<std::size_t>(n));
        else if (n < 0 && errno == EAGAIN ? !wait_to_write() : errno != EINTR)
            return false;
    }
    return true;
}

bool Connection::write_file(int file, std::uint64_t bytes) const {
    while (bytes > 0) {
        const ssize_t n =
            ::sendfile(socket_.get(), file, nullptr, std::min<std::uint64_t>(bytes, 1 << 20));
        if (n > 0)
            bytes -= static_cast<std::uint64_t>(n);
        else if (n == 0)
            return false;  // the file became shorter
        else if (errno == EAGAIN ? !wait_to_write() : errno != EINTR)
            return false;
    }
    return true;
}

bool Connection::listens(std::chrono::milliseconds time) const {
    const Clock::time_point end = Clock::now() + time;
    while (true) {
        pollfd both[] = {{socket_.get(), POLLRDHUP, 0}, {ending_, POLLIN, 0}};
        const int ready = ::poll(both, 2, milliseconds_to(end));
        if (ready < 0 && errno == EINTR) continue;
        return ready == 0;
    }
}

void Connection::finish() const {
    ::shutdown(socket_.get(), SHUT_WR);
    const Clock::time_point end = Clock::now() + std::chrono::seconds(1);
    char dropped[4096];
    std::size_t size = 0;
    for (std::size_t total = 0; total < (16u << 20); total += size)
        if (read(dropped, sizeof dropped, size, end) != Got::bytes) return;
}

}  // namespace crucible::serve
