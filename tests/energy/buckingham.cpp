#include "crucible/energy/buckingham.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "crucible/atoms/format_extxyz.hpp"
#include "crucible/atoms/neighbours.hpp"
#include "crucible/atoms/niggli.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/random.hpp"
#include "crucible/base/text.hpp"
#include "crucible/base/units.hpp"

#include "tests/energy/derivatives.hpp"
#include "tests/shared_data.hpp"

using namespace crucible;

namespace {

/// Four formula units of TiO2 at random places at least 1.4 angstrom apart in a random cell.
Structure random_titania(std::uint64_t item, double skew = 2.5) {
    RandomStream random(11, StreamId::tests, item);
    Structure s;
    do {
        s.cell.h = Mat3::diagonal(5.5, 5, 4.6);
        for (int i = 0; i < 3; ++i)
            for (int j = 0; j < 3; ++j) s.cell.h(i, j) += random.uniform(-skew, skew);
    } while (s.cell.volume() < 90 || s.cell.volume() > 200);
    for (int i = 0; i < 12;) {
        const Position at =
            s.cell.cartesian({random.uniform(-1, 1), random.uniform(-1, 1), random.uniform(-1, 1)});
        s.numbers.push_back(i % 3 == 0 ? 22 : 8);
        s.positions.push_back(at);
        if (shortest_distance(s) < 1.35) {
            s.numbers.pop_back();
            s.positions.pop_back();
        } else {
            ++i;
        }
    }
    return s;
}

BuckinghamCoulomb titania_model(double accuracy, ShortRange short_range = ShortRange::patch) {
    return BuckinghamCoulomb(matsui_akaogi(),
                             {ewald_settings(matsui_akaogi(), accuracy), short_range});
}

double energy_of(EnergyModel& m, const Structure& s) {
    Evaluation e;
    m.evaluate(s, e);
    return e.energy;
}

/// Ions of charge +-q on a lattice, without short-range terms: gives a Madelung constant.
double madelung(const Mat3& h, const std::vector<Vec3>& fractions, double nearest) {
    const BuckinghamParameters ions{
        "ions", "test", {1, 2}, {1, -1}, std::vector<BuckinghamPair>(4)};
    BuckinghamCoulomb model(ions, {ewald_settings(1e-12, 8), ShortRange::refuse});
    Structure s;
    s.cell.h = h;
    for (std::size_t i = 0; i < fractions.size(); ++i) {
        s.numbers.push_back(i < fractions.size() / 2 ? 1 : 2);
        s.positions.push_back(Position(fractions[i] * h));
    }
    return -energy_of(model, s) * nearest / constants::coulomb /
           static_cast<double>(fractions.size() / 2);
}

}  // namespace

TEST_CASE("the fast sums equal the plain reference on random cells, thin and skewed ones too") {
    for (std::uint64_t item = 0; item < 12; ++item) {
        Structure s = random_titania(item, item < 8 ? 2.0 : 3.5);
        if (item % 3 == 1) s.cell.h[1] += s.cell.h[0] * 4.0;  // the same lattice, badly described
        const double accuracy = item % 2 ? 1e-5 : 1e-9;
        auto model = titania_model(accuracy);
        Evaluation fast, plain;
        model.evaluate(s, fast);
        evaluate_reference(matsui_akaogi(), model.settings().ewald, s, plain);
        REQUIRE(fast.patched == 0);
        CHECK(std::fabs(fast.energy - plain.energy) < 1e-10 * (1 + std::fabs(plain.energy)));
        double largest = 0;
        for (const Vec3& f : plain.forces) largest = std::max(largest, norm(f));
        for (std::size_t i = 0; i < s.size(); ++i)
            CHECK(norm(fast.forces[i] - plain.forces[i]) < 1e-11 * (1 + largest));
        for (int i = 0; i < 3; ++i)
            CHECK(norm(fast.stress[i] - plain.stress[i]) < 1e-12 * (1 + norm(plain.stress[i])));
    }
}

TEST_CASE("kept lists do not change the sums, however far the atoms have come") {
    Structure s = random_titania(3);
    auto kept = titania_model(1e-7);
    RandomStream random(5, StreamId::tests);
    for (int step = 0; step < 60; ++step) {
        for (auto& r : s.positions)
            for (int a = 0; a < 3; ++a) r[a] += random.uniform(-0.04, 0.04);
        Mat3 strain = Mat3::identity();
        for (int a = 0; a < 3; ++a)
            for (int b = 0; b < 3; ++b) strain(a, b) += random.uniform(-0.01, 0.01);
        s.cell.h = s.cell.h * strain;
        for (auto& r : s.positions) r = Position(r * strain);
        Evaluation with, without;
        kept.evaluate(s, with);
        titania_model(1e-7).evaluate(s, without);
        REQUIRE(std::fabs(with.energy - without.energy) < 1e-10 * (1 + std::fabs(with.energy)));
        REQUIRE(norm(with.forces[7] - without.forces[7]) < 1e-9 * (1 + norm(with.forces[7])));
    }
}

TEST_CASE("forces and stress are the derivatives of the energy, 1e-6 relative") {
    for (std::uint64_t item = 20; item < 24; ++item) {
        auto model = titania_model(1e-10);
        check_derivatives(model, random_titania(item), 1e-6);
    }
}

TEST_CASE("dispersion coefficients that do not factorise are summed exactly as well") {
    BuckinghamParameters p = matsui_akaogi();
    p.pairs[1].c = p.pairs[2].c = 25;  // sqrt(C_TiTi C_OO) is 12.6
    BuckinghamCoulomb model(p, {ewald_settings(1e-10), ShortRange::patch});
    const Structure s = random_titania(31);
    check_derivatives(model, s, 1e-6);
    // Another split of the sums must give the same energy.
    BuckinghamCoulomb wide(p, {ewald_settings(1e-10, 10), ShortRange::patch});
    CHECK(energy_of(model, s) == doctest::Approx(energy_of(wide, s)).epsilon(1e-9));
}

TEST_CASE("the energy depends on nothing but the crystal") {
    for (std::uint64_t item = 40; item < 44; ++item) {
        const Structure s = random_titania(item);
        auto model = titania_model(1e-6);
        const double e = energy_of(model, s), tolerance = 1e-9 * std::fabs(e);
        Structure other = s;
        other.cell = niggli_reduce(s.cell).cell;
        CHECK(std::fabs(energy_of(model, other) - e) < tolerance);
        other = s;
        other.cell.h[2] += s.cell.h[0] * 3.0 - s.cell.h[1] * 2.0;
        CHECK(std::fabs(energy_of(model, other) - e) < tolerance);
        other = s;
        for (auto& r : other.positions) r += Vec3{1.234, -7.7, 0.31};
        other.positions[4] += s.cell.h[1] * 2.0 - s.cell.h[2];
        CHECK(std::fabs(energy_of(model, other) - e) < tolerance);
        // A rotation about (1, 2, 3) by Rodrigues' formula.
        const Vec3 u = Vec3{1, 2, 3} / std::sqrt(14.0);
        const Mat3 cross_u{{{{0, u.z, -u.y}, {-u.z, 0, u.x}, {u.y, -u.x, 0}}}};
        const Mat3 turn =
            Mat3::identity() + cross_u * std::sin(0.9) + (cross_u * cross_u) * (1 - std::cos(0.9));
        other = s;
        other.cell.h = s.cell.h * turn;
        for (auto& r : other.positions) r = Position(r * turn);
        CHECK(std::fabs(energy_of(model, other) - e) < tolerance);
        // A 2 x 1 x 3 supercell.
        other = s;
        other.cell.h[0] *= 2.0, other.cell.h[2] *= 3.0;
        other.numbers.clear(), other.positions.clear();
        for (int a = 0; a < 2; ++a)
            for (int c = 0; c < 3; ++c)
                for (std::size_t i = 0; i < s.size(); ++i) {
                    other.numbers.push_back(s.numbers[i]);
                    other.positions.push_back(
                        Position(s.positions[i] + s.cell.h[0] * a + s.cell.h[2] * c));
                }
        CHECK(std::fabs(energy_of(model, other) - 6 * e) < 6 * tolerance);
    }
}

TEST_CASE("Madelung constants of NaCl, CsCl and ZnS to 1e-8") {
    // Values: Bailey, Borwein, Crandall, Zucker, doi:10.1088/1751-8113/46/11/115201 (NaCl, CsCl);
    // Sherman, Chem. Rev. 11, 93 (1932), doi:10.1021/cr60038a002, refined by the same authors
    // (ZnS).
    const double a = 4;
    const Mat3 fcc{{{{0, a / 2, a / 2}, {a / 2, 0, a / 2}, {a / 2, a / 2, 0}}}};
    CHECK(std::fabs(madelung(fcc, {{0, 0, 0}, {0.5, 0.5, 0.5}}, a / 2) - 1.747564594633182) < 1e-8);
    const double root3 = std::sqrt(3.0);
    CHECK(std::fabs(madelung(Mat3::diagonal(a, a, a), {{0, 0, 0}, {0.5, 0.5, 0.5}}, a * root3 / 2) -
                    1.762674773070990) < 1e-8);
    CHECK(std::fabs(madelung(fcc, {{0, 0, 0}, {0.25, 0.25, 0.25}}, a * root3 / 4) -
                    1.638055053388789) < 1e-8);
}

TEST_CASE("energies of the relaxed titania phases agree with the table to 1e-3 kcal/mol") {
    REQUIRE_SHARED_DATA("tio2/relaxed");
    auto model = titania_model(1e-7, ShortRange::refuse);
    const std::string csv = read_file(shared_data("tio2/static_ma.csv"));
    int compared = 0;
    for (int pressure : {0, 20, 40, 60}) {
        const auto file =
            shared_data("tio2/relaxed/tio2_P" + std::to_string(pressure) + "GPa.extxyz");
        for (const Structure& s : read_extxyz(read_file(file), file.string(), {})) {
            LineReader lines(csv, "static_ma.csv");
            for (std::string_view line; lines.next(line);) {
                const auto f = fields(line, ',');
                if (f[0].text != s.name || f[1].text != std::to_string(pressure)) continue;
                const double units = static_cast<double>(s.size()) / 3;
                const double kcal = energy_of(model, s) / constants::kcal_per_mol / units;
                CHECK_MESSAGE(std::fabs(kcal - *to_double(f[2].text)) < 1e-3, s.name);
                ++compared;
            }
        }
    }
    CHECK(compared == 84);
}

TEST_CASE("the truncation error is about what was asked for") {
    for (std::uint64_t item = 50; item < 54; ++item) {
        const Structure s = random_titania(item);
        BuckinghamCoulomb exact(matsui_akaogi(), {ewald_settings(1e-12, 9), ShortRange::patch});
        const double e = energy_of(exact, s);
        for (double accuracy : {1e-4, 1e-6, 1e-8}) {
            auto model = titania_model(accuracy);
            CHECK(std::fabs(energy_of(model, s) - e) / 12 < 5 * accuracy);
        }
    }
}

TEST_CASE("collapse is refused, or patched by a repulsion that is the derivative of its energy") {
    Structure s = random_titania(60);
    s.positions[1] = Position(s.positions[0] + Vec3{0.4, 0.1, 0});  // O into Ti
    auto refusing = titania_model(1e-7, ShortRange::refuse);
    Evaluation e;
    CHECK_THROWS_AS(refusing.evaluate(s, e), UnstableError);
    auto patching = titania_model(1e-10, ShortRange::patch);
    patching.evaluate(s, e);
    CHECK(e.patched == 1);
    CHECK(dot(e.forces[1] - e.forces[0], s.positions[1] - s.positions[0]) > 0);
    check_derivatives(patching, s, 1e-6);
    s.positions[1] = s.positions[0];
    patching.evaluate(s, e);
    CHECK(std::isfinite(e.energy));
}

TEST_CASE("each pair's guard sits inside the bonds of any crystal") {
    const auto p = matsui_akaogi();
    for (std::size_t s = 0; s < 2; ++s)
        for (std::size_t t = 0; t < 2; ++t) {
            const PairGuard g =
                pair_guard(p.pair(s, t), constants::coulomb * p.charges[s] * p.charges[t]);
            CHECK(g.patch > g.barrier);
            CHECK(g.patch < 1.3);
            CHECK(g.slope < 0);
        }
}

TEST_CASE("what the potential cannot take is an input error with a reason") {
    auto model = titania_model(1e-6);
    Evaluation e;
    Structure s = random_titania(70);
    s.numbers[3] = 26;
    CHECK_THROWS_WITH_AS(model.evaluate(s, e), doctest::Contains("knows no Fe (atom 4)"),
                         InputError);
    s.numbers[3] = 8;
    CHECK_THROWS_WITH_AS(model.evaluate(s, e), doctest::Contains("charge of"), InputError);
    s = random_titania(70);
    s.cell.h[2] = s.cell.h[1];
    CHECK_THROWS_AS(model.evaluate(s, e), InputError);
    s = random_titania(70);
    s.cell.periodic[1] = false;
    CHECK_THROWS_AS(model.evaluate(s, e), InputError);
    s = random_titania(70);
    s.positions[2].x = std::nan("");
    CHECK_THROWS_AS(model.evaluate(s, e), UnstableError);
    CHECK_THROWS_AS(model.evaluate(Structure{}, e), InputError);
    s = random_titania(70);
    s.cell.h[1] += s.cell.h[0] * 1e7;
    CHECK_THROWS_AS(model.evaluate(s, e), UnstableError);
    s = random_titania(70);
    for (std::size_t i = 0; i < 24000; ++i) {
        s.numbers.push_back(int{s.numbers[i]});
        s.positions.push_back(Position{s.positions[i]});
    }
    CHECK_THROWS_AS(model.evaluate(s, e), ResourceError);
    CHECK_THROWS_WITH_AS(buckingham_preset("matsui-akagi"), doctest::Contains("matsui-akaogi"),
                         InputError);
    CHECK_THROWS_AS(ewald_settings(0), InputError);
    BuckinghamParameters bad = matsui_akaogi();
    bad.pairs[1].rho = -1;
    CHECK_THROWS_AS(BuckinghamCoulomb(bad, {}), InputError);
}
