#include "crucible/volume/classes.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"

using namespace crucible;
using namespace crucible::volume;

namespace {

CtVolume random_ct(std::uint64_t item) {
    Grid g;
    g.slices = 5, g.rows = 37, g.columns = 41;
    CtVolume v(g);
    RandomStream random(3, StreamId::tests, item);
    for (auto& x : v.voxels)
        x = random.uniform() < 0.1 ? outside
                                   : static_cast<std::int16_t>(random.uniform(-2500, 4500));
    return v;
}

/// By the definition, one voxel at a time.
int plain_class(int v, const ClassScheme& s) {
    if (v == outside) return 0;
    const std::size_t n = s.size();
    if (s.beyond == ClassScheme::Beyond::nearest) {
        if (v < s.edges.front()) return 1;
        if (v >= s.edges.back()) return s.maximum == ClassScheme::Maximum::counts ? int(n) : 0;
    }
    for (std::size_t k = 0; k < n; ++k)
        if (v >= s.edges[k] && v < s.edges[k + 1]) return int(k) + 1;
    return s.beyond == ClassScheme::Beyond::last_closed && v == s.edges.back() ? int(n) : 0;
}

void same_as_plain(const CtVolume& v, const ClassScheme& s) {
    CAPTURE(s.name);
    const LabelVolume labels = classify(v, s);
    ClassProfile p = class_profile(v, s);
    std::size_t wrong = 0;
    std::vector<std::int64_t> counts(v.grid.slices * s.size(), 0), valid(v.grid.slices, 0);
    for (std::size_t i = 0; i < v.voxels.size(); ++i) {
        const int k = plain_class(v.voxels[i], s);
        const std::size_t slice = i / v.grid.slice_size();
        wrong += labels.voxels[i] != k;
        if (k > 0) ++counts[slice * s.size() + std::size_t(k) - 1];
        valid[slice] += v.voxels[i] != outside;
    }
    CHECK(wrong == 0);
    CHECK(p.counts == counts);
    CHECK(p.valid == valid);
}

}  // namespace

TEST_SUITE("classes") {
    TEST_CASE("every scheme equals its definition") {
        const CtVolume v = random_ct(1);
        same_as_plain(v, class_scheme(ClassPreset::fixed_script));
        same_as_plain(v, class_scheme(ClassPreset::paper_text));
        same_as_plain(v, class_scheme(ClassPreset::davey));
        same_as_plain(v, class_scheme(std::vector<double>{-800, 0.5, 1000, 4000}));
        CtVolume narrow = v;  // within the range that the script clips to
        for (auto& x : narrow.voxels)
            if (x != outside) x = std::clamp<std::int16_t>(x, -900, 2000);
        same_as_plain(narrow, class_scheme(ClassPreset::paper_script, value_range(narrow)));
    }

    TEST_CASE("edges of the fixed scheme are those of the script's range of 4096") {
        const ClassScheme s = class_scheme(ClassPreset::fixed_script);
        CHECK(s.edges[1] == doctest::Approx(-317.3333333333));
        CHECK(s.edges[5] == doctest::Approx(2413.3333333333));
        CHECK(s.thresholds()[1] == -317);
    }

    TEST_CASE("the published script loses the largest value") {
        Grid g;
        g.slices = 1, g.rows = 1, g.columns = 7;
        CtVolume v(g);
        v.voxels = {0, 100, 200, 300, 400, 500, 600};
        const ClassProfile p =
            class_profile(v, class_scheme(ClassPreset::paper_script, value_range(v)));
        for (std::size_t k = 1; k <= 6; ++k) CHECK(p.count(0, k) == 1);
        CHECK(p.valid[0] == 7);
    }

    TEST_CASE("targets") {
        const CtVolume v = random_ct(2);
        const ClassProfile p = class_profile(v, class_scheme(ClassPreset::fixed_script));
        const auto both = target_values(p, parse_target("5+6", 6));
        const auto least = target_values(p, parse_target("min56", 6));
        for (std::size_t i = 0; i < both.size(); ++i) {
            CHECK(both[i] == doctest::Approx(p.porosity(i, 5) + p.porosity(i, 6) - 1));
            CHECK(least[i] == std::min(p.porosity(i, 5), p.porosity(i, 6)));
        }
        for (const char* wrong : {"", "0", "7", "1+", "1+1", "x", "5 + 6"})
            CHECK_THROWS_AS(parse_target(wrong, 6), InputError);
    }

    TEST_CASE("a slice that is all outside has fraction 0, not NaN") {
        Grid g;
        g.slices = 1, g.rows = 2, g.columns = 2;
        const CtVolume v(g, outside);
        CHECK(class_profile(v, class_scheme(ClassPreset::davey)).fraction(0, 1) == 0);
        CHECK_FALSE(value_range(v).has_value());
    }

    TEST_CASE("edges that are no edges are refused") {
        CHECK_THROWS_AS(class_scheme(std::vector<double>{1}), InputError);
        CHECK_THROWS_AS(class_scheme(std::vector<double>{1, 1}), InputError);
        CHECK_THROWS_AS(class_scheme(std::vector<double>{0, 40000}), InputError);
        CHECK_THROWS_AS(class_scheme(std::vector<double>{0, 1, 2}, {"one"}), InputError);
        CHECK_THROWS_AS(class_scheme(ClassPreset::paper_script), InconsistentError);
    }
}
