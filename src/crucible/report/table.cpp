#include "crucible/report/table.hpp"

#include <algorithm>
#include <cmath>

#include "crucible/base/text.hpp"
#include "crucible/report/typography.hpp"

namespace crucible::report {
namespace {

std::string csv_field(const std::string& text) {
    std::string out = text;
    // A spreadsheet runs cells that begin so; a leading apostrophe makes them text (CWE-1236).
    if (!out.empty() && std::string_view("=+-@\t\r").find(out[0]) != std::string_view::npos &&
        !to_double(out)) {
        out.insert(0, 1, '\'');
    }
    if (out.find_first_of(",\"\r\n") == std::string::npos) return out;
    std::string quoted_text = "\"";
    for (const char c : out) {
        if (c == '"') quoted_text += '"';
        quoted_text += c;
    }
    return quoted_text + '"';
}

std::string csv_cell(const Cell& cell) {
    if (const auto* text = std::get_if<std::string>(&cell)) return csv_field(*text);
    if (const auto* number = std::get_if<double>(&cell)) {
        return std::isfinite(*number) ? number_text(*number) : "";
    }
    if (const auto* outcome = std::get_if<Outcome>(&cell)) {
        return *outcome == Outcome::pass ? "pass" : *outcome == Outcome::fail ? "fail" : "info";
    }
    return "";
}

}  // namespace

int decimals_for(const std::vector<double>& values) {
    double largest = 0;
    for (const double v : values) {
        if (std::isfinite(v)) largest = std::max(largest, std::abs(v));
    }
    const auto exact_with = [&](int decimals) {
        const double scale = std::pow(10.0, decimals);
        return std::all_of(values.begin(), values.end(), [&](double v) {
            return !std::isfinite(v) ||
                   std::abs(std::round(v * scale) / scale - v) <= 1e-9 * largest;
        });
    };
    int decimals = 0;
    while (decimals < 6 && !exact_with(decimals)) ++decimals;
    // Computed values never end: seven significant digits of the largest are enough to read.
    const int before_point = largest >= 1 ? static_cast<int>(std::log10(largest)) + 1 : 0;
    return std::min(decimals, std::max(0, 7 - before_point));
}

Column number_column(std::string name, std::string unit, const std::vector<double>& values) {
    double largest = 0;
    for (const double v : values) {
        if (std::isfinite(v)) largest = std::max(largest, std::abs(v));
    }
    Column column{std::move(name), std::move(unit), Style::number, decimals_for(values)};
    if (largest >= 1e9 || (largest > 0 && largest < 1e-2)) {
        column.style = Style::general;
        column.decimals = 4;
    }
    return column;
}

Cell number_cell(double v) {
    if (std::isfinite(v)) return v;
    return Absent{"not a number"};
}

std::string csv(const Table& table) {
    std::string out;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const Column& column = table.columns[i];
        if (i > 0) out += ',';
        std::string header = plain_text(column.name);
        if (!column.unit.empty()) header += " (" + column.unit + ")";
        out += csv_field(header);
    }
    out += "\n";
    for (const Row& row : table.rows) {
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            if (i > 0) out += ',';
            if (i < row.cells.size()) out += csv_cell(row.cells[i]);
        }
        out += "\n";
    }
    return out;
}

}  // namespace crucible::report
