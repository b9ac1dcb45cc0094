#pragma once
// What keeps others out: names that may be asked for, pages that may send, the secret of the
// address.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crucible::serve {

/// 128 random bits of the system, as 32 hexadecimal digits. Throws IoError.
std::string new_token();
/// Takes as long wherever they differ.
bool is_same_secret(std::string_view given, std::string_view secret);

/// 127.0.0.0/8 or ::1; false also for what is no address.
bool is_loopback(const std::string& address);
/// The host of an address in URLs: IPv6 in brackets.
std::string host_of(const std::string& address);

/// Whether a request's Host is one of ours: a loopback name or the bound address with `port`, or
/// one of `names`, which without a port of their own stand for themselves with `port` or with none
/// (behind a proxy).
bool is_own_host(std::string_view host, const std::string& address, std::uint16_t port,
                 const std::vector<std::string>& names);
/// Whether a request's Origin is the page at `host`, which `is_own_host`.
bool is_own_origin(std::string_view origin, std::string_view host);
/// The value of a cookie in a Cookie header, or "".
std::string_view cookie_value(std::string_view cookies, std::string_view name);

}  // namespace crucible::serve
