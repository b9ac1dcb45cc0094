// How an answer is written: what every answer says about itself, then a body or a file.

#include <fmt/format.h>
#include <sys/stat.h>

#include "crucible/base/error.hpp"
#include "crucible/serve/exchange.hpp"
#include "crucible/serve/file_beneath.hpp"
#include "crucible/serve/routes.hpp"
#include "crucible/serve/url.hpp"

namespace crucible::serve {
namespace {

/// Scripts of this server alone; styles also in place, because drawings carry theirs.
constexpr std::string_view own_policy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
    "worker-src 'self' blob:; frame-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'";

}  // namespace

std::string answer_head(const Response& r, const RequestHead& head, std::int64_t length,
                        std::string_view more) {
    std::string out = fmt::format("HTTP/1.1 {} {}\r\n", r.status, status_words(r.status));
    out += fmt::format("Content-Type: {}\r\n", r.type);
    out += length < 0 ? "Transfer-Encoding: chunked\r\n"
                      : fmt::format("Content-Length: {}\r\n", length);
    out += fmt::format("Content-Security-Policy: {}\r\n",
                       r.policy.empty() ? own_policy : std::string_view(r.policy));
    out +=
        "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
        "Cache-Control: no-store\r\nCross-Origin-Resource-Policy: same-origin\r\n";
    if (!r.download.empty())
        out += fmt::format("Content-Disposition: attachment; filename*=UTF-8''{}\r\n",
                           percent_encoded(r.download));
    if (!r.location.empty()) out += fmt::format("Location: {}\r\n", r.location);
    if (!r.cookie.empty()) out += fmt::format("Set-Cookie: {}\r\n", r.cookie);
    out += more;
    out += head.kept == RequestHead::Kept::open ? "Connection: keep-alive\r\n"
                                                : "Connection: close\r\n";
    return out + "\r\n";
}

bool write_answer(const Connection& connection, const RequestHead& head, Response r) {
    Descriptor file;
    struct stat about {};
    if (!r.file.empty()) {
        try {
            file = Descriptor(open_beneath(r.folder, r.file));
        } catch (const Error& e) {
            r = error_response(e);
        }
        if (file.get() < 0 && r.status == 200)
            r = error_response(404, "E-serve-nowhere", "the file is not there",
                               "look whether it was moved or removed");
    }
    const bool has_file = file.get() >= 0 && ::fstat(file.get(), &about) == 0;
    const auto length = has_file ? static_cast<std::int64_t>(about.st_size)
                                 : static_cast<std::int64_t>(r.body.size());
    std::string text = answer_head(r, head, length);
    const bool has_body = head.method != "HEAD";
    if (has_body && !has_file) text += r.body;
    if (!connection.write(text)) return false;
    if (has_body && has_file &&
        !connection.write_file(file.get(), static_cast<std::uint64_t>(length)))
        return false;
    return head.kept == RequestHead::Kept::open;
}

}  // namespace crucible::serve
