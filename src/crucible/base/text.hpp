#pragma once
// Text: numbers independent of the locale, words with their columns, nearest names.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/base/error.hpp"

namespace crucible {

/// A word of a line; `column` counts bytes from 1.
struct Word {
    std::string_view text;
    int column = 1;
};

std::string_view trim(std::string_view s);
std::string lower(std::string_view s);
bool starts_with_nocase(std::string_view s, std::string_view prefix);
/// Words separated by blanks and tabs.
std::vector<Word> words(std::string_view line);
/// Fields separated by `separator`, each trimmed; empty fields are kept.
std::vector<Word> fields(std::string_view line, char separator);

/// The whole of `s` as a finite number, locale-independent; a leading '+' and Fortran's 'D'
/// exponent are accepted. Nothing for "nan", "inf", overflow, or trailing junk.
std::optional<double> to_double(std::string_view s);
/// The whole of `s` as an integer that fits.
std::optional<long long> to_integer(std::string_view s);
/// Shortest text that reads back to the same double.
std::string number_text(double v);
/// `v` with `digits` significant digits, no trailing zeros.
std::string number_text(double v, int digits);

/// Edit distance (insert, delete, replace, swap neighbours), case-blind.
int edit_distance(std::string_view a, std::string_view b);
/// The candidate nearest to `word`, or "" when none is within a third of its length (at least 2).
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);
/// "; did you mean 'x'?" or "".
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

/// For showing what a file held: at most 40 characters, control bytes as "?", in single quotes.
std::string in_quotes(std::string_view s);

/// Reads a text file's lines one at a time and knows where it is; the base of every line parser.
class LineReader {
public:
    /// `text` must outlive the reader. `file` is only for messages.
    LineReader(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {}
    /// Next line without its end (LF or CRLF); false at the end.
    bool next(std::string_view& line);
    bool at_end() const { return position_ >= text_.size(); }
    int line_number() const { return number_; }
    const std::string& file() const { return file_; }
    Location here(int column = 0) const { return {file_, number_, column}; }
    /// Place of a word in the current line.
    Location here(const Word& w) const { return {file_, number_, w.column}; }
    /// Throws InputError at the word unless it is a number.
    double number(const Word&, std::string_view what, std::string_view code) const;
    long long integer(const Word&, std::string_view what, std::string_view code) const;

private:
    std::string_view text_;
    std::string file_;
    std::size_t position_ = 0;
    int number_ = 0;
};

}  // namespace crucible
