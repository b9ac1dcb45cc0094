#include "crucible/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace crucible {
namespace {
bool blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v'; }
char lower_char(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
}  // namespace

std::string_view trim(std::string_view s) {
    while (!s.empty() && (blank(s.front()) || s.front() == '\n')) s.remove_prefix(1);
    while (!s.empty() && (blank(s.back()) || s.back() == '\n')) s.remove_suffix(1);
    return s;
}

std::string lower(std::string_view s) {
    std::string out(s);
    std::transform(out.begin(), out.end(), out.begin(), lower_char);
    return out;
}

bool starts_with_nocase(std::string_view s, std::string_view prefix) {
    return s.size() >= prefix.size() && lower(s.substr(0, prefix.size())) == lower(prefix);
}

std::vector<Word> words(std::string_view line) {
    std::vector<Word> out;
    for (std::size_t i = 0; i < line.size();) {
        while (i < line.size() && blank(line[i])) ++i;
        std::size_t j = i;
        while (j < line.size() && !blank(line[j])) ++j;
        if (j > i) out.push_back({line.substr(i, j - i), static_cast<int>(i) + 1});
        i = j;
    }
    return out;
}

std::vector<Word> fields(std::string_view line, char separator) {
    std::vector<Word> out;
    for (std::size_t i = 0; i <= line.size();) {
        std::size_t j = std::min(line.find(separator, i), line.size());
        std::size_t first = i;
        while (first < j && blank(line[first])) ++first;
        out.push_back({trim(line.substr(i, j - i)), static_cast<int>(first) + 1});
        i = j + 1;
    }
    return out;
}

std::optional<double> to_double(std::string_view s) {
    if (!s.empty() && s.front() == '+') {
        s.remove_prefix(1);
        if (!s.empty() && (s.front() == '-' || s.front() == '+')) return std::nullopt;
    }
    char buffer[64];
    if (s.find_first_of("dD") != s.npos) {  // Fortran writes 1.0D-05
        if (s.size() > sizeof buffer) return std::nullopt;
        std::transform(s.begin(), s.end(), buffer,
                       [](char c) { return c == 'd' || c == 'D' ? 'e' : c; });
        s = {buffer, s.size()};
    }
    double v = 0;
    const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), v);
    if (error != std::errc() || end != s.data() + s.size() || !std::isfinite(v))
        return std::nullopt;
    return v;
}

std::optional<long long> to_integer(std::string_view s) {
    if (s.size() > 1 && s.front() == '+' && s[1] != '-') s.remove_prefix(1);
    long long v = 0;
    const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), v);
    if (error != std::errc() || end != s.data() + s.size()) return std::nullopt;
    return v;
}

std::string number_text(double v) { return fmt::format("{}", v); }

std::string number_text(double v, int digits) { return fmt::format("{:.{}g}", v, digits); }

int edit_distance(std::string_view a, std::string_view b) {
    // Rows of the optimal-string-alignment table: two back (for swaps), the last, the new one.
    std::vector<int> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = static_cast<int>(j);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        now[0] = static_cast<int>(i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = lower_char(a[i - 1]) == lower_char(b[j - 1]);
            now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && lower_char(a[i - 1]) == lower_char(b[j - 2]) &&
                lower_char(a[i - 2]) == lower_char(b[j - 1]))
                now[j] = std::min(now[j], before[j - 2] + 1);
        }
        before.swap(last);
        last.swap(now);
    }
    return last[b.size()];
}

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
    std::string best;
    int best_distance = std::max(2, static_cast<int>(word.size()) / 3) + 1;
    for (const std::string& c : candidates) {
        const int d = edit_distance(word, c);
        if (d < best_distance && d < static_cast<int>(std::max(word.size(), c.size())))
            best_distance = d, best = c;
    }
    return best;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
    const std::string best = nearest(word, candidates);
    return best.empty() ? "" : fmt::format("; did you mean '{}'?", best);
}

std::string in_quotes(std::string_view s) {
    std::string out = "'";
    for (char c : s.substr(0, 40)) out += static_cast<unsigned char>(c) < 32 || c == 127 ? '?' : c;
    return out + (s.size() > 40 ? "...'" : "'");
}

bool LineReader::next(std::string_view& line) {
    // What spreadsheets and editors put before UTF-8.
    if (position_ == 0 && text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
    if (at_end()) return false;
    const std::size_t end = std::min(text_.find('\n', position_), text_.size());
    line = text_.substr(position_, end - position_);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    position_ = end + 1;
    ++number_;
    return true;
}

double LineReader::number(const Word& w, std::string_view what, std::string_view code) const {
    if (const auto v = to_double(w.text)) return *v;
    throw InputError(code, fmt::format("{} is {}", what, in_quotes(w.text)),
                     "expected a finite number", here(w));
}

long long LineReader::integer(const Word& w, std::string_view what, std::string_view code) const {
    if (const auto v = to_integer(w.text)) return *v;
    throw InputError(code, fmt::format("{} is {}", what, in_quotes(w.text)), "expected an integer",
                     here(w));
}

}  // namespace crucible
