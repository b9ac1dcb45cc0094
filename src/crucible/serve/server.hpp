#pragma once
// A small HTTP/1.1 server for one person at one machine: routes, files, server-sent events, and the
// guards that keep other people and other pages out (docs/live.md, "What is refused").

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/base/run_context.hpp"
#include "crucible/base/value.hpp"

namespace crucible::serve {

struct Request {
    std::string method;                        ///< "GET", "POST"
    std::string path;                          ///< decoded, without the query
    std::map<std::string, std::string> parts;  ///< what {name} of the route's pattern stands for
    std::map<std::string, std::string> query;  ///< decoded
    std::string type;                          ///< content type of the body
    std::string body;                          ///< "" of uploads
    std::filesystem::path body_file;  ///< of uploads: theirs to rename, removed after the answer
    std::string last_event_id;
};

struct Response {
    int status = 200;
    std::string type = "application/json";
    std::string body;
    std::filesystem::path folder, file;  ///< `file` beneath `folder`, sent instead of the body
    std::string policy;                  ///< content security policy, "" for the server's own
    std::string download;                ///< name under which a browser saves it, "" shows it
    std::string location, cookie;        ///< of the server's own answers
};
Response json_response(const Value&, int status = 200);
Response text_response(std::string body, std::string type = "text/plain; charset=utf-8");

/// What a browser's EventSource listens to.
class EventStream {
public:
    virtual ~EventStream() = default;
    /// False once nobody listens any more. `id` comes back as Request::last_event_id.
    virtual bool send(std::string_view id, std::string_view name, std::string_view data) = 0;
    /// Waits; false once nobody listens or the server ends. Says "still here" every 15 s.
    virtual bool wait(std::chrono::milliseconds) = 0;
};

using Handler = std::function<Response(const Request&)>;
using StreamHandler = std::function<void(const Request&, EventStream&)>;

/// Patterns are paths whose parts may be names: "/api/runs/{run}/table". Handlers are called from
/// several threads at once. An Error becomes {"error": {code, message, cure, file, line, column}}
/// with status 400 (InputError), 404 (codes that end in -missing), 409 (InconsistentError), else
/// 500.
class Router {
public:
    void get(std::string pattern, Handler);
    void post(std::string pattern, Handler);
    /// A post whose body goes to a file (Request::body_file) and may be as large as `body_limit`.
    void upload(std::string pattern, Handler);
    void stream(std::string pattern, StreamHandler);

    enum class Body { text, file };
    struct Route {
        std::string method, pattern;
        Handler handler;
        StreamHandler stream;
        Body body = Body::text;
    };
    const std::vector<Route>& routes() const { return routes_; }

private:
    std::vector<Route> routes_;
};

enum class Reach { loopback, network };
enum class Access { full, read_only };

struct ServerSettings {
    std::string address = "127.0.0.1";
    Reach reach = Reach::loopback;   ///< `network` lets `address` be another than a loopback one
    Access access = Access::full;    ///< `read_only` refuses all but GET and HEAD
    std::uint16_t port = 0;          ///< 0: any that is free
    std::string token;               ///< 32 hexadecimal digits; "": made anew
    std::vector<std::string> hosts;  ///< names besides the loopback ones that a request may ask for
    std::size_t header_limit = 8 * 1024;
    std::size_t text_limit = 4 << 20;        ///< bodies that are held in memory
    std::uint64_t body_limit = 64ULL << 20;  ///< uploads
    std::filesystem::path upload_folder;     ///< where uploads arrive
    /// For a whole request; an upload has a second more for every 64 KiB that have come.
    std::chrono::milliseconds read_timeout{5000};
    std::chrono::milliseconds heartbeat{15000};
    int connections = 32;
};

class Server {
public:
    /// Binds and listens. Throws IoError (E-serve-bind), InputError (E-serve-address).
    Server(Router, ServerSettings);
    ~Server();
    std::uint16_t port() const;
    /// "http://127.0.0.1:8080/?token=..."
    std::string address() const;
    /// Answers until a stop is asked for; streams end first, then what is being answered.
    void run(const StopToken&);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace crucible::serve
