#include "crucible/thermo/integration.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <numeric>

#include "crucible/base/error.hpp"
#include "crucible/base/units.hpp"
#include "tests/thermo/harmonic_model.hpp"

using namespace crucible;
using spring_crystal::cubic_lattice;
using spring_crystal::Springs;

namespace {

constexpr double hot = 0.1;  // eV
constexpr double hot_kelvin = hot / constants::boltzmann;

Supercell lattice_of(int n) {
    Structure cell;
    cell.cell.h = Mat3::identity() * 2.5;
    cell.numbers = {8};
    cell.positions = {{0, 0, 0}};
    return make_supercell(cell, {n, n, n});
}

struct Integrated {
    Integral integral;
    std::vector<LambdaAverage> averages;
};

Integrated sample(const Structure& sites, EnergyModel& model, const ReferenceCrystal& reference,
                  const LambdaRule& rule, std::size_t steps, double time_step = 0.5) {
    SamplingSettings settings;
    settings.temperature = hot_kelvin, settings.steps = steps, settings.time_step = time_step;
    settings.equilibration = 100;
    Integrated out;
    for (std::size_t i = 0; i < rule.lambda.size(); ++i) {
        LambdaRun run(sites, model, reference, rule.lambda[i], settings, i);
        while (!run.done()) run.advance();
        out.averages.push_back(run.average());
    }
    out.integral = integrate(rule, out.averages, hot);
    return out;
}

}  // namespace

TEST_CASE("rules of Gauss integrate the powers that they should") {
    for (std::size_t n = 2; n <= 12; ++n) {
        const LambdaRule legendre = gauss_legendre(n), radau = gauss_radau(n);
        for (std::size_t power = 0; power <= 2 * n - 1; ++power) {
            double a = 0, b = 0;
            for (std::size_t i = 0; i < n; ++i) {
                a += legendre.weight[i] * std::pow(legendre.lambda[i], power);
                b += radau.weight[i] * std::pow(radau.lambda[i], power);
            }
            CHECK(a == doctest::Approx(1 / double(power + 1)).epsilon(1e-12));
            if (power < 2 * n - 1)
                CHECK(b == doctest::Approx(1 / double(power + 1)).epsilon(1e-12));
        }
        CHECK(radau.lambda.back() == 1);
        CHECK(std::is_sorted(radau.lambda.begin(), radau.lambda.end()));
    }
    CHECK_THROWS_AS(gauss_radau(1), InputError);
}

TEST_CASE("an Einstein crystal of equal springs has Frenkel and Ladd's free energy") {
    const std::size_t n = 20;
    const double k = 7;
    const EinsteinCrystal crystal(std::vector<double>(n, k));
    // -kT [3/2 (N - 1) ln(2 pi kT/k) + 3/2 ln N]: Frenkel and Smit, eq. 10.2.15 with the centre
    // held
    const double expected = -hot * (1.5 * (n - 1) * std::log(2 * std::numbers::pi * hot / k) +
                                    1.5 * std::log(double(n)));
    CHECK(crystal.free_energy(hot) == doctest::Approx(expected).epsilon(1e-13));
}

TEST_CASE("the modes of a lattice of springs are its dispersion relation") {
    const Supercell s = lattice_of(4);
    Springs model(4, 3);
    const ForceConstants f = force_constants(s, model);
    const NormalModes modes = normal_modes(s, f);
    REQUIRE(modes.curvatures.size() == 189);
    std::vector<double> expected;  // 4 k sum of sin^2(q/2), for three polarisations
    for (int wave = 1; wave < 64; ++wave) {
        double sum = 0;
        for (int q : {wave / 16, wave / 4 % 4, wave % 4})
            sum += std::pow(std::sin(std::numbers::pi * q / 4), 2);
        expected.insert(expected.end(), 3, 12 * sum);
    }
    auto found = modes.curvatures;
    std::sort(found.begin(), found.end());
    std::sort(expected.begin(), expected.end());
    for (std::size_t i = 0; i < found.size(); ++i)
        CHECK(found[i] == doctest::Approx(expected[i]).epsilon(1e-9));
    // Orthonormal, at rest in the centre, and each stretches the springs as its curvature says.
    for (std::size_t a = 0; a < 189; a += 17) {
        for (std::size_t b = 0; b < 189; ++b) {
            double product = 0;
            for (std::size_t i = 0; i < 192; ++i)
                product += modes.directions(a, i) * modes.directions(b, i);
            CHECK(std::fabs(product - (a == b)) < 1e-10);
        }
        Structure moved = s.structure;
        Vec3 centre;
        for (std::size_t i = 0; i < 64; ++i) {
            const Vec3 u{modes.directions(a, 3 * i), modes.directions(a, 3 * i + 1),
                         modes.directions(a, 3 * i + 2)};
            moved.positions[i] += u;
            centre += u;
        }
        Evaluation e;
        model.evaluate(moved, e);
        CHECK(e.energy + 2 == doctest::Approx(modes.curvatures[a] / 2).epsilon(1e-8));
        CHECK(norm(centre) < 1e-10);
    }
}

TEST_CASE("Einstein to harmonic crystal: the analytic free energy within 1e-3 kT per atom") {
    const Supercell s = lattice_of(3);
    Springs model(3, 4);
    const NormalModes modes = normal_modes(s, force_constants(s, model));
    const double exact = HarmonicCrystal(modes).free_energy(hot);
    std::vector<double> springs(27);  // unequal, so that the centre is not the geometric one
    for (std::size_t i = 0; i < 27; ++i) springs[i] = 12 + 0.6 * double(i % 7);
    const EinsteinCrystal reference(springs);
    const Integrated found = sample(s.structure, model, reference, gauss_radau(6), 20'000);
    const double off = reference.free_energy(hot) + found.integral.work.value - exact;
    MESSAGE("off by " << off / hot / 27 << " kT per atom, error "
                      << found.integral.work.error / hot / 27);
    CHECK(std::fabs(off) / hot / 27 < 1e-3);
    CHECK(found.averages.back().energy.value ==
          doctest::Approx(-2 + 0.5 * 78 * hot).epsilon(0.02));  // equipartition of 3 N - 3
    CHECK_FALSE(found.averages.back().lost);
}
