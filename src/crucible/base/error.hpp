#pragma once
// Errors by reason. Each has a stable code, says where, what was expected and what to do about it.

#include <stdexcept>
#include <string>
#include <string_view>

namespace crucible {

/// A place in a text file or on the command line; line and column count from 1, 0 = unknown.
struct Location {
    std::string file;
    int line = 0;
    int column = 0;
};

/// Base of all of Crucible's errors. `what()` is one line:
/// `file:line:column: context: message; cure [E-code]`.
class Error : public std::runtime_error {
public:
    Error(std::string_view code, std::string_view message, std::string_view cure,
          Location where = {});

    const std::string& code() const { return code_; }
    const std::string& message() const { return message_; }
    const std::string& cure() const { return cure_; }
    const std::string& context() const { return context_; }
    const Location& where() const { return where_; }
    const char* what() const noexcept override { return line_.c_str(); }

    /// Adds what was being done, in front of what was already said.
    void prepend_context(std::string_view doing);
    /// Fills in the place if none is known yet.
    void locate(const Location& where);

private:
    void compose();
    std::string code_, message_, cure_, context_, line_;
    Location where_;
};

/// What the user wrote is wrong.
struct InputError : Error {
    using Error::Error;
};
/// Inputs that are fine alone contradict each other.
struct InconsistentError : Error {
    using Error::Error;
};
/// A file could not be opened, read, written or trusted.
struct IoError : Error {
    using Error::Error;
};
/// Numerics blew up.
struct UnstableError : Error {
    using Error::Error;
};
/// A component was left out of this build; the cure names the package.
struct NotBuiltError : Error {
    using Error::Error;
};
/// Memory, disk or time would not suffice, or did not.
struct ResourceError : Error {
    using Error::Error;
};

/// Runs `body`; an Error on its way out gets `doing` prepended.
template <class Body>
decltype(auto) with_context(std::string_view doing, Body&& body) {
    try {
        return body();
    } catch (Error& e) {
        e.prepend_context(doing);
        throw;
    }
}

/// A code with its meaning, for `crucible explain`.
struct ErrorCode {
    std::string_view code, meaning, cure;
};
/// The entry of `code`, or nullptr. The table is error_codes.inc.
const ErrorCode* find_error_code(std::string_view code);
/// The nearest known code, for "did you mean".
std::string nearest_error_code(std::string_view code);

[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);

}  // namespace crucible

/// For bugs, never for user input; always on.
#define CRUCIBLE_ASSERT(expression) \
    ((expression) ? void(0) : ::crucible::assertion_failed(#expression, __FILE__, __LINE__))
