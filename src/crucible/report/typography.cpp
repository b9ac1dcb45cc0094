#include "crucible/report/typography.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "crucible/base/text.hpp"

namespace crucible::report {
namespace {

// Groups of three from 10 000 on, with a thin space that does not break the line.
std::string group_digits(std::string_view digits) {
    const std::size_t point = std::min(digits.find('.'), digits.size());
    if (point < 5) return std::string(digits);
    std::string out;
    for (std::size_t i = 0; i < point; ++i) {
        if (i > 0 && (point - i) % 3 == 0) out += "\u202F";
        out += digits[i];
    }
    return out.append(digits.substr(point));
}

std::string signed_text(const std::string& plain_number) {
    const bool negative = !plain_number.empty() && plain_number[0] == '-';
    const std::string digits = plain_number.substr(negative ? 1 : 0);
    const bool zero = digits.find_first_not_of("0.") == std::string::npos;
    return (negative && !zero ? "\u2212" : "") + group_digits(digits);
}

std::string unit_factor(std::string_view factor, int sign) {
    std::string_view base = factor;
    std::string_view power = "1";
    if (const auto hat = factor.find('^'); hat != std::string_view::npos) {
        base = factor.substr(0, hat);
        power = factor.substr(hat + 1);
    }
    static constexpr std::array<std::array<std::string_view, 2>, 7> names{{{"angstrom", "Å"},
                                                                           {"A", "Å"},
                                                                           {"um", "µm"},
                                                                           {"us", "µs"},
                                                                           {"degree", "°"},
                                                                           {"deg", "°"},
                                                                           {"percent", "%"}}};
    for (const auto& [from, to] : names) {
        if (base == from) base = to;
    }
    std::string exponent(power);
    if (sign < 0) exponent = power.starts_with('-') ? std::string(power.substr(1)) : "-" + exponent;
    std::string out(base);
    if (exponent != "1") out += superscript(exponent);
    return out;
}

}  // namespace

std::string fixed(double v, int decimals) {
    if (!std::isfinite(v)) return "not finite";
    return signed_text(fmt::format("{:.{}f}", v, std::clamp(decimals, 0, 15)));
}

std::string significant(double v, int digits) {
    if (!std::isfinite(v)) return "not finite";
    digits = std::clamp(digits, 1, 15);
    if (v == 0) return "0";
    const std::string science = fmt::format("{:.{}e}", v, digits - 1);
    const std::size_t e = science.find('e');
    const int exponent = static_cast<int>(to_integer(science.substr(e + 1)).value_or(0));
    if (exponent >= -4 && exponent < 6) return fixed(v, digits - 1 - exponent);
    return signed_text(science.substr(0, e)) + "×10" + superscript(std::to_string(exponent));
}

std::string chosen_number(double v) {
    const double size = std::abs(v);
    if (v != 0 && !(size >= 1e-4 && size < 1e9)) return significant(v, 2);
    int decimals = 0;
    while (decimals < 6 && std::abs(v - std::round(v * std::pow(10.0, decimals)) /
                                            std::pow(10.0, decimals)) > 1e-9 * size) {
        ++decimals;
    }
    return fixed(v, decimals);
}

int decimals_for_error(double error) {
    if (!(error > 0) || !std::isfinite(error)) return 0;
    const std::string science = fmt::format("{:.1e}", error);
    const auto exponent = to_integer(science.substr(science.find('e') + 1)).value_or(0);
    return std::clamp(static_cast<int>(1 - exponent), 0, 15);
}

std::string with_error(double value, double error) {
    if (!(error > 0)) return significant(value, 6);
    const int decimals = decimals_for_error(error);
    return fixed(value, decimals) + " ± " + fixed(error, decimals);
}

std::string subscript(std::string_view s) {
    std::string out;
    for (const char32_t c : code_points(s)) {
        if (c >= U'0' && c <= U'9')
            append_utf8(out, 0x2080 + (c - U'0'));
        else if (c == U'-' || c == 0x2212)
            append_utf8(out, 0x208B);
        else if (c == U'+')
            append_utf8(out, 0x208A);
        else
            append_utf8(out, c);
    }
    return out;
}

std::string superscript(std::string_view s) {
    static constexpr char32_t digits[] = {0x2070, 0xB9,   0xB2,   0xB3,   0x2074,
                                          0x2075, 0x2076, 0x2077, 0x2078, 0x2079};
    std::string out;
    for (const char32_t c : code_points(s)) {
        if (c >= U'0' && c <= U'9')
            append_utf8(out, digits[c - U'0']);
        else if (c == U'-' || c == 0x2212)
            append_utf8(out, 0x207B);
        else if (c == U'+')
            append_utf8(out, 0x207A);
        else
            append_utf8(out, c);
    }
    return out;
}

std::string unit_text(std::string_view unit) {
    std::string out;
    bool after_per = false;
    for (const Word& word : words(unit)) {
        if (!out.empty()) out += ' ';
        if (after_per) {
            out += formula_text(word.text);
        } else {
            int sign = 1;
            std::size_t from = 0;
            for (std::size_t i = 0; i <= word.text.size(); ++i) {
                if (i < word.text.size() && word.text[i] != '/' && word.text[i] != '*') continue;
                const std::string_view factor = word.text.substr(from, i - from);
                if (factor != "1" || i == word.text.size()) {
                    if (!out.empty() && out.back() != ' ') out += ' ';
                    out += unit_factor(factor, sign);
                }
                if (i < word.text.size() && word.text[i] == '/') sign = -1;
                from = i + 1;
            }
        }
        after_per = word.text == "per";
    }
    return out;
}

std::string formula_text(std::string_view formula) {
    std::string out;
    char last = ' ';
    bool counting = false;
    for (const char c : formula) {
        const bool digit = c >= '0' && c <= '9';
        const bool follows =
            (last >= 'a' && last <= 'z') || (last >= 'A' && last <= 'Z') || last == ')';
        counting = digit && (follows || counting);
        if (counting)
            out += subscript(std::string_view(&c, 1));
        else
            out += c;
        last = c;
    }
    return out;
}

std::string space_group_text(std::string_view symbol) {
    std::string out;
    for (std::size_t i = 0; i < symbol.size(); ++i) {
        const char c = symbol[i];
        const bool digit_next =
            i + 1 < symbol.size() && symbol[i + 1] >= '0' && symbol[i + 1] <= '9';
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
            out.append("*").append(1, c).append("*");
        } else if (c == '_' && digit_next) {
            out += subscript(symbol.substr(++i, 1));
        } else if (c == '-' && digit_next) {
            out += symbol[++i];
            append_utf8(out, 0x0305);
        } else {
            out += marked(std::string_view(&c, 1));
        }
    }
    return out;
}

}  // namespace crucible::report
