#include "crucible/thermo/crystal_integration.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <memory>

#include "crucible/base/error.hpp"
#include "crucible/base/units.hpp"
#include "crucible/dynamics/relax.hpp"
#include "crucible/energy/buckingham.hpp"
#include "tests/thermo/harmonic_model.hpp"

using namespace crucible;
using spring_crystal::Springs;

namespace {

RunContext silent() { return RunContext("test", 1, {}, nullptr); }

/// Pyrite-type TiO2 of Matsui and Akaogi, at rest without pressure: a = 4.82251 angstrom, our own
/// relaxation.
Structure pyrite() {
    const double a = 4.82251, x = 0.3397;
    Structure s;
    s.cell.h = Mat3::identity() * a;
    for (const Vec3& f : {Vec3{0, 0, 0}, Vec3{0, .5, .5}, Vec3{.5, 0, .5}, Vec3{.5, .5, 0}})
        s.numbers.push_back(22), s.positions.push_back(Position(f * a));
    for (double sign : {1.0, -1.0})
        for (const Vec3& f : {Vec3{x, x, x}, Vec3{.5 - x, -x, .5 + x}, Vec3{-x, .5 + x, .5 - x},
                              Vec3{.5 + x, .5 - x, -x}})
            s.numbers.push_back(8), s.positions.push_back(Position(f * (sign * a)));
    return s;
}

BuckinghamCoulomb titania(double accuracy = 1e-5) {
    return BuckinghamCoulomb(matsui_akaogi(), {ewald_settings(accuracy, 7.0), ShortRange::patch});
}

CrystalIntegrationSettings quick(double temperature) {
    CrystalIntegrationSettings s;
    s.press.width = 4;
    s.press.rounds = 1;
    s.press.sampling.temperature = temperature;
    s.press.sampling.steps = 400;
    s.press.sampling.equilibration = 100;
    s.steps = 400, s.nodes = 3, s.switches = 2;
    return s;
}

CrystalIntegral run(const Structure& s, EnergyModel& model, const CrystalIntegrationSettings& c) {
    CrystalIntegration integration(s, model, c);
    while (!integration.done()) integration.advance(silent());
    return integration.result();
}

}  // namespace

TEST_CASE("a crystal that was saved at any moment goes on to the same result") {
    auto model = titania();
    const auto settings = quick(1000);
    CrystalIntegration whole(pyrite(), model, settings);
    int steps = 0;
    for (; !whole.done(); ++steps) whole.advance(silent());
    CHECK(whole.fraction() == 1);
    auto other = titania();
    auto stopped = std::make_unique<CrystalIntegration>(pyrite(), other, settings);
    for (int i = 0; !stopped->done(); ++i) {
        stopped->advance(silent());
        const std::string bytes = stopped->save();
        stopped = std::make_unique<CrystalIntegration>(pyrite(), other, settings);
        stopped->restore(bytes);
    }
    CHECK(stopped->result().chemical_potential().value ==
          whole.result().chemical_potential().value);
    CHECK(stopped->result().switched->forth == whole.result().switched->forth);
    CHECK(stopped->result().enthalpy().value == whole.result().enthalpy().value);
    CHECK(steps > 15);
    CHECK_THROWS_AS(stopped->restore("nothing"), InputError);
    auto bytes = stopped->save();
    bytes[bytes.size() / 2] ^= 1;
    CHECK_THROWS_AS(stopped->restore(bytes), InputError);
}

TEST_CASE("the cell follows the temperature and the pressure") {
    auto model = titania();
    auto settings = quick(1600);
    settings.press.rounds = 3, settings.press.sampling.steps = 1500, settings.press.width = 8;
    const PressedCrystal c = press(pyrite(), model, settings.press, silent());
    // MD at constant pressure: shared/data/tio2/md_volume_isotherms.csv, arXiv:1909.08934's data
    CHECK(c.cell.cell.volume() / 4 == doctest::Approx(29.4734).epsilon(0.003));
    CHECK(c.negative == 0);
    CHECK_FALSE(c.lost);
    // cubic, since what symmetry forbids is taken for noise
    CHECK(norm(c.cell.cell.h[0]) == doctest::Approx(norm(c.cell.cell.h[2])).epsilon(1e-6));
    CHECK(c.bulk_modulus / constants::gpa == doctest::Approx(214).epsilon(0.02));
}

TEST_CASE("stiffness is the second derivative of the energy at rest") {
    auto model = titania(1e-9);
    RelaxSettings tight;
    tight.fmax = 1e-6;
    const Structure s = relax(pyrite(), model, tight).structure;
    const Array2<double> c = stiffness(s, model);
    const auto energy = [&](double strain) {
        Structure t = s;
        t.cell.h = s.cell.h * (1 + strain);
        for (auto& r : t.positions) r = Position(r * (1 + strain));
        RelaxSettings fixed;
        fixed.cell = CellMotion::fixed, fixed.fmax = 1e-6;
        return relax(t, model, fixed).energy;
    };
    const double d = 2e-3, v = s.cell.volume();
    const double curvature = (energy(d) - 2 * energy(0) + energy(-d)) / (d * d) / v;  // 9 B
    CHECK(bulk_modulus(c) == doctest::Approx(curvature / 9).epsilon(2e-3));
    CHECK(c(0, 0) == doctest::Approx(c(1, 1)).epsilon(1e-6));
    CHECK(std::fabs(c(0, 4)) < 1e-4 * c(0, 0));
}

TEST_CASE("an endless crystal does not depend on the supercell it was sampled in") {
    auto model = titania();
    RelaxSettings tight;
    tight.fmax = 1e-6;
    const Structure s = relax(pyrite(), model, tight).structure;
    const double kt = 0.1;
    double first = 0;
    for (double width : {4.0, 8.0}) {
        const PressedCrystal c = crystal_at_sites(s, model, width);
        const double n = static_cast<double>(c.supercell.structure.size());
        const double a = HarmonicCrystal(c.modes).free_energy(kt) +
                         centre_free_energy(c.supercell.structure.cell.volume() / n, kt);
        const auto shift = endless_shift(c, model, kt);
        REQUIRE(shift);
        if (first == 0) first = (a + *shift) / n;
        CHECK((a + *shift) / n == doctest::Approx(first).epsilon(1e-5));
        CHECK(std::fabs(*shift) / n / kt > 0.01);  // there was something to be corrected
    }
}

TEST_CASE("an atom that leaves its site is seen, one that swings is not") {
    const Structure s = spring_crystal::cubic_lattice(2);
    PlaceWatch watch(s, 0.5);
    std::vector<double> u(24);
    for (std::size_t step = 1; step <= 300; ++step) {
        u[4] = 2 * std::sin(0.2 * double(step));
        watch.see(u, step);
    }
    CHECK_FALSE(watch.lost());
    for (std::size_t step = 301; step <= 700; ++step) {
        u[4] = step > 420 ? 1.4 : 0;
        watch.see(u, step);
    }
    REQUIRE(watch.lost());
    CHECK(*watch.lost() == 600);  // the first whole window there
}

TEST_CASE("hysteresis is reported, and refused where one number is wanted") {
    const auto calm = switch_result({1.0, 1.1}, {-0.95, -1.05}, 0.02, 10);
    CHECK(calm.work.value == doctest::Approx(1.025));
    CHECK(calm.dissipation == doctest::Approx(0.025));
    CHECK_FALSE(calm.is_irreversible);
    CHECK_NOTHROW(require_reversible(calm));
    const auto wild = switch_result({3.0, 3.1}, {-0.5, -0.6}, 0.02, 10);
    CHECK(wild.is_irreversible);
    CHECK_THROWS_AS(require_reversible(wild), UnstableError);
    CHECK_THROWS_AS(switch_result({1.0}, {-1.0}, 0.02, 10), InputError);
    CHECK(switching_function(0) == 0);
    CHECK(switching_function(1) == doctest::Approx(1).epsilon(1e-14));
    CHECK(switching_function(0.5) == doctest::Approx(0.5).epsilon(1e-14));
}

TEST_CASE("what is no crystal, and settings that make no sense, are refused") {
    auto model = titania();
    auto bad = quick(1000);
    bad.nodes = 2;
    CHECK_THROWS_AS(CrystalIntegration(pyrite(), model, bad), InputError);
    bad = quick(-1);
    CHECK_THROWS_AS(CrystalIntegration(pyrite(), model, bad), InputError);
    Springs repelling(3, -1);
    CHECK_THROWS_AS(crystal_at_sites(spring_crystal::cubic_lattice(3), repelling, 1), InputError);
}

TEST_SUITE("slow") {
    TEST_CASE("harmonic and Einstein references and switching agree on pyrite at 1600 K") {
        auto model = titania();
        auto settings = quick(1600);
        settings.press.width = 8, settings.press.rounds = 2;
        settings.steps = 3000, settings.nodes = 4, settings.switches = 3;
        settings.press.sampling.steps = 1000;
        const CrystalIntegral harmonic = run(pyrite(), model, settings);
        settings.reference = ReferenceKind::einstein;
        settings.nodes = 8;
        const CrystalIntegral einstein = run(pyrite(), model, settings);
        const double unit = constants::kcal_per_mol * harmonic.n_units;
        const double a = harmonic.chemical_potential().value / constants::kcal_per_mol;
        const double b = einstein.chemical_potential().value / constants::kcal_per_mol;
        MESSAGE("harmonic " << a << ", Einstein " << b << " kcal/mol");
        CHECK(std::fabs(a - b) < 0.06);
        CHECK(std::fabs(harmonic.switched->work.value - harmonic.quadrature.work.value) <
              0.05 * unit);
        CHECK_FALSE(harmonic.is_irreversible);
        CHECK_FALSE(harmonic.has_changed);
    }
}
