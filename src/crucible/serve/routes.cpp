#include "crucible/serve/routes.hpp"

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"

namespace crucible::serve {
namespace {

std::vector<std::string> parts_of(std::string_view pattern) {
    std::vector<std::string> out;
    for (const Word& w : fields(pattern, '/'))
        if (!w.text.empty()) out.emplace_back(w.text);
    return out;
}

bool is_name(const std::string& part) { return part.starts_with('{') && part.ends_with('}'); }

/// How many parts are met as they stand; -1 where the path is another.
int match(const std::vector<std::string>& pattern, const std::vector<std::string>& path,
          std::map<std::string, std::string>& parts) {
    if (pattern.size() != path.size()) return -1;
    int plain = 0;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (is_name(pattern[i]))
            parts[pattern[i].substr(1, pattern[i].size() - 2)] = path[i];
        else if (pattern[i] == path[i])
            ++plain;
        else
            return -1;
    }
    return plain;
}

int status_of(const Error& e) {
    if (e.code().ends_with("-missing") || e.code() == "E-serve-nowhere") return 404;
    if (dynamic_cast<const InputError*>(&e)) return 400;
    if (dynamic_cast<const InconsistentError*>(&e)) return 409;
    return 500;
}

}  // namespace

void Router::get(std::string pattern, Handler handler) {
    routes_.push_back({"GET", std::move(pattern), std::move(handler), {}, Body::text});
}

void Router::post(std::string pattern, Handler handler) {
    routes_.push_back({"POST", std::move(pattern), std::move(handler), {}, Body::text});
}

void Router::upload(std::string pattern, Handler handler) {
    routes_.push_back({"POST", std::move(pattern), std::move(handler), {}, Body::file});
}

void Router::stream(std::string pattern, StreamHandler handler) {
    routes_.push_back({"GET", std::move(pattern), {}, std::move(handler), Body::text});
}

FoundRoute find_route(const Router& router, const std::string& method,
                      const std::vector<std::string>& path) {
    FoundRoute found;
    int best = -1;
    for (const Router::Route& route : router.routes()) {
        std::map<std::string, std::string> parts;
        const int plain = match(parts_of(route.pattern), path, parts);
        if (plain < 0) continue;
        const std::string methods = route.method == "GET" ? "GET, HEAD" : route.method;
        if (found.allowed.find(methods) == std::string::npos)
            found.allowed += (found.allowed.empty() ? "" : ", ") + methods;
        const bool fits = route.method == method || (method == "HEAD" && route.method == "GET");
        if (fits && plain > best)
            best = plain, found.route = &route, found.parts = std::move(parts);
    }
    return found;
}

Response json_response(const Value& v, int status) {
    Response r;
    r.status = status;
    r.body = to_json(v);
    return r;
}

Response text_response(std::string body, std::string type) {
    Response r;
    r.body = std::move(body), r.type = std::move(type);
    return r;
}

Response error_response(int status, std::string_view code, std::string_view message,
                        std::string_view cure) {
    Value error;
    error.set("code", code), error.set("message", message), error.set("cure", cure);
    Value v;
    v.set("error", std::move(error));
    return json_response(v, status);
}

Response error_response(const std::exception& exception) {
    const auto* e = dynamic_cast<const Error*>(&exception);
    if (!e)
        return error_response(500, "E-bug", exception.what(),
                              "please report it with what you were doing");
    Value error;
    error.set("code", e->code());
    error.set("message", e->context().empty() ? e->message() : e->context() + ": " + e->message());
    error.set("cure", e->cure());
    if (!e->where().file.empty()) error.set("file", e->where().file);
    if (e->where().line > 0) error.set("line", e->where().line);
    if (e->where().column > 0) error.set("column", e->where().column);
    Value v;
    v.set("error", std::move(error));
    return json_response(v, status_of(*e));
}

std::string_view status_words(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 303:
            return "See Other";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 409:
            return "Conflict";
        case 413:
            return "Payload Too Large";
        case 421:
            return "Misdirected Request";
        case 431:
            return "Request Header Fields Too Large";
        case 503:
            return "Service Unavailable";
        default:
            return "Internal Server Error";
    }
}

}  // namespace crucible::serve
