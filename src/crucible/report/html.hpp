#pragma once
// Pieces of HTML. Everything that is not markup goes through here and is escaped.

#include <string>
#include <string_view>

#include "crucible/report/page.hpp"

namespace crucible::report {

/// Marked text as inline HTML: i, b, code, sub, sup, overlines.
void append_marked(std::string& out, std::string_view marked_text);
std::string html_of(std::string_view marked_text);
/// Plain text, escaped.
std::string escaped(std::string_view plain);
/// JSON string of plain text; '<' as \u003c so that it can stand in a script element.
std::string json_string(std::string_view plain);
/// A finite number for JSON, at most five decimals.
std::string json_number(double v);

/// The table element alone. `longest` limits the rows (a note says how many are left out).
std::string table_html(const Table&, std::string_view id, std::size_t longest);
/// Icon and word.
std::string badge_html(Outcome);
/// "−835.396 kcal mol⁻¹" and the like; the number in the place that `error` sets, when given.
std::string value_html(double value, const std::string& unit, int decimals);
/// The line with tolerance, reference and value, 96 x 12 px.
std::string strip_html(double value, double reference, double tolerance);
/// "9c41 e07a … 52bd", whole on selection.
std::string hash_html(std::string_view sha256);
/// The bytes of a digest in hexadecimal as base64, for the content security policy.
std::string csp_hash(std::string_view script);

/// The style sheet, made from the colour tokens.
std::string style_sheet();
/// The small script: saving figures, marking the place in the contents, starting the viewer.
std::string_view page_script();

}  // namespace crucible::report
