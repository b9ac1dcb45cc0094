#pragma once
// The colours and lengths of the report, once, for light and dark; SVG and CSS are both made from
// this table, and tests recompute contrast and colour distances from it.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace crucible::report {

/// What a colour is for. Series hues 1-8 are given in the order of the study file; `s8` is the
/// reference or target, `grey` is "other".
enum class Hue : std::uint8_t {
    grey,
    s1,
    s2,
    s3,
    s4,
    s5,
    s6,
    s7,
    s8,
    ink,
    ink2,
    rule,
    rule2,
    paper,
    wash,
    link,
    pass,
    fail,
    part,
    pass_wash,
    fail_wash,
    part_wash,
};

/// sRGB, 8 bits per channel.
struct Rgb {
    std::uint8_t r = 0, g = 0, b = 0;
    friend bool operator==(const Rgb&, const Rgb&) = default;
};

/// One row of the table: the hue, its CSS variable (without "--"), its colour in both themes.
struct Token {
    Hue hue;
    std::string_view name;
    Rgb light, dark;
};

/// All hues, in the order of the enumeration.
std::span<const Token> colour_tokens();
const Token& token(Hue);
/// Text in a series colour: darker than the mark where the paper demands it.
struct LabelToken {
    Hue hue;
    Rgb light, dark;
};
/// Text colours of series 1-8 (contrast with paper at least 4.5 in both themes).
std::span<const LabelToken> label_tokens();
/// The light-theme text colour of a hue; its own colour where no darker one is needed.
Rgb label_colour(Hue);

/// "#4561C4".
std::string hex(Rgb);
/// The i-th series hue (0-based) in the order of the study file; grey from the eighth on, because
/// s8 is kept for the reference.
Hue series_hue(std::size_t index);

/// Stops of the sequential (low to high) and diverging (zero in the middle) maps, the same in both
/// themes; values between stops are interpolated in sRGB.
std::span<const Rgb> sequential_stops();
std::span<const Rgb> diverging_stops();
/// Colour at `t` in [0, 1], clamped; `t` must not be NaN.
Rgb colour_at(std::span<const Rgb> stops, double t);

/// Widths of figures in pt by their number of grid columns (12, 8, 6, 4, 3).
enum class Width : std::uint8_t { full, wide, half, third, quarter };
double width_pt(Width);
int width_columns(Width);

}  // namespace crucible::report
