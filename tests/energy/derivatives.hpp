#pragma once
// Forces and stress of any energy model against central differences of its energy.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "crucible/energy/energy_model.hpp"

/// Every component of force and stress must agree within `tolerance` times the largest one (or
/// 1 eV/angstrom, 1 eV per unit strain). Fourth-order differences.
inline void check_derivatives(crucible::EnergyModel& model, const crucible::Structure& s,
                              double tolerance) {
    using namespace crucible;
    Evaluation here, there;
    model.evaluate(s, here);
    const auto slope = [&](auto&& energy_at) {
        const double d = 1e-3;
        return (8 * (energy_at(d) - energy_at(-d)) - (energy_at(2 * d) - energy_at(-2 * d))) /
               (12 * d);
    };
    double largest = 1;
    for (const Vec3& f : here.forces) largest = std::max(largest, norm(f));
    for (std::size_t i = 0; i < s.size(); ++i)
        for (int a = 0; a < 3; ++a) {
            const double numeric = -slope([&](double d) {
                Structure moved = s;
                moved.positions[i][a] += d;
                model.evaluate(moved, there);
                return there.energy;
            });
            REQUIRE(std::fabs(here.forces[i][a] - numeric) < tolerance * largest);
        }
    const double volume = s.cell.volume();
    largest = 1;
    for (int a = 0; a < 3; ++a) largest = std::max(largest, volume * norm(here.stress[a]));
    for (int a = 0; a < 3; ++a)
        for (int b = 0; b < 3; ++b) {
            const double numeric = slope([&](double d) {
                Structure strained = s;
                Mat3 f = Mat3::identity();
                f(a, b) += d / 2, f(b, a) += d / 2;
                strained.cell.h = s.cell.h * f;
                for (auto& r : strained.positions) r = Position(r * f);
                model.evaluate(strained, there);
                return there.energy;
            });
            REQUIRE(std::fabs(here.stress(a, b) * volume - numeric) < tolerance * largest);
        }
}
