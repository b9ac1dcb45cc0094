#include "crucible/report/typography.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace crucible::report;

TEST_CASE("numbers have a real minus, thin spaces from five digits on, and no negative zero") {
    CHECK(fixed(-835.3961, 3) == "−835.396");
    CHECK(fixed(9999, 0) == "9999");
    CHECK(fixed(12345.5, 1) == "12\u202F345.5");
    CHECK(fixed(1234567, 0) == "1\u202F234\u202F567");
    CHECK(fixed(-0.0001, 2) == "0.00");
    CHECK(fixed(std::numeric_limits<double>::quiet_NaN(), 2) == "not finite");
}

TEST_CASE("significant digits and exponents") {
    CHECK(significant(14.3812, 4) == "14.38");
    CHECK(significant(0.00001234, 2) == "1.2×10⁻⁵");
    CHECK(significant(-2.5e9, 2) == "−2.5×10⁹");
    CHECK(significant(0, 3) == "0");
    CHECK(significant(168, 3) == "168");
}

TEST_CASE("an error has two digits and sets the place of its value") {
    CHECK(with_error(14.3812, 0.254) == "14.38 ± 0.25");
    CHECK(with_error(925.3, 4.2) == "925.3 ± 4.2");
    CHECK(with_error(611.9, 31) == "612 ± 31");
    CHECK(with_error(1.0, 0.0996) == "1.00 ± 0.10");
}

TEST_CASE("tolerances are shown as they were chosen") {
    CHECK(chosen_number(0.01) == "0.01");
    CHECK(chosen_number(7.5) == "7.5");
    CHECK(chosen_number(20) == "20");
    CHECK(chosen_number(1e-6) == "1.0×10⁻⁶");
}

TEST_CASE("units") {
    CHECK(unit_text("kcal/mol") == "kcal mol⁻¹");
    CHECK(unit_text("kcal/mol per TiO2") == "kcal mol⁻¹ per TiO₂");
    CHECK(unit_text("eV/angstrom^3") == "eV Å⁻³");
    CHECK(unit_text("angstrom^3") == "Å³");
    CHECK(unit_text("1/s") == "s⁻¹");
    CHECK(unit_text("GPa") == "GPa");
    CHECK(unit_text("from 380") == "from 380");
    CHECK(unit_text("percent") == "%");
    CHECK(unit_text("") == "");
}

TEST_CASE("formulas and space groups") {
    CHECK(formula_text("TiO2") == "TiO₂");
    CHECK(formula_text("Cu64Zr36") == "Cu₆₄Zr₃₆");
    CHECK(formula_text("2 H2O") == "2 H₂O");
    CHECK(plain_text(space_group_text("P4_2/mnm")) == "P4₂/mnm");
    CHECK(plain_text(space_group_text("Pa-3")) == "Pa3\u0305");
    const auto runs = parse_marked(space_group_text("Pa-3"));
    CHECK(runs.back().overlined);
    CHECK(runs.back().text == "3");
    CHECK(runs.front().face == Face::italic);
}

TEST_CASE("marked text") {
    const auto runs = parse_marked("Δ*H* of **all** `x`");
    REQUIRE(runs.size() == 6);
    CHECK(runs[1].face == Face::italic);
    CHECK(runs[1].text == "H");
    CHECK(runs[3].face == Face::bold);
    CHECK(runs[5].face == Face::code);
    CHECK(plain_text("2 * 3 and `open") == "2 * 3 and `open");
    CHECK(plain_text("***") == "***");
}

TEST_CASE("names from elsewhere are shown as they are") {
    for (const char* name : {"a*b*c", "`code`", "\\*", "**", "x_1^2", "<b>&amp;", "\\"}) {
        CHECK(plain_text(marked(name)) == name);
        for (const Run& run : parse_marked(marked(name))) CHECK(run.face == Face::plain);
    }
}

TEST_CASE("damaged UTF-8 and control characters never get out") {
    CHECK(plain_text("a\xC3(b") == "a\uFFFD(b");
    CHECK(plain_text("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");  // a surrogate
    CHECK(plain_text(std::string_view("a\0b", 3)) == "a b");
    CHECK(code_points("\xF0\x9F\x92\x8E").front() == U'\U0001F48E');
}

TEST_CASE("text is measured with Arial's widths") {
    // Widths of Arial in 1/1000 em: a 556, i 222, space 278, W 944 (bold 944, a 556, i 278).
    CHECK(text_width("Wai ", 10) == doctest::Approx((944 + 556 + 222 + 278) / 100.0));
    CHECK(text_width_bold("i", 10) == doctest::Approx(2.78));
    CHECK(text_width("O₂", 10) == doctest::Approx(7.78 + 0.7 * 5.56));
    CHECK(text_width("*i*", 10) == text_width("i", 10));
}

TEST_CASE("long names are cut to their place") {
    CHECK(fit_text("rutile", 8, 100) == "rutile");
    const std::string cut = fit_text(std::string(5000, 'm'), 8, 60);
    CHECK(text_width(cut, 8) <= 60);
    CHECK(text_width(cut, 8) > 45);
    CHECK(plain_text(cut).ends_with("…"));
}
