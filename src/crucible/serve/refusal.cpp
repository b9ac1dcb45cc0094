// The guards in their order: whose name was asked for, who asks, from which page, for what.

#include <fmt/format.h>

#include "crucible/serve/exchange.hpp"
#include "crucible/serve/guards.hpp"
#include "crucible/serve/routes.hpp"
#include "crucible/serve/url.hpp"

namespace crucible::serve {
namespace {

std::string cookie_name(const Serving& serving) {
    return fmt::format("crucible-{}", serving.port);  // cookies do not tell ports apart
}

/// To the same place without the token in it, which the browser keeps from now on.
Response exchange_token(const Serving& serving, const Target& target) {
    Response r;
    r.status = 303;
    r.type = "text/plain";
    r.body = "go on without the token\n";
    for (const std::string& part : target.parts) r.location += "/" + percent_encoded(part);
    if (target.parts.empty()) r.location = "/";
    char mark = '?';
    for (const auto& [name, value] : target.query) {
        if (name == "token") continue;
        r.location += fmt::format("{}{}={}", mark, percent_encoded(name), percent_encoded(value));
        mark = '&';
    }
    r.cookie = fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict", cookie_name(serving),
                           serving.settings.token);
    return r;
}

Response stranger(const RequestHead& head) {
    constexpr std::string_view message = "this page is open to who has its address",
                               cure = "open the address that `crucible serve` printed";
    Response r = error_response(401, "E-serve-token", message, cure);
    if (head.accept.find("text/html") == std::string::npos) return r;
    r.type = "text/html; charset=utf-8";
    r.body =
        "<!doctype html><html lang=\"en\"><title>Crucible</title><p>This page is open to who "
        "has its address: open the one that <code>crucible serve</code> printed.</p></html>\n";
    return r;
}

bool only_reads(const RequestHead& head) { return head.method == "GET" || head.method == "HEAD"; }

}  // namespace

std::optional<Response> refusal(const Serving& serving, const RequestHead& head, Target& target) {
    const ServerSettings& s = serving.settings;
    if (head.hosts != 1 || !is_own_host(head.host, s.address, serving.port, s.hosts))
        return error_response(421, "E-serve-host", "the request asks for another host's page",
                              "open the printed address, or name the host with --host");
    const TargetFault fault = read_target(head.target, target);
    if (fault == TargetFault::malformed)
        return error_response(400, "E-serve-request", "the request's path is malformed",
                              "write a path such as /api/runs, with %XX for other bytes");
    const auto given = target.query.find("token");
    if (given != target.query.end()) {
        if (!is_same_secret(given->second, s.token)) return stranger(head);
        if (only_reads(head) && fault == TargetFault::none) return exchange_token(serving, target);
    } else if (!is_same_secret(cookie_value(head.cookie, cookie_name(serving)), s.token)) {
        return stranger(head);
    }
    if (!only_reads(head)) {
        if (!is_own_origin(head.origin, head.host) || head.own_header != "1")
            return error_response(403, "E-serve-origin", "another page sent this request",
                                  "send Origin of this page and the header X-Crucible: 1");
        if (s.access == Access::read_only)
            return error_response(403, "E-serve-read-only", "this page only shows",
                                  "start `crucible serve` without --read-only");
    }
    if (fault == TargetFault::nowhere)
        return error_response(404, "E-serve-nowhere", "there is nothing at this path",
                              "see docs/live.md for what there is");
    return {};
}

}  // namespace crucible::serve
