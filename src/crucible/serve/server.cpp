#include "crucible/serve/server.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <cerrno>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/serve/exchange.hpp"
#include "crucible/serve/guards.hpp"
#include "crucible/serve/routes.hpp"

namespace crucible::serve {
namespace {

/// Connections over the limit: told so, and held for a second so that they can read it.
class Refused {
public:
    void add(Descriptor socket) {
        const Response busy =
            error_response(503, "E-serve-busy", "too many connections are open", "try again");
        RequestHead head;
        head.kept = RequestHead::Kept::closed;
        const std::string text =
            answer_head(busy, head, static_cast<std::int64_t>(busy.body.size()),
                        "Retry-After: 1\r\n") +
            busy.body;
        // What a fresh socket does not take at once is lost: nobody may hold up the others.
        if (::send(socket.get(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT) > 0)
            ::shutdown(socket.get(), SHUT_WR);
        held_.emplace_back(Clock::now() + std::chrono::seconds(1), std::move(socket));
        if (held_.size() > 64) held_.pop_front();
    }
    void let_go() {
        while (!held_.empty() && held_.front().first < Clock::now()) held_.pop_front();
    }

private:
    std::deque<std::pair<Clock::time_point, Descriptor>> held_;
};

}  // namespace

struct Server::State {
    Serving serving;
    Descriptor listener, ending;
    std::mutex mutex;
    std::condition_variable changed;
    int open = 0;

    void take(Descriptor socket, Refused& refused) {
        {
            const std::lock_guard lock(mutex);
            if (open >= serving.settings.connections) return refused.add(std::move(socket));
            ++open;
        }
        try {
            std::thread([this, connection = Connection(std::move(socket), ending.get())]() mutable {
                try {
                    serve_connection(serving, connection);
                } catch (const std::exception&) {
                    // Out of memory for this request: the others go on.
                }
                connection = Connection(Descriptor(), -1);  // closed before its place is free
                leave();
            }).detach();
        } catch (const std::system_error&) {
            leave();  // no more threads now: the connection is closed
        }
    }
    void leave() {
        const std::lock_guard lock(mutex);
        --open;
        changed.notify_all();
    }
};

Server::Server(Router router, ServerSettings settings) : state_(std::make_unique<State>()) {
    if (settings.reach == Reach::loopback && !is_loopback(settings.address) &&
        settings.address != "localhost")
        throw InputError(
            "E-serve-address",
            fmt::format("{} is not this machine alone: others on the network could reach your runs",
                        in_quotes(settings.address)),
            "leave out --bind; or put a proxy that speaks TLS before it and add "
            "--i-understand");
    if (settings.token.empty()) settings.token = new_token();
    state_->serving.port = settings.port;
    state_->listener = listen_at(settings.address, state_->serving.port);
    state_->ending = Descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (state_->ending.get() < 0)
        throw IoError("E-serve-bind", "no more files can be opened",
                      "raise the limit of open files (ulimit -n)");
    state_->serving.ending = state_->ending.get();
    state_->serving.router = std::move(router), state_->serving.settings = std::move(settings);
}

Server::~Server() = default;

std::uint16_t Server::port() const { return state_->serving.port; }

std::string Server::address() const {
    const ServerSettings& s = state_->serving.settings;
    return fmt::format("http://{}:{}/?token={}", host_of(s.address), port(), s.token);
}

void Server::run(const StopToken& stop) {
    Refused refused;
    while (stop.level() == 0) {
        pollfd p{state_->listener.get(), POLLIN, 0};
        const int ready = ::poll(&p, 1, 200);  // a stop is asked for without a sound
        refused.let_go();
        if (ready <= 0) continue;
        Descriptor socket(
            ::accept4(state_->listener.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
        if (socket.get() >= 0)
            state_->take(std::move(socket), refused);
        else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    state_->listener.close();
    ::eventfd_write(state_->ending.get(), 1);
    std::unique_lock lock(state_->mutex);
    state_->changed.wait(lock, [&] { return state_->open == 0; });
}

}  // namespace crucible::serve
