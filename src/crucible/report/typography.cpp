#include "crucible/report/typography.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "crucible/base/text.hpp"

namespace crucible::report {
namespace {

struct GlyphWidth {
    char32_t code;
    unsigned short regular, bold;
};
constexpr GlyphWidth glyph_widths[] = {
#include "crucible/report/font_widths.inc"
};
constexpr double level_scale = 0.7;

struct Levelled {
    Level level;
    char32_t base;
};
// Sub- and superscripts of Unicode that occur in formulas, units and exponents.
std::optional<Levelled> unlevel(char32_t c) {
    if (c >= 0x2080 && c <= 0x2089) return Levelled{Level::below, U'0' + (c - 0x2080)};
    if (c == 0x2070 || (c >= 0x2074 && c <= 0x2079)) {
        return Levelled{Level::above, U'0' + (c - 0x2070)};
    }
    switch (c) {
        case 0x00B9: return Levelled{Level::above, U'1'};
        case 0x00B2: return Levelled{Level::above, U'2'};
        case 0x00B3: return Levelled{Level::above, U'3'};
        case 0x207A: return Levelled{Level::above, U'+'};
        case 0x207B: return Levelled{Level::above, 0x2212};
        case 0x207F: return Levelled{Level::above, U'n'};
        case 0x208A: return Levelled{Level::below, U'+'};
        case 0x208B: return Levelled{Level::below, 0x2212};
        default: return std::nullopt;
    }
}

std::size_t find_mark(const std::vector<char32_t>& text, std::size_t from, char32_t mark,
                      std::size_t length) {
    for (std::size_t i = from; i + length <= text.size(); ++i) {
        if (text[i] == U'\\') {
            ++i;
            continue;
        }
        if (text[i] != mark) continue;
        if (length == 2) {
            if (i + 1 < text.size() && text[i + 1] == mark) return i;
        } else {
            return i;
        }
    }
    return std::u32string::npos;
}

class RunBuilder {
public:
    void face(Face f) { face_ = f; }
    void put(char32_t c) {
        if (c == 0x0305 || c == 0x0304) return overline_last();
        if (c < 0x20 || c == 0x7F || (c >= 0x80 && c < 0xA0)) c = U' ';
        const auto levelled = unlevel(c);
        const Level level = levelled ? levelled->level : Level::line;
        if (runs_.empty() || runs_.back().face != face_ || runs_.back().level != level ||
            runs_.back().overlined) {
            runs_.push_back({face_, level, false, ""});
        }
        append_utf8(runs_.back().text, levelled ? levelled->base : c);
    }
    std::vector<Run> take() { return std::move(runs_); }

private:
    void overline_last() {
        if (runs_.empty() || runs_.back().overlined) return;
        Run& last = runs_.back();
        const auto points = code_points(last.text);
        std::string kept, lined;
        for (std::size_t i = 0; i + 1 < points.size(); ++i) append_utf8(kept, points[i]);
        append_utf8(lined, points.back());
        const Run line{last.face, last.level, true, lined};
        last.text = kept;
        if (kept.empty()) runs_.pop_back();
        runs_.push_back(line);
    }
    std::vector<Run> runs_;
    Face face_ = Face::plain;
};

double glyph_width(char32_t c, bool bold) {
    const auto* const end = std::end(glyph_widths);
    const auto* const found = std::lower_bound(
        std::begin(glyph_widths), end, c, [](const GlyphWidth& g, char32_t x) { return g.code < x; });
    if (found == end || found->code != c) return 1000;
    return bold ? found->bold : found->regular;
}

double measure(std::string_view text, double size, bool all_bold) {
    double sum = 0;
    for (const Run& run : parse_marked(text)) {
        double width = 0;
        for (const char32_t c : code_points(run.text)) {
            width += glyph_width(c, all_bold || run.face == Face::bold);
        }
        sum += width * (run.level == Level::line ? 1 : level_scale);
    }
    return sum * size / 1000;
}

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
    static constexpr std::array<std::array<std::string_view, 2>, 7> names{
        {{"angstrom", "Å"}, {"A", "Å"}, {"um", "µm"}, {"us", "µs"}, {"degree", "°"},
         {"deg", "°"}, {"percent", "%"}}};
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

std::vector<char32_t> code_points(std::string_view s) {
    std::vector<char32_t> out;
    out.reserve(s.size());
    for (std::size_t i = 0; i < s.size();) {
        const auto lead = static_cast<unsigned char>(s[i]);
        const int length = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3
                         : lead >> 3 == 30 ? 4 : 0;
        char32_t c = length == 1 ? lead : lead & (0xFFu >> (length + 1));
        bool good = length > 0 && i + length <= s.size();
        for (int k = 1; good && k < length; ++k) {
            const auto next = static_cast<unsigned char>(s[i + k]);
            good = next >> 6 == 2;
            c = c << 6 | (next & 63u);
        }
        static constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
        good = good && c >= smallest[length] && c <= 0x10FFFF && !(c >= 0xD800 && c < 0xE000) &&
               (c & 0xFFFE) != 0xFFFE;
        out.push_back(good ? c : 0xFFFD);
        i += good ? static_cast<std::size_t>(length) : 1;
    }
    return out;
}

void append_utf8(std::string& out, char32_t c) {
    const auto byte = [&out](char32_t v) { out += static_cast<char>(v); };
    if (c < 0x80) {
        byte(c);
    } else if (c < 0x800) {
        byte(0xC0 | c >> 6), byte(0x80 | (c & 63));
    } else if (c < 0x10000) {
        byte(0xE0 | c >> 12), byte(0x80 | (c >> 6 & 63)), byte(0x80 | (c & 63));
    } else {
        byte(0xF0 | c >> 18), byte(0x80 | (c >> 12 & 63)), byte(0x80 | (c >> 6 & 63));
        byte(0x80 | (c & 63));
    }
}

std::string marked(std::string_view plain) {
    std::string out;
    for (const char c : plain) {
        if (c == '*' || c == '`' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

std::vector<Run> parse_marked(std::string_view s) {
    const std::vector<char32_t> text = code_points(s);
    RunBuilder builder;
    std::size_t end = 0;  // where the open face closes; 0 = none is open
    std::size_t close_length = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (end != 0 && i == end) {
            builder.face(Face::plain);
            i += close_length - 1;
            end = 0;
            continue;
        }
        if (text[i] == U'\\' && i + 1 < text.size()) {
            builder.put(text[++i]);
            continue;
        }
        if (end == 0 && (text[i] == U'*' || text[i] == U'`')) {
            const bool twice = text[i] == U'*' && i + 1 < text.size() && text[i + 1] == U'*';
            const std::size_t length = twice ? 2 : 1;
            const std::size_t close = find_mark(text, i + length, text[i], length);
            if (close != std::u32string::npos && close > i + length) {
                builder.face(text[i] == U'`' ? Face::code : twice ? Face::bold : Face::italic);
                end = close;
                close_length = length;
                i += length - 1;
                continue;
            }
        }
        builder.put(text[i]);
    }
    return builder.take();
}

std::string plain_text(std::string_view s) {
    std::string out;
    for (const Run& run : parse_marked(s)) {
        if (run.level == Level::below) out += subscript(run.text);
        else if (run.level == Level::above) out += superscript(run.text);
        else out += run.text;
        if (run.overlined) append_utf8(out, 0x0305);
    }
    return out;
}

double text_width(std::string_view s, double size) { return measure(s, size, false); }
double text_width_bold(std::string_view s, double size) { return measure(s, size, true); }

std::string fit_text(std::string_view s, double size, double width) {
    if (text_width(s, size) <= width) return std::string(s);
    std::vector<char32_t> points = code_points(plain_text(s));
    const auto shortened = [&] {
        std::string text;
        for (const char32_t c : points) append_utf8(text, c);
        return marked(text) + "\u2026";
    };
    // A long name is cut by its estimated excess first, then letter by letter.
    const double share = width / text_width(s, size);
    points.resize(std::min(points.size(), static_cast<std::size_t>(
                                              share * 1.5 * static_cast<double>(points.size())) + 1));
    while (!points.empty() && text_width(shortened(), size) > width) points.pop_back();
    return shortened();
}

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
        if (c >= U'0' && c <= U'9') append_utf8(out, 0x2080 + (c - U'0'));
        else if (c == U'-' || c == 0x2212) append_utf8(out, 0x208B);
        else if (c == U'+') append_utf8(out, 0x208A);
        else append_utf8(out, c);
    }
    return out;
}

std::string superscript(std::string_view s) {
    static constexpr char32_t digits[] = {0x2070, 0xB9, 0xB2, 0xB3, 0x2074,
                                          0x2075, 0x2076, 0x2077, 0x2078, 0x2079};
    std::string out;
    for (const char32_t c : code_points(s)) {
        if (c >= U'0' && c <= U'9') append_utf8(out, digits[c - U'0']);
        else if (c == U'-' || c == 0x2212) append_utf8(out, 0x207B);
        else if (c == U'+') append_utf8(out, 0x207A);
        else append_utf8(out, c);
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
        const bool follows = (last >= 'a' && last <= 'z') || (last >= 'A' && last <= 'Z') || last == ')';
        counting = digit && (follows || counting);
        if (counting) out += subscript(std::string_view(&c, 1));
        else out += c;
        last = c;
    }
    return out;
}

std::string space_group_text(std::string_view symbol) {
    std::string out;
    for (std::size_t i = 0; i < symbol.size(); ++i) {
        const char c = symbol[i];
        const bool digit_next = i + 1 < symbol.size() && symbol[i + 1] >= '0' && symbol[i + 1] <= '9';
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
