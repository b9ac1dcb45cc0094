#pragma once
// Tables: named columns with units; CSV in and out.

#include <string>
#include <string_view>
#include <vector>

namespace crucible {

/// A column of numbers (NaN = missing) or of text; one of the two vectors is in use.
struct Column {
    enum class Kind { number, text } kind = Kind::number;
    std::string name, unit;
    std::vector<double> numbers;
    std::vector<std::string> texts;
    std::size_t size() const { return kind == Kind::number ? numbers.size() : texts.size(); }
};

struct Table {
    std::vector<Column> columns;

    std::size_t rows() const { return columns.empty() ? 0 : columns.front().size(); }
    std::vector<double>& add_numbers(std::string name, std::string unit = "");
    std::vector<std::string>& add_texts(std::string name);
    /// Nullptr if there is no such column.
    const Column* find(std::string_view name) const;
};

/// Header "name" or "name (unit)"; RFC 4180 quoting; numbers as the shortest exact text; a missing
/// number is an empty field.
std::string to_csv(const Table&);
/// Reads what `to_csv` writes, and any CSV with a header. A column whose fields are all numbers or
/// empty is a number column. Throws InputError (E-csv) with line and column.
Table parse_csv(std::string_view text, const std::string& file);

}  // namespace crucible
