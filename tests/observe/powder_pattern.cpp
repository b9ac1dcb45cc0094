#include "crucible/observe/powder_pattern.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "crucible/base/error.hpp"
#include "crucible/observe/scattering.hpp"

using namespace crucible;

namespace {

/// Rock salt, conventional cell.
Structure halite(double a) {
    Structure s;
    s.cell.h = Mat3{{Vec3{a, 0, 0}, Vec3{0, a, 0}, Vec3{0, 0, a}}};
    const double half[4][3] = {{0, 0, 0}, {0, 0.5, 0.5}, {0.5, 0, 0.5}, {0.5, 0.5, 0}};
    for (const int z : {11, 17})
        for (const auto& p : half) {
            s.numbers.push_back(z);
            s.positions.push_back(Position{a * (p[0] + (z == 17 ? 0.5 : 0)), a * p[1], a * p[2]});
        }
    return s;
}

}  // namespace

TEST_CASE("lines of rock salt: places by Bragg's law, intensities by hand, extinctions") {
    const double a = 5.6402, wavelength = 1.54056;
    const auto lines = powder_pattern(halite(a), wavelength, 10, 60);
    // Indices all even or all odd: 111, 200, 220, 311, 222.
    const double squares[] = {3, 4, 8, 11, 12};
    REQUIRE(lines.size() == 5);
    for (std::size_t k = 0; k < 5; ++k) {
        const double d = a / std::sqrt(squares[k]);
        CHECK(std::fabs(lines[k].spacing - d) < 1e-9);
        const double angle = 2 * std::asin(wavelength / 2 / d) * 180 / std::numbers::pi;
        CHECK(std::fabs(lines[k].two_theta - angle) < 1e-9);
    }
    CHECK(lines[1].intensity == 100);
    // 111: 8 vectors of f_Na - f_Cl; 200: 6 of f_Na + f_Cl.
    const auto part = [&](const PowderLine& line, double sign, double multiplicity) {
        const double q = 2 * std::numbers::pi / line.spacing;
        const double f = xray_form_factor(11, q) + sign * xray_form_factor(17, q);
        const double angle = line.two_theta * std::numbers::pi / 180, c = std::cos(angle);
        const double sine = std::sin(angle / 2);
        return multiplicity * f * f * (1 + c * c) / (sine * sine * std::cos(angle / 2));
    };
    const double ratio = part(lines[0], -1, 8) / part(lines[1], 1, 6);
    CHECK(std::fabs(lines[0].intensity / 100 - ratio) < 1e-9);
}

TEST_CASE("a pattern does not depend on cell, origin or orientation") {
    const Structure s = halite(5.64);
    Structure other = s;  // another choice of lattice vectors, moved and turned
    other.cell.h = Mat3{{Vec3{5.64, 5.64, 0}, Vec3{0, 5.64, 0}, Vec3{0, 5.64, 5.64}}};
    for (Position& r : other.positions) r = Position{r.x + 0.3, r.y - 1.1, r.z + 2};
    const auto a = powder_pattern(s), b = powder_pattern(other);
    REQUIRE(a.size() == b.size());
    for (std::size_t k = 0; k < a.size(); ++k) {
        CHECK(std::fabs(a[k].two_theta - b[k].two_theta) < 1e-8);
        CHECK(std::fabs(a[k].intensity - b[k].intensity) < 1e-7);
    }
}

TEST_CASE("patterns without sense are refused") {
    CHECK_THROWS_AS(powder_pattern(halite(5), 0), InputError);
    CHECK_THROWS_AS(powder_pattern(halite(5), 1.5, 50, 20), InputError);
    Structure slab = halite(5);
    slab.cell.periodic[2] = false;
    CHECK_THROWS_AS(powder_pattern(slab), InputError);
}
