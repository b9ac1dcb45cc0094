#include "crucible/serve/url.hpp"

namespace crucible::serve {
namespace {

int digit_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_nowhere(const std::string& part) {
    return part.empty() || part == "." || part == ".." ||
           part.find_first_of(std::string_view("\0/", 2)) != std::string::npos;
}

bool read_query(std::string_view text, std::map<std::string, std::string>& query) {
    while (!text.empty()) {
        const std::size_t end = text.find('&');
        const std::string_view pair = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
        if (pair.empty()) continue;
        const std::size_t equals = pair.find('=');
        const auto name = percent_decoded(pair.substr(0, equals), Plus::blank);
        const auto value = equals == std::string_view::npos
                               ? std::optional<std::string>("")
                               : percent_decoded(pair.substr(equals + 1), Plus::blank);
        if (!name || !value) return false;
        query[*name] = *value;
    }
    return true;
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text, Plus plus) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus == Plus::blank) {
            out += ' ';
        } else if (text[i] == '%') {
            const int high = i + 2 < text.size() ? digit_of(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? digit_of(text[i + 2]) : -1;
            if (high < 0 || low < 0) return {};
            out += static_cast<char>(16 * high + low);
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                              (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
                              c == '~';
        const auto byte = static_cast<unsigned char>(c);
        if (is_plain)
            out += c;
        else
            (out += '%') += {digits[byte >> 4], digits[byte & 15]};
    }
    return out;
}

std::string Target::path() const {
    std::string out;
    for (const std::string& part : parts) out += "/" + part;
    return out.empty() ? "/" : out;
}

TargetFault read_target(std::string_view text, Target& target) {
    target = {};
    if (text.empty() || text.front() != '/') return TargetFault::malformed;
    const std::size_t mark = text.find('?');
    if (mark != std::string_view::npos && !read_query(text.substr(mark + 1), target.query))
        return TargetFault::malformed;
    std::string_view path = text.substr(0, mark);
    TargetFault fault = TargetFault::none;
    while (!path.empty() && path != "/") {
        path.remove_prefix(1);
        const std::size_t end = path.find('/');
        const auto part = percent_decoded(path.substr(0, end), Plus::itself);
        if (!part) return TargetFault::malformed;
        if (is_nowhere(*part)) fault = TargetFault::nowhere;
        target.parts.push_back(*part);
        path = end == std::string_view::npos ? std::string_view() : path.substr(end);
    }
    return fault;
}

}  // namespace crucible::serve
