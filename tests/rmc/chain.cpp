#include <doctest/doctest.h>

#include "crucible/energy/eam.hpp"
#include "crucible/rmc/reference.hpp"
#include "tests/rmc/problems.hpp"

using namespace rmc_test;

namespace {

double largest_shift(const Structure& a, const Structure& b) {
    double worst = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        worst = std::max(worst, norm(a.positions[i] - b.positions[i]));
    return worst;
}

/// The same chain in another order of atoms: the reference sorts its own copy.
Structure sorted_by_element(const Structure& s) {
    Structure out = s;
    out.numbers.clear(), out.positions.clear();
    for (const int z : {29, 40})
        for (std::size_t i = 0; i < s.size(); ++i)
            if (s.numbers[i] == z) {
                out.numbers.push_back(z);
                out.positions.push_back(s.positions[i]);
            }
    return out;
}

}  // namespace

TEST_CASE("the chain makes the moves that the plain reference makes") {
    const Structure target = random_alloy(90, 1), start = sorted_by_element(random_alloy(90, 2));
    for (const bool has_energy : {false, true}) {
        Problem p = two_sets(target, start);
        if (has_energy) p.energy.eam = soft_tables();
        const RandomStream random(3, StreamId::rmc_chain);
        ReferenceChain plain(p, start, random);
        Chain fast(p, start, random);
        const int moves = 1500;
        plain.run(moves);
        CHECK(fast.run(moves));
        std::int64_t accepted = 0, blocked = 0, refused = 0;
        for (const auto o : plain.outcomes()) {
            accepted += o == ReferenceChain::Outcome::accepted;
            blocked += o == ReferenceChain::Outcome::blocked;
            refused += o == ReferenceChain::Outcome::energy;
        }
        const Progress now = fast.progress();
        CHECK(now.accepted == accepted);
        CHECK(now.hard_rejected == blocked);
        CHECK(now.energy_rejected == refused);
        CHECK(accepted > 100);
        CHECK(blocked > 100);
        CHECK((refused > 50) == has_energy);
        CHECK(now.swaps > 100);
        CHECK(largest_shift(fast.structure(), plain.structure()) == 0);
        for (std::size_t set = 0; set < 2; ++set) {
            const auto a = fast.observed(set), b = plain.observed(set);
            for (std::size_t k = 0; k < a.size(); ++k) CHECK(std::fabs(a[k] - b[k]) < 1e-6);
        }
        if (has_energy) CHECK(now.energy == doctest::Approx(plain.energy()).epsilon(1e-9));
    }
}

TEST_CASE("after 1e5 accepted moves integers are exact and running sums within 1e-6") {
    const Structure target = random_alloy(400, 1), start = random_alloy(400, 2);
    Problem p = two_sets(target, start);
    p.stages[0].sigma = {{0.3, 0.1}, {0.5, 0.2}};
    p.energy.eam = soft_tables();
    p.stages[0].temperature = {5000, 4000};
    Chain chain(p, start, {4, StreamId::rmc_chain});
    while (chain.progress().accepted < 100'000 && chain.run(20'000)) CHECK(chain.recheck() < 1e-6);
    CHECK(chain.progress().accepted >= 100'000);
    CHECK(chain.recheck() < 1e-6);
}

TEST_CASE("neither window nor threads nor early rejection change the chain") {
    const Structure target = random_alloy(300, 1), start = random_alloy(300, 2);
    for (const bool has_energy : {false, true}) {
        Problem p = two_sets(target, start);
        p.stages[0].adapt = true;
        if (has_energy) p.energy.eam = soft_tables();
        const RandomStream random(5, StreamId::rmc_chain);
        Chain plain(p, start, random);
        plain.run(6000);
        CHECK(plain.progress().accepted > 300);
        const std::string expected = plain.save();
        for (const ChainOptions& o : {ChainOptions{1, 8},
                                      {1, 64},
                                      {2, 1},
                                      {2, 8},
                                      {2, 64},
                                      {3, 0},
                                      {1, 1, EarlyRejection::off}}) {
            Chain other(p, start, random, o);
            for (const int part : {1, 1000, 63, 4936}) other.run(part);
            INFO(o.threads << " threads, window of " << o.batch);
            CHECK(other.save() == expected);
        }
    }
}

TEST_CASE("a chain resumed from its checkpoint is the same to the last bit") {
    const Structure target = random_alloy(200, 1), start = random_alloy(200, 2);
    Problem p = two_sets(target, start);
    p.energy.eam = soft_tables();
    p.stages[0].moves = 15'000;  // a second stage without data
    p.stages.push_back({8000, 1, {}, {800, 400}, 0.05});
    const RandomStream random(6, StreamId::rmc_chain);
    Chain through(p, start, random);
    through.run(20'000);
    Chain first(p, start, random);
    first.run(10'000);
    const std::string bytes = first.save();
    CHECK(bytes.size() < 10'000);
    Chain second(p, random_alloy(200, 3), random);
    second.restore(bytes);
    CHECK(second.save() == bytes);
    second.run(10'000);
    CHECK(second.save() == through.save());
    CHECK(second.progress().energy == through.progress().energy);
    CHECK(!second.run(100'000));
    CHECK(second.progress().moves == 23'000);
}
