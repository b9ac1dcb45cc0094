#include <doctest/doctest.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/data/json.hpp"
#include "crucible/data/table.hpp"

using namespace crucible;

TEST_CASE("JSON comes back as it went") {
    const std::string text = R"({"a":[1,2.5,"x",null,true],"b":{"c":-7}})";
    CHECK(to_json(parse_json(text, "t")) == text);
    const double third = 1.0 / 3;
    CHECK(parse_json(to_json(Value(third)), "t").number == third);
}

TEST_CASE("bad JSON is refused with its place, deep JSON without a crash") {
    try {
        parse_json("{\n \"a\": }", "f.json");
        FAIL("accepted");
    } catch (const InputError& e) {
        CHECK(e.where().line == 2);
        CHECK(e.where().column == 7);
    }
    CHECK_THROWS_AS(parse_json(std::string(100000, '['), "t"), InputError);
    CHECK_THROWS_AS(parse_json("", "t"), InputError);
    CHECK_THROWS_AS(parse_json("{\"a\":1,\"a\":2}", "t"), InputError);
}

TEST_CASE("tables survive CSV, with units, quotes and gaps") {
    Table t;
    t.add_texts("label") = {"a,b", "say \"x\"", "two\nlines", " blanks "};
    t.add_numbers("H", "kcal/mol") = {1.0 / 3, std::nan(""), -2, 0};
    const std::string csv = to_csv(t);
    const Table back = parse_csv(csv, "t.csv");
    REQUIRE(back.columns.size() == 2);
    CHECK(back.columns[1].unit == "kcal/mol");
    CHECK(back.columns[0].texts == t.columns[0].texts);
    CHECK(back.columns[1].numbers[0] == 1.0 / 3);
    CHECK(std::isnan(back.columns[1].numbers[1]));
    CHECK(to_csv(back) == csv);
    // As a spreadsheet saves UTF-8.
    CHECK(to_csv(parse_csv("\xEF\xBB\xBF" + csv, "t.csv")) == csv);
    // A name that begins with a mark of its own keeps it.
    const std::string twice = "\"\xEF\xBB\xBFx\"\n1\n";
    CHECK(to_csv(parse_csv(twice, "t.csv")) == twice);
}

TEST_CASE("malformed CSV is refused with line and column") {
    const std::pair<const char*, int> cases[] = {
        {"", 1}, {"a,b\n1\n", 2}, {"a,b\n1,2,3\n", 2}, {"a\n\"open", 2}, {"a\n\"x\"y\n", 2}};
    for (const auto& [text, line] : cases) {
        try {
            parse_csv(text, "t.csv");
            FAIL("accepted: " << text);
        } catch (const InputError& e) {
            CHECK_MESSAGE(e.where().line == line, text);
        }
    }
}

TEST_CASE("values of JSON know where they stand") {
    const Value v =
        parse_json("{\n  \"a\": [1, \"x\\\"y\\\\\"],\n  \"b\": {\"c\": \"z\"}\n}", "f.json");
    CHECK(v.find("a")->origin.line == 2);
    CHECK(v.find("a")->origin.column == 8);
    CHECK(v.find("a")->list[1].text == "x\"y\\");
    CHECK(v.find("a")->list[1].origin.column == 12);
    CHECK(v.find("b")->find("c")->origin.line == 3);
    CHECK(v.find("b")->find("c")->origin.column == 14);
    CHECK(v.table[1].key_origin.line == 3);
    CHECK(v.table[1].key_origin.column == 3);
    try {
        parse_json("{\"a\": 1,\n \"a\": 2}", "f.json");
        FAIL("a key that is there twice");
    } catch (const InputError& e) {
        CHECK(e.where().line == 2);
        CHECK(e.where().column == 2);
    }
}
