#pragma once
// Which route answers a path.

#include <map>
#include <string>
#include <vector>

#include "crucible/serve/server.hpp"

namespace crucible::serve {

struct FoundRoute {
    const Router::Route* route = nullptr;  ///< nullptr: there is none
    std::map<std::string, std::string> parts;
    std::string allowed;  ///< methods that the path has, "GET, HEAD"; for 405
};
/// A plain part of a pattern goes before a {name}. HEAD is answered by routes of GET.
FoundRoute find_route(const Router&, const std::string& method,
                      const std::vector<std::string>& path);

/// {"error": {code, message, cure, ...}} with a status by the reason.
Response error_response(const std::exception&);
Response error_response(int status, std::string_view code, std::string_view message,
                        std::string_view cure);
/// "Not Found".
std::string_view status_words(int status);

}  // namespace crucible::serve
