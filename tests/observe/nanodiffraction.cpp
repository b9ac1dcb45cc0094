#include "crucible/observe/nanodiffraction.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "crucible/atoms/niggli.hpp"
#include "tests/observe/observe_cases.hpp"

using namespace crucible;
using namespace crucible::testing;

namespace {

/// n atoms around the beam in the middle of an empty box.
Structure ring_of_atoms(int n) {
    Structure s;
    s.cell.h = Mat3::diagonal(24, 24, 24);
    for (int i = 0; i < n; ++i) {
        const double angle = 0.3 + 2 * std::numbers::pi * i / n;
        s.numbers.push_back(29);
        s.positions.push_back({2.5 * std::cos(angle), 2.5 * std::sin(angle), 0.4 * i});
    }
    return s;
}

NanodiffractionOptions one_probe() {
    NanodiffractionOptions o;
    o.k = {0.3, 0.45};
    o.resolution = 8;
    o.probes = 1;
    return o;
}

}  // namespace

TEST_CASE("symmetry of a ring of atoms shows in its pattern") {
    for (const auto& [atoms, order] : {std::pair{5, 10}, {6, 6}, {4, 4}, {3, 6}}) {
        const Nanodiffraction d = nanodiffraction(ring_of_atoms(atoms), one_probe());
        const Array2<double> share = symmetry_orders(d);
        for (std::size_t k = 0; k < 2; ++k) {
            INFO(atoms << " atoms, ring " << k);
            for (int n = 1; n <= 12; ++n) {
                const double v = share(k, static_cast<std::size_t>(n));
                if (n % order != 0) CHECK(v < 1e-20);
                if (n == order) CHECK(v > 1e-6);
            }
        }
    }
}

TEST_CASE("angular correlation is what its definition says") {
    RandomStream r(95, StreamId::tests);
    const Structure s = gas(r, cell_from_parameters({22, 22, 22, 90, 90, 90}), 200, 0.5);
    NanodiffractionOptions o = one_probe();
    o.probes = 2, o.azimuths = 36, o.n_psi = 8, o.n_theta = 5;
    const Nanodiffraction d = nanodiffraction(s, o);
    CHECK(d.intensity.planes() == static_cast<std::size_t>(4 * d.rotations));
    CHECK(d.rotations > 1);
    const Array2<double> c = angular_correlation(d);
    for (std::size_t k = 0; k < 2; ++k)
        for (const std::size_t shift : {0u, 5u, 18u, 31u}) {
            double expected = 0;
            for (std::size_t p = 0; p < d.intensity.planes(); ++p) {
                double product = 0, mean = 0;
                for (std::size_t a = 0; a < 36; ++a) {
                    product += d.intensity(p, k, a) * d.intensity(p, k, (a + shift) % 36) / 36;
                    mean += d.intensity(p, k, a) / 36;
                }
                expected +=
                    (product / (mean * mean) - 1) / static_cast<double>(d.intensity.planes());
            }
            CHECK(c(k, shift) == doctest::Approx(expected));
        }
    o.azimuths = 35;
    CHECK(code_of([&] { nanodiffraction(s, o); }) == "E-fem-options");
    o.azimuths = 36, o.resolution = 12;
    CHECK(code_of([&] { nanodiffraction(s, o); }) == "E-fem-box");
}

TEST_CASE("a pattern's intensity is that of the sum over pairs") {
    const Structure s = ring_of_atoms(5);
    const NanodiffractionOptions o = one_probe();
    const Nanodiffraction d = nanodiffraction(s, o);
    const double f = electron_form_factor(29, 0.3), angle = 2 * std::numbers::pi * 7 / 180;
    // All five stand at the same distance from the probe's centre and have its weight.
    const double u = 2 * std::numbers::pi * 0.61 * 2.5 / 8;
    const double weight = 2 * std::cyl_bessel_j(1, u) / u;
    double expected = 0;
    for (const Position& a : s.positions)
        for (const Position& b : s.positions)
            expected += f * f * weight * weight *
                        std::cos(2 * std::numbers::pi * 0.3 *
                                 ((a.x - b.x) * std::cos(angle) + (a.y - b.y) * std::sin(angle)));
    CHECK(d.intensity(0, 0, 7) == doctest::Approx(expected));
    CHECK(d.intensity(0, 0, 97) == doctest::Approx(expected));
}
