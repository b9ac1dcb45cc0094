#pragma once
// Tables as a reader sees them, and the CSV that goes with them.

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "crucible/report/tokens.hpp"

namespace crucible::report {

/// Why there is no value here: "unstable", "not run". Shown in grey; never an empty cell.
struct Absent {
    std::string reason;
};
/// A result of a test, shown as icon and word.
enum class Outcome : std::uint8_t { pass, fail, info };

/// Plain text, a number, a reason, or a badge.
using Cell = std::variant<std::string, double, Absent, Outcome>;

/// How a column's cells are written. `general` takes `decimals` as significant digits.
enum class Style : std::uint8_t { text, number, signed_number, general, space_group, code };

struct Column {
    std::string name;  ///< marked text
    std::string unit;  ///< plain, e.g. "kcal/mol"; goes in the header
    Style style = Style::text;
    int decimals = 3;  ///< of numbers, equal in the whole column
};

struct Row {
    std::vector<Cell> cells;    ///< one per column
    std::optional<Hue> swatch;  ///< colour square before the first cell
    std::string anchor;         ///< id for links to this row, or ""
};

struct Table {
    std::string title;    ///< a sentence, marked text
    std::string caption;  ///< what symbols and units mean, marked text
    std::vector<Column> columns;
    std::vector<Row> rows;
    enum class Sample : std::uint8_t { no, yes } sample = Sample::no;
    Width width = Width::full;
};

/// Decimals (at most 6) that show these numbers without loss where that is possible.
int decimals_for(const std::vector<double>& values);
/// A number column whose decimals suit the values; `general` for very small or large ones.
Column number_column(std::string name, std::string unit, const std::vector<double>& values);
/// A number, or why it is none.
Cell number_cell(double v);

/// Header "name (unit)" and one line per row, RFC 4180; numbers with the shortest text that reads
/// back the same, absent ones empty. Text that a spreadsheet would run as a formula gets a leading
/// apostrophe.
std::string csv(const Table&);

}  // namespace crucible::report
