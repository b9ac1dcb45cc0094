#include "crucible/rmc/verdict.hpp"

#include <doctest/doctest.h>

#include "crucible/base/error.hpp"
#include "crucible/rmc/presets.hpp"
#include "crucible/rmc/quench_rate.hpp"
#include "tests/rmc/problems.hpp"

using namespace rmc_test;

namespace {

Portrait portrait_of(const Structure& s) {
    PortraitOptions options;
    options.cutoffs = {{{29, 29}, 3.4}, {{29, 40}, 3.7}, {{40, 40}, 3.8}};
    options.longest = 8;
    return portrait(s, nullptr, options);
}

}  // namespace

TEST_CASE("a structure is itself; another random one is not") {
    const Portrait a = portrait_of(random_alloy(500, 1)), b = portrait_of(random_alloy(500, 2));
    const Comparison same = compare(a, a);
    CHECK(same.r2_total == 1);
    REQUIRE(same.r2_partial.size() == 3);
    CHECK(same.r2_worst == 1);
    CHECK(same.l1 == 0);
    CHECK(same.fivefold == 0);
    CHECK_FALSE(same.gap);
    const Comparison other = compare(a, b);
    CHECK(other.r2_total < 1);
    CHECK(other.r2_total > other.r2_worst);
    CHECK(other.l1 > 0.5);
    CHECK(other.l1 < 2);
    CHECK(a.voronoi.size() == 3);
    CHECK(a.voronoi[1].centre == 29);
    CHECK(a.voronoi[0].coordination == doctest::Approx(14.5).epsilon(0.1));  // random packing
    double angles = 0;
    for (double share : a.angles) angles += share;
    CHECK(angles == doctest::Approx(1));
    // The floor told from one structure alone is what two like it show.
    const NoiseFloor alone = noise_floor(a, {}, {1, StreamId::tests});
    const NoiseFloor known =
        noise_floor(a, {b, portrait_of(random_alloy(500, 3))}, {1, StreamId::tests});
    CHECK(known.l1 == doctest::Approx(other.l1).epsilon(0.1));
    CHECK(alone.l1 == doctest::Approx(known.l1).epsilon(0.15));
}

TEST_CASE("the quench rate of an anneal is its slope over the time of a sweep") {
    Stage s;
    s.moves = 10'000'000;
    s.ramp = 0.9;
    s.temperature = {2000, 300};
    // 1e7 moves of 2,048 atoms from 2000 to 300 K amount to 1.1e14 K/s (spec/glass.md 9, c10).
    CHECK(equivalent_quench_rate(s, 2048) == doctest::Approx(1.1e14).epsilon(0.05));
    s.moves *= 10;
    CHECK(equivalent_quench_rate(s, 2048) == doctest::Approx(1.1e13).epsilon(0.05));
    s.temperature = {700, 300};
    CHECK(equivalent_quench_rate(s, 2048) == 0);
    CHECK(sweep_time(reference_step2 * 2048 * 10, 2048, 10) == doctest::Approx(2.9));
    CHECK(sweep_time(1, 2048, 0) == 0);
}

TEST_CASE("presets have their sweeps, temperatures and sigmas; controls go the same way blind") {
    const std::vector<DataSort> data{DataSort::scattering, DataSort::exafs};
    const auto paper = stages(Preset::liu2022, 2048, data);
    REQUIRE(paper.size() == 1);
    CHECK(paper[0].moves <= 3'000'000);
    CHECK(paper[0].sigma[0].end == 1e-3);
    CHECK(paper[0].sigma[1].start == 1e-4);  // doi:10.1016/j.scriptamat.2022.115159
    CHECK(paper[0].sigma[1].end == 1e-6);
    const auto fast = stages(Preset::fast, 2048, data), twice = stages(Preset::fast, 4096, data);
    REQUIRE(fast.size() == 2);
    CHECK(fast[0].sigma.empty());
    CHECK(fast[0].moves == doctest::Approx(1e7).epsilon(0.01));
    CHECK(fast[1].moves == doctest::Approx(1e6).epsilon(0.01));
    CHECK(twice[0].moves == 2 * fast[0].moves);
    CHECK(fast[1].sigma.size() == 2);
    for (const Stage& s : control(fast)) CHECK(s.sigma.empty());
    CHECK(control(fast)[1].moves == fast[1].moves);
    CHECK(stages(Preset::accurate, 2048, data)[0].moves == doctest::Approx(4e7).epsilon(0.03));
    for (const Preset p :
         {Preset::liu2022, Preset::balanced, Preset::strict, Preset::fast, Preset::accurate}) {
        Problem problem = two_sets(random_alloy(120, 1), random_alloy(120, 2));
        problem.stages = stages(p, 1, data);
        Chain chain(problem, random_alloy(120, 2), {1, StreamId::tests});
        CHECK(!chain.run(100'000));
        CHECK(!name(p).empty());
    }
}
