#include "crucible/report/html.hpp"

#include <algorithm>
#include <cmath>

#include "crucible/base/hash.hpp"
#include "crucible/base/text.hpp"
#include "crucible/report/png.hpp"
#include "crucible/report/svg.hpp"
#include "crucible/report/typography.hpp"

namespace crucible::report {
namespace {

constexpr std::string_view tick_icon = "<path d=\"M2.5 6.4 5 9l4.6-5.6\"/>";
constexpr std::string_view cross_icon = "<path d=\"M3.4 3.4l5.2 5.2M8.6 3.4 3.4 8.6\"/>";
constexpr std::string_view info_icon = "<path d=\"M6 5.4v3.4M6 3.1v.2\"/>";

std::string cell_text(const Cell& cell, const Column& column) {
    if (const auto* number = std::get_if<double>(&cell)) {
        if (!std::isfinite(*number)) return "<span class=\"na\">not finite</span>";
        if (column.style == Style::general) return significant(*number, column.decimals);
        const std::string text = fixed(*number, column.decimals);
        const bool plus = column.style == Style::signed_number && *number > 0 &&
                          text.find_first_of("123456789") != std::string::npos;
        return (plus ? "+" : "") + text;
    }
    if (const auto* absent = std::get_if<Absent>(&cell)) {
        return "<span class=\"na\">" + html_of(absent->reason.empty() ? "none" : absent->reason) +
               "</span>";
    }
    if (const auto* outcome = std::get_if<Outcome>(&cell)) return badge_html(*outcome);
    const std::string& text = std::get<std::string>(cell);
    if (column.style == Style::space_group) {
        return "<span class=\"sg\">" + html_of(space_group_text(text)) + "</span>";
    }
    if (column.style == Style::code) return "<code>" + escaped(text) + "</code>";
    return escaped(text);
}

bool is_numeric(const Column& column) {
    return column.style == Style::number || column.style == Style::signed_number ||
           column.style == Style::general;
}

/// Cells with more bytes of text than this may take several lines.
constexpr std::size_t longest_line = 60;

void append_row(std::string& out, const Table& table, const Row& row) {
    out += "<tr";
    if (!row.anchor.empty()) out += " id=\"" + escaped(row.anchor) + "\"";
    out += ">";
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const Cell cell = i < row.cells.size() ? row.cells[i] : Cell{Absent{"none"}};
        const Column& column = table.columns[i];
        const char* element = i == 0 ? "th" : "td";
        out += std::string("<") + element + (i == 0 ? " scope=\"row\"" : "");
        const auto* words = std::get_if<std::string>(&cell);
        if (is_numeric(column))
            out += " class=\"n\"";
        else if (words && words->size() > longest_line)
            out += " class=\"wrap\"";
        out += ">";
        if (i == 0 && row.swatch) {
            const Token& colour = token(*row.swatch);
            out +=
                "<i class=\"sw\" style=\"background:var(--" + std::string(colour.name) + ")\"></i>";
        }
        out += cell_text(cell, column);
        out += std::string("</") + element + ">";
    }
    out += "</tr>\n";
}

}  // namespace

std::string escaped(std::string_view plain) {
    std::string out;
    append_escaped(out, plain);
    return out;
}

void append_marked(std::string& out, std::string_view text) {
    for (const Run& run : parse_marked(text)) {
        std::string_view open, close;
        switch (run.face) {
            case Face::plain:
                break;
            case Face::italic:
                open = "<i>", close = "</i>";
                break;
            case Face::bold:
                open = "<b>", close = "</b>";
                break;
            case Face::code:
                open = "<code>", close = "</code>";
                break;
        }
        out += open;
        if (run.level == Level::below) out += "<sub>";
        if (run.level == Level::above) out += "<sup>";
        if (run.overlined) out += "<span class=\"ov\">";
        append_escaped(out, run.text);
        if (run.overlined) out += "</span>";
        if (run.level == Level::above) out += "</sup>";
        if (run.level == Level::below) out += "</sub>";
        out += close;
    }
}

std::string html_of(std::string_view text) {
    std::string out;
    append_marked(out, text);
    return out;
}

std::string json_string(std::string_view plain) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out = "\"";
    for (const char32_t c : code_points(plain)) {
        if (c == U'"' || c == U'\\') {
            out += '\\';
            append_utf8(out, c);
        } else if (c == U'\n') {
            out += "\\n";
        } else if (c < 0x20 || c == U'<' || c == U'>' || c == U'&' || c == 0x2028 || c == 0x2029) {
            out += "\\u";
            for (int shift = 12; shift >= 0; shift -= 4) out += digits[c >> shift & 15];
        } else {
            append_utf8(out, c);
        }
    }
    return out + '"';
}

std::string json_number(double v) {
    if (!std::isfinite(v)) return "0";
    return number_text(std::round(v * 1e5) / 1e5);
}

std::string table_html(const Table& table, std::string_view id, std::size_t longest) {
    std::string out = "<div class=\"tw\" tabindex=\"0\" role=\"region\" aria-label=\"";
    append_escaped(out, plain_text(table.title));
    out += "\"><table";
    if (!id.empty()) {
        out += " id=\"" + std::string(id) + "\" aria-describedby=\"" + std::string(id) + "-cap\"";
    }
    out += "><thead><tr>";
    for (const Column& column : table.columns) {
        out += std::string("<th scope=\"col\"") + (is_numeric(column) ? " class=\"n\"" : "") + ">";
        append_marked(out, column.name);
        if (!column.unit.empty())
            out += " <span class=\"u\">(" + html_of(unit_text(column.unit)) + ")</span>";
        out += "</th>";
    }
    out += "</tr></thead>\n<tbody>\n";
    for (std::size_t i = 0; i < std::min(longest, table.rows.size()); ++i) {
        append_row(out, table, table.rows[i]);
    }
    out += "</tbody></table></div>\n";
    if (table.rows.size() > longest) {
        out += "<p class=\"note\">First " + fixed(double(longest), 0) + " of " +
               fixed(double(table.rows.size()), 0) + " rows; the CSV has all.</p>\n";
    }
    return out;
}

std::string badge_html(Outcome outcome) {
    const bool pass = outcome == Outcome::pass, fail = outcome == Outcome::fail;
    const std::string word = pass ? "pass" : fail ? "fail" : "info";
    return "<span class=\"b " + word + "\"><svg viewBox=\"0 0 12 12\" aria-hidden=\"true\">" +
           std::string(pass   ? tick_icon
                       : fail ? cross_icon
                              : info_icon) +
           "</svg>" + word + "</span>";
}

std::string value_html(double value, const std::string& unit, int decimals) {
    std::string out = fixed(value, decimals);
    if (!unit.empty()) out += " <span class=\"u\">" + html_of(unit_text(unit)) + "</span>";
    return out;
}

std::string strip_html(double value, double reference, double tolerance) {
    // The line spans two tolerances to either side; a value beyond sits at its end.
    const double offset = std::clamp((value - reference) / (2 * tolerance), -1.0, 1.0);
    const double x = 48 + 46 * offset;
    const bool inside = std::abs(value - reference) <= tolerance;
    std::string out =
        "<svg class=\"strip\" viewBox=\"0 0 96 12\" width=\"96\" height=\"12\" "
        "aria-hidden=\"true\"><path class=\"sl\" d=\"M2 6H94\"/><rect class=\"sb\" "
        "x=\"25\" y=\"3\" width=\"46\" height=\"6\" rx=\"1\"/><path class=\"sr\" "
        "d=\"M48 1V11\"/><circle class=\"";
    out += inside ? "sv" : "so";
    out += "\" cx=\"";
    append_number(out, x);
    return out + "\" cy=\"6\" r=\"3.2\"/></svg>";
}

std::string hash_html(std::string_view sha) {
    if (sha.size() < 16) return "<code class=\"h\">" + escaped(sha) + "</code>";
    // The middle is there for a selection but takes no room.
    return "<code class=\"h\">" + escaped(sha.substr(0, 4)) + "<span class=\"hm\">" +
           escaped(sha.substr(4, sha.size() - 8)) + "</span>" +
           escaped(sha.substr(sha.size() - 4)) + "</code>";
}

std::string csp_hash(std::string_view script) {
    const std::string digest = sha256(script);
    std::string bytes;
    const auto nibble = [](char c) { return c <= '9' ? c - '0' : (c | 32) - 'a' + 10; };
    for (std::size_t i = 0; i + 1 < digest.size(); i += 2) {
        bytes += static_cast<char>(nibble(digest[i]) << 4 | nibble(digest[i + 1]));
    }
    return "'sha256-" + base64(bytes) + "'";
}

}  // namespace crucible::report
