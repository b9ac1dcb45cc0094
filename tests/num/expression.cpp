#include "crucible/num/expression.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <string>

#include "crucible/base/error.hpp"

using namespace crucible;

namespace {
constexpr std::array<std::string_view, 2> quantities{"RINGS", "YIELD"};

double value(std::string_view text, double rings = 0, double yield = 1) {
    return Expression::parse(text, quantities, "score")(std::array{rings, yield});
}

int column(std::string_view text) {
    try {
        Expression::parse(text, quantities, "score");
    } catch (const InputError& e) {
        CHECK(e.code() == "E-expression");
        return e.where().column;
    }
    return 0;
}
}  // namespace

TEST_CASE("a formula has the value that arithmetic gives it") {
    CHECK(value("1 + 2 * 3") == 7);
    CHECK(value("(1 + 2) * 3") == 9);
    CHECK(value("8 - 3 - 2") == 3);
    CHECK(value("16 / 4 / 2") == 2);
    CHECK(value("2 ^ 3 ^ 2") == 512);
    CHECK(value("-2 ^ 2") == -4);
    CHECK(value("2 ^ -1") == 0.5);
    CHECK(value("--3 * +2") == 6);
    CHECK(value("1.5e1") == 15);
    CHECK(value("min(3, max(1, 2)) + abs(-4)") == 6);
    CHECK(value("exp(ln(7)) - sqrt(49)") == doctest::Approx(0).epsilon(1e-15));
    CHECK(value("10 * RINGS - ln(YIELD)", 2, 0.5) == 20 - std::log(0.5));
    CHECK(std::isnan(value("ln(0 - 1)")));
    CHECK(std::isinf(value("1 / RINGS")));
}

TEST_CASE("what is no formula is refused at its column") {
    CHECK(column("") == 1);
    CHECK(column("1 +") == 4);
    CHECK(column("2 * (RINGS") == 11);
    CHECK(column("rings") == 1);
    CHECK(column("1 + ringS * 2") == 5);
    CHECK(column("min(1)") == 6);
    CHECK(column("3 RINGS") == 3);
    CHECK(column("1e999") == 1);
    CHECK(column("2 $ 3") == 3);
    CHECK(column("ln RINGS") == 4);
    CHECK(column(std::string(500, '(')) > 1);
    CHECK(column("2" + std::string(500, '^')) > 1);
    std::string tower = "2";
    for (int k = 0; k < 500; ++k) tower += "^2";
    CHECK(column(tower) > 1);
    CHECK(column("1 + .") == 5);
    CHECK(column("1 + _") == 5);
    CHECK(column("1 + a_b") == 5);
    CHECK(value(".5 * 4") == 2);
}
