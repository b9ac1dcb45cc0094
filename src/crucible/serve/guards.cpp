#include "crucible/serve/guards.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/random.h>

#include <array>

#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"

namespace crucible::serve {
namespace {

bool is_same_name(std::string_view a, std::string_view b) { return lower(a) == lower(b); }

/// Every address of the machine: nobody's name, and browsers take it for this machine.
bool is_wildcard(const std::string& address) { return address == "0.0.0.0" || address == "::"; }

}  // namespace

std::string new_token() {
    std::array<unsigned char, 16> bytes;
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
        fail_errno("reading random bytes from", "the system");
    std::string out;
    for (const unsigned char b : bytes) out += fmt::format("{:02x}", b);
    return out;
}

bool is_same_secret(std::string_view given, std::string_view secret) {
    // Every byte of the secret is looked at, whatever was given; volatile keeps it so.
    volatile unsigned difference = given.size() == secret.size() && !secret.empty() ? 0u : 1u;
    for (std::size_t i = 0; i < secret.size(); ++i) {
        const char g = given.empty() ? '\0' : given[i % given.size()];
        difference = difference | static_cast<unsigned>(static_cast<unsigned char>(g) ^
                                                        static_cast<unsigned char>(secret[i]));
    }
    return difference == 0;
}

bool is_loopback(const std::string& address) {
    in_addr four{};
    if (::inet_pton(AF_INET, address.c_str(), &four) == 1) return ntohl(four.s_addr) >> 24 == 127;
    in6_addr six{};
    return ::inet_pton(AF_INET6, address.c_str(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

std::string host_of(const std::string& address) {
    return address.find(':') == std::string::npos ? address : "[" + address + "]";
}

bool is_own_host(std::string_view host, const std::string& address, std::uint16_t port,
                 const std::vector<std::string>& names) {
    const std::string ending = fmt::format(":{}", port);
    for (const std::string& own :
         {std::string("127.0.0.1"), std::string("localhost"), std::string("[::1]"),
          is_wildcard(address) ? std::string("localhost") : host_of(address)}) {
        if (is_same_name(host, own + ending)) return true;
        if (port == 80 && is_same_name(host, own)) return true;  // browsers leave it out
    }
    for (const std::string& name : names) {
        const std::size_t bracket = name.rfind(']');
        const bool has_port =
            name.find(':', bracket == std::string::npos ? 0 : bracket) != std::string::npos;
        if (is_same_name(host, name)) return true;
        if (!has_port && is_same_name(host, name + ending)) return true;
    }
    return false;
}

bool is_own_origin(std::string_view origin, std::string_view host) {
    for (const std::string_view scheme : {"http://", "https://"})
        if (origin.starts_with(scheme) && is_same_name(origin.substr(scheme.size()), host))
            return true;
    return false;
}

std::string_view cookie_value(std::string_view cookies, std::string_view name) {
    for (const Word& cookie : fields(cookies, ';')) {
        const std::size_t equals = cookie.text.find('=');
        if (equals != std::string_view::npos && cookie.text.substr(0, equals) == name)
            return cookie.text.substr(equals + 1);
    }
    return {};
}

}  // namespace crucible::serve
