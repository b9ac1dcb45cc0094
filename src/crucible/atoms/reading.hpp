#pragma once
// What the readers of structures share: words without allocation, guards against hostile counts,
// and the last look at a structure before it is handed out.

#include <string>
#include <string_view>

#include "crucible/atoms/formats.hpp"
#include "crucible/base/text.hpp"

namespace crucible::reading {

/// Words of one line, one at a time: atoms come by the hundred thousand.
class WordCursor {
public:
    explicit WordCursor(std::string_view line) : line_(line) {}
    bool next(Word& word) {
        while (at_ < line_.size() && blank(line_[at_])) ++at_;
        if (at_ == line_.size()) return false;
        const std::size_t first = at_;
        while (at_ < line_.size() && !blank(line_[at_])) ++at_;
        word = {line_.substr(first, at_ - first), static_cast<int>(first) + 1};
        return true;
    }
    /// Column just behind what was read, to point at something missing.
    int column() const { return static_cast<int>(at_) + 1; }

private:
    static bool blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
    std::string_view line_;
    std::size_t at_ = 0;
};

/// A LineReader with one error code, and the questions every format asks.
class Lines : public LineReader {
public:
    Lines(std::string_view text, std::string file, std::string_view code)
        : LineReader(text, std::move(file)), size_(text.size()), code_(code) {}

    [[noreturn]] void fail(const std::string& message, const std::string& cure,
                           int column = 0) const {
        throw InputError(code_, message, cure, here(column));
    }
    [[noreturn]] void fail(const std::string& message, const std::string& cure,
                           const Word& word) const {
        fail(message, cure, word.column);
    }
    /// The next line, or an error that says what is missing.
    std::string_view need(std::string_view what);
    /// The next line that is not blank, or an error that says what is missing.
    std::string_view need_text(std::string_view what);
    /// The next word of the line, or an error that says what is missing.
    Word need(WordCursor& words, std::string_view what) const;
    double number(const Word& w, std::string_view what) const {
        return LineReader::number(w, what, code_);
    }
    double need_number(WordCursor& words, std::string_view what) const {
        return number(need(words, what), what);
    }
    Vec3 need_vector(WordCursor& words, std::string_view what) const;
    long long integer(const Word& w, std::string_view what) const {
        return LineReader::integer(w, what, code_);
    }
    /// A count of things that take at least `bytes_each` in this file: refuses more than fit in it,
    /// before any memory is asked for.
    std::size_t count(const Word& w, std::string_view what, std::size_t bytes_each) const;
    /// Element by symbol.
    int element(const Word& w) const;
    const std::string& code() const { return code_; }

private:
    std::size_t size_;
    std::string code_;
};

/// Z of numbered type `type` (from 1) by the map, or E-format-types that says how to give one.
int element_of_type(const Lines&, const Word& type, const std::vector<int>& map);

/// Throws unless the structure can be computed with: a cell with a volume that repeats in no less
/// than 0.1 angstrom, coordinates within 1e7 angstrom. The message has the reader's code and points
/// at line `line` (0: the current one).
void check_structure(const Lines&, const Structure&, int line = 0);

/// A box around atoms without a lattice; not periodic.
Cell bounding_box(const std::vector<Position>&);

void tell(const ReadOptions&, const Lines&, const std::string& what);

}  // namespace crucible::reading
