#include "crucible/thermo/state_grid.hpp"

#include <doctest/doctest.h>

#include <cmath>

namespace crucible {
namespace {

/// mu = e - c T ln T + P v (1 + a T) - P^2 v k / 2: enthalpies and volumes are its derivatives.
struct GridCrystal {
    double e = -40, c = 9e-4, v = 30, a = 3e-5, k = 0.8;
    double mu(double p, double t) const {
        return e - c * t * std::log(t) + p * v * (1 + a * t) - p * p * v * k / 2;
    }
    double volume(double p, double t) const { return v * (1 + a * t) - p * v * k; }
    double enthalpy(double p, double t) const { return e + c * t + p * v - p * p * v * k / 2; }
    /// Sampled at p + residual, by which p V is short of the enthalpy; its square is in already.
    SampledState state(double p, double t, double residual) const {
        const double at = p + residual;
        const double square = v * k * residual * residual / 2;
        return {{enthalpy(at, t) - residual * volume(at, t) - square, 1e-4, 1},
                {volume(p, t), 1e-3, 1},
                residual};
    }
};

TEST_CASE("one known chemical potential gives those of a grid") {
    const GridCrystal crystal;
    const std::vector<double> pressures{0, 0.02, 0.05, 0.09},
        temperatures{300, 500, 700, 900, 1200, 1500};
    std::vector<std::optional<SampledState>> states;
    RandomStream noise(1, StreamId::tests);
    for (const double t : temperatures)
        for (const double p : pressures)
            states.push_back(crystal.state(p, t, 0.001 * noise.normal()));
    const std::size_t known = 1;  // 300 K, 0.02
    const Estimate mu{crystal.mu(0.02, 300), 2e-4, 1};
    RandomStream random(2, StreamId::tests);
    const auto found = potentials_on_grid(pressures, temperatures, states, known, mu, random);
    REQUIRE(found.size() == states.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        REQUIRE(found[i]);
        const double p = pressures[i % 4], t = temperatures[i / 4];
        CHECK(std::fabs(found[i]->value - crystal.mu(p, t)) < 2e-5);
    }
    CHECK(found[known]->value == mu.value);
    CHECK(std::fabs(found[known]->error / mu.error - 1) < 0.15);  // of 400 repetitions
    // mu/T keeps the error of its start: five times the temperature, five times the error.
    CHECK(found[21]->error > 5 * 0.85 * mu.error);
    CHECK(found[21]->error < 6 * mu.error);
    CHECK(found[23]->error > 5 * 0.85 * mu.error);
}

TEST_CASE("lines end where a state is missing, and need three states") {
    const GridCrystal crystal;
    const std::vector<double> pressures{0, 0.02, 0.05}, temperatures{300, 500, 700, 900, 1100};
    std::vector<std::optional<SampledState>> states;
    for (const double t : temperatures)
        for (const double p : pressures) states.push_back(crystal.state(p, t, 0));
    states[9].reset();   // 900 K, 0
    states[14].reset();  // 1100 K, 0.05
    states[5].reset();   // 500 K, 0.05
    RandomStream random(2, StreamId::tests);
    const Estimate mu{crystal.mu(0, 300), 1e-4, 1};
    const auto found = potentials_on_grid(pressures, temperatures, states, 0, mu, random);
    for (const std::size_t there : {0, 1, 2, 3, 6, 7, 8}) CHECK(found[there]);
    for (const std::size_t missing : {4, 5, 9, 10, 11, 12, 13, 14}) CHECK(!found[missing]);
    const std::vector<double> one{0}, two{300, 500};
    const auto few = potentials_on_grid(one, two, {states[0], states[3]}, 0, mu, random);
    CHECK(few[0]);
    CHECK(!few[1]);
}

}  // namespace
}  // namespace crucible
