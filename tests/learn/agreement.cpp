#include "crucible/learn/agreement.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "crucible/base/error.hpp"

using crucible::learn::adjusted_rand_index;

TEST_CASE("adjusted Rand index by hand") {
    using Labels = std::vector<int>;
    CHECK(adjusted_rand_index(Labels{0, 0, 1, 1}, Labels{7, 7, -1, -1}) == 1);
    // One pair together in both, 1 and 2 in each, 6 in all: (1 - 2/6) / (3/2 - 2/6) = 4/7.
    CHECK(std::fabs(adjusted_rand_index(Labels{0, 0, 1, 2}, Labels{0, 0, 1, 1}) - 4.0 / 7) < 1e-15);
    // Every pair that one keeps together the other parts: (0 - 4/6) / (2 - 4/6) = -1/2.
    CHECK(std::fabs(adjusted_rand_index(Labels{0, 0, 1, 1}, Labels{0, 1, 0, 1}) + 0.5) < 1e-15);
    CHECK(adjusted_rand_index(Labels{0, 0, 0}, Labels{5, 5, 5}) == 1);
    CHECK(adjusted_rand_index(Labels{}, Labels{}) == 1);
    CHECK_THROWS_AS(adjusted_rand_index(Labels{0}, Labels{0, 1}), crucible::InputError);
}
