#include "crucible/num/solid_harmonics.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "crucible/base/random.hpp"

namespace crucible {
namespace {

TEST_SUITE("solid harmonics") {
    TEST_CASE("the standard library's associated Legendre functions") {
        const SolidHarmonics harmonics(9);
        RandomStream random(1, StreamId::tests, 0);
        std::vector<double> values(harmonics.size());
        for (int trial = 0; trial < 20; ++trial) {
            const Vec3 r{random.uniform() - 0.5, random.uniform() - 0.5, random.uniform() - 0.5};
            harmonics.at(r, values.data());
            const double length = norm(r), theta = std::acos(r.z / length),
                         phi = std::atan2(r.y, r.x);
            for (int l = 0; l <= 9; ++l)
                for (int m = 0; m <= l; ++m) {
                    const double y = std::sph_legendre(static_cast<unsigned>(l),
                                                       static_cast<unsigned>(m), theta) *
                                     std::pow(length, l) * (m > 0 ? std::numbers::sqrt2 : 1) *
                                     (m % 2 == 1 ? -1 : 1);  // theirs has the phase
                    const double scale = std::pow(length, l);
                    CHECK(std::abs(values[SolidHarmonics::place(l, m)]) ==
                          doctest::Approx(std::abs(y * std::cos(m * phi)))
                              .epsilon(1e-10)
                              .scale(scale));
                    CHECK(std::abs(values[SolidHarmonics::place(l, -m)]) ==
                          doctest::Approx(std::abs(m > 0 ? y * std::sin(m * phi) : y))
                              .epsilon(1e-10)
                              .scale(scale));
                }
        }
        // Signs: z, x and y come without a phase.
        harmonics.at({0.1, 0.2, 0.3}, values.data());
        const double norm1 = std::sqrt(3 / (4 * std::numbers::pi));
        CHECK(values[SolidHarmonics::place(1, 1)] == doctest::Approx(0.1 * norm1));
        CHECK(values[SolidHarmonics::place(1, -1)] == doctest::Approx(0.2 * norm1));
        CHECK(values[SolidHarmonics::place(1, 0)] == doctest::Approx(0.3 * norm1));
    }
    TEST_CASE("gradients against differences, and at the origin") {
        const SolidHarmonics harmonics(8);
        std::vector<double> values(harmonics.size()), up(values), down(values);
        std::vector<Vec3> gradients(harmonics.size());
        for (const Vec3& r : {Vec3{0.3, -0.7, 0.4}, Vec3{0, 0, 1.2}, Vec3{0, 0, 0}}) {
            harmonics.at(r, values.data(), gradients.data());
            for (int k = 0; k < 3; ++k) {
                constexpr double step = 1e-5;
                Vec3 more = r, less = r;
                more[k] += step, less[k] -= step;
                harmonics.at(more, up.data());
                harmonics.at(less, down.data());
                for (std::size_t i = 0; i < values.size(); ++i)
                    CHECK(gradients[i][k] ==
                          doctest::Approx((up[i] - down[i]) / (2 * step)).epsilon(1e-6).scale(1));
            }
        }
    }
}

}  // namespace
}  // namespace crucible
