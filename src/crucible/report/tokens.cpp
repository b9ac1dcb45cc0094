#include "crucible/report/tokens.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace crucible::report {
namespace {

constexpr Rgb rgb(std::uint32_t code) {
    return {static_cast<std::uint8_t>(code >> 16), static_cast<std::uint8_t>(code >> 8 & 255),
            static_cast<std::uint8_t>(code & 255)};
}

constexpr std::array tokens = {
    Token{Hue::grey, "grey", rgb(0x8B949E), rgb(0x6C757F)},
    Token{Hue::s1, "c1", rgb(0x4561C4), rgb(0x76BAFF)},
    Token{Hue::s2, "c2", rgb(0xB83D10), rgb(0xEA763F)},
    Token{Hue::s3, "c3", rgb(0x1C9382), rgb(0x09B08D)},
    Token{Hue::s4, "c4", rgb(0x6F3B7A), rgb(0xAB73CD)},
    Token{Hue::s5, "c5", rgb(0xA6941C), rgb(0xE3C94A)},
    Token{Hue::s6, "c6", rgb(0x3498E7), rgb(0x72DDFC)},
    Token{Hue::s7, "c7", rgb(0xDA69B2), rgb(0xF58BC0)},
    Token{Hue::s8, "c8", rgb(0x344442), rgb(0xEDEFF2)},
    Token{Hue::ink, "ink", rgb(0x1A1D21), rgb(0xE8EAED)},
    Token{Hue::ink2, "ink2", rgb(0x59616B), rgb(0xA0A8B2)},
    Token{Hue::rule, "rule", rgb(0xE1E4E8), rgb(0x2B3036)},
    Token{Hue::rule2, "rule2", rgb(0xC9CED4), rgb(0x434A53)},
    Token{Hue::paper, "paper", rgb(0xFFFFFF), rgb(0x15181C)},
    Token{Hue::wash, "wash", rgb(0xF6F7F8), rgb(0x1C2025)},
    Token{Hue::link, "link", rgb(0x2F4DA6), rgb(0x9DB7FF)},
    Token{Hue::pass, "pass", rgb(0x15724F), rgb(0x5CCB9E)},
    Token{Hue::fail, "fail", rgb(0xB3261E), rgb(0xFF8A80)},
    Token{Hue::part, "part", rgb(0x8A5A00), rgb(0xE9B949)},
    Token{Hue::pass_wash, "pass-w", rgb(0xE9F4EF), rgb(0x17291F)},
    Token{Hue::fail_wash, "fail-w", rgb(0xFBEDEB), rgb(0x2E1B1A)},
    Token{Hue::part_wash, "part-w", rgb(0xFBF3E2), rgb(0x2A2314)},
};

constexpr std::array labels = {
    LabelToken{Hue::s1, rgb(0x4561C4), rgb(0x76BAFF)},
    LabelToken{Hue::s2, rgb(0xB83D10), rgb(0xEA763F)},
    LabelToken{Hue::s3, rgb(0x15786A), rgb(0x35C9A8)},
    LabelToken{Hue::s4, rgb(0x6F3B7A), rgb(0xAB73CD)},
    LabelToken{Hue::s5, rgb(0x7A6C0E), rgb(0xE3C94A)},
    LabelToken{Hue::s6, rgb(0x1F76BE), rgb(0x72DDFC)},
    LabelToken{Hue::s7, rgb(0xB0448A), rgb(0xF58BC0)},
    LabelToken{Hue::s8, rgb(0x344442), rgb(0xEDEFF2)},
};

constexpr std::array sequential = {rgb(0xF3F7FA), rgb(0xD2E4EC), rgb(0xA5CCDA),
                                   rgb(0x72AFC7), rgb(0x478FB2), rgb(0x2D6E99),
                                   rgb(0x20507C), rgb(0x173459), rgb(0x0D1A33)};
constexpr std::array diverging = {rgb(0x7E2A0B), rgb(0xB4522B), rgb(0xD98E6C),
                                  rgb(0xEFC9B6), rgb(0xF5F3F0), rgb(0xBCCCEC),
                                  rgb(0x849FDB), rgb(0x4D69C1), rgb(0x27398C)};

}  // namespace

std::span<const Token> colour_tokens() { return tokens; }
const Token& token(Hue hue) { return tokens[static_cast<std::size_t>(hue)]; }
std::span<const LabelToken> label_tokens() { return labels; }

Rgb label_colour(Hue hue) {
    if (hue < Hue::s1 || hue > Hue::s8) return token(hue == Hue::grey ? Hue::ink2 : hue).light;
    return labels[static_cast<std::size_t>(hue) - 1].light;
}

std::string hex(Rgb c) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out = "#";
    for (const std::uint8_t v : {c.r, c.g, c.b}) {
        out += digits[v >> 4];
        out += digits[v & 15];
    }
    return out;
}

Hue series_hue(std::size_t index) {
    // s8 is kept for the reference or target.
    return index < 7 ? static_cast<Hue>(index + 1) : Hue::grey;
}

std::span<const Rgb> sequential_stops() { return sequential; }
std::span<const Rgb> diverging_stops() { return diverging; }

Rgb colour_at(std::span<const Rgb> stops, double t) {
    const double place = std::clamp(t, 0.0, 1.0) * static_cast<double>(stops.size() - 1);
    const std::size_t i = std::min(static_cast<std::size_t>(place), stops.size() - 2);
    const double f = place - static_cast<double>(i);
    const auto mix = [f](std::uint8_t a, std::uint8_t b) {
        return static_cast<std::uint8_t>(std::lround(a + f * (b - a)));
    };
    const Rgb a = stops[i], b = stops[i + 1];
    return {mix(a.r, b.r), mix(a.g, b.g), mix(a.b, b.b)};
}

double width_pt(Width w) { return 20.0 * width_columns(w) + 24.0 * (width_columns(w) - 1); }

int width_columns(Width w) {
    switch (w) {
        case Width::full:
            return 12;
        case Width::wide:
            return 8;
        case Width::half:
            return 6;
        case Width::third:
            return 4;
        case Width::quarter:
            return 3;
    }
    return 12;
}

}  // namespace crucible::report
