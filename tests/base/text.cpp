#include "crucible/base/text.hpp"

#include <doctest/doctest.h>

using namespace crucible;

TEST_CASE("numbers are read whole or not at all, whatever the locale") {
    CHECK(to_double("1.5") == 1.5);
    CHECK(to_double("+1e-3") == 1e-3);
    CHECK(to_double("1.0D+02") == 100);
    for (const char* bad : {"", "nan", "inf", "1,5", "1.5x", "1e999", "--1", "+-1", "0x10"})
        CHECK_MESSAGE(!to_double(bad), bad);
    CHECK(to_integer("42") == 42);
    CHECK(!to_integer("4.2"));
    CHECK(!to_integer("99999999999999999999"));
}

TEST_CASE("the nearest name is found, and nothing is offered for nonsense") {
    const std::vector<std::string> names{"pressure", "trials", "units", "GPa"};
    CHECK(nearest("presure", names) == "pressure");
    CHECK(nearest("Gpa", names) == "GPa");
    CHECK(nearest("trails", names) == "trials");
    CHECK(nearest("zzzzzz", names).empty());
    CHECK(edit_distance("ab", "ba") == 1);
}

TEST_CASE("words know their columns; lines end with LF or CRLF") {
    const auto w = words("  a\tbb ");
    REQUIRE(w.size() == 2);
    CHECK(w[1].text == "bb");
    CHECK(w[1].column == 5);
    LineReader r("one\r\ntwo", "f.txt");
    std::string_view line;
    CHECK(r.next(line));
    CHECK(line == "one");
    CHECK(r.next(line));
    CHECK(line == "two");
    CHECK(r.line_number() == 2);
    CHECK(!r.next(line));
    LineReader marked("\xEF\xBB\xBFone\ntwo", "f.txt");  // as a spreadsheet saves UTF-8
    CHECK(marked.next(line));
    CHECK(line == "one");
    LineReader mark_alone("\xEF\xBB\xBF", "f.txt");
    CHECK(!mark_alone.next(line));
}

TEST_CASE("an error is one line with place, context, cure and code") {
    InputError e("E-unit", "bad\nthing", "do this", {"f.toml", 3, 4});
    e.prepend_context("reading");
    e.prepend_context("study");
    CHECK(std::string(e.what()) == "f.toml:3:4: study: reading: bad thing; do this [E-unit]");
    CHECK(find_error_code("E-unit") != nullptr);
    CHECK(nearest_error_code("E-unti") == "E-unit");
}
