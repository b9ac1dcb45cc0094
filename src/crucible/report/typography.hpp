#pragma once
// How numbers, units, formulas and symbols are written. All texts are UTF-8.
//
// "Marked text" is what captions, titles and labels take: *x* is italic, **x** is bold, `x` is
// code, a backslash takes the next character as it is. Everything else is plain, and nothing in it
// is ever HTML. Names that come from files go through marked(), which protects these characters.

#include <string>
#include <string_view>
#include <vector>

namespace crucible::report {

/// A name from elsewhere as marked text that shows exactly that name.
std::string marked(std::string_view plain);

enum class Face : unsigned char { plain, italic, bold, code };
enum class Level : unsigned char { line, below, above };
/// A stretch of marked text in one face and level. Sub- and superscript characters of Unicode
/// become ordinary ones with a level, because many fonts lack them; "3̄" (U+0305) becomes an
/// overlined run.
struct Run {
    Face face = Face::plain;
    Level level = Level::line;
    bool overlined = false;
    std::string text;  ///< plain UTF-8, valid, without control characters
};
/// Marked text taken apart. An opening mark without its end is an ordinary character.
std::vector<Run> parse_marked(std::string_view);
/// Width in pt of marked text in Arial at `size` pt; characters unknown to the table count as wide.
double text_width(std::string_view marked_text, double size);
double text_width_bold(std::string_view marked_text, double size);
/// The text itself when it fits into `width` pt, else its beginning and an ellipsis.
std::string fit_text(std::string_view marked_text, double size, double width);
/// Marked text without its marks.
std::string plain_text(std::string_view marked_text);

/// `v` with `decimals` places: U+2212 for minus, thin spaces from 10 000 on; "not finite" if so.
std::string fixed(double v, int decimals);
/// `v` to `digits` significant digits: plain between 1e-4 and 1e6, else 3.1×10⁻⁵.
std::string significant(double v, int digits);
/// A number somebody chose ("0.01", "7.5"): as few digits as show it.
std::string chosen_number(double v);
/// The decimals that show `error` with two significant digits (0.25 gives 2, 31 gives 0).
int decimals_for_error(double error);
/// "14.50 ± 0.25": the error to two digits, the value to the same place.
std::string with_error(double value, double error);
/// "kcal/mol" to "kcal mol⁻¹", "eV/A^3" to "eV Å⁻³", "angstrom^2" to "Å²"; words pass through.
std::string unit_text(std::string_view unit);
/// "TiO2" to "TiO₂", "Cu64Zr36" to "Cu₆₄Zr₃₆".
std::string formula_text(std::string_view formula);
/// Marked text of a Hermann-Mauguin symbol: "P2_1/c" to "*P*2₁/*c*", "Pa-3" to "*Pa*3̄".
std::string space_group_text(std::string_view symbol);
/// Digits as U+2080.. or U+2070..; other characters pass through.
std::string subscript(std::string_view);
std::string superscript(std::string_view);

/// UTF-8 to code points; damaged bytes become U+FFFD, so that no output is ever invalid.
std::vector<char32_t> code_points(std::string_view utf8);
void append_utf8(std::string& out, char32_t);

}  // namespace crucible::report
