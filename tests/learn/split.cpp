// Splits: what is held out, how much, and how far from what is learned from.

#include "crucible/learn/split.hpp"

#include <doctest/doctest.h>

#include "crucible/base/error.hpp"

using namespace crucible;
using namespace crucible::learn;

namespace {
std::size_t count_of(const std::vector<Part>& parts, Part p) { return places_of(parts, p).size(); }
}  // namespace

TEST_SUITE("learn: splits") {
    TEST_CASE("a random split has the shares asked for, and depends on seed and item alone") {
        SplitSettings s{.test = 0.3, .validation = 0.2, .seed = 4};
        const auto parts = random_split(400, s);
        CHECK(count_of(parts, Part::test) == 120);
        CHECK(count_of(parts, Part::validation) == 56);
        CHECK(count_of(parts, Part::train) == 224);
        CHECK(parts == random_split(400, s));
        s.item = 1;
        CHECK(parts != random_split(400, s));
    }
    TEST_CASE("held-out blocks touch nothing that is learned from") {
        for (std::uint64_t seed = 1; seed <= 50; ++seed) {
            const SplitSettings s{.test = 0.2, .validation = 0.2, .seed = seed};
            const BlockSettings blocks{.stretches = 4, .gap = 3};
            const auto parts = block_split(400, s, blocks);
            CHECK(count_of(parts, Part::test) == 80);
            CHECK(count_of(parts, Part::validation) >= 32);
            CHECK(count_of(parts, Part::train) >= 200);
            for (std::size_t k = 0; k < parts.size(); ++k)
                for (std::size_t d = 1; d <= 3; ++d)
                    if (k + d < parts.size()) {
                        const bool one = parts[k] == Part::train || parts[k + d] == Part::train;
                        const bool other = parts[k] == Part::test || parts[k + d] == Part::test ||
                                           parts[k] == Part::validation ||
                                           parts[k + d] == Part::validation;
                        CHECK_FALSE((one && other));
                    }
        }
    }
    TEST_CASE("every stretch has one test block, so that every depth is tested") {
        const auto parts = block_split(200, {.seed = 3}, {.stretches = 4, .gap = 1});
        for (std::size_t k = 0; k < 4; ++k) {
            std::size_t inside = 0, runs = 0;
            for (std::size_t i = 50 * k; i < 50 * (k + 1); ++i) {
                inside += parts[i] == Part::test;
                runs += parts[i] == Part::test && (i == 50 * k || parts[i - 1] != Part::test);
            }
            CHECK(inside == 10);
            CHECK(runs == 1);
        }
    }
    TEST_CASE("few samples still give every part something; fewer than ten are refused") {
        for (std::size_t n = 10; n < 40; ++n)
            for (std::uint64_t seed = 1; seed < 20; ++seed)
                for (const auto& parts : {random_split(n, {.seed = seed}),
                                          block_split(n, {.seed = seed}, {.gap = 3})}) {
                    CHECK(count_of(parts, Part::test) > 0);
                    CHECK(count_of(parts, Part::validation) > 0);
                    CHECK(count_of(parts, Part::train) > 0);
                }
        CHECK_THROWS_WITH_AS(random_split(9, {}), doctest::Contains("E-learn-split"), InputError);
        CHECK_THROWS_WITH_AS(block_split(9, {}), doctest::Contains("at least 10"), InputError);
        CHECK_THROWS_AS(random_split(50, {.test = 1}), InputError);
    }
}
