// A CSV table as the page shows it.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/kinds/run_data.hpp"
#include "crucible/report/typography.hpp"

namespace crucible {
namespace {

using report::marked;

/// Decimals that show four significant digits of the largest value in a column.
int decimals_of(const Column& c) {
    double largest = 0;
    bool whole = true;
    for (double v : c.numbers)
        if (std::isfinite(v))
            largest = std::max(largest, std::fabs(v)), whole = whole && v == std::floor(v);
    if (whole || largest == 0) return 0;
    return std::clamp(3 - static_cast<int>(std::floor(std::log10(largest))), 0, 6);
}

/// Decimals that show two significant digits of the errors of a column.
int decimals_of_errors(const Column& c) {
    double smallest = INFINITY;
    for (const double v : c.numbers)
        if (std::isfinite(v) && v > 0) smallest = std::min(smallest, v);
    if (!std::isfinite(smallest)) return decimals_of(c);
    return std::clamp(1 - static_cast<int>(std::floor(std::log10(smallest))), 0, 6);
}

/// How the page shows column `k`; a number and its error, which is the next column, agree.
report::Column shown_column(const Table& t, std::size_t k) {
    const Column& c = t.columns[k];
    std::string name = c.name;
    std::replace(name.begin(), name.end(), '_', ' ');
    report::Column out{marked(name), c.unit, report::Style::text, 0};
    if (c.kind == Column::Kind::text) {
        if (c.name == "space_group") out.style = report::Style::space_group;
        return out;
    }
    const auto is_error = [&](std::size_t i) {
        return i > 0 && i < t.columns.size() && t.columns[i].name == "error" &&
               t.columns[i].kind != Column::Kind::text &&
               t.columns[i].unit == t.columns[i - 1].unit;
    };
    out.style = report::Style::number;
    out.decimals = is_error(k)       ? decimals_of_errors(c)
                   : is_error(k + 1) ? decimals_of_errors(t.columns[k + 1])
                                     : decimals_of(c);
    return out;
}

constexpr std::size_t most_rows = 30;

}  // namespace

report::Table report_table(const Table& t, const std::string& title, const std::string& caption) {
    report::Table out;
    out.title = marked(title);
    out.caption = marked(caption);
    const std::size_t rows = std::min(t.rows(), most_rows);
    if (rows < t.rows())
        out.caption +=
            fmt::format(" The first {} of {} rows; the CSV file has all.", rows, t.rows());
    // Rows with units of their own have no decimals in common.
    const bool is_mixed = std::ranges::any_of(t.columns, [](const Column& c) {
        return c.kind == Column::Kind::text && c.name == "unit";
    });
    for (std::size_t k = 0; k < t.columns.size(); ++k) {
        report::Column shown = shown_column(t, k);
        if (is_mixed && t.columns[k].kind != Column::Kind::text)
            shown.style = report::Style::general, shown.decimals = 5;
        out.columns.push_back(std::move(shown));
    }
    for (std::size_t i = 0; i < rows; ++i) {
        report::Row row;
        for (const Column& c : t.columns) {
            if (c.kind == Column::Kind::text)
                row.cells.emplace_back(c.texts[i]);
            else if (std::isfinite(c.numbers[i]))
                row.cells.emplace_back(c.numbers[i]);
            else
                row.cells.emplace_back(report::Absent{"none"});
        }
        out.rows.push_back(std::move(row));
    }
    return out;
}

}  // namespace crucible
