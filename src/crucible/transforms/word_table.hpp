#pragma once
// Tables of the words that transforms are written in: fields between tabs, remarks behind '#'.

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "crucible/data/csv.hpp"

namespace crucible::transforms {

/// Throws InputError (E-transform-words) at a field of a row.
[[noreturn]] void refuse_word(const std::string& file, const CsvRecord&, std::size_t field,
                              const std::string& why);

/// What stands between commas, without blanks around it.
std::vector<std::string> listed_words(const std::string& text);

/// Calls row(record) for each row of so many columns; throws InputError for others.
template <class Row>
void each_word_row(std::string_view text, const std::string& file, std::size_t columns, Row&& row) {
    CsvReader reader(text, file, '\t');
    CsvRecord r;
    while (reader.next(r)) {
        if (r.fields.empty() || r.fields[0].empty() || r.fields[0][0] == '#') continue;
        if (r.fields.size() != columns)
            refuse_word(file, r, 0,
                        fmt::format("a row has {} fields, not {}", r.fields.size(), columns));
        row(r);
    }
}

}  // namespace crucible::transforms
