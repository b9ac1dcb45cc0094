#include "crucible/study/preview.hpp"

#include <doctest/doctest.h>

#include "crucible/base/files.hpp"
#include "crucible/study/registry.hpp"
#include "tests/temporary.hpp"

using namespace crucible;

TEST_CASE("a preview is due at once and then after its pause; a disk that fails costs nothing") {
    const Temporary dir;
    Table t;
    t.add_numbers("Q", "1/angstrom") = {1, 2};
    t.add_numbers("model") = {3, 4};
    Preview now(std::chrono::milliseconds(0)), seldom(std::chrono::hours(1));
    CHECK(now.is_due());
    CHECK(seldom.is_due());
    const Worker worker(RunContext("fit", 1, {}, nullptr), {}, dir.path(), "key");
    const auto file = worker.preview("S(q), X-ray", 3);
    CHECK(file == dir / "preview/S(q), X-ray.3.csv");
    seldom.show(file, t);
    seldom.show(file, t);
    seldom.looked(), now.looked();
    CHECK(read_file(file) == "Q (1/angstrom),model\n1,3\n2,4\n");
    CHECK_FALSE(seldom.is_due());
    CHECK(now.is_due());
    write_atomic(dir / "plain", "x");
    now.show(dir / "plain/a.csv", t);  // no folder can be here
    CHECK(read_file(dir / "plain") == "x");
}
