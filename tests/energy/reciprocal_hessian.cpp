#include "crucible/energy/reciprocal_hessian.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "crucible/atoms/formats.hpp"
#include "crucible/atoms/primitive.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"
#include "crucible/energy/lennard_jones.hpp"
#include "crucible/num/hermitian.hpp"

#include "tests/shared_data.hpp"

using namespace crucible;

namespace {

using HessianMatrix = ReciprocalHessian::Matrix;

/// Rutile, shaken so that no element of the Hessian vanishes by symmetry.
Structure shaken_rutile() {
    Structure s;
    s.cell.h = {{{{4.6, 0.2, 0}, {0, 4.4, -0.3}, {0.1, 0, 3.0}}}};
    s.numbers = {22, 22, 8, 8, 8, 8};
    const Fractional sites[] = {{0, 0, 0},         {0.5, 0.5, 0.5},     {0.305, 0.305, 0},
                                {0.695, 0.695, 0}, {0.195, 0.805, 0.5}, {0.805, 0.195, 0.5}};
    RandomStream random(3, StreamId::tests, 40);
    for (const Fractional& f : sites) {
        s.positions.push_back(s.cell.cartesian(f));
        for (int a = 0; a < 3; ++a) s.positions.back()[a] += random.uniform(-0.05, 0.05);
    }
    return s;
}

/// Cartesian, from multiples of the reciprocal vectors.
Vec3 wave(const Structure& s, double a, double b, double c) {
    return Vec3(a, b, c) * (transpose(inverse(s.cell.h)) * (2 * std::numbers::pi));
}

double largest_difference(const HessianMatrix& a, const HessianMatrix& b) {
    REQUIRE(a.flat().size() == b.flat().size());
    double worst = 0;
    for (std::size_t k = 0; k < a.flat().size(); ++k)
        worst = std::max(worst, std::abs(a.flat()[k] - b.flat()[k]));
    return worst;
}

HessianMatrix hessian_at(const ReciprocalHessian& h, const Vec3& q) {
    HessianMatrix out;
    h.at(q, out);
    return out;
}

}  // namespace

TEST_SUITE("Hessian in reciprocal space") {
    TEST_CASE("ions: analytic at the origin as differences of forces, element by element") {
        const Structure s = shaken_rutile();
        BuckinghamCoulomb model(matsui_akaogi(), {ewald_settings(1e-12, 10), ShortRange::refuse});
        const auto numeric =
            sampled_hessian(model, s, {.image_distance = 0.1, .displacement = 0.0005});
        const auto analytic = ionic_hessian(matsui_akaogi(), s);
        // Elements are up to 60 eV/angstrom^2; the error of the differences falls as their square.
        CHECK(largest_difference(hessian_at(*analytic, {}), hessian_at(*numeric, {})) < 3e-5);
    }

    TEST_CASE("ions: analytic at all waves of a supercell as differences of forces there") {
        const Structure s = shaken_rutile();
        BuckinghamCoulomb model(matsui_akaogi(), {ewald_settings(1e-12, 10), ShortRange::refuse});
        const auto numeric =
            sampled_hessian(model, s, {.image_distance = 5.5, .displacement = 0.0005});
        const auto analytic = ionic_hessian(matsui_akaogi(), s);
        for (const Vec3& m : {Vec3(0.5, 0, 0), Vec3(0, 0.5, 0), Vec3(0.5, 0.5, 0.5),
                              Vec3(0, 0, 0.5), Vec3(0, 0.5, 0.5)}) {
            const Vec3 q = wave(s, m.x, m.y, m.z);
            CHECK(largest_difference(hessian_at(*analytic, q), hessian_at(*numeric, q)) < 3e-5);
        }
    }

    TEST_CASE("ions: the supercell's eigenvalues are those of the cell at the folded waves") {
        const Structure s = shaken_rutile();
        const IntMat3 larger{{{{2, 0, 0}, {0, 1, 0}, {0, 0, 3}}}};
        const auto small = ionic_hessian(matsui_akaogi(), s);
        const auto large = ionic_hessian(matsui_akaogi(), supercell(s, larger));
        std::vector<double> folded;
        for (int a = 0; a < 2; ++a)
            for (int c = 0; c < 3; ++c)
                for (const double v :
                     hermitian_values(hessian_at(*small, wave(s, a / 2.0, 0, c / 3.0))))
                    folded.push_back(v);
        std::sort(folded.begin(), folded.end());
        const auto values = hermitian_values(hessian_at(*large, {}));
        REQUIRE(values.size() == folded.size());
        for (std::size_t k = 0; k < values.size(); ++k)
            CHECK(std::fabs(values[k] - folded[k]) < 1e-9);
    }

    TEST_CASE("ions: Hermitian, conjugate at -q, periodic, and without force on a whole crystal") {
        const Structure s = shaken_rutile();
        const auto h = ionic_hessian(matsui_akaogi(), s);
        const Vec3 q = wave(s, 0.21, -0.37, 0.11);
        const HessianMatrix d = hessian_at(*h, q), back = hessian_at(*h, q * -1.0);
        for (std::size_t i = 0; i < d.rows(); ++i)
            for (std::size_t j = 0; j < d.rows(); ++j) {
                CHECK(std::abs(d(i, j) - std::conj(d(j, i))) == 0);
                CHECK(std::abs(d(i, j) - std::conj(back(i, j))) < 1e-12);
            }
        const auto here = hermitian_values(d),
                   there = hermitian_values(hessian_at(*h, q + wave(s, 1, -2, 1)));
        for (std::size_t k = 0; k < here.size(); ++k) CHECK(std::fabs(here[k] - there[k]) < 1e-7);
        const HessianMatrix origin = hessian_at(*h, {});
        for (std::size_t i = 0; i < origin.rows(); ++i)
            for (std::size_t b = 0; b < 3; ++b) {
                std::complex<double> sum = 0;
                for (std::size_t j = 0; j < h->atoms(); ++j) sum += origin(i, 3 * j + b);
                CHECK(std::abs(sum) < 1e-10);
            }
    }

    TEST_CASE("ions: the macroscopic field is the limit of long waves in its direction") {
        const Structure s = shaken_rutile();
        const auto h = ionic_hessian(matsui_akaogi(), s);
        for (const Vec3& direction : {Vec3(1, 0, 0), Vec3(0.3, -0.5, 0.8)}) {
            HessianMatrix limit = hessian_at(*h, {});
            h->add_macroscopic_field(direction, limit);
            const HessianMatrix near = hessian_at(*h, direction * 1e-7);
            CHECK(largest_difference(limit, near) < 1e-5);
            CHECK(largest_difference(limit, hessian_at(*h, {})) > 1);
        }
    }

    TEST_CASE("ions: how the sums are split does not matter") {
        const Structure s = shaken_rutile();
        const Vec3 q = wave(s, 0.25, 0.1, 0.4);
        const auto exact =
            hessian_at(*ionic_hessian(matsui_akaogi(), s, ewald_settings(1e-13, 11)), q);
        CHECK(largest_difference(hessian_at(*ionic_hessian(matsui_akaogi(), s), q), exact) < 1e-6);
        CHECK(largest_difference(
                  hessian_at(*ionic_hessian(matsui_akaogi(), s, ewald_settings(1e-12, 9)), q),
                  exact) < 1e-6);
    }

    TEST_CASE("sampled: interpolation is exact where the supercell is wider than the potential") {
        // Argon, fcc in its primitive cell; the potential ends at 6.5 angstrom.
        LennardJones model({{18, 18, 0.0104, 3.4}}, 6.5, CutOff::shifted_force);
        Structure s;
        s.cell.h = {{{{0, 2.63, 2.63}, {2.63, 0, 2.63}, {2.63, 2.63, 0}}}};
        s.numbers = {18};
        s.positions = {{0, 0, 0}};
        const auto wide = sampled_hessian(model, s, {.image_distance = 16});
        const auto wider = sampled_hessian(model, s, {.image_distance = 19});
        for (const Vec3& m : {Vec3(0.13, 0.41, -0.27), Vec3(0.5, 0.5, 0), Vec3(0.02, 0, 0)}) {
            const Vec3 q = wave(s, m.x, m.y, m.z);
            CHECK(largest_difference(hessian_at(*wide, q), hessian_at(*wider, q)) < 1e-9);
        }
        // Sound: eigenvalues grow as q^2 towards 0.
        const auto near = hermitian_values(hessian_at(*wide, wave(s, 0.002, 0.001, 0))),
                   far = hermitian_values(hessian_at(*wide, wave(s, 0.004, 0.002, 0)));
        for (std::size_t k = 0; k < 3; ++k) {
            CHECK(near[k] > 0);
            CHECK(far[k] / near[k] == doctest::Approx(4).epsilon(1e-3));
        }
    }

    TEST_CASE("sampled: settings without sense, and supercells without end, are refused") {
        LennardJones model({{18, 18, 0.0104, 3.4}}, 6.5, CutOff::shifted_force);
        Structure s;
        s.cell.h = Mat3::diagonal(5.3, 5.3, 5.3);
        s.numbers = {18};
        s.positions = {{0, 0, 0}};
        CHECK_THROWS_AS(sampled_hessian(model, s, {.displacement = 0}), InputError);
        CHECK_THROWS_AS(sampled_hessian(model, s, {.image_distance = 500}), ResourceError);
    }

    TEST_CASE("each model is served by the maker that fits it") {
        const Structure s = shaken_rutile();
        BuckinghamCoulomb ions(matsui_akaogi());
        const auto h = reciprocal_hessian(ions, s);
        HessianMatrix with = hessian_at(*h, {});
        h->add_macroscopic_field({1, 0, 0}, with);
        CHECK(largest_difference(with, hessian_at(*h, {})) > 1);
        Structure charged = s;
        charged.numbers[0] = 8;
        CHECK_THROWS_AS(ionic_hessian(matsui_akaogi(), charged), InputError);
    }
}
