// Contrast and colour distance are recomputed from the token table: a changed colour fails here.

#include "crucible/report/tokens.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>

using namespace crucible::report;

namespace {

using Triple = std::array<double, 3>;

Triple linear_rgb(Rgb c) {
    const auto linear = [](std::uint8_t v) {
        const double s = v / 255.0;
        return s <= 0.04045 ? s / 12.92 : std::pow((s + 0.055) / 1.055, 2.4);
    };
    return {linear(c.r), linear(c.g), linear(c.b)};
}

double luminance(Rgb c) {
    const Triple v = linear_rgb(c);
    return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2];
}

// WCAG 2.1 contrast ratio.
double contrast(Rgb a, Rgb b) {
    const double x = luminance(a), y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

using Matrix = std::array<Triple, 3>;
constexpr Matrix normal_sight = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
// Machado, Oliveira, Fernandes, IEEE TVCG 15, 1291 (2009), severity 1, on linear RGB.
constexpr Matrix protan = {{{0.152286, 1.052583, -0.204868},
                            {0.114503, 0.786281, 0.099216},
                            {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix deutan = {{{0.367322, 0.860646, -0.227968},
                            {0.280085, 0.672501, 0.047413},
                            {-0.011820, 0.042940, 0.968881}}};
constexpr Matrix tritan = {{{1.255528, -0.076749, -0.178779},
                            {-0.078411, 0.930809, 0.147602},
                            {0.004733, 0.691367, 0.303900}}};

Triple times(const Matrix& m, const Triple& v) {
    Triple out{};
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t k = 0; k < 3; ++k) out[i] += m[i][k] * v[k];
    }
    return out;
}

// Ottosson 2020.
Triple oklab(const Triple& rgb) {
    constexpr Matrix to_lms = {{{0.4122214708, 0.5363325363, 0.0514459929},
                                {0.2119034982, 0.6806995451, 0.1073969566},
                                {0.0883024619, 0.2817188376, 0.6299787005}}};
    constexpr Matrix to_lab = {{{0.2104542553, 0.7936177850, -0.0040720468},
                                {1.9779984951, -2.4285922050, 0.4505937099},
                                {0.0259040371, 0.7827717662, -0.8086757660}}};
    Triple lms = times(to_lms, rgb);
    for (double& v : lms) v = std::cbrt(v);
    return times(to_lab, lms);
}

double smallest_distance(bool dark, const Matrix& sight) {
    double smallest = 1e9;
    const auto colour = [&](int i) {
        const Token& t = token(static_cast<Hue>(i));
        Triple v = times(sight, linear_rgb(dark ? t.dark : t.light));
        for (double& c : v) c = std::clamp(c, 0.0, 1.0);
        return oklab(v);
    };
    for (int i = 1; i <= 8; ++i) {
        for (int j = i + 1; j <= 8; ++j) {
            const Triple a = colour(i), b = colour(j);
            smallest = std::min(smallest, std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]));
        }
    }
    return smallest;
}

}  // namespace

TEST_CASE("the token table is in the order of the enumeration") {
    for (const Token& t : colour_tokens()) CHECK(token(t.hue).name == t.name);
    CHECK(hex(token(Hue::s1).light) == "#4561C4");
}

TEST_CASE("text is readable on paper and on the washes in both themes") {
    for (const bool dark : {false, true}) {
        CAPTURE(dark);
        const auto of = [&](Hue hue) { return dark ? token(hue).dark : token(hue).light; };
        CHECK(contrast(of(Hue::ink), of(Hue::paper)) >= 7);
        CHECK(contrast(of(Hue::ink2), of(Hue::paper)) >= 4.5);
        CHECK(contrast(of(Hue::ink2), of(Hue::wash)) >= 4.5);
        CHECK(contrast(of(Hue::link), of(Hue::paper)) >= 4.5);
        for (const Hue wash : {Hue::pass_wash, Hue::fail_wash, Hue::part_wash}) {
            CHECK(contrast(of(Hue::ink), of(wash)) >= 7);
            CHECK(contrast(of(Hue::link), of(wash)) >= 4.5);
        }
        for (const Hue state : {Hue::pass, Hue::fail, Hue::part}) {
            CHECK(contrast(of(state), of(Hue::paper)) >= 4.5);
        }
        for (const LabelToken& label : label_tokens()) {
            CAPTURE(int(label.hue));
            CHECK(contrast(dark ? label.dark : label.light, of(Hue::paper)) >= 4.4);
        }
    }
}

TEST_CASE("series colours stand out from the paper") {
    for (int i = 1; i <= 8; ++i) {
        const Token& t = token(static_cast<Hue>(i));
        CAPTURE(i);
        CHECK(contrast(t.light, token(Hue::paper).light) >= 3.0);
        CHECK(contrast(t.dark, token(Hue::paper).dark) >= 4.99);
    }
}

TEST_CASE("series colours are apart for every kind of sight") {
    // The measured distances of the design, less the third decimal.
    CHECK(smallest_distance(false, normal_sight) >= 0.146);
    CHECK(smallest_distance(false, protan) >= 0.088);
    CHECK(smallest_distance(false, deutan) >= 0.089);
    CHECK(smallest_distance(false, tritan) >= 0.074);
    CHECK(smallest_distance(true, normal_sight) >= 0.096);
    CHECK(smallest_distance(true, protan) >= 0.083);
    CHECK(smallest_distance(true, deutan) >= 0.089);
    CHECK(smallest_distance(true, tritan) >= 0.079);
}

TEST_CASE("colour maps interpolate between their stops") {
    const auto stops = sequential_stops();
    CHECK(colour_at(stops, 0) == stops.front());
    CHECK(colour_at(stops, 1) == stops.back());
    CHECK(colour_at(stops, -3) == stops.front());
    CHECK(colour_at(stops, 0.5) == stops[4]);
    CHECK(luminance(colour_at(stops, 0.3)) > luminance(colour_at(stops, 0.31)));
}

TEST_CASE("widths follow the grid of twelve columns") {
    CHECK(width_pt(Width::full) == 504);
    CHECK(width_pt(Width::wide) == 328);
    CHECK(width_pt(Width::half) == 240);
    CHECK(width_pt(Width::third) == 152);
    CHECK(width_pt(Width::quarter) == 108);
}
