// Requests are parsed by Boost.Beast, which keeps the limits of head and body.

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <cstdlib>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/serve/event_writer.hpp"
#include "crucible/serve/exchange.hpp"
#include "crucible/serve/routes.hpp"
#include "crucible/serve/url.hpp"

namespace crucible::serve {
namespace {

namespace http = boost::beast::http;
using boost::system::error_code;
using Parser = http::request_parser<http::buffer_body>;

/// A connection as Beast reads it: no read goes on behind the deadline.
class Reading {
public:
    Reading(const Connection& connection, Clock::time_point until)
        : deadline(until), connection_(connection) {}

    template <class Buffers>
    std::size_t read_some(const Buffers& buffers, error_code& error) {
        error = {};
        // The buffer that Beast reads into is in one piece.
        const boost::asio::mutable_buffer room(*boost::asio::buffer_sequence_begin(buffers));
        std::size_t size = 0;
        const auto got = connection_.read(room.data(), room.size(), size, deadline);
        if (got == Connection::Got::end) error = boost::asio::error::eof;
        if (got == Connection::Got::late) error = boost::asio::error::timed_out;
        if (got == Connection::Got::ending) error = boost::asio::error::operation_aborted;
        if (got == Connection::Got::broken) error = boost::asio::error::connection_reset;
        return size;
    }
    template <class Buffers>
    std::size_t read_some(const Buffers& buffers) {
        error_code error;
        const std::size_t size = read_some(buffers, error);
        if (error) throw boost::system::system_error(error);
        return size;
    }

    Clock::time_point deadline;

private:
    const Connection& connection_;
};

RequestHead head_of(const Parser& parser) {
    const auto& message = parser.get();
    const auto text = [&](auto field) {
        const auto value = message[field];
        return std::string(value.data(), value.size());
    };
    RequestHead head;
    head.method = std::string(message.method_string());
    head.target = std::string(message.target());
    head.host = text(http::field::host);
    head.hosts = static_cast<int>(message.count(http::field::host));
    head.origin = text(http::field::origin);
    head.own_header = text("X-Crucible");
    head.cookie = text(http::field::cookie);
    head.accept = text(http::field::accept);
    head.type = text(http::field::content_type);
    head.last_event_id = text("Last-Event-ID");
    if (!message.keep_alive()) head.kept = RequestHead::Kept::closed;
    return head;
}

/// Where a body goes: into the request's text, or into a file of its own that `Upload` removes.
class Upload {
public:
    explicit Upload(const std::filesystem::path& folder) {
        make_directories(folder);
        std::string name = (folder / ".upload-XXXXXX").string();
        file_ = Descriptor(::mkostemp(name.data(), O_CLOEXEC));
        if (file_.get() < 0) fail_errno("writing", name);
        path_ = name;
    }
    Upload(const Upload&) = delete;
    Upload& operator=(const Upload&) = delete;
    ~Upload() { ::unlink(path_.c_str()); }
    void take(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t n = ::write(file_.get(), bytes.data(), bytes.size());
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) fail_errno("writing", path_);
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
    }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
    Descriptor file_;
};

enum class BodyEnd { whole, too_large, lost };

/// The rest of the request; the deadline moves with what an upload brings.
template <class Take>
BodyEnd read_body(Reading& reading, boost::beast::flat_buffer& buffer, Parser& parser,
                  std::uint64_t limit, Clock::time_point deadline, const Take& take) {
    constexpr std::uint64_t slowest = 64 * 1024;  // bytes a second
    std::array<char, 16 * 1024> piece;
    std::uint64_t total = 0;
    while (!parser.is_done()) {
        parser.get().body().data = piece.data();
        parser.get().body().size = piece.size();
        error_code error;
        http::read(reading, buffer, parser, error);
        if (error == http::error::body_limit) return BodyEnd::too_large;
        if (error && error != http::error::need_buffer) return BodyEnd::lost;
        const std::size_t size = piece.size() - parser.get().body().size;
        total += size;
        if (total > limit) return BodyEnd::too_large;
        take(std::string_view(piece.data(), size));
        reading.deadline = deadline + std::chrono::seconds(total / slowest);
    }
    return BodyEnd::whole;
}

Response too_large(std::uint64_t limit) {
    return error_response(413, "E-serve-size",
                          fmt::format("the request holds more than {} KiB", limit >> 10),
                          "send less, or put the file below the served folder yourself");
}

/// What could not be parsed; nothing where the other side is just gone.
std::optional<Response> parse_fault(const Serving& serving, const error_code& error) {
    if (error == http::error::header_limit)  // the buffer itself has no end
        return error_response(431, "E-serve-size",
                              fmt::format("the request's head is longer than {} KiB",
                                          serving.settings.header_limit >> 10),
                              "send less; remove cookies of other programs");
    if (error == http::error::body_limit) return too_large(serving.settings.body_limit);
    if (error == http::error::end_of_stream || error == http::error::partial_message ||
        error.category() == boost::asio::error::get_system_category())
        return {};
    return error_response(400, "E-serve-request", "this is no HTTP/1.1 request",
                          "open the printed address in a browser");
}

/// One request after the other on a connection.
class Exchange {
public:
    Exchange(const Serving& serving, const Connection& connection)
        : serving_(serving), connection_(connection) {}

    /// False when the connection has served its time.
    bool next() {
        const Clock::time_point deadline = Clock::now() + serving_.settings.read_timeout;
        Reading reading(connection_, deadline);
        Parser parser;
        parser.header_limit(static_cast<std::uint32_t>(serving_.settings.header_limit));
        parser.body_limit(serving_.settings.body_limit);
        error_code error;
        http::read_header(reading, buffer_, parser, error);
        if (error) {
            if (const auto fault = parse_fault(serving_, error)) refuse({}, *fault);
            return false;
        }
        RequestHead head = head_of(parser);
        Target target;
        if (const auto refused = refusal(serving_, head, target)) {
            if (!parser.is_done()) return refuse(head, *refused);
            return write_answer(connection_, head, *refused);
        }
        FoundRoute found = find_route(serving_.router, head.method, target.parts);
        if (!found.route) {
            const Response none =
                found.allowed.empty()
                    ? error_response(404, "E-serve-nowhere", "there is nothing at this path",
                                     "see docs/live.md for what there is")
                    : error_response(405, "E-serve-method",
                                     fmt::format("this path takes {} alone", found.allowed),
                                     "send one of these");
            if (!parser.is_done()) return refuse(head, none);
            return write_answer(connection_, head, none);
        }
        return answer(head, target, found, parser, reading);
    }

private:
    bool answer(RequestHead& head, Target& target, FoundRoute& found, Parser& parser,
                Reading& reading) {
        Request request{head.method,  target.path(),     std::move(found.parts),
                        target.query, head.type,         "",
                        {},           head.last_event_id};
        std::optional<Upload> upload;
        Response response;
        try {
            const bool to_file = found.route->body == Router::Body::file;
            const std::uint64_t limit =
                to_file ? serving_.settings.body_limit : serving_.settings.text_limit;
            if (parser.content_length().value_or(0) > limit) return refuse(head, too_large(limit));
            if (!parser.is_done() && parser.get()[http::field::expect] == "100-continue")
                connection_.write("HTTP/1.1 100 Continue\r\n\r\n");
            if (to_file) request.body_file = upload.emplace(serving_.settings.upload_folder).path();
            const BodyEnd end = read_body(reading, buffer_, parser, limit, reading.deadline,
                                          [&](std::string_view bytes) {
                                              if (upload)
                                                  upload->take(bytes);
                                              else
                                                  request.body += bytes;
                                          });
            if (end == BodyEnd::too_large) {
                upload.reset();  // before anybody is told
                return refuse(head, too_large(limit));
            }
            if (end == BodyEnd::lost) return false;
            if (found.route->stream) return stream(head, request, found.route->stream);
            response = found.route->handler(request);
        } catch (const std::exception& e) {
            response = error_response(e);
            if (!parser.is_done()) {
                response.status = 500;  // what could not be kept here is no fault of the request
                return refuse(head, response);
            }
        }
        return write_answer(connection_, head, std::move(response));
    }

    bool stream(RequestHead& head, const Request& request, const StreamHandler& handler) {
        head.kept = RequestHead::Kept::closed;
        Response r;
        r.type = "text/event-stream";
        if (!connection_.write(answer_head(r, head, -1)) || head.method == "HEAD") return false;
        EventWriter writer(connection_, serving_.settings.heartbeat);
        try {
            handler(request, writer);
        } catch (const std::exception& e) {
            writer.send("", "failed", error_response(e).body);
        }
        writer.close();
        return false;
    }

    /// Answers what was not read to its end: nothing else can follow on this connection.
    bool refuse(RequestHead head, const Response& response) {
        head.kept = RequestHead::Kept::closed;
        write_answer(connection_, head, response);
        connection_.finish();
        return false;
    }

    const Serving& serving_;
    const Connection& connection_;
    boost::beast::flat_buffer buffer_;
};

}  // namespace

void serve_connection(const Serving& serving, const Connection& connection) {
    Exchange exchange(serving, connection);
    while (exchange.next()) {
    }
}

}  // namespace crucible::serve
