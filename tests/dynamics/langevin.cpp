#include "crucible/dynamics/langevin.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "crucible/base/error.hpp"

using namespace crucible;

namespace {

/// Independent springs along y, with a quartic part.
class Bowl final : public Surface {
public:
    Bowl(const Coordinates& c, std::vector<double> k, double quartic)
        : coordinates_(c), k_(std::move(k)), quartic_(quartic), force_(k_.size()) {}
    void evaluate(std::span<const double> y) override {
        energy = 0;
        for (std::size_t i = 0; i < y.size(); ++i) {
            const double y2 = y[i] * y[i];
            energy += 0.5 * k_[i] * y2 + 0.25 * quartic_ * y2 * y2;
            force_[i] = -(k_[i] + quartic_ * y2) * y[i];
        }
        coordinates_.hold_centre(force_);
    }
    std::span<const double> force() const override { return force_; }
    double energy = 0;

private:
    const Coordinates& coordinates_;
    std::vector<double> k_;
    double quartic_;
    std::vector<double> force_;
};

ScaledCoordinates unequal_masses(std::size_t n) {
    std::vector<double> masses(n);
    for (std::size_t i = 0; i < n; ++i) masses[i] = 1 + 0.5 * double(i % 3);
    return ScaledCoordinates(masses);
}

/// Modes that are single coordinates: every average of a bowl is known.
ModeCoordinates plain_coordinates(std::size_t n) {
    Array2<double> rows(3 * n, 3 * n);
    for (std::size_t i = 0; i < 3 * n; ++i) rows(i, i) = 1;
    return ModeCoordinates(std::vector<double>(3 * n, 1.0), rows);
}

}  // namespace

TEST_CASE("without friction the energy does not drift and the centre stays") {
    const auto c = unequal_masses(9);
    Bowl bowl(c, std::vector<double>(27, 1.0), 0.5);
    Langevin motion(c, bowl, {0.2, 0.02, 0, 3, 0});
    motion.start();
    for (int i = 0; i < 1000; ++i) motion.step();
    const double before = bowl.energy + motion.kinetic_energy();
    double largest = 0;
    for (int i = 0; i < 20'000; ++i) {
        motion.step();
        largest =
            std::max(largest, std::fabs(bowl.energy + motion.kinetic_energy() - before) / before);
    }
    CHECK(largest < 1e-3);  // of the step's second power, 4e-4
    auto held = motion.state().y;
    c.hold_centre(held);
    for (std::size_t i = 0; i < held.size(); ++i)
        CHECK(held[i] == doctest::Approx(motion.state().y[i]).epsilon(1e-9));
}

TEST_CASE("every direction gets its share of a quadratic energy, exactly at a long step") {
    const auto c = plain_coordinates(4);
    std::vector<double> k(12);
    for (std::size_t i = 0; i < 12; ++i) k[i] = 0.3 + 0.15 * double(i);
    Bowl bowl(c, k, 0);
    const double kt = 0.2;
    Langevin motion(c, bowl, {kt, 0.9, 1, 5, 0});  // Verlet would be 57 % wrong at the stiffest
    motion.start();
    std::vector<double> square(12);
    double kinetic = 0;
    const int steps = 200'000;
    for (int i = 0; i < steps; ++i) {
        motion.step();
        for (std::size_t a = 0; a < 12; ++a) square[a] += motion.state().y[a] * motion.state().y[a];
        kinetic += motion.kinetic_energy();
    }
    double mean = 0;
    for (std::size_t a = 0; a < 12; ++a) {
        CHECK(0.5 * k[a] * square[a] / steps == doctest::Approx(kt / 2).epsilon(0.03));
        mean += k[a] * square[a] / steps / kt / 12;
    }
    CHECK(std::fabs(mean - 1) < 0.006);
    CHECK(kinetic > 0);
}

TEST_CASE("a quartic bowl has its canonical average") {
    const auto c = plain_coordinates(4);
    Bowl bowl(c, std::vector<double>(12, 1.0), 1.0);
    const double kt = 0.5;
    Langevin motion(c, bowl, {kt, 0.4, 1, 7, 0});
    motion.start();
    double sum = 0;
    const int steps = 100'000;
    for (int i = 0; i < steps; ++i) {
        motion.step();
        for (double y : motion.state().y) sum += y * y;
    }
    double above = 0, below = 0;  // the same by a fine sum over one coordinate
    for (double y = -6; y <= 6; y += 1e-3) {
        const double w = std::exp(-(0.5 * y * y + 0.25 * y * y * y * y) / kt);
        above += w * y * y, below += w;
    }
    CHECK(sum / steps / 12 == doctest::Approx(above / below).epsilon(0.015));
}

TEST_CASE("a state that was saved goes on to the last bit") {
    const auto c = unequal_masses(5);
    Bowl one(c, std::vector<double>(15, 1.0), 0.5), two = one;
    const LangevinSettings settings{0.2, 0.5, 1, 11, 2};
    Langevin whole(c, one, settings), resumed(c, two, settings);
    whole.start();
    for (int i = 0; i < 37; ++i) whole.step();
    resumed.resume(whole.state());
    for (int i = 0; i < 50; ++i) whole.step(), resumed.step();
    CHECK(whole.state() == resumed.state());
    Langevin other(c, two, {0.2, 0.5, 1, 11, 3});
    other.start();
    for (int i = 0; i < 87; ++i) other.step();
    CHECK_FALSE(other.state() == whole.state());
}

TEST_CASE("dynamics that makes no sense is refused, and one that runs away is stopped") {
    const auto c = unequal_masses(5);
    Bowl bowl(c, std::vector<double>(15, 1.0), 0);
    CHECK_THROWS_AS(Langevin(c, bowl, {0, 0.5, 1, 1, 0}), InputError);
    CHECK_THROWS_AS(Langevin(c, bowl, {0.1, -1, 1, 1, 0}), InputError);
    CHECK_THROWS_AS(ScaledCoordinates({1, 0}), InputError);
    CHECK_THROWS_AS(ScaledCoordinates({1, std::numeric_limits<double>::quiet_NaN()}), InputError);
    CHECK_THROWS_AS(ModeCoordinates({1}, Array2<double>(2, 6)), InputError);
    Langevin wild(c, bowl, {0.1, 2.5, 0, 1, 0});  // beyond the limit of stability, 2
    wild.start();
    CHECK_THROWS_AS(
        [&] {
            for (int i = 0; i < 1000; ++i) wild.step();
        }(),
        UnstableError);
    CHECK_THROWS_AS(wild.resume({}), InputError);
}
