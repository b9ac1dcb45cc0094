#pragma once
// Separated text (RFC 4180), record by record, for files in which one line may be wrong and the
// others are still wanted. `parse_csv` (data/table.hpp) reads whole tables with it.

#include <string>
#include <string_view>
#include <vector>

namespace crucible {

struct CsvRecord {
    std::vector<std::string> fields;
    std::vector<int> columns;  ///< where each begins in its line, from 1
    int line = 0;              ///< where it begins
};

/// Quoted fields may hold separators and line ends. `text` must outlive the reader.
class CsvReader {
public:
    CsvReader(std::string_view text, std::string file, char separator = ',')
        : text_(text), file_(std::move(file)), separator_(separator) {}

    /// False at the end. Throws InputError (E-csv) for a quote that is not closed, or text behind
    /// one that is.
    bool next(CsvRecord&);

private:
    std::string field();
    std::string quoted_field();

    std::string_view text_;
    std::string file_;
    char separator_;
    std::size_t i_ = 0, start_ = 0;
    int line_ = 1;
};

}  // namespace crucible
