// The server as its clients see it, over sockets; the guards have a test each in guards.py.

#include "crucible/serve/server.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/serve/event_writer.hpp"
#include "tests/temporary.hpp"

using namespace crucible;
using namespace crucible::serve;

namespace {

/// A server that runs while it is there.
class Running {
public:
    Running(Router router, ServerSettings settings)
        : server_(std::move(router), with_token(std::move(settings))),
          thread_([this] { server_.run(stop_); }) {}
    ~Running() { end(); }
    void end() {
        stop_.request();
        if (thread_.joinable()) thread_.join();
    }
    std::uint16_t port() const { return server_.port(); }
    std::string head(const std::string& line) const {
        return fmt::format("{} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nCookie: crucible-{}=secret\r\n",
                           line, port(), port());
    }
    std::string own() const {
        return fmt::format("Origin: http://127.0.0.1:{}\r\nX-Crucible: 1\r\n", port());
    }

private:
    static ServerSettings with_token(ServerSettings s) {
        s.token = "secret";
        return s;
    }
    StopToken stop_;
    Server server_;
    std::thread thread_;
};

/// A client's end of a connection.
class Client {
public:
    explicit Client(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in to{};
        to.sin_family = AF_INET, to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(::connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0);
        const timeval patience{20, 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    ~Client() { ::close(fd_); }
    /// The other side is told that this one is gone, not that it has ended.
    void reset_when_closed() const {
        const linger none{1, 0};
        REQUIRE(::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &none, sizeof none) == 0);
    }
    void send(const std::string& text) const {
        REQUIRE(::send(fd_, text.data(), text.size(), MSG_NOSIGNAL) ==
                static_cast<ssize_t>(text.size()));
    }
    /// Until `ending` stands in what came, or the other side is done.
    std::string read(const std::string& ending = "") const {
        std::string all;
        char piece[4096];
        while (ending.empty() || all.find(ending) == std::string::npos) {
            const ssize_t n = ::recv(fd_, piece, sizeof piece, 0);
            if (n <= 0) break;
            all.append(piece, static_cast<std::size_t>(n));
        }
        return all;
    }

private:
    int fd_;
};

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

Router echo() {
    Router r;
    r.get("/say/{word}", [](const Request& q) { return text_response(q.parts.at("word")); });
    r.post("/echo", [](const Request& q) { return text_response(q.body); });
    r.get("/fail",
          [](const Request&) -> Response { throw InputError("E-unit", "no unit", "write one"); });
    return r;
}

}  // namespace

TEST_CASE("requests follow one another on a connection; HEAD has no body") {
    const Running server(echo(), {});
    const Client client(server.port());
    client.send(server.head("GET /say/one") + "\r\n");
    const std::string first = client.read("\r\n\r\none");
    CHECK(first.starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK(holds(first, "Content-Length: 3\r\n"));
    CHECK(holds(first, "Content-Security-Policy: default-src 'none'"));
    CHECK(holds(first, "X-Content-Type-Options: nosniff\r\n"));
    CHECK(holds(first, "Referrer-Policy: no-referrer\r\n"));
    CHECK(holds(first, "Cache-Control: no-store\r\n"));
    client.send(server.head("POST /echo") + server.own() + "Content-Length: 5\r\n\r\nhello");
    CHECK(holds(client.read("hello"), "200 OK"));
    client.send(server.head("POST /echo") + server.own() +
                "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    CHECK(holds(client.read("abcde"), "Content-Length: 5\r\n"));
    client.send(server.head("GET /fail") + "\r\n");
    CHECK(holds(client.read("}}"), R"({"error":{"code":"E-unit")"));
    client.send(server.head("HEAD /say/two") + "Connection: close\r\n\r\n");
    const std::string last = client.read();
    CHECK(holds(last, "Content-Length: 3\r\n"));
    CHECK(last.ends_with("\r\n\r\n"));
}

TEST_CASE("pieces of one request and several requests in one piece are told apart") {
    const Running server(echo(), {});
    const Client client(server.port());
    const std::string two = server.head("GET /say/one") + "\r\n" + server.head("GET /say/two") +
                            "Connection: close\r\n\r\n";
    for (const char c : two) client.send(std::string(1, c));
    const std::string answers = client.read();
    CHECK(holds(answers, "\r\n\r\noneHTTP/1.1 200"));
    CHECK(answers.ends_with("two"));
}

TEST_CASE("an upload arrives as a file, which is gone afterwards unless it was taken") {
    const Temporary dir;
    Router router;
    router.upload("/keep", [&](const Request& q) {
        CHECK(q.body.empty());
        std::filesystem::rename(q.body_file, dir / "kept");
        return text_response("kept");
    });
    router.upload("/drop", [](const Request& q) {
        return text_response(std::to_string(std::filesystem::file_size(q.body_file)));
    });
    ServerSettings settings;
    settings.upload_folder = dir / "uploads";
    const Running server(std::move(router), settings);
    const Client client(server.port());
    const std::string large(10 << 20, 'x');  // more than what is held in memory
    for (const char* path : {"POST /keep", "POST /drop"})
        client.send(server.head(path) + server.own() +
                    fmt::format("Content-Length: {}\r\n\r\n", large.size()) + large);
    const std::string answers = client.read("\r\n\r\n10485760");
    CHECK(holds(answers, "\r\n\r\nkeptHTTP/1.1 200 OK"));
    CHECK(read_file(dir / "kept") == large);
    CHECK(std::filesystem::is_empty(dir / "uploads"));
}

TEST_CASE("bodies without a length are cut off where they become too long") {
    ServerSettings settings;
    settings.text_limit = 2048;
    const Running server(echo(), settings);
    const std::string chunk = "400\r\n" + std::string(1024, 'x') + "\r\n";
    const std::string head =
        server.head("POST /echo") + server.own() + "Transfer-Encoding: chunked\r\n\r\n";
    const Client one(server.port()), other(server.port());
    one.send(head + chunk + chunk + "0\r\n\r\n");
    CHECK(holds(one.read("xxxx"), "Content-Length: 2048\r\n"));
    other.send(head + chunk + chunk + "1\r\nx\r\n0\r\n\r\n");
    const std::string answer = other.read();
    CHECK(answer.starts_with("HTTP/1.1 413 "));
    CHECK(holds(answer, R"("code":"E-serve-size","message":"the request holds more than 2 KiB")"));
}

TEST_CASE("an upload that cannot be written is answered with the reason, and leaves nothing") {
    const Temporary dir;
    const auto put = [](const std::filesystem::path& folder) {
        Router router;
        router.upload("/drop", [](const Request&) { return text_response("taken"); });
        ServerSettings settings;
        settings.upload_folder = folder;
        const Running server(std::move(router), settings);
        const Client client(server.port());
        const std::string body(1 << 20, 'x');
        client.send(server.head("POST /drop") + server.own() +
                    fmt::format("Content-Length: {}\r\n\r\n", body.size()) + body);
        return client.read();
    };
    const std::string nowhere = put("/proc/self");  // where nobody can make a file
    CHECK(nowhere.starts_with("HTTP/1.1 500 "));
    CHECK(holds(nowhere, "writing failed"));
    // A disk that is full after 64 KiB.
    rlimit usual{};
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &usual) == 0);
    const auto handler = ::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{1 << 16, usual.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
    const std::string full = put(dir / "uploads");
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &usual) == 0);
    ::signal(SIGXFSZ, handler);
    CHECK(full.starts_with("HTTP/1.1 500 "));
    CHECK(holds(full, "writing failed: File too large"));
    CHECK(std::filesystem::is_empty(dir / "uploads"));
}

TEST_CASE("a request that never comes to its end holds nothing up") {
    ServerSettings settings;
    settings.read_timeout = std::chrono::hours(1);
    Running server(echo(), settings);
    const Client waiting(server.port());
    waiting.send(server.head("GET /say/one"));
    {
        const Client gone(server.port());
        gone.send(server.head("GET /say/one"));
        gone.reset_when_closed();
    }
    const Client other(server.port());
    other.send(server.head("GET /say/two") + "\r\n");
    CHECK(holds(other.read("\r\n\r\ntwo"), "200 OK"));
    server.end();
    CHECK(waiting.read() == "");
}

TEST_CASE("files are sent from beneath their folder alone") {
    const Temporary dir;
    make_directories(dir / "run/out");
    write_atomic(dir / "run/out/a.csv", "1,2\n");
    write_atomic(dir / "secret", "secret");
    std::filesystem::create_symlink(dir / "secret", dir / "run/out/link");
    std::filesystem::create_directory_symlink(dir.path(), dir / "run/up");
    Router router;
    router.get("/file", [&](const Request& q) {
        Response r;
        r.folder = dir / "run", r.file = q.query.at("name"), r.type = "text/plain";
        return r;
    });
    const Running server(std::move(router), {});
    const Client client(server.port());
    client.send(server.head("GET /file?name=out/a.csv") + "\r\n");
    CHECK(holds(client.read("1,2\n"), "Content-Length: 4\r\n"));
    for (const char* out : {"../secret", "out/link", "up/secret", "out", "missing",
                            "out/../../secret", "%2fetc%2fpasswd"}) {
        client.send(server.head(fmt::format("GET /file?name={}", out)) + "\r\n");
        CHECK_MESSAGE(holds(client.read("}}"), "404 Not Found"), out);
    }
}

TEST_CASE("events are fields of one line, with a sign of life between them") {
    CHECK(event_text("7", "", "{\"a\":1}") == "id: 7\ndata: {\"a\":1}\n\n");
    CHECK(event_text("", "gone", "") == "event: gone\ndata: \n\n");
    CHECK(event_text("1\nevent: x", "", "a\r\nb\nid: 9") ==
          "id: 1event: x\ndata: a\ndata: b\ndata: id: 9\n\n");
    Router router;
    router.stream("/events", [](const Request& q, EventStream& events) {
        events.send("5", "", "after " + q.last_event_id);
        events.wait(std::chrono::milliseconds(120));
        events.send("6", "gone", "");
    });
    ServerSettings settings;
    settings.heartbeat = std::chrono::milliseconds(50);
    const Running server(std::move(router), settings);
    const Client client(server.port());
    client.send(server.head("GET /events") + "Last-Event-ID: 4\r\n\r\n");
    const std::string all = client.read();
    CHECK(holds(all, "Content-Type: text/event-stream\r\n"));
    CHECK(holds(all, "id: 5\ndata: after 4\n\n"));
    CHECK(holds(all, ": still here\n\n"));
    CHECK(holds(all, "id: 6\nevent: gone\ndata: \n\n"));
    CHECK(all.ends_with("0\r\n\r\n"));
}

TEST_CASE("the head of a stream can be asked for alone; a stream that fails says why") {
    int begun = 0;
    Router router;
    router.stream("/events", [&](const Request&, EventStream&) {
        ++begun;
        throw InputError("E-unit", "no unit", "write one");
    });
    const Running server(std::move(router), {});
    const Client head(server.port()), whole(server.port());
    head.send(server.head("HEAD /events") + "\r\n");
    const std::string answer = head.read();
    CHECK(holds(answer, "Content-Type: text/event-stream\r\n"));
    CHECK(answer.ends_with("\r\n\r\n"));
    CHECK(begun == 0);
    whole.send(server.head("GET /events") + "\r\n");
    CHECK(holds(whole.read(), R"(event: failed
data: {"error":{"code":"E-unit","message":"no unit")"));
    CHECK(begun == 1);
}

TEST_CASE("a stream ends when its listener leaves, and all of them when the server does") {
    std::atomic<int> ended{0};
    Router router;
    router.stream("/events", [&](const Request&, EventStream& events) {
        events.send("", "", "begin");
        while (events.wait(std::chrono::hours(1))) {
        }
        ++ended;
    });
    Running server(std::move(router), {});
    {
        const Client client(server.port());
        client.send(server.head("GET /events") + "\r\n");
        client.read("begin");
    }
    for (int i = 0; i < 2000 && ended == 0; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    CHECK(ended == 1);
    const Client client(server.port());
    client.send(server.head("GET /events") + "\r\n");
    client.read("begin");
    server.end();
    CHECK(ended == 2);
}

TEST_CASE("addresses that others reach are refused, and ports that are taken") {
    ServerSettings settings;
    for (const char* address : {"0.0.0.0", "::", "10.1.2.3", "nonsense", ""}) {
        settings.address = address;
        CHECK_THROWS_AS(Server({}, settings), InputError);
    }
    settings.address = "127.0.0.1";
    const Server first({}, settings);
    settings.port = first.port();
    CHECK_THROWS_AS(Server({}, settings), IoError);
    CHECK(first.address().starts_with(fmt::format("http://127.0.0.1:{}/?token=", first.port())));
}
