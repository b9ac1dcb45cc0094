#include "crucible/base/run_context.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace crucible;

TEST_CASE("progress of a part is progress of the whole") {
    std::vector<double> done;
    const RunContext whole(
        "step", 1,
        [&](const Event& e) {
            if (e.kind == Event::Kind::progress) done.push_back(e.value / e.total);
        },
        nullptr);
    whole.part(0, 0.5).progress(1, 2, "steps");
    whole.part(0.5, 1).part(0, 0.5).progress(100, 100, "atoms");
    whole.part(0.5, 1).log("no progress");
    CHECK(done == std::vector<double>{0.25, 0.75});
}
