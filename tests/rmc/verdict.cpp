#include "crucible/rmc/verdict.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "crucible/base/random.hpp"

using namespace crucible;
using namespace crucible::rmc;

namespace {

/// `n` cells whose indices are drawn from `kinds` equally frequent ones, icosahedra first.
VoronoiStatistics cells(std::size_t n, std::size_t kinds, std::uint64_t item) {
    RandomStream random(7, StreamId::tests, item);
    VoronoiStatistics s;
    s.atoms = n;
    for (std::size_t i = 0; i < n; ++i) {
        const int k = static_cast<int>(random.index(kinds));
        ++s.count[k == 0 ? icosahedron : VoronoiIndex{0, k, 10, 2}];
    }
    s.fivefold = 0.55, s.coordination = 13;
    return s;
}

Portrait glass(std::uint64_t item, double gap = 0, std::size_t kinds = 20) {
    Portrait p;
    p.name = "g", p.arm = "fit";
    p.energy = -4.38 + gap, p.inherent = -4.42 + gap / 5;
    p.voronoi = {cells(2000, kinds, item)};
    p.voronoi_inherent = p.voronoi;
    p.pairs = {{29, 29}};
    p.r = {1, 2, 3}, p.total_g = {0, 2, 1}, p.partial_g = {{0, 2, 1}};
    p.short_range = {0.1};
    return p;
}

std::string verdict(const Portrait& target, const std::vector<Portrait>& models) {
    const NoiseFloor floor = noise_floor(target, {}, RandomStream(1, StreamId::tests));
    return judge(target, models, floor).sentence();
}

}  // namespace

TEST_CASE("the noise floor from one sample is what two samples of one distribution show") {
    const double one = noise_floor(glass(1), {}, RandomStream(1, StreamId::tests)).l1;
    double pairs = 0;
    for (std::uint64_t i = 0; i < 20; ++i)
        pairs += voronoi_distance(cells(2000, 20, 10 + i), cells(2000, 20, 50 + i)) / 20;
    CHECK(one == doctest::Approx(pairs).epsilon(0.15));
    // With as many kinds as cells nearly all are rare: the distance does not fall with the size.
    const double sparse = noise_floor(glass(2, 0, 4000), {}, RandomStream(1, StreamId::tests)).l1;
    double sparse_pairs = 0;
    for (std::uint64_t i = 0; i < 20; ++i)
        sparse_pairs += voronoi_distance(cells(2000, 4000, 10 + i), cells(2000, 4000, 50 + i)) / 20;
    CHECK(sparse == doctest::Approx(sparse_pairs).epsilon(0.15));

    const NoiseFloor given = noise_floor(glass(1), {glass(3)}, RandomStream(1, StreamId::tests));
    CHECK(given.from_references);
    CHECK(given.l1 == voronoi_distance(cells(2000, 20, 1), cells(2000, 20, 3)));
}

TEST_CASE("verdicts follow from the numbers") {
    const Portrait target = glass(1);
    CHECK(verdict(target, {glass(2), glass(3)}) == "No deficiency found.");
    CHECK(verdict(target, {glass(2)}).starts_with("No verdict: 1 run "));
    // The failing fit of the paper: energy far above, cells of other kinds.
    const std::string bad =
        verdict(target, {glass(2, 0.23, 60), glass(3, 0.24, 60), glass(4, 0.235, 60)});
    CHECK(bad.starts_with("Deficient: energy 0.235 eV/atom above the target"));
    CHECK(bad.find("fewer icosahedra") != std::string::npos);
    CHECK(bad.find("beyond the noise floor") != std::string::npos);
    // A target that lies 0.24 eV/atom above its own minimum has an energy made of close contacts.
    Portrait rough = target;
    rough.energy = *rough.inherent + 0.24;
    Portrait near = glass(2), far = glass(3);
    near.energy = *rough.energy + 0.06, far.energy = *rough.energy + 0.06;
    near.inherent = far.inherent = rough.inherent;
    CHECK(verdict(rough, {near, far}) == "No deficiency found.");
    near.energy = *rough.energy + 0.09, far.energy = *rough.energy + 0.09;
    CHECK(verdict(rough, {near, far}).starts_with("Deficient: energy 0.090 eV/atom above"));
    // Better relaxed than the target is no deficiency.
    CHECK(verdict(target, {glass(2, -0.05), glass(3, -0.06)}) == "No deficiency found.");
    // A large gap with a large error decides nothing against the model.
    CHECK(verdict(target, {glass(2, 0.5), glass(3, -0.4)}) == "No deficiency found.");
}

TEST_CASE("few replicas need a clearer difference (Student's t)") {
    Finding f{Finding::Property::gap, {0.10, 0.01, 2}, 0.03};
    CHECK_FALSE(f.deficient());  // 0.10 < 0.03 + 12.706 * 0.01
    f.value.n = 3;
    CHECK(f.deficient());  // 0.10 > 0.03 + 4.303 * 0.01
    f.value = {0.0521, 0.01, 21};
    CHECK(f.deficient());  // t of 20 degrees of freedom: 2.086
    f.value.value = 0.0506;
    CHECK_FALSE(f.deficient());
}

TEST_CASE("a target without icosahedra has no ratio of them") {
    Portrait target = glass(1);
    target.voronoi.front().count.erase(icosahedron);
    const Comparison c = compare(target, glass(2));
    CHECK_FALSE(c.icosahedra_ratio);
    CHECK(c.icosahedra > 0);
}
