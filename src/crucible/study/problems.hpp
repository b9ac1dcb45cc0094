#pragma once
// Every fault of a study, found in one go, each with its place and a caret.

#include <string>
#include <vector>

#include "crucible/base/error.hpp"
#include "crucible/base/value.hpp"

namespace crucible {

struct Problem {
    std::string code;
    Origin origin;
    std::string where;     ///< "search.pressure"
    std::string message;   ///< what is wrong
    std::string expected;  ///< what would be right
};

class Problems {
public:
    void add(std::string_view code, const Origin&, std::string_view where, std::string message,
             std::string expected);
    bool empty() const { return all_.empty(); }
    /// In the order of the source.
    const std::vector<Problem>& all() const { return all_; }
    /// `file:line:col: where: message [code]`, the line, the caret, what was expected; for each.
    std::string text() const;
    Value json() const;

private:
    std::vector<Problem> all_;
};

/// Thrown when a study has faults; holds them all, `what()` is the first in one line.
struct StudyError : InputError {
    explicit StudyError(Problems p);
    Problems problems;
};

}  // namespace crucible
