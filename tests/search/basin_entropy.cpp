#include "crucible/search/basin_entropy.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>
#include <numbers>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"

using namespace crucible;

namespace {

/// How often each of several outcomes comes up in `trials` trials.
std::vector<double> multinomial(const std::vector<double>& weights, int trials,
                                RandomStream& random) {
    double total = 0;
    for (const double w : weights) total += w;
    std::vector<double> counts(weights.size());
    for (int t = 0; t < trials; ++t) {
        double at = random.uniform() * total;
        std::size_t i = 0;
        while (i + 1 < weights.size() && at >= weights[i]) at -= weights[i++];
        ++counts[i];
    }
    return counts;
}

/// Ten structures with known entropies in cells of 2, 3, 4 and 6 formula units.
struct SyntheticLandscape {
    BasinCounts counts;
    std::vector<double> truth;

    SyntheticLandscape() {
        counts.units = {2, 3, 4, 6};
        counts.primitive = {1, 1, 2, 2, 2, 3, 3, 4, 2, 1};
        truth = {0.1, -0.2, 0.3, 0, -0.1, 0.2, 0.05, 0.15, 0.25, -0.05};
        counts.point_group_order = {8, 4, 16, 1, 2, 6, 12, 24, 48, 2};
    }
    void draw(int trials, RandomStream& random, OrbitFactor orbit = OrbitFactor::left_out) {
        counts.counts = Array2<double>(truth.size(), counts.units.size());
        for (std::size_t k = 0; k < counts.units.size(); ++k) {
            std::vector<double> weights;
            for (std::size_t i = 0; i < truth.size(); ++i) {
                const int n = counts.units[k];
                double w = n % counts.primitive[i] == 0 ? std::exp(n * truth[i]) : 0;
                if (orbit == OrbitFactor::included)
                    w /= counts.point_group_order[i] * static_cast<double>(n) / counts.primitive[i];
                weights.push_back(w);
            }
            const std::vector<double> found = multinomial(weights, trials, random);
            for (std::size_t i = 0; i < truth.size(); ++i) counts.counts(i, k) = found[i];
        }
    }
};

}  // namespace

TEST_CASE("two structures in cells of one size: the logarithm of their ratio over n") {
    BasinCounts c;
    c.units = {4}, c.primitive = {4, 2}, c.counts = Array2<double>(2, 1);
    c.counts(0, 0) = 120, c.counts(1, 0) = 30;
    const BasinEntropy b(c);
    // arXiv:1909.08934, section III.B: s_a - s_b = ln(N_a / N_b) / n; errors of Poisson's counts.
    CHECK(b.entropy[0] == 0);
    CHECK(std::fabs(b.entropy[1] + std::log(4) / 4) < 1e-12);
    CHECK(std::fabs(b.error[1] - std::sqrt(1.0 / 120 + 1.0 / 30) / 4) < 1e-12);
    CHECK(b.fit.chance == 1);
    CHECK(std::fabs(b.expected(0, 0) - 120) < 1e-9);
}

TEST_CASE("cells of several sizes are brought together by what both hold") {
    // Counts that the model meets exactly: s = 0, 0.2 in cells of 2, s = 0.2 and 0.5 in cells of 3.
    BasinCounts c;
    c.units = {2, 6}, c.primitive = {2, 1, 6}, c.counts = Array2<double>(3, 2);
    const double s[] = {0, 0.2, 0.5}, align[] = {4, 2};
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t k = 0; k < 2; ++k)
            if (c.units[k] % c.primitive[i] == 0)
                c.counts(i, k) = std::exp(c.units[k] * s[i] + align[k]);
    const BasinEntropy b(c);
    CHECK(b.reference == std::vector<std::size_t>{2});  // was found most often in all
    for (std::size_t i = 0; i < 3; ++i) CHECK(std::fabs(b.entropy[i] - (s[i] - 0.5)) < 1e-9);
    CHECK(std::fabs(b.alignment[0] - (4 + 2 * 0.5)) < 1e-9);
    CHECK(b.bounds == 0);
    CHECK(b.fit.chi_squared < 1e-9);
}

TEST_CASE("a zero count is a result: it lowers the entropy") {
    BasinCounts c;
    c.units = {2, 4}, c.primitive = {2, 2}, c.counts = Array2<double>(2, 2, 50.0);
    c.counts(1, 0) = 10, c.counts(1, 1) = 0;
    const BasinEntropy with(c);
    c.primitive[1] = 1, c.units = {2, 5};
    c.counts(0, 1) = 0, c.counts(1, 1) = 0;  // nothing at five units
    const BasinEntropy without(c);
    CHECK(with.entropy[1] < without.entropy[1] - 0.05);
    CHECK(without.component_of_batch[1] == -1);
    CHECK(std::fabs(without.entropy[1] - std::log(10.0 / 50) / 2) < 1e-9);
}

TEST_CASE("differences of entropies lie within two standard errors in 95 % of 200 replicas") {
    for (const OrbitFactor orbit : {OrbitFactor::left_out, OrbitFactor::included}) {
        SyntheticLandscape land;
        std::int64_t inside = 0, all = 0, rejections = 0;
        for (std::uint64_t replica = 0; replica < 200; ++replica) {
            RandomStream random(7, StreamId::tests, replica);
            land.draw(1000, random, orbit);
            const BasinEntropy b(land.counts, orbit);
            CHECK(b.reference.size() == 1);
            rejections += b.fit.chance < 0.05;
            for (std::size_t i = 0; i < land.truth.size(); ++i)
                for (std::size_t j = 0; j < i; ++j) {
                    const double off = b.entropy[i] - b.entropy[j] - land.truth[i] + land.truth[j];
                    ++all;
                    inside += std::fabs(off) < 2 * b.difference_error(i, j);
                }
        }
        const double share = static_cast<double>(inside) / static_cast<double>(all);
        CHECK(share > 0.92);
        CHECK(share < 0.98);
        CHECK(rejections < 25);  // of 200; 10 are expected, with a standard error of 3
        MESSAGE("within 2 sigma: " << share << ", rejected at 5 %: " << rejections << " of 200");
    }
}

TEST_CASE("what no sighting connects is reported as such, whatever zeros say") {
    BasinCounts c;
    c.units = {2, 3}, c.primitive = {2, 2, 3, 1}, c.counts = Array2<double>(4, 2);
    c.counts(0, 0) = 20, c.counts(1, 0) = 40, c.counts(2, 1) = 30, c.counts(3, 1) = 60;
    const BasinEntropy b(c);
    CHECK(b.component == std::vector<int>{0, 0, 1, 1});
    CHECK(b.reference == std::vector<std::size_t>{1, 3});
    CHECK(b.bounds == 1);  // structure 3 fits into cells of two units and was not found there
    CHECK(std::isinf(b.difference_error(0, 2)));
    CHECK(std::fabs(b.entropy[0] - std::log(0.5) / 2) < 1e-9);
    CHECK(std::fabs(b.entropy[2] - std::log(0.5) / 3) < 1e-9);
    CHECK(std::isnan(b.expected(3, 0)));
}

TEST_CASE("entropies that depend on n are noticed, and widen the errors") {
    SyntheticLandscape land;
    RandomStream random(3, StreamId::tests, 0);
    land.draw(3000, random);
    const BasinEntropy good(land.counts);
    CHECK(good.fit.chance > 0.01);
    for (std::size_t i = 0; i < 3; ++i)
        land.counts.counts(i, 3) = std::floor(land.counts.counts(i, 3) * 1.7);
    const BasinEntropy bad(land.counts);
    CHECK(bad.fit.chance < 1e-3);
    CHECK(bad.fit.dispersion > 1.5);
    CHECK(bad.difference_error(4, 5) > 1.1 * good.difference_error(4, 5));
}

TEST_CASE("counts that contradict themselves are refused") {
    BasinCounts c;
    c.units = {2, 3}, c.primitive = {2}, c.counts = Array2<double>(1, 2, 5.0);
    CHECK_THROWS_AS(BasinEntropy{c}, InputError);  // two units do not fit into three
    c.counts(0, 1) = 0;
    CHECK_NOTHROW(BasinEntropy{c});
    CHECK_THROWS_AS(BasinEntropy(c, OrbitFactor::included), InputError);
    c.counts(0, 0) = 0;
    CHECK_THROWS_AS(BasinEntropy{c}, InputError);
    c.counts(0, 0) = -1;
    CHECK_THROWS_AS(BasinEntropy{c}, InputError);
    c.counts(0, 0) = 1, c.units = {2, 2};
    CHECK_THROWS_AS(BasinEntropy{c}, InputError);
}

TEST_CASE("entropies less a part of the enthalpy are compared with known ones") {
    const std::vector<double> known{0.1, 0.5, -0.3, 0.2, 0.9}, h{1, 3, 2, 5, 4};
    std::vector<double> basin;
    for (std::size_t i = 0; i < known.size(); ++i) basin.push_back(known[i] - 0.3 * h[i] + 2);
    const EntropyComparison c = compare_entropies(basin, known, h);
    CHECK(std::fabs(c.slope + 0.3) < 1e-12);
    CHECK(std::fabs(c.corrected_correlation - 1) < 1e-12);
    CHECK(c.corrected_rmse < 1e-12);
    CHECK(std::fabs(c.rmse - 0.3 * std::numbers::sqrt2) < 1e-12);  // spread of 1 ... 5
    CHECK(c.correlation < 0.5);
    CHECK_THROWS_AS(compare_entropies({}, {}, {}), InputError);
}
