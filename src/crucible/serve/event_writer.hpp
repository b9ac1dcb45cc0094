#pragma once
// Server-sent events on a connection, in chunks of HTTP/1.1.

#include "crucible/serve/server.hpp"
#include "crucible/serve/socket.hpp"

namespace crucible::serve {

class EventWriter : public EventStream {
public:
    EventWriter(const Connection& connection, std::chrono::milliseconds heartbeat)
        : connection_(connection), heartbeat_(heartbeat), last_(Clock::now()) {}
    bool send(std::string_view id, std::string_view name, std::string_view data) override;
    bool wait(std::chrono::milliseconds) override;
    /// The chunk that says that the answer is whole.
    void close();

private:
    bool chunk(std::string_view text);
    const Connection& connection_;
    std::chrono::milliseconds heartbeat_;
    Clock::time_point last_;
    enum class State { open, gone } state_ = State::open;
};

/// "id: 1\nevent: NAME\ndata: LINE\n\n": one data line per line, no other field can be smuggled in.
std::string event_text(std::string_view id, std::string_view name, std::string_view data);

}  // namespace crucible::serve
