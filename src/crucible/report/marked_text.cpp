// Marked text: taken apart, measured, cut to size. UTF-8 in and out.

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "crucible/report/typography.hpp"

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
        case 0x00B9:
            return Levelled{Level::above, U'1'};
        case 0x00B2:
            return Levelled{Level::above, U'2'};
        case 0x00B3:
            return Levelled{Level::above, U'3'};
        case 0x207A:
            return Levelled{Level::above, U'+'};
        case 0x207B:
            return Levelled{Level::above, 0x2212};
        case 0x207F:
            return Levelled{Level::above, U'n'};
        case 0x208A:
            return Levelled{Level::below, U'+'};
        case 0x208B:
            return Levelled{Level::below, 0x2212};
        default:
            return std::nullopt;
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
    const auto* const found =
        std::lower_bound(std::begin(glyph_widths), end, c,
                         [](const GlyphWidth& g, char32_t x) { return g.code < x; });
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

}  // namespace

std::vector<char32_t> code_points(std::string_view s) {
    std::vector<char32_t> out;
    out.reserve(s.size());
    for (std::size_t i = 0; i < s.size();) {
        const auto lead = static_cast<unsigned char>(s[i]);
        const int length = lead < 0x80       ? 1
                           : lead >> 5 == 6  ? 2
                           : lead >> 4 == 14 ? 3
                           : lead >> 3 == 30 ? 4
                                             : 0;
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
        if (run.level == Level::below)
            out += subscript(run.text);
        else if (run.level == Level::above)
            out += superscript(run.text);
        else
            out += run.text;
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
    points.resize(
        std::min(points.size(),
                 static_cast<std::size_t>(share * 1.5 * static_cast<double>(points.size())) + 1));
    while (!points.empty() && text_width(shortened(), size) > width) points.pop_back();
    return text_width("\u2026", size) > width ? "" : shortened();
}

}  // namespace crucible::report
