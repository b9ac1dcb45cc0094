// What a connection to the live page sends: every request is answered or cut, whatever it is. The
// bytes come through a socket, so that Boost.Beast, guards and routes all see them.

#include <sys/eventfd.h>
#include <sys/socket.h>

#include <filesystem>

#include "crucible/base/error.hpp"
#include "crucible/serve/exchange.hpp"

using namespace crucible;
using namespace crucible::serve;

namespace {

/// The corpus asks for 127.0.0.1:8080 with the token "secret".
Serving make_serving() {
    Serving s;
    const auto echo = [](const Request& q) {
        return text_response(q.path + q.body + q.last_event_id);
    };
    s.router.get("/", echo);
    s.router.get("/api/runs/{run}/table/{step}", echo);
    s.router.post("/api/check", echo);
    s.router.upload("/api/uploads", echo);
    s.router.stream("/api/events", [](const Request& q, EventStream& events) {
        events.send(q.last_event_id, "", q.path);
    });
    s.settings.token = "secret";
    s.settings.upload_folder = std::filesystem::temp_directory_path() / "crucible-fuzz-uploads";
    s.settings.body_limit = 1 << 16;
    s.port = 8080;
    s.ending = ::eventfd(0, EFD_CLOEXEC);
    return s;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    static const Serving serving = make_serving();
    int ends[2];
    if (size > 60'000 || ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return 0;
    Descriptor client(ends[0]);
    const Connection connection(Descriptor(ends[1]), serving.ending);
    if (::send(client.get(), data, size, MSG_NOSIGNAL) < 0) return 0;
    ::shutdown(client.get(), SHUT_WR);
    serve_connection(serving, connection);
    char status[12] = {};
    const ssize_t n = ::recv(client.get(), status, sizeof status, MSG_DONTWAIT);
    CRUCIBLE_ASSERT(n < 12 || std::string_view(status, 9) == "HTTP/1.1 ");
    return 0;
}
