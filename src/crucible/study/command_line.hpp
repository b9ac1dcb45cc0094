#pragma once
// Command lines are read by the engine that reads studies: same structs, same carets, same hints.

#include <string>
#include <vector>

#include "crucible/base/describe.hpp"
#include "crucible/base/value.hpp"
#include "crucible/study/problems.hpp"

namespace crucible {

/// One command line: the words after the verb, and the whole of it for carets.
class CommandLine {
public:
    /// `skip` words (program, verb...) belong to the caller.
    CommandLine(const std::vector<std::string>& words, std::size_t skip);

    /// Options and positional words as a table that `fill` can read. Words that are no option go,
    /// in order, to the positional fields; the last of these takes all that are left if it is a
    /// list.
    Value read(const Fields&, Problems&) const;
    /// Whether --help or -h is among the words.
    bool wants_help() const;

private:
    Origin place(std::size_t word, std::size_t offset, std::size_t length) const;
    void option(std::size_t& i, const Fields&, Value&, Problems&) const;
    void positional(std::size_t i, std::size_t& next, const Fields&, Value&, Problems&) const;
    std::vector<std::string> words_;
    std::vector<int> columns_;
    std::size_t skip_;
    std::shared_ptr<const Source> source_;
};

/// Reads `line` into a described object. Throws StudyError (exit code 2).
template <class T>
T read_options(const CommandLine& line);

/// As above, type-erased.
void read_options(const CommandLine& line, Fields&);

template <class T>
T read_options(const CommandLine& line) {
    T t;
    Fields f;
    t.describe(f);
    read_options(line, f);
    return t;
}

}  // namespace crucible
