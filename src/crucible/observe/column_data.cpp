#include "crucible/observe/column_data.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"

namespace crucible {
namespace {

/// Words between commas, semicolons and what is blank to `trim`.
std::vector<Word> column_words(std::string_view line) {
    constexpr std::string_view separators = " \t\r\f\v,;";
    std::vector<Word> out;
    for (std::size_t at = line.find_first_not_of(separators); at != std::string_view::npos;) {
        const std::size_t end = std::min(line.find_first_of(separators, at), line.size());
        out.push_back({line.substr(at, end - at), static_cast<int>(at) + 1});
        at = line.find_first_not_of(separators, end);
    }
    return out;
}

/// What programs print where a number should be: "nan", "-inf", "Infinity", "1e999", "******".
bool broken_number(std::string_view word) {
    std::string w = lower(word);
    if (w[0] == '+' || w[0] == '-') w.erase(0, 1);
    for (const char* none : {"nan", "inf", "infinity", "nan()", "nan(ind)"})
        if (w == none) return true;
    if (!w.empty() && w.find_first_not_of('*') == std::string::npos) return true;
    return w.find_first_not_of("0123456789.ed+-") == std::string::npos && w[0] >= '0' &&
           w[0] <= '9' && !to_double(w) && w.find('e') != std::string::npos;
}

/// "0,95 1,1" or "0,95;1,1": commas within numbers that something else parts, and no point at all.
bool has_decimal_commas(std::string_view line) {
    const auto is_digit = [&](std::size_t i) {
        return i < line.size() && line[i] >= '0' && line[i] <= '9';
    };
    bool is_comma_inside = false;
    for (std::size_t i = 1; i < line.size(); ++i)
        is_comma_inside |= line[i] == ',' && is_digit(i - 1) && is_digit(i + 1);
    return is_comma_inside && line.find('.') == std::string_view::npos &&
           trim(line).find_first_of(" \t;") != std::string_view::npos;
}

bool is_number(const Word& w) { return to_double(w.text).has_value() || broken_number(w.text); }

/// Of a line that is not blank.
bool is_comment(std::string_view line) {
    return std::string_view("#!%").find(trim(line).front()) != std::string_view::npos;
}

class CurveReader {
public:
    CurveReader(std::string_view text, const std::string& file, CurveKind kind,
                const CurveColumns& columns)
        : lines_(text, file), wish_(columns) {
        curve_.kind = kind;
    }

    Curve read() {
        std::string_view line;
        while (lines_.next(line)) {
            const auto all = column_words(line);
            if (all.empty()) continue;  // blank, or the commas that spreadsheets leave
            const bool numbers = std::all_of(all.begin(), all.end(), is_number);
            if (is_comment(line) || (width_ == 0 && (!numbers || all.size() < 2)))
                curve_.comments.emplace_back(trim(line));
            else
                check_commas(line, all), take_row(all);
        }
        if (curve_.x.size() < 2)
            throw InputError("E-curve-format", fmt::format("{} rows of numbers", curve_.x.size()),
                             "expected two or three columns of numbers, x ascending",
                             {lines_.file(), std::max(1, lines_.line_number()), 0});
        const std::string why = contradiction(curve_);
        if (!why.empty())
            throw InputError("E-curve-label",
                             fmt::format("this is not {}: {}", name(curve_.kind), why),
                             "name the kind that the data are", {lines_.file(), first_row_, 1});
        return std::move(curve_);
    }

private:
    /// A comma that may be a decimal point, or an empty field, would shift what follows unseen.
    void check_commas(std::string_view line, const std::vector<Word>& all) const {
        if (!std::all_of(all.begin(), all.end(), is_number)) return;
        if (has_decimal_commas(line))
            throw InputError("E-curve-format", "commas within numbers, and blanks or ';' between",
                             "write decimal points, or part the columns by commas alone",
                             lines_.here(all.front()));
        const std::size_t gap = line.find(",,");
        if (gap != std::string_view::npos && gap < static_cast<std::size_t>(all.back().column))
            throw InputError("E-curve-format", "a value is missing between two commas",
                             "give every line the same columns",
                             lines_.here({"", static_cast<int>(gap) + 1}));
    }

    void take_row(const std::vector<Word>& all) {
        if (width_ == 0) choose_columns(all);
        for (const Word& w : all)
            if (!is_number(w))
                throw InputError("E-curve-format",
                                 fmt::format("{} among the numbers", in_quotes(w.text)),
                                 "remove it, or put '#' in front of the line", lines_.here(w));
        if (all.size() != width_)
            throw InputError(
                "E-curve-format",
                fmt::format("{} columns, but {} in the lines above", all.size(), width_),
                "give every line the same columns", lines_.here(all.back()));
        const Word& wx = all[columns_[0]];
        const double x = number(wx);
        if (!curve_.x.empty() && !(x > curve_.x.back()))
            throw InputError("E-curve-order", fmt::format("x = {} after {}", x, curve_.x.back()),
                             "sort the rows by x and remove repeated ones", lines_.here(wx));
        curve_.x.push_back(x);
        curve_.y.push_back(number(all[columns_[1]]));
        if (columns_.size() < 3) return;
        const Word& ws = all[columns_[2]];
        const double sigma = number(ws);
        if (!(sigma > 0))
            throw InputError("E-curve-sigma", fmt::format("a standard error of {}", ws.text),
                             "give a positive one for every point, or leave the column out",
                             lines_.here(ws));
        curve_.sigma.push_back(sigma);
    }

    void choose_columns(const std::vector<Word>& first) {
        width_ = first.size();
        first_row_ = lines_.line_number();
        const bool named = wish_.x != 0 || wish_.y != 0 || wish_.sigma != 0;
        if (!named && width_ > 3)
            throw InputError("E-curve-format", fmt::format("{} columns", width_),
                             "expected x, y and perhaps their errors: say which columns they "
                             "are, such as columns = [1, 2]",
                             lines_.here(first.back()));
        columns_ = {static_cast<std::size_t>(wish_.x != 0 ? wish_.x : 1),
                    static_cast<std::size_t>(wish_.y != 0 ? wish_.y : 2)};
        if (wish_.sigma != 0)
            columns_.push_back(static_cast<std::size_t>(wish_.sigma));
        else if (!named && width_ == 3)
            columns_.push_back(3);
        for (std::size_t& c : columns_) {
            if (c < 1 || c > width_)
                throw InputError(
                    "E-curve-format",
                    fmt::format("no column {} among {}", static_cast<long long>(c), width_),
                    "name columns that the file has", lines_.here(first.back()));
            --c;
        }
    }

    double number(const Word& w) const {
        if (const auto v = to_double(w.text)) return *v;
        throw InputError("E-curve-number", fmt::format("{} is no number", in_quotes(w.text)),
                         "remove the point, or find out why the program before wrote it",
                         lines_.here(w));
    }

    LineReader lines_;
    CurveColumns wish_;
    Curve curve_;
    std::size_t width_ = 0;  ///< columns of the file; 0 before the data
    int first_row_ = 0;      ///< line where the data begin
    std::vector<std::size_t> columns_;
};

}  // namespace

Curve parse_curve(std::string_view text, const std::string& file, CurveKind kind,
                  const CurveColumns& columns) {
    return CurveReader(text, file, kind, columns).read();
}

Curve read_curve(const std::filesystem::path& file, CurveKind kind, const CurveColumns& columns) {
    return parse_curve(read_file(file, std::size_t{256} << 20), file.string(), kind, columns);
}

}  // namespace crucible
