#include "crucible/dynamics/relax.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <map>

#include "crucible/atoms/formats.hpp"
#include "crucible/atoms/match.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/random.hpp"
#include "crucible/base/text.hpp"
#include "crucible/base/units.hpp"
#include "crucible/energy/catalogue.hpp"
#include "crucible/energy/lennard_jones.hpp"
#include "tests/shared_data.hpp"

using namespace crucible;

namespace {

RelaxSettings tight_at(double gpa) {
    RelaxSettings s;
    s.pressure = gpa * constants::gpa;
    s.fmax = 1e-3 * constants::kcal_per_mol;
    s.stress_tolerance = 1e-4 * constants::gpa;
    s.max_evaluations = 5000;
    return s;
}

std::unique_ptr<EnergyModel> titania(double accuracy = 1e-7) {
    return make_model({"matsui-akaogi", accuracy, ShortRange::patch});
}

/// Rutile, far from relaxed: cell wrong by 4 %, atoms off their sites by a tenth of an angstrom.
Structure rough_rutile() {
    Structure s;
    s.cell.h = Mat3::diagonal(4.7, 4.5, 2.9);
    s.cell.h(1, 0) = 0.15, s.cell.h(2, 1) = -0.1;
    const double u = 0.31;
    for (const Fractional& f : {Fractional{0, 0, 0},
                                {0.5, 0.5, 0.5},
                                {u, u, 0},
                                {-u, -u, 0},
                                {0.5 + u, 0.5 - u, 0.5},
                                {0.5 - u, 0.5 + u, 0.5}}) {
        s.numbers.push_back(s.size() < 2 ? 22 : 8);
        s.positions.push_back(s.cell.cartesian(f));
    }
    RandomStream random(3, StreamId::tests);
    for (auto& r : s.positions)
        for (int a = 0; a < 3; ++a) r[a] += random.uniform(-0.1, 0.1);
    return s;
}

constexpr double rutile_enthalpy_kcal = -917.9502;  // 0 GPa, per TiO2: static_ma.csv, LAMMPS agrees

double kcal_per_unit(const RelaxResult& r) {
    return r.enthalpy / constants::kcal_per_mol / (static_cast<double>(r.structure.size()) / 3);
}

}  // namespace

TEST_CASE("a distorted rutile cell relaxes to rutile, with every minimiser") {
    for (Minimiser m : {Minimiser::lbfgs, Minimiser::fire})
        for (Preconditioning p : {Preconditioning::springs, Preconditioning::none}) {
            auto model = titania();
            RelaxSettings s = tight_at(0);
            s.minimiser = m;
            s.preconditioning = p;
            const RelaxResult r = relax(rough_rutile(), *model, s);
            INFO(name(m));
            CHECK(r.status == RelaxStatus::converged);
            CHECK(kcal_per_unit(r) == doctest::Approx(rutile_enthalpy_kcal).epsilon(1e-7));
            CHECK(r.fmax <= s.fmax);
            CHECK(r.stress_error <= s.stress_tolerance);
        }
}

TEST_CASE("a fixed cell keeps its cell and lowers the energy") {
    auto model = titania();
    RelaxSettings s = tight_at(0);
    s.cell = CellMotion::fixed;
    const Structure start = rough_rutile();
    const RelaxResult r = relax(start, *model, s);
    CHECK(r.status == RelaxStatus::converged);
    CHECK(r.structure.cell.h == start.cell.h);
    CHECK(kcal_per_unit(r) > rutile_enthalpy_kcal + 0.1);
    CHECK(r.enthalpy == r.energy);
}

TEST_CASE("the result is a pure function of its arguments, to the last bit") {
    Relaxer relaxer;
    auto model = titania(1e-6), coarse = titania(1e-4);
    RelaxSettings s = tight_at(20);
    s.fmax = 0.01 * constants::kcal_per_mol;
    const RelaxResult first = relaxer.run(rough_rutile(), *model, s, coarse.get());
    Structure other = rough_rutile();
    other.cell.h[0] *= 1.1;
    relaxer.run(other, *model, s, coarse.get());
    const RelaxResult again = relaxer.run(rough_rutile(), *model, s, coarse.get());
    auto fresh = titania(1e-6), fresh_coarse = titania(1e-4);
    const RelaxResult anew = Relaxer().run(rough_rutile(), *fresh, s, fresh_coarse.get());
    for (const RelaxResult* r : {&again, &anew}) {
        CHECK(r->enthalpy == first.enthalpy);
        CHECK(r->evaluations == first.evaluations);
        CHECK(r->structure.cell.h == first.structure.cell.h);
        CHECK(r->structure.positions[5] == first.structure.positions[5]);
    }
}

TEST_CASE("the coarse way down ends where the fine one does") {
    auto model = titania(1e-7), coarse = titania(1e-4);
    const RelaxSettings s = tight_at(20);
    const double fine = relax(rough_rutile(), *model, s).enthalpy;
    CHECK(Relaxer().run(rough_rutile(), *model, s, coarse.get()).enthalpy ==
          doctest::Approx(fine).epsilon(1e-9));
}

TEST_CASE("a skewed description of the cell is reduced on the way and changes nothing") {
    auto model = titania();
    Structure skewed = rough_rutile();
    skewed.cell.h[1] += skewed.cell.h[2] * 5.0;
    const RelaxResult r = relax(skewed, *model, tight_at(0));
    CHECK(r.status == RelaxStatus::converged);
    CHECK(kcal_per_unit(r) == doctest::Approx(rutile_enthalpy_kcal).epsilon(1e-7));
    CHECK(norm(r.structure.cell.h[1]) < 5);
}

TEST_CASE("other potentials relax too, on springs guessed from the distances") {
    // fcc Lennard-Jones under no pressure: nearest distance (2 A12 / A6)^(1/6) = 1.09017 sigma and
    // energy -A6^2 / 2 A12 = -8.61025 epsilon for all neighbours. The cut-off at 10 sigma leaves
    // out 8 pi density / (3 10^3), and lifting the energy to zero there costs the same once more.
    const double tail = 8 * M_PI * std::sqrt(2.0) / std::pow(1.09017, 3) / 3e3;
    LennardJones argon({{18, 18, 0.0104, 3.4}}, 34, CutOff::shifted_energy);
    Structure s;
    const double a = 5.5;
    s.cell.h = Mat3::diagonal(a, 1.06 * a, 0.97 * a);
    RandomStream random(8, StreamId::tests);
    for (const Fractional& f : {Fractional{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}}) {
        s.numbers.push_back(18);
        s.positions.push_back(s.cell.cartesian(f));
        for (int k = 0; k < 3; ++k) s.positions.back()[k] += random.uniform(-0.2, 0.2);
    }
    for (Preconditioning p : {Preconditioning::springs, Preconditioning::none}) {
        RelaxSettings settings = tight_at(0);
        settings.preconditioning = p;
        settings.fmax = 1e-6;
        settings.stress_tolerance = 1e-8;
        const RelaxResult r = relax(s, argon, settings);
        CHECK(r.status == RelaxStatus::converged);
        CHECK(r.energy / 4 / 0.0104 == doctest::Approx(-8.61025 + 2 * tail).epsilon(1e-5));
        const double nearest = std::cbrt(r.volume / 4 * std::sqrt(2.0));
        CHECK(nearest / 3.4 == doctest::Approx(1.09017).epsilon(1e-4));
    }
}

TEST_CASE("hundreds of atoms relax without a dense Hessian") {
    LennardJones argon({{18, 18, 0.0104, 3.4}}, 8, CutOff::shifted_force);
    Structure s;
    const double a = 5.3;
    s.cell.h = Mat3::diagonal(5 * a, 5 * a, 5 * a);
    RandomStream random(8, StreamId::tests, 1);
    for (int site = 0; site < 500; ++site) {
        const int c = site / 4, corner = site % 4;
        Vec3 r = Vec3(c % 5, c / 5 % 5, c / 25) * a;
        if (corner > 0) r += Vec3(corner != 1, corner != 2, corner != 3) * (a / 2);
        for (int k = 0; k < 3; ++k) r[k] += random.uniform(-0.1, 0.1);
        s.numbers.push_back(18);
        s.positions.push_back(Position(r));
    }
    RelaxSettings settings = tight_at(0);
    settings.fmax = 1e-5;
    settings.stress_tolerance = 1e-6;
    const RelaxResult r = relax(s, argon, settings);
    CHECK(r.status == RelaxStatus::converged);
    CHECK(r.evaluations < 300);
    const double nearest = std::cbrt(r.volume / 500 * std::sqrt(2.0));
    CHECK(nearest / 3.4 == doctest::Approx(1.1).epsilon(0.01));
}

TEST_CASE("limits and impossible starts are statuses, not exceptions") {
    auto model = titania();
    RelaxSettings s = tight_at(0);
    s.max_evaluations = 3;
    CHECK(relax(rough_rutile(), *model, s).status == RelaxStatus::evaluation_limit);
    s = tight_at(-60);  // torn apart: no minimum at this tension
    CHECK(relax(rough_rutile(), *model, s).status == RelaxStatus::exploded);
    Structure on_top = rough_rutile();
    on_top.positions[2] = Position(on_top.positions[0] + Vec3{0.3, 0, 0});
    auto refusing = make_model({"matsui-akaogi", 1e-6, ShortRange::refuse});
    Relaxer used;
    used.run(rough_rutile(), *model, tight_at(0));
    const RelaxResult refused = used.run(on_top, *refusing, tight_at(0));
    CHECK(refused.status == RelaxStatus::collapsed);
    CHECK(refused.enthalpy == 0);  // and not that of the run before
    CHECK(refused.evaluations == 1);
    // The patch pushes the pair apart, and the end is a true minimum again.
    const RelaxResult saved = relax(on_top, *model, tight_at(0));
    CHECK((saved.status == RelaxStatus::converged || saved.status == RelaxStatus::exploded));
    s = tight_at(0);
    s.fmax = 0;
    CHECK_THROWS_AS(relax(rough_rutile(), *model, s), InputError);
}

TEST_CASE("the springs of a potential are positive, and more than enough to hold the crystal") {
    auto model = titania();
    std::vector<Spring> springs;
    model->springs(rough_rutile(), springs);
    CHECK(springs.size() > 20);
    for (const Spring& k : springs) CHECK(k.stiffness > 0);
}

TEST_SUITE("slow relax") {
    TEST_CASE("relaxing the published starting cells gives the table, 0 to 60 GPa") {
        REQUIRE_SHARED_DATA("tio2/res");
        const std::string csv = read_file(shared_data("tio2/static_ma.csv"));
        LineReader lines(csv, "static_ma.csv");
        auto model = titania();
        int compared = 0;
        double worst_enthalpy = 0, worst_volume = 0;
        for (std::string_view line; lines.next(line);) {
            const auto f = fields(line, ',');
            if (f.size() < 9 || f[8].text != "yes") continue;
            const std::string phase(f[0].text);
            const Structure start =
                read_structures(shared_data("tio2/res/" + phase + ".res")).front();
            RelaxSettings s = tight_at(*to_double(f[1].text));
            s.max_step = 0.1;  // a named basin is to be followed, not left
            // As the table was made: anatase at 40 GPa leaves its symmetric saddle only when forces
            // below 1e-5 eV/angstrom still count.
            s.fmax = 1e-5 * constants::kcal_per_mol;
            const RelaxResult r = relax(start, *model, s);
            const double units = static_cast<double>(start.size()) / 3;
            const double off_h = kcal_per_unit(r) - *to_double(f[3].text);
            const double off_v = r.volume / units - *to_double(f[5].text);
            INFO(phase << " at " << f[1].text << " GPa: " << off_h << " kcal/mol, " << off_v);
            CHECK(r.status == RelaxStatus::converged);
            CHECK(std::fabs(off_h) < 0.01);
            CHECK(std::fabs(off_v) < 0.02);
            worst_enthalpy = std::max(worst_enthalpy, std::fabs(off_h));
            worst_volume = std::max(worst_volume, std::fabs(off_v));
            ++compared;
        }
        MESSAGE(compared << " rows, worst: " << worst_enthalpy << " kcal/mol, " << worst_volume
                         << " angstrom^3 per TiO2");
        CHECK(compared == 52);  // every row that stays in its named basin
    }

    TEST_CASE("baddeleyite, Pca21 and Pnnm at 0 GPa end as columbite, pyrite and rutile") {
        REQUIRE_SHARED_DATA("tio2/res");
        auto model = titania();
        const auto relaxed = [&](const std::string& phase) {
            const Structure s = read_structures(shared_data("tio2/res/" + phase + ".res")).front();
            return relax(s, *model, tight_at(0)).structure;
        };
        MatchTolerance strict;
        strict.scale = Scale::keep;
        CHECK(match(relaxed("baddeleyite"), relaxed("columbite"), strict));
        CHECK(match(relaxed("Pca21"), relaxed("pyrite"), strict));
        CHECK(match(relaxed("newphase-40GPa-a-Pnnm"), relaxed("rutile"), strict));
        CHECK(!match(relaxed("columbite"), relaxed("rutile"), strict));
    }
}
