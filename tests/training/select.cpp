// Which frames are labelled and when the loop ends, on deviations made up.
#include "crucible/training/select.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "crucible/base/error.hpp"

using namespace crucible;
using namespace crucible::training;

TEST_CASE("candidates are the largest inside the window, never beyond it") {
    const SelectionWindow w;
    const std::vector<double> d = {0.1,  0.3,  2.0, 1.5,
                                   0.29, 1.51, 0.9, 0.9,
                                   0.4,  0.31, 0.5, std::numeric_limits<double>::quiet_NaN()};
    CHECK(candidates(d, w) == std::vector<std::size_t>{3, 6, 7, 10, 8});
    CHECK(candidates(d, {.low = 0.3, .high = 1.5, .most = 2}) == std::vector<std::size_t>{3, 6});
    CHECK(candidates(std::vector<double>{0.1, 2}, w).empty());
    CHECK(candidates({}, w).empty());
}

TEST_CASE("largest, median and what lies beyond") {
    Explored x{1000, {0.2, 0.6, 2.5, 0.4}, 0};
    CHECK(x.largest() == 2.5);
    CHECK(x.median() == doctest::Approx(0.5));
    CHECK(x.beyond({}) == 1);
    x.deviations.push_back(std::numeric_limits<double>::infinity());
    CHECK(x.largest() == 2.5);
    CHECK(x.beyond({}) == 2);
    CHECK(Explored{}.median() == 0);
}

TEST_CASE("the loop ends when nothing deviates at any temperature, or nothing can be labelled") {
    const SelectionWindow w;
    std::vector<Explored> all = {{800, {0.1, 0.2}, 0}, {1000, {0.45, 0.4}, 0}};
    // Candidates (0.4, 0.45) remain, but all deviate less than 0.5.
    CHECK(judge_exploration(all, Exploration::complete, w) == AdaptState::closed);
    CHECK(judge_exploration(all, Exploration::partial, w) == AdaptState::more);
    all[1].lost_runs = 1;
    CHECK(judge_exploration(all, Exploration::complete, w) == AdaptState::more);
    all[1] = {1000, {0.1, 0.51}, 0};
    CHECK(judge_exploration(all, Exploration::complete, w) == AdaptState::more);
    all[1] = {1000, {0.1, 7}, 0};
    CHECK(judge_exploration(all, Exploration::complete, w) == AdaptState::no_choice);
    all[1] = {1000, {}, 1};
    CHECK(judge_exploration(all, Exploration::complete, w) == AdaptState::no_choice);
    CHECK(judge_exploration({}, Exploration::complete, w) == AdaptState::no_choice);
}

TEST_CASE("windows that make no sense are refused") {
    check_window({});
    CHECK_THROWS_AS(check_window({.low = 0, .high = 1}), InconsistentError);
    CHECK_THROWS_AS(check_window({.low = 2, .high = 1}), InconsistentError);
    CHECK_THROWS_AS(check_window({.low = 0.3, .high = 1, .most = 5, .stop = 0}), InconsistentError);
}
