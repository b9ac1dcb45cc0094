#include "output.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "crucible/base/text.hpp"

namespace crucible::app {
namespace {

constexpr const char* check_words[] = {"", "pass", "FAIL"};

/// Width in columns, near enough: continuation bytes of UTF-8 take none.
std::size_t width_of(const std::string& s) {
    return static_cast<std::size_t>(
        std::count_if(s.begin(), s.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

double seconds_from(std::chrono::steady_clock::time_point t) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - t).count();
}

std::string duration_text(double s) {
    if (s < 90) return fmt::format("{:.0f} s", s);
    if (s < 5400) return fmt::format("{:.0f} min", s / 60);
    return fmt::format("{:.1f} h", s / 3600);
}

}  // namespace

std::string text_table(const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths;
    for (const auto& r : rows)
        for (std::size_t j = 0; j < r.size(); ++j) {
            if (j >= widths.size()) widths.push_back(0);
            widths[j] = std::max(widths[j], width_of(r[j]));
        }
    std::string out;
    for (const auto& r : rows) {
        std::string line;
        for (std::size_t j = 0; j < r.size(); ++j)
            line += r[j] + std::string(widths[j] - width_of(r[j]) + 2, ' ');
        out += std::string(line.substr(0, line.find_last_not_of(' ') + 1)) + "\n";
    }
    return out;
}

std::string row_value(const Row& r) {
    if (!r.value) return r.text;
    std::string out = number_text(*r.value, 9);
    if (r.error) out += fmt::format(" +- {}", number_text(*r.error, 2));
    return r.unit.empty() ? out : out + " " + r.unit;
}

std::string rows_text(const std::vector<Row>& rows, const Value* plan) {
    const bool has_reference =
        std::any_of(rows.begin(), rows.end(), [](const Row& r) { return r.reference.has_value(); });
    std::vector<std::vector<std::string>> table = {{"result", "value"}};
    if (has_reference) table[0].insert(table[0].end(), {"reference", "check", "source"});
    if (plan) table[0].emplace_back("what it is");
    std::string words;
    for (const Row& r : rows) {
        if (!r.value && !r.reference) {  // a sentence would push the columns apart
            words += fmt::format("{}: {}\n", r.id, r.text);
            continue;
        }
        std::vector<std::string> cells = {r.id, row_value(r)};
        if (has_reference) {
            std::string reference = r.reference ? number_text(*r.reference, 9) : "";
            if (r.reference_error)
                reference += fmt::format(" +- {}", number_text(*r.reference_error, 3));
            cells.insert(cells.end(),
                         {reference, check_words[static_cast<int>(r.check)], r.source});
        }
        if (plan) cells.push_back(row_meaning(*plan, r.id));
        table.push_back(std::move(cells));
    }
    return text_table(table) + words;
}

Progress::Progress()
    : start_(std::chrono::steady_clock::now()),
      last_(start_),
      terminal_(::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() { clear(); }

void Progress::clear() {
    if (terminal_ && shown_) fmt::print(stderr, "\r\033[K");
    shown_ = false;
}

void Progress::take(const Event& e) {
    switch (e.kind) {
        case Event::Kind::warning:
            clear();
            fmt::print(stderr, "{}: warning: {}\n", e.step, e.text);
            break;
        case Event::Kind::state:
            clear();
            if (e.text == "running")
                start_ = last_ = std::chrono::steady_clock::now(), first_value_ = -1,
                metric_.clear();
            else if (e.text == "done")
                fmt::print(stderr, "{}: done in {}\n", e.step, duration_text(seconds_from(start_)));
            else
                fmt::print(stderr, "{}: {}\n", e.step, e.text);
            break;
        case Event::Kind::metric:
            metric_ = fmt::format("{} {} {}", e.text, number_text(e.value, 7), e.unit);
            break;
        case Event::Kind::progress:
            show(e);
            break;
        case Event::Kind::log:
            break;
    }
}

void Progress::show(const Event& e) {
    if (first_value_ < 0) first_value_ = e.value;
    const double elapsed = seconds_from(start_);
    const double pause = terminal_ ? 0.1 : 30;
    if (elapsed < 2 || seconds_from(last_) < pause) return;
    last_ = std::chrono::steady_clock::now();
    const double rate = (e.value - first_value_) / elapsed;
    const int decimals = e.value == std::floor(e.value) ? 0 : 2;  // an item may be half done
    std::string line =
        fmt::format("{}: {:.{}f}/{:.0f} {}", e.step, e.value, decimals, e.total, e.unit);
    if (rate > 0)
        line += fmt::format(", {}/s, {} left", number_text(rate, 3),
                            duration_text((e.total - e.value) / rate));
    if (!metric_.empty()) line += ", " + metric_;
    fmt::print(stderr, "{}{}{}", terminal_ ? "\r\033[K" : "", line, terminal_ ? "" : "\n");
    std::fflush(stderr);
    shown_ = true;
}

}  // namespace crucible::app
