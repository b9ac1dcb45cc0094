#pragma once
// One connection's requests, from the first byte to the last answer.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crucible/serve/server.hpp"
#include "crucible/serve/socket.hpp"

namespace crucible::serve {

/// What all connections of a server share; none of it changes once it runs.
struct Serving {
    Router router;
    ServerSettings settings;
    std::uint16_t port = 0;
    int ending = -1;  ///< becomes readable when the server ends
};

/// Reads and answers requests until either side has had enough.
void serve_connection(const Serving&, const Connection&);

/// What a request's head says that guards ask for.
struct RequestHead {
    std::string method, target, host, origin, own_header, cookie, accept, last_event_id, type;
    int hosts = 0;  ///< how often Host was given
    enum class Kept { open, closed } kept = Kept::open;
};
struct Target;

/// Whether the request may be answered at all: nothing, or the refusal.
std::optional<Response> refusal(const Serving&, const RequestHead&, Target&);

/// The head of an answer with all that every answer has. `length` -1: chunks follow.
std::string answer_head(const Response&, const RequestHead&, std::int64_t length,
                        std::string_view more = "");
/// Writes the answer, its file or its body; false when the connection is no longer of use.
bool write_answer(const Connection&, const RequestHead&, Response);

}  // namespace crucible::serve
