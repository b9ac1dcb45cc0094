#include "crucible/volume/phantom.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "crucible/base/error.hpp"
#include "crucible/volume/classes.hpp"
#include "crucible/volume/gaussian_field.hpp"

using namespace crucible;
using namespace crucible::volume;

namespace {

/// Half the paper's region along rows and columns, a quarter of its slices: same millimetres deep.
PhantomRequest small_request(SoilKind kind, std::uint64_t seed) {
    PhantomRequest q;
    q.kind = kind, q.seed = seed;
    q.grid.slices = 100, q.grid.rows = q.grid.columns = 100;
    q.grid.spacing = {1, 0.702, 0.702};
    return q;
}

double share(const LabelVolume& truth, Matter m) {
    const auto n =
        std::count(truth.voxels.begin(), truth.voxels.end(), static_cast<std::uint8_t>(m));
    return static_cast<double>(n) / static_cast<double>(truth.voxels.size());
}

double sd_of_object3(const CtVolume& v) {
    const ClassProfile p = class_profile(v, class_scheme(ClassPreset::fixed_script));
    double mean = 0, square = 0;
    const auto n = static_cast<double>(v.grid.slices);
    for (std::size_t i = 0; i < v.grid.slices; ++i)
        mean += p.porosity(i, 3) / n, square += p.porosity(i, 3) * p.porosity(i, 3) / n;
    return std::sqrt(square - mean * mean);
}

}  // namespace

TEST_SUITE("phantom") {
    TEST_CASE("a Gaussian field has variance 1 and the correlation it was asked for") {
        Grid g;
        g.slices = 60, g.rows = 120, g.columns = 120;
        g.spacing = {0.5, 0.5, 0.5};
        for (const double length : {0.6, 2.0}) {
            CAPTURE(length);
            GaussianField field(g, length, 7, 3);
            const auto lag = static_cast<std::size_t>(length / 0.5);
            double sum = 0, square = 0, product = 0, n = 0, pairs = 0;
            for (std::size_t i = 0; i < g.slices; ++i) {
                const auto f = field.slice(i);
                for (std::size_t j = 0; j < g.rows; ++j)
                    for (std::size_t k = 0; k < g.columns; ++k) {
                        const double x = f[j * g.columns + k];
                        sum += x, square += x * x, ++n;
                        if (k + lag < g.columns) product += x * f[j * g.columns + k + lag], ++pairs;
                    }
            }
            CHECK(std::fabs(sum / n) < 0.08);
            const double variance = square / n - sum * sum / n / n;
            CHECK(variance == doctest::Approx(1).epsilon(0.08));
            const double r = 0.5 * static_cast<double>(lag) / length;
            CHECK(product / pairs / variance ==
                  doctest::Approx(std::exp(-r * r / 4)).epsilon(0.06));
        }
    }

    TEST_CASE("a field does not depend on where one begins") {
        Grid g;
        g.slices = 30, g.rows = 20, g.columns = 24;
        g.spacing = {0.2, 0.2, 0.2};
        GaussianField all(g, 1.0, 5, 2), late(g, 1.0, 5, 2);
        std::vector<float> at_17;
        for (std::size_t i = 0; i <= 17; ++i) {
            const auto f = all.slice(i);
            at_17.assign(f.begin(), f.end());
        }
        const auto f = late.slice(17);
        CHECK(std::equal(f.begin(), f.end(), at_17.begin()));
    }

    TEST_CASE("shares of matter are what was asked for") {
        for (const SoilKind kind : {SoilKind::forest, SoilKind::grass, SoilKind::arable,
                                    SoilKind::sand, SoilKind::uniform})
            for (const std::uint64_t seed : {1, 2, 3}) {
                CAPTURE(static_cast<int>(kind));
                CAPTURE(seed);
                PhantomRequest q = small_request(kind, seed);
                const PhantomVolumes v = make_phantom(q);
                const double asked = requested_air(kind, 100);
                // Burrows add to it and stones take of it.
                CHECK(std::fabs(share(v.truth, Matter::air) / asked - 1) < 0.25);
            }
    }

    TEST_CASE("scanner: cupping and rings can be left out, noise is what was asked for") {
        PhantomRequest q = small_request(SoilKind::uniform, 1);
        q.grid.slices = 20;
        q.scanner = {0, 0, 0, 0};
        const PhantomVolumes clean = make_phantom(q);
        const auto value = [&](std::size_t i) {
            return clean.truth.voxels[i] == static_cast<std::uint8_t>(Matter::air) ? -1000 : 1;
        };
        for (std::size_t i = 0; i < clean.ct.voxels.size(); ++i)
            if (value(i) == -1000) REQUIRE(clean.ct.voxels[i] == -1000);
        q.scanner.noise = 35;
        const PhantomVolumes noisy = make_phantom(q);
        CHECK(noisy.truth.voxels == clean.truth.voxels);
        double sum = 0, square = 0, n = 0;
        for (std::size_t i = 0; i < clean.ct.voxels.size(); ++i) {
            if (value(i) == -1000) continue;  // clipped at -1024
            const double d = noisy.ct.voxels[i] - clean.ct.voxels[i];
            sum += d, square += d * d, ++n;
        }
        CHECK(std::fabs(sum / n) < 0.5);
        CHECK(std::sqrt(square / n) == doctest::Approx(35).epsilon(0.02));
        q.scanner = {0, 0, 20, 0};
        const PhantomVolumes ringed = make_phantom(q);
        // The same ring in every slice, and only a few different shifts.
        std::map<int, int> shifts;
        for (std::size_t k = 0; k < q.grid.slice_size(); ++k)
            if (value(k) != -1000) ++shifts[ringed.ct.voxels[k] - clean.ct.voxels[k]];
        CHECK(shifts.size() > 10);
        CHECK(shifts.size() < 2 * 71 + 2);
    }

    TEST_CASE("bodies: a stone is one piece of its own value") {
        PhantomRequest q = small_request(SoilKind::forest, 4);
        q.scanner = {0, 0, 0, 0};
        const PhantomVolumes v = make_phantom(q);
        std::size_t stones = 0, wrong = 0;
        for (std::size_t i = 0; i < v.ct.voxels.size(); ++i)
            if (v.truth.voxels[i] == static_cast<std::uint8_t>(Matter::stone))
                ++stones, wrong += v.ct.voxels[i] < 1300 || v.ct.voxels[i] > 2500;
        CHECK(stones > 5000);
        CHECK(wrong == 0);
    }

    TEST_CASE("a round core leaves air around its tube") {
        PhantomRequest q = small_request(SoilKind::grass, 1);
        q.grid.slices = 3, q.core = 50;
        q.scanner = {0, 0, 0, 0};
        const PhantomVolumes v = make_phantom(q);
        CHECK(v.ct(1, 0, 0) == -1000);
        CHECK(v.truth(1, 0, 0) == 0);
        CHECK(v.truth(1, 50, 50) != 0);
        CHECK(v.ct(1, 50, 50 + 37) == 120);  // 26 mm from the middle: plastic
    }

    TEST_CASE("sizes that no scanner has are refused") {
        PhantomRequest q;
        q.grid.slices = 0;
        CHECK_THROWS_AS(Phantom{q}, InputError);
        q.grid.slices = 1, q.grid.spacing[1] = 0;
        CHECK_THROWS_AS(Phantom{q}, InputError);
    }
}

TEST_SUITE("slow phantom") {
    // Bands of the generator: contrast of forest and grass, truth of air, modes of matter.
    TEST_CASE("forest and grass, seeds 1 to 10") {
        for (std::uint64_t seed = 1; seed <= 10; ++seed)
            for (const SoilKind kind : {SoilKind::forest, SoilKind::grass}) {
                CAPTURE(seed);
                CAPTURE(static_cast<int>(kind));
                PhantomRequest q;
                q.kind = kind, q.seed = seed;
                const PhantomVolumes v = make_phantom(q);
                const double sd = sd_of_object3(v.ct);
                if (kind == SoilKind::forest) CHECK(sd >= 0.2);
                if (kind == SoilKind::grass) CHECK(sd <= 0.1);
                CHECK(std::fabs(share(v.truth, Matter::air) / requested_air(kind, 100) - 1) < 0.15);
                std::map<int, int> air;
                for (std::size_t i = 0; i < v.ct.voxels.size(); ++i)
                    if (v.truth.voxels[i] == static_cast<std::uint8_t>(Matter::air))
                        ++air[v.ct.voxels[i] / 10];
                const auto mode = std::max_element(
                    air.begin(), air.end(), [](auto& a, auto& b) { return a.second < b.second; });
                CHECK(std::abs(mode->first * 10 + 1000) <= 25);
            }
    }
}
