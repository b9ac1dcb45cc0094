#include "crucible/dynamics/lammps_log.hpp"

#include <fmt/format.h>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"

namespace crucible {
namespace {

constexpr const char* log_code = "E-md-log";

bool is_log_header(const std::vector<Word>& w) { return w.size() >= 2 && w[0].text == "Step"; }

bool is_remark(std::string_view line) {
    return line.starts_with("WARNING") || line.starts_with("ERROR") || line.starts_with("Last");
}

Table log_table(const std::vector<Word>& header) {
    Table t;
    for (const Word& w : header) t.add_numbers(std::string(w.text));
    return t;
}

/// Adds a row; false where the table has ended.
bool take_log_row(const LineReader& lines, const std::vector<Word>& w, bool is_last, Table& t) {
    if (w.empty() || !to_double(w[0].text)) return false;
    if (w.size() != t.columns.size()) {
        if (is_last) return false;  // the log breaks off here
        throw InputError(
            log_code, fmt::format("expected {} numbers, found {}", t.columns.size(), w.size()),
            "leave the log as LAMMPS wrote it, with thermo_modify line one", lines.here());
    }
    std::vector<double> row;
    for (const Word& x : w) row.push_back(lines.number(x, "a number", log_code));
    for (std::size_t i = 0; i < row.size(); ++i) t.columns[i].numbers.push_back(row[i]);
    return true;
}

}  // namespace

std::vector<Table> parse_lammps_log(std::string_view text, const std::string& file) {
    LineReader lines(text, file);
    std::vector<Table> out;
    std::string_view line;
    bool is_open = false;
    while (lines.next(line)) {
        const std::vector<Word> w = words(line);
        if (is_log_header(w)) {
            out.push_back(log_table(w));
            is_open = true;
        } else if (is_open && !is_remark(line)) {
            is_open = take_log_row(lines, w, lines.at_end(), out.back());
        }
    }
    std::erase_if(out, [](const Table& t) { return t.rows() == 0; });
    if (out.empty())
        throw InputError(log_code, "there is no thermodynamic output in this log",
                         "give the log of a run with thermo_style custom step time temp ...",
                         {file});
    return out;
}

const std::vector<double>& thermo_column(const Table& t, std::string_view name,
                                         const std::string& file) {
    if (const Column* c = t.find(name)) return c->numbers;
    throw InputError(log_code, fmt::format("the last table has no column {}", name),
                     fmt::format("add {} to thermo_style custom", lower(std::string(name))),
                     {file});
}

}  // namespace crucible
