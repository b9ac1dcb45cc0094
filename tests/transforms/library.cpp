// The shipped library: every transform passes on what it carries.

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

#include "crucible/transforms/lint.hpp"

using namespace crucible;
using namespace crucible::transforms;

namespace {

const std::string shipped_folder = std::string(TESTS_DIR) + "/../share/crucible/transforms";

}  // namespace

TEST_CASE("The shipped transforms pass their own examples, forwards and backwards") {
    const auto words = Vocabulary::open(shipped_folder);
    const auto library = TransformLibrary::open({shipped_folder}, words);
    const LintReport report = lint(library);
    for (const Finding& f : report.findings)
        FAIL_CHECK(f.where.file << ":" << f.where.line << ": " << f.message);
    CHECK(report.examples_passed == report.examples);
    CHECK(report.forward_passed == report.examples);
    CHECK(report.refusals_passed == report.refusals);
}
