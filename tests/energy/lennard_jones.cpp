#include "crucible/energy/lennard_jones.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"
#include "tests/energy/derivatives.hpp"

using namespace crucible;

namespace {

Structure fcc_cell(double a) {
    Structure s;
    s.cell.h = Mat3{{{{0, a / 2, a / 2}, {a / 2, 0, a / 2}, {a / 2, a / 2, 0}}}};
    s.numbers = {18};
    s.positions = {Position{0, 0, 0}};
    return s;
}

}  // namespace

TEST_CASE("the fcc lattice sum: A12 = 12.13188, A6 = 14.45392") {
    // Sums over the fcc lattice in units of the nearest distance: Jones and Ingham 1925,
    // doi:10.1098/rspa.1925.0047. Cut far out; the rest of A6 is an integral.
    const double sigma = 1, nearest = 1.09, cut = 20;
    LennardJones model({{18, 18, 1, sigma}}, cut, CutOff::plain);
    Evaluation e;
    model.evaluate(fcc_cell(nearest * std::sqrt(2.0)), e);
    const double density = std::sqrt(2.0) / std::pow(nearest, 3);
    const double rest = -4 * 2 * M_PI * density / (3 * std::pow(cut, 3));
    const double x6 = std::pow(sigma / nearest, 6);
    const double exact = 2 * (12.13188 * x6 * x6 - 14.45392 * x6);
    CHECK(e.energy + rest == doctest::Approx(exact).epsilon(2e-6));
}

TEST_CASE("derivatives with each kind of cut-off, several species, a skewed cell") {
    for (CutOff kind : {CutOff::shifted_energy, CutOff::shifted_force}) {
        LennardJones model({{18, 18, 0.0104, 3.4}, {18, 10, 0.006, 3.1}, {10, 10, 0.003, 2.8}}, 7.3,
                           kind);
        Structure s;
        s.cell.h = Mat3{{{{6, 0, 0}, {2, 5.5, 0.3}, {-1, 1, 6.2}}}};
        RandomStream random(4, StreamId::tests);
        for (const Fractional& f :
             {Fractional{0.1, 0.1, 0.1}, {0.6, 0.6, 0.1}, {0.6, 0.1, 0.6}, {0.1, 0.6, 0.6}}) {
            s.numbers.push_back(s.size() % 2 ? 10 : 18);
            s.positions.push_back(s.cell.cartesian(f));
        }
        check_derivatives(model, s, 1e-6);
        Evaluation e;
        model.evaluate(s, e);
        double sum = 0;
        for (double v : e.per_atom) sum += v;
        CHECK(sum == doctest::Approx(e.energy));
    }
}

TEST_CASE("what makes no sense is refused") {
    CHECK_THROWS_AS(LennardJones({{18, 18, 1, 1}}, 0), InputError);
    CHECK_THROWS_AS(LennardJones({{18, 18, 1, -1}}, 5), InputError);
    LennardJones model({{10, 10, 1, 1}}, 5);
    Evaluation e;
    CHECK_THROWS_AS(model.evaluate(fcc_cell(3), e), InputError);
    LennardJones argon({{18, 18, 0.01, 3.4}}, 5);
    CHECK_THROWS_AS(argon.evaluate(fcc_cell(0.5), e), UnstableError);
}
