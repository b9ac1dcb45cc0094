#include <doctest/doctest.h>

#include "crucible/base/error.hpp"
#include "crucible/serve/guards.hpp"
#include "crucible/serve/routes.hpp"
#include "crucible/serve/url.hpp"

using namespace crucible;
using namespace crucible::serve;

TEST_CASE("percent signs are decoded strictly and come back") {
    CHECK(percent_decoded("a%20b", Plus::itself) == "a b");
    CHECK(percent_decoded("a+b%2B", Plus::blank) == "a b+");
    CHECK(percent_decoded("a+b", Plus::itself) == "a+b");
    CHECK(percent_decoded("%e2%82%AC", Plus::itself) == "\u20ac");
    for (const char* bad : {"%", "%4", "a%", "%zz", "%4g", "%%41", "%-1", "% 1"})
        CHECK_MESSAGE(!percent_decoded(bad, Plus::itself), bad);
    std::string all;
    for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
    CHECK(percent_decoded(percent_encoded(all), Plus::blank) == all);
    CHECK(percent_encoded("a/b ~") == "a%2Fb%20~");
}

TEST_CASE("a target is a path of parts and a query") {
    Target t;
    CHECK(read_target("/api/runs/a:b/table?from=10&rows=5&name=a%26b", t) == TargetFault::none);
    CHECK(t.parts == std::vector<std::string>{"api", "runs", "a:b", "table"});
    CHECK(t.path() == "/api/runs/a:b/table");
    CHECK(t.query["from"] == "10");
    CHECK(t.query["name"] == "a&b");
    CHECK(read_target("/", t) == TargetFault::none);
    CHECK(t.parts.empty());
    CHECK(t.path() == "/");
    CHECK(read_target("/api/", t) == TargetFault::none);
    CHECK(t.parts == std::vector<std::string>{"api"});
    CHECK(read_target("/?flag&&x=", t) == TargetFault::none);
    CHECK(t.query.at("flag").empty());
}

TEST_CASE("targets that lead out of the served paths are told from malformed ones") {
    Target t;
    for (const char* out : {"/../etc/passwd", "/a/../../b", "/%2e%2e/etc", "/a/%2E%2e/b", "/./a",
                            "//evil.example/a", "/a//b", "/a%00b", "/a%2fb", "/..%2f..%2fetc"})
        CHECK_MESSAGE(read_target(out, t) == TargetFault::nowhere, out);
    for (const char* bad : {"", "a", "http://127.0.0.1/", "*", "/%", "/%4", "/a%zz", "/?x=%"})
        CHECK_MESSAGE(read_target(bad, t) == TargetFault::malformed, bad);
}

TEST_CASE("a secret is the same only whole") {
    const std::string token = new_token();
    CHECK(token.size() == 32);
    CHECK(token.find_first_not_of("0123456789abcdef") == std::string::npos);
    CHECK(token != new_token());
    CHECK(is_same_secret(token, token));
    CHECK_FALSE(is_same_secret("", token));
    CHECK_FALSE(is_same_secret(token.substr(1), token));
    CHECK_FALSE(is_same_secret(token + token, token));
    CHECK_FALSE(is_same_secret(token + "0", token));
    CHECK_FALSE(is_same_secret("", ""));  // no secret is nobody's
    std::string other = token;
    other.back() = other.back() == '0' ? '1' : '0';
    CHECK_FALSE(is_same_secret(other, token));
}

TEST_CASE("hosts and origins are ours only with our port") {
    for (const char* own : {"127.0.0.1:8080", "localhost:8080", "LocalHost:8080", "[::1]:8080"})
        CHECK_MESSAGE(is_own_host(own, "127.0.0.1", 8080, {}), own);
    for (const char* other :
         {"", "127.0.0.1", "localhost", "127.0.0.1:80", "evil.example:8080", "evil.example",
          "127.0.0.1:8080.evil.example", "localhost:8080 ", "0.0.0.0:8080"})
        CHECK_MESSAGE(!is_own_host(other, "127.0.0.1", 8080, {}), other);
    CHECK_FALSE(is_own_host("0.0.0.0:8080", "0.0.0.0", 8080, {}));
    CHECK(is_own_host("192.168.1.5:8080", "192.168.1.5", 8080, {}));
    CHECK(is_own_host("lab.example", "127.0.0.1", 8080, {"lab.example"}));
    CHECK(is_own_host("lab.example:8080", "127.0.0.1", 8080, {"lab.example"}));
    CHECK_FALSE(is_own_host("lab.example:81", "127.0.0.1", 8080, {"lab.example"}));
    CHECK(is_own_host("lab.example:81", "127.0.0.1", 8080, {"lab.example:81"}));
    CHECK_FALSE(is_own_host("lab.example:8080", "127.0.0.1", 8080, {"lab.example:81"}));
    CHECK(is_own_origin("http://localhost:8080", "localhost:8080"));
    CHECK(is_own_origin("https://lab.example", "lab.example"));
    for (const char* other : {"", "null", "http://localhost", "http://localhost:8081",
                              "http://127.0.0.1:8080", "http://localhost:8080.evil.example"})
        CHECK_MESSAGE(!is_own_origin(other, "localhost:8080"), other);
}

TEST_CASE("addresses: what is loopback, how they stand in URLs") {
    for (const char* near : {"127.0.0.1", "127.9.9.9", "::1"}) CHECK(is_loopback(near));
    for (const char* far : {"0.0.0.0", "::", "10.0.0.1", "128.0.0.1", "localhost", "", "fe80::1"})
        CHECK_FALSE(is_loopback(far));
    CHECK(host_of("127.0.0.1") == "127.0.0.1");
    CHECK(host_of("::1") == "[::1]");
}

TEST_CASE("cookies are found by their whole name") {
    CHECK(cookie_value("a=1; crucible-80=abc; b=2", "crucible-80") == "abc");
    CHECK(cookie_value("xcrucible-80=no", "crucible-80").empty());
    CHECK(cookie_value("", "crucible-80").empty());
}

TEST_CASE("the most exact pattern answers, HEAD as GET, other methods are listed") {
    Router router;
    const auto says = [](const char* word) {
        return [word](const Request&) { return text_response(word); };
    };
    router.get("/api/runs/{run}", says("any"));
    router.get("/api/runs/latest", says("latest"));
    router.post("/api/runs", says("start"));
    router.get("/", says("home"));
    const auto found = find_route(router, "GET", {"api", "runs", "a:b"});
    REQUIRE(found.route);
    CHECK(found.parts.at("run") == "a:b");
    CHECK(found.route->handler({}).body == "any");
    CHECK(find_route(router, "HEAD", {"api", "runs", "latest"}).route->handler({}).body ==
          "latest");
    CHECK(find_route(router, "GET", {}).route->handler({}).body == "home");
    CHECK(find_route(router, "GET", {"api", "runs"}).allowed == "POST");
    CHECK_FALSE(find_route(router, "GET", {"api", "runs"}).route);
    CHECK(find_route(router, "GET", {"api"}).allowed.empty());
    CHECK_FALSE(find_route(router, "DELETE", {"api", "runs", "x"}).route);
}

TEST_CASE("errors become JSON with a status by their reason") {
    const InputError input("E-unit", "no unit", "write one", {"study.toml", 3, 7});
    CHECK(error_response(input).status == 400);
    CHECK(error_response(input).body ==
          R"({"error":{"code":"E-unit","message":"no unit","cure":"write one",)"
          R"("file":"study.toml","line":3,"column":7}})");
    CHECK(error_response(IoError("E-run-missing", "none", "give one")).status == 404);
    CHECK(error_response(InconsistentError("E-run-locked", "in use", "wait")).status == 409);
    CHECK(error_response(IoError("E-io", "broken", "look")).status == 500);
    CHECK(error_response(std::runtime_error("what?")).status == 500);
}
