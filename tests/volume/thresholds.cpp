#include "crucible/volume/thresholds.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <map>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"

using namespace crucible;
using namespace crucible::volume;

namespace {

CtVolume line_of(const std::vector<int>& values) {
    Grid g;
    g.slices = 1, g.rows = 1, g.columns = values.size();
    CtVolume v(g);
    for (std::size_t i = 0; i < values.size(); ++i)
        v.voxels[i] = static_cast<std::int16_t>(values[i]);
    return v;
}

/// Three humps of whole numbers that any language can make.
CtVolume three_humps() {
    std::vector<int> v;
    for (long i = 0; i < 30000; ++i) {
        const long s = ((i * 7919) % 1009 + (i * 104729) % 997 + (i * 1299709) % 991) / 3;
        v.push_back(static_cast<int>(i % 10 < 5 ? s / 2 : i % 10 < 8 ? 500 + s / 3 : 900 + s / 2));
    }
    return line_of(v);
}

double variance_between(const std::vector<int>& values, const std::vector<int>& thresholds) {
    std::vector<double> n(thresholds.size() + 1), sum(n.size());
    for (const int v : values) {
        std::size_t c = 0;
        while (c < thresholds.size() && v > thresholds[c]) ++c;
        ++n[c], sum[c] += v;
    }
    double out = 0;
    for (std::size_t c = 0; c < n.size(); ++c) out += n[c] > 0 ? sum[c] * sum[c] / n[c] : 0;
    return out;
}

}  // namespace

TEST_SUITE("thresholds") {
    // Values of scikit-image 0.19.3 for the same voxels, one bin per grey value.
    TEST_CASE("as scikit-image") {
        const GreyHistogram h = grey_histogram(three_humps());
        CHECK(otsu_threshold(h) == 558);
        CHECK(li_threshold(h) == 492);  // 492.68
        CHECK(triangle_threshold(h) == 470);
        CHECK(isodata_threshold(h) == 558);
        CHECK(multi_otsu_thresholds(h, 3) == std::vector<int>{456, 828});
    }

    TEST_CASE("no other thresholds part the classes better") {
        RandomStream random(9, StreamId::tests);
        for (int round = 0; round < 30; ++round) {
            std::vector<int> values;
            for (int i = 0; i < 60; ++i) values.push_back(static_cast<int>(random.index(25)) - 12);
            const GreyHistogram h = grey_histogram(line_of(values));
            const auto best = multi_otsu_thresholds(h, 4);
            double most = 0;
            for (int a = -12; a < 13; ++a)
                for (int b = a; b < 13; ++b)
                    for (int c = b; c < 13; ++c)
                        most = std::max(most, variance_between(values, {a, b, c}));
            CHECK(variance_between(values, best) == doctest::Approx(most).epsilon(1e-12));
        }
    }

    TEST_CASE("entropy is greatest at the threshold") {
        RandomStream random(10, StreamId::tests);
        std::vector<int> values;
        for (int i = 0; i < 500; ++i)
            values.push_back(
                static_cast<int>(i % 3 ? 10 * random.normal() : 60 + 5 * random.normal()));
        const int t = maximum_entropy_threshold(grey_histogram(line_of(values)));
        const auto entropies = [&](int cut) {
            double out = 0;
            for (const bool upper : {false, true}) {
                std::map<int, double> n;
                double all = 0;
                for (const int v : values)
                    if ((v > cut) == upper) ++n[v], ++all;
                for (const auto& [v, c] : n) out -= c / all * std::log(c / all);
            }
            return out;
        };
        for (int cut = t - 30; cut <= t + 30; ++cut) CHECK(entropies(cut) <= entropies(t) + 1e-9);
    }

    TEST_CASE("volumes without two values have no threshold") {
        CHECK_THROWS_AS(otsu_threshold(grey_histogram(line_of({3, 3, 3}))), InputError);
        CHECK_THROWS_AS(grey_histogram(line_of({outside, outside})), InputError);
        CHECK_THROWS_AS(multi_otsu_thresholds(grey_histogram(line_of({1, 2, 3})), 4), InputError);
        const GreyHistogram h = grey_histogram(line_of({outside, 1, 2}));
        CHECK(h.total() == 2);
        for (const int t : {otsu_threshold(h), li_threshold(h), triangle_threshold(h),
                            isodata_threshold(h), maximum_entropy_threshold(h)})
            CHECK(t == 1);
    }
}
