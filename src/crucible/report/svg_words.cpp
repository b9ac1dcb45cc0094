// The words of an SVG file: role classes, numbers, escaped text.

#include <algorithm>
#include <array>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/report/svg.hpp"
#include "crucible/report/typography.hpp"

namespace crucible::report {
namespace {

constexpr std::array<std::string_view, 9> stroke_names = {"sg", "s1", "s2", "s3", "s4",
                                                          "s5", "s6", "s7", "s8"};
constexpr std::array<std::string_view, 9> fill_names = {"fg", "f1", "f2", "f3", "f4",
                                                        "f5", "f6", "f7", "f8"};
constexpr std::array<std::string_view, 9> label_names = {"t2", "l1", "l2", "l3", "l4",
                                                         "l5", "l6", "l7", "l8"};

bool has_series_class(Hue hue) { return hue <= Hue::s8; }

}  // namespace

std::string_view stroke_class(Hue hue) {
    if (has_series_class(hue)) return stroke_names[static_cast<std::size_t>(hue)];
    switch (hue) {
        case Hue::ink:
            return "ax";
        case Hue::ink2:
            return "ax2";
        case Hue::rule:
            return "gr";
        case Hue::rule2:
            return "g";
        case Hue::paper:
            return "sp";
        case Hue::fail:
            return "sx";
        default:
            return "ax2";
    }
}

std::string_view fill_class(Hue hue) {
    if (has_series_class(hue)) return fill_names[static_cast<std::size_t>(hue)];
    switch (hue) {
        case Hue::ink:
            return "t";
        case Hue::ink2:
            return "t2";
        case Hue::rule:
            return "fr";
        case Hue::rule2:
            return "fr2";
        case Hue::paper:
            return "fp";
        case Hue::fail:
            return "fx";
        default:
            return "t2";
    }
}

std::string_view text_class(Hue hue) {
    return has_series_class(hue) ? label_names[static_cast<std::size_t>(hue)] : fill_class(hue);
}

void append_number(std::string& out, double v) {
    CRUCIBLE_ASSERT(std::isfinite(v));
    // Beyond 10 km nothing is on the page; the number must still fit.
    auto hundredths = std::llround(std::clamp(v, -3e7, 3e7) * 100);
    if (hundredths < 0) {
        out += '-';
        hundredths = -hundredths;
    }
    out += std::to_string(hundredths / 100);
    const int rest = static_cast<int>(hundredths % 100);
    if (rest == 0) return;
    out += '.';
    out += static_cast<char>('0' + rest / 10);
    if (rest % 10 != 0) out += static_cast<char>('0' + rest % 10);
}

void append_escaped(std::string& out, std::string_view plain) {
    for (const char32_t c : code_points(plain)) {
        switch (c) {
            case U'&':
                out += "&amp;";
                break;
            case U'<':
                out += "&lt;";
                break;
            case U'>':
                out += "&gt;";
                break;
            case U'"':
                out += "&quot;";
                break;
            case U'\'':
                out += "&#39;";
                break;
            case U'\n':
            case U'\t':
                append_utf8(out, c);
                break;
            default:
                append_utf8(out, c < 0x20 || (c >= 0x7F && c < 0xA0) ? U' ' : c);
        }
    }
}

}  // namespace crucible::report
