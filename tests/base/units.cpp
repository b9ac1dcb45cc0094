#include "crucible/base/units.hpp"

#include <doctest/doctest.h>

#include "crucible/base/error.hpp"

using namespace crucible;

TEST_CASE("quantities come in with their unit") {
    CHECK(parse_quantity("20 GPa", dimension::pressure) == doctest::Approx(20 / 160.2176634));
    CHECK(parse_quantity("20GPa", dimension::pressure) ==
          parse_quantity("20 GPa", dimension::pressure));
    CHECK(parse_quantity("200 kbar", dimension::pressure) == doctest::Approx(20 / 160.2176634));
    CHECK(parse_quantity("0.5 fs", dimension::time) == 0.5);
    CHECK(parse_quantity("-835.396 kcal/mol", dimension::energy) ==
          doctest::Approx(-835.396 / 23.060548));
    CHECK(parse_quantity("0.05 kcal/mol/angstrom", dimension::force) ==
          doctest::Approx(0.05 / 23.060548));
    CHECK(parse_quantity("2 eV", dimension::energy) == 2);  // not "2e" and "V"
    CHECK(parse_quantity("3", dimension::none) == 3);
    // CODATA 2018: 1 g/cm^3 = 0.602214076 u/angstrom^3
    CHECK(parse_quantity("1 g/cm^3", dimension::density) ==
          doctest::Approx(0.602214076).epsilon(1e-9));
}

TEST_CASE("what has no unit, a wrong one or an unknown one is refused with a reason") {
    const auto message = [](const char* text, const Dimension& d) -> std::string {
        try {
            parse_quantity(text, d);
        } catch (const InputError& e) {
            return e.what();
        }
        return "accepted";
    };
    CHECK(message("20 Gpa", dimension::pressure).find("did you mean 'GPa'?") != std::string::npos);
    CHECK(message("20", dimension::pressure).find("no unit") != std::string::npos);
    CHECK(message("20 eV", dimension::pressure).find("is an energy") != std::string::npos);
    CHECK(message("GPa", dimension::pressure).find("does not start with a number") !=
          std::string::npos);
    for (const char* power : {"1 eV^99", "1 eV^-10", "1 eV^two"})
        CHECK(message(power, dimension::energy).find("bad exponent in 'eV^") != std::string::npos);
    CHECK(with_article("") == "a ");
    CHECK(with_article("angle") == "an angle");
}

TEST_CASE("internal and back is the identity to rounding") {
    for (const char* unit : {"GPa", "kcal/mol", "angstrom", "ps", "g/cm^3", "deg"})
        CHECK(from_internal(to_internal(12.5, unit), unit) == doctest::Approx(12.5).epsilon(1e-15));
}
