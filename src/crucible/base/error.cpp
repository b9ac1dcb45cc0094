#include "crucible/base/error.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

#include "crucible/base/text.hpp"

namespace crucible {
namespace {
constexpr ErrorCode error_codes[] = {
#include "crucible/base/error_codes.inc"
};
}  // namespace

Error::Error(std::string_view code, std::string_view message, std::string_view cure, Location where)
    : std::runtime_error(std::string(message)),
      code_(code),
      message_(message),
      cure_(cure),
      where_(std::move(where)) {
    compose();
}

void Error::prepend_context(std::string_view doing) {
    context_ = context_.empty() ? std::string(doing) : fmt::format("{}: {}", doing, context_);
    compose();
}

void Error::locate(const Location& where) {
    if (where_.file.empty()) where_.file = where.file;
    if (where_.line == 0) where_.line = where.line, where_.column = where.column;
    compose();
}

void Error::compose() {
    line_.clear();
    if (!where_.file.empty()) {
        line_ += where_.file;
        if (where_.line > 0) line_ += fmt::format(":{}", where_.line);
        if (where_.column > 0) line_ += fmt::format(":{}", where_.column);
        line_ += ": ";
    }
    if (!context_.empty()) line_ += context_ + ": ";
    line_ += message_;
    if (!cure_.empty()) line_ += "; " + cure_;
    line_ += fmt::format(" [{}]", code_);
    for (char& c : line_)
        if (c == '\n') c = ' ';  // one line, whatever a file put into a name
}

const ErrorCode* find_error_code(std::string_view code) {
    for (const ErrorCode& e : error_codes)
        if (e.code == code) return &e;
    return nullptr;
}

std::string nearest_error_code(std::string_view code) {
    std::vector<std::string> all;
    for (const ErrorCode& e : error_codes) all.emplace_back(e.code);
    return nearest(code, all);
}

void assertion_failed(const char* expression, const char* file, int line) {
    std::fprintf(stderr, "bug: %s:%d: assertion failed: %s [E-bug]\n", file, line, expression);
    std::abort();
}

}  // namespace crucible
