#include "crucible/data/csv.hpp"

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"

namespace crucible {

bool CsvReader::next(CsvRecord& r) {
    r = {};
    // What spreadsheets put before UTF-8.
    if (i_ == 0 && text_.starts_with("\xEF\xBB\xBF")) i_ = start_ = 3;
    if (i_ >= text_.size()) return false;
    r.line = line_;
    do {
        r.columns.push_back(static_cast<int>(i_ - start_) + 1);
        r.fields.push_back(field());
    } while (i_ < text_.size() && text_[i_] == separator_ && ++i_);
    if (i_ < text_.size() && text_[i_] == '\r') ++i_;
    if (i_ < text_.size() && text_[i_] != '\n')
        throw InputError("E-csv", "text after a closing quote",
                         "expected a comma or the line's end",
                         {file_, line_, static_cast<int>(i_ - start_) + 1});
    ++i_, ++line_, start_ = i_;
    return true;
}

std::string CsvReader::field() {
    if (i_ < text_.size() && text_[i_] == '"') return quoted_field();
    const char ends[] = {separator_, '\r', '\n'};
    const std::size_t end =
        std::min(text_.find_first_of(std::string_view(ends, sizeof ends), i_), text_.size());
    std::string out(trim(text_.substr(i_, end - i_)));
    i_ = end;
    return out;
}

std::string CsvReader::quoted_field() {
    const Location open{file_, line_, static_cast<int>(i_ - start_) + 1};
    std::string out;
    for (++i_; i_ < text_.size(); ++i_) {
        if (text_[i_] == '"') {
            if (i_ + 1 >= text_.size() || text_[i_ + 1] != '"') return ++i_, out;
            ++i_;
        } else if (text_[i_] == '\n') {
            ++line_, start_ = i_ + 1;
        }
        out += text_[i_];
    }
    throw InputError("E-csv", "a quote is never closed", "close it", open);
}

}  // namespace crucible
