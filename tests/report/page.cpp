#include "crucible/report/page.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

#include "crucible/base/files.hpp"
#include "tests/report/sample_page.hpp"

using namespace crucible;
using namespace crucible::report;

TEST_CASE("the sample page is written where CRUCIBLE_REPORT_SAMPLE says") {
    const char* path = std::getenv("CRUCIBLE_REPORT_SAMPLE");
    const char* bundle = std::getenv("CRUCIBLE_VIEWER_JS");
    const std::string viewer = bundle != nullptr ? read_file(bundle) : "";
    const std::string html = render(sample::full_page(), {viewer});
    CHECK(html.size() > 10'000);
    if (path != nullptr) write_file(path, html);
}
