// A PDF of drawings, and a printing program that dies. crucible-paper lies beside the program, not
// beside the tests.

#include "crucible/report/paper.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "crucible/base/error.hpp"
#include "tests/temporary.hpp"

using namespace crucible;
using report::PaperJob;

namespace {

const auto printer = std::filesystem::path(CRUCIBLE_PROGRAM).parent_path() / "crucible-paper";

/// Prints with this program; "" for what prints nothing.
std::string printed(const PaperJob& job, const std::filesystem::path& program) {
    ::setenv("CRUCIBLE_PAPER", program.c_str(), 1);
    std::string pdf = report::print_on_paper(job).value_or("");
    ::unsetenv("CRUCIBLE_PAPER");
    return pdf;
}

std::string fault(const PaperJob& job, const std::filesystem::path& program) {
    try {
        printed(job, program);
    } catch (const InconsistentError& e) {
        CHECK(e.code() == "E-pdf");
        return e.message();
    }
    return "no fault";
}

PaperJob two_pages() {
    const std::string head = R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10">)";
    return {"Two",
            841.89,
            595.28,
            {head + R"(<circle r="4"/></svg>)", head + R"(<rect width="5" height="9"/></svg>)"}};
}

}  // namespace

TEST_CASE("drawings become one PDF, the same bytes each time") {
    if (!std::filesystem::exists(printer)) {
        MESSAGE("crucible-paper was not built");
        return;
    }
    const std::string pdf = printed(two_pages(), printer);
    CHECK(pdf.starts_with("%PDF-"));
    CHECK(pdf.find("/Count 2") != pdf.npos);
    CHECK(pdf.find("CreationDate") == pdf.npos);
    CHECK(printed(two_pages(), printer) == pdf);
    PaperJob job = two_pages();
    job.pages[1] = "no drawing";
    CHECK(fault(job, printer).starts_with("a drawing could not be put on paper: "));
    job.pages.clear();
    CHECK(printed(job, printer).starts_with("%PDF-"));
}

TEST_CASE("a printing program that dies is told, and one that is not there prints nothing") {
    const Temporary dir;
    const auto program = dir / "printer";
    std::ofstream(program) << "#!/bin/sh\ncat > /dev/null\nkill -ABRT $$\n";
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    CHECK(fault(two_pages(), program) ==
          "a drawing could not be put on paper: the printing program died or took too long");
    ::unsetenv("CRUCIBLE_PAPER");  // looked for beside the tests
    CHECK(!report::print_on_paper(two_pages()));
}
