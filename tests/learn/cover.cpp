// Set cover: the paper's table, and covers against brute force.

#include "crucible/learn/cover.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <map>
#include <numeric>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"

using namespace crucible;
using namespace crucible::learn;

namespace {

/// Table 2 of doi:10.1098/rsos.201275: model, number of samples with an RMSE below 0.04.
const std::vector<std::pair<std::string, std::size_t>> table2{
    {"3243", 15}, {"3064", 4}, {"3237", 4}, {"3087", 3}, {"3078", 2},
    {"3182", 1},  {"3086", 1}, {"3242", 1}, {"3066", 1}};

/// 32 models and samples; the nine models serve disjoint groups, some of them others' samples too,
/// and each other model serves its own sample alone.
CoverProblem problem_of_table2() {
    CoverProblem p;
    for (const auto& [name, count] : table2) p.samples.push_back(name);
    for (int k = 0; p.samples.size() < 32; ++k) p.samples.push_back(std::to_string(4000 + k));
    p.models = p.samples;
    p.errors = Array2<double>(32, 32, 1);
    std::size_t other = table2.size();
    for (std::size_t m = 0; m < table2.size(); ++m) {
        p.errors(m, m) = 0;
        for (std::size_t k = 1; k < table2[m].second; ++k) p.errors(m, other++) = 0;
    }
    for (std::size_t m = table2.size(); m < 32; ++m) p.errors(m, m) = 0;
    for (std::size_t s = 20; s < 23; ++s) p.errors(1, s) = 0;  // already served by 3243
    return p;
}

std::size_t brute_force(const CoverProblem& p) {
    std::uint32_t all = 0;
    std::vector<std::uint32_t> masks(p.models.size());
    for (std::size_t m = 0; m < p.models.size(); ++m)
        for (std::size_t s = 0; s < p.samples.size(); ++s)
            if (p.errors(m, s) < p.threshold) masks[m] |= 1u << s, all |= 1u << s;
    std::size_t best = p.models.size();
    for (std::uint32_t chosen = 0; chosen < 1u << p.models.size(); ++chosen) {
        std::uint32_t served = 0;
        for (std::size_t m = 0; m < p.models.size(); ++m)
            if (chosen >> m & 1) served |= masks[m];
        if (served == all) best = std::min<std::size_t>(best, std::popcount(chosen));
    }
    return best;
}

CoverProblem random_problem(std::uint64_t seed, std::size_t n, double density) {
    RandomStream random(seed, StreamId::tests);
    CoverProblem p;
    for (std::size_t k = 0; k < n; ++k) p.models.push_back("m" + std::to_string(100 + k));
    p.samples = p.models;
    p.errors = Array2<double>(n, n);
    for (double& e : p.errors.flat())
        e = random.uniform() < density ? random.uniform(0, 0.04) : 0.05 + random.uniform();
    return p;
}

}  // namespace

TEST_SUITE("learn: covers") {
    TEST_CASE("a matrix made from the paper's table gives back the table") {
        const Cover c = greedy_cover(problem_of_table2());
        REQUIRE(c.picks.size() == 9);
        CHECK(c.uncovered.empty());
        std::map<std::string, std::size_t> found;
        std::vector<std::size_t> counts;
        const CoverProblem p = problem_of_table2();
        for (const CoverPick& pick : c.picks) {
            found[p.models[pick.model]] = pick.samples.size();
            counts.push_back(pick.samples.size());
        }
        CHECK(counts == std::vector<std::size_t>{15, 4, 4, 3, 2, 1, 1, 1, 1});
        CHECK(std::accumulate(counts.begin(), counts.end(), std::size_t{0}) == 32);
        for (const auto& [name, count] : table2) CHECK(found[name] == count);
        CHECK(p.models[c.picks[1].model] == "3064");  // equal count and error: by name
        CHECK(p.models[c.picks[5].model] == "3066");
    }
    TEST_CASE("the exact cover of that matrix is no larger") {
        const Cover c = exact_cover(problem_of_table2());
        CHECK(c.picks.size() == 9);
        CHECK(c.is_proven);
    }
    TEST_CASE("exact covers are as small as brute force finds them; greedy ones may be larger") {
        std::size_t larger = 0;
        for (std::uint64_t seed = 1; seed <= 60; ++seed) {
            const CoverProblem p = random_problem(seed, 12, 0.2);
            const Cover exact = exact_cover(p), greedy = greedy_cover(p);
            CHECK(exact.is_proven);
            CHECK(exact.picks.size() == brute_force(p));
            CHECK(exact.uncovered == greedy.uncovered);
            std::size_t served = 0;
            for (const CoverPick& pick : exact.picks) served += pick.samples.size();
            CHECK(served + exact.uncovered.size() == 12);
            larger += greedy.picks.size() > exact.picks.size();
        }
        CHECK(larger > 0);
    }
    TEST_CASE("of two smallest covers the one with lower errors, then names") {
        CoverProblem p;
        p.models = {"b", "a", "c"}, p.samples = {"x", "y"};
        p.errors = Array2<double>(3, 2, 0.02);
        p.errors(2, 0) = p.errors(2, 1) = 0.01;
        CHECK(exact_cover(p).picks[0].model == 2);
        CHECK(greedy_cover(p).picks[0].model == 2);
        p.errors = Array2<double>(3, 2, 0.02);
        CHECK(exact_cover(p).picks[0].model == 1);
        CHECK(greedy_cover(p).picks[0].model == 1);
    }
    TEST_CASE("sixty-four samples, and one that nobody serves") {
        CoverProblem p = random_problem(5, 64, 0.12);
        for (std::size_t m = 0; m < 64; ++m) p.errors(m, 7) = m % 2 ? 0.04 : NAN;
        const Cover c = exact_cover(p);
        CHECK(c.uncovered == std::vector<std::size_t>{7});
        CHECK(c.picks.size() <= greedy_cover(p).picks.size());
        CHECK_THROWS_WITH_AS(exact_cover(random_problem(5, 65, 0.1)),
                             doctest::Contains("E-learn-cover"), InputError);
    }
    TEST_CASE("shapes, names and thresholds that make no sense") {
        CoverProblem p = random_problem(1, 4, 0.5);
        p.models.pop_back();
        CHECK_THROWS_AS(greedy_cover(p), InputError);
        p = random_problem(1, 4, 0.5);
        p.models[1] = p.models[0];
        CHECK_THROWS_AS(greedy_cover(p), InputError);
        p = random_problem(1, 4, 0.5);
        p.threshold = 0;
        CHECK_THROWS_AS(exact_cover(p), InputError);
    }
}
