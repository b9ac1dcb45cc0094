#include "crucible/data/table.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/csv.hpp"

namespace crucible {
namespace {

std::string csv_field(const std::string& s) {
    // A byte-order mark at the start of a file would not be read as part of its first name.
    const bool is_plain =
        s.find_first_of(",\"\n\r") == s.npos && trim(s) == s && !s.starts_with("\xEF\xBB\xBF");
    if (is_plain) return s;
    std::string out = "\"";
    for (char c : s) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + '"';
}

void read_header(Table& table, const CsvRecord& head) {
    for (const std::string& h : head.fields) {
        Column c;
        c.kind = Column::Kind::text;
        const std::size_t open = h.rfind(" (");
        if (open != h.npos && h.back() == ')' && open + 3 < h.size()) {  // "x ()" is a name
            c.name = h.substr(0, open);
            c.unit = h.substr(open + 2, h.size() - open - 3);
        } else {
            c.name = h;
        }
        table.columns.push_back(std::move(c));
    }
}

void make_numeric(Column& c) {
    std::vector<double> numbers;
    for (const std::string& t : c.texts) {
        const auto v = to_double(t);
        if (!v && !t.empty()) return;
        numbers.push_back(v ? *v : std::numeric_limits<double>::quiet_NaN());
    }
    c.kind = Column::Kind::number;
    c.numbers = std::move(numbers);
    c.texts.clear();
}

}  // namespace

std::vector<double>& Table::add_numbers(std::string name, std::string unit) {
    columns.push_back({Column::Kind::number, std::move(name), std::move(unit), {}, {}});
    return columns.back().numbers;
}

std::vector<std::string>& Table::add_texts(std::string name) {
    columns.push_back({Column::Kind::text, std::move(name), "", {}, {}});
    return columns.back().texts;
}

const Column* Table::find(std::string_view name) const {
    for (const Column& c : columns)
        if (c.name == name) return &c;
    return nullptr;
}

std::string to_csv(const Table& t) {
    std::string out;
    for (std::size_t j = 0; j < t.columns.size(); ++j) {
        const Column& c = t.columns[j];
        CRUCIBLE_ASSERT(c.size() == t.rows());
        out += (j ? "," : "") + csv_field(c.unit.empty() ? c.name : c.name + " (" + c.unit + ")");
    }
    out += '\n';
    for (std::size_t i = 0; i < t.rows(); ++i) {
        for (std::size_t j = 0; j < t.columns.size(); ++j) {
            const Column& c = t.columns[j];
            if (j) out += ',';
            if (c.kind == Column::Kind::text)
                out += csv_field(c.texts[i]);
            else if (std::isfinite(c.numbers[i]))
                out += number_text(c.numbers[i]);
        }
        out += '\n';
    }
    return out;
}

Table parse_csv(std::string_view text, const std::string& file) {
    CsvReader splitter(text, file);
    CsvRecord record;
    Table table;
    if (!splitter.next(record) || record.fields.front().empty())
        throw InputError("E-csv", "there is no header line", "expected column names first",
                         {file, 1, 1});
    read_header(table, record);
    while (splitter.next(record)) {
        if (record.fields.size() == 1 && record.fields[0].empty()) continue;
        if (record.fields.size() != table.columns.size())
            throw InputError("E-csv",
                             fmt::format("{} fields, but the header has {}", record.fields.size(),
                                         table.columns.size()),
                             "give every line the same number of fields",
                             {file, record.line, record.columns.back()});
        for (std::size_t j = 0; j < record.fields.size(); ++j)
            table.columns[j].texts.push_back(std::move(record.fields[j]));
    }
    for (Column& c : table.columns) make_numeric(c);
    return table;
}

}  // namespace crucible
