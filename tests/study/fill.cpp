#include "crucible/study/fill.hpp"

#include <doctest/doctest.h>

#include "crucible/study/command_line.hpp"
#include "crucible/study/toml.hpp"
#include "tests/study/sample_steps.hpp"

using namespace crucible;

namespace {

std::string faults(const std::string& toml, Numbers& n) {
    Fields f;
    n.describe(f);
    Problems p;
    fill(parse_toml(toml, "s.toml"), f, p, "numbers");
    return p.text();
}

std::string faults(const std::string& toml) {
    Numbers n;
    return faults(toml, n);
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

Value resolved_of(Numbers& n, Part part = Part::all) {
    Fields f;
    n.describe(f);
    return resolved(f, part);
}

struct WantedPressures {
    std::vector<Pressure> list;
    Length reach{4};
    void describe(Fields& f) {
        f("list", list, "The pressures");
        f("reach", reach, "Reach");
    }
};
struct WantedPoints {
    WantedPressures pressures;
    std::vector<Temperature> temperatures;
    void describe(Fields& f) {
        f("pressures", pressures, "Where");
        f("temperatures", temperatures, "How hot");
    }
};

}  // namespace

TEST_CASE("every kind of member is read, and reads back the same from what it resolves to") {
    Numbers n;
    CHECK(
        faults(
            "count = 7\npressure = \"20 GPa\"\nunits = [2, 3]\nwindow = [\"1 GPa\", \"50 kbar\"]\n"
            "colour = \"green\"\nrule = { use = \"shifted\", by = 2.5 }\ninner = { n_max = 4 "
            "}\ntitle = \"x\"",
            n) == "");
    CHECK(n.count == 7);
    CHECK(n.units == std::vector<int>{2, 3});
    CHECK(n.colour == Colour::green);
    CHECK(std::get<Shifted>(n.rule).by == 2.5);
    CHECK(n.inner.n_max == 4);
    const Value once = resolved_of(n);
    Numbers again;
    Fields f;
    again.describe(f);
    Problems p;
    fill(once, f, p, "");
    CHECK(p.empty());
    CHECK(to_json(resolved_of(again)) == to_json(once));
    CHECK(has(to_json(once), "\"window\":[\"1 GPa\",\"5 GPa\"]"));
}

TEST_CASE("the same quantity in other units resolves to the same text") {
    Numbers a, b;
    CHECK(faults("count = 1\npressure = \"20 GPa\"", a) == "");
    CHECK(faults("count = 1\npressure = \"200 kbar\"\nprocesses = 8", b) == "");
    CHECK(to_json(resolved_of(a, Part::hashed)) == to_json(resolved_of(b, Part::hashed)));
    CHECK(to_json(resolved_of(a)) != to_json(resolved_of(b)));
}

TEST_CASE("presets come first, may give what is required, and name variants") {
    Numbers n;
    CHECK(faults("preset = \"few\"", n) == "");
    CHECK(n.count == 2);
    CHECK(std::get<Shifted>(n.rule).by == 5);
    CHECK(faults("preset = \"few\"\ncount = 9", n) == "");
    CHECK(n.count == 9);
    CHECK(faults("count = 1\nrule = \"double-square\"", n) == "");
    CHECK(std::get<Square>(n.rule).factor == 2);
    CHECK(faults("count = 1\nrule = { use = \"double-square\", factor = 3 }", n) == "");
    CHECK(std::get<Square>(n.rule).factor == 3);
    CHECK(has(faults("preset = \"fwe\"\ncount = 1"), "did you mean 'few'?"));
    CHECK(has(faults("count = 1\nrule = \"shifted\""), "'by' is missing"));
}

TEST_CASE("all faults at once, each with line, column, caret and what would be right") {
    const std::string text = faults(
        "cuont = 3\npressure = \"20 Gpa\"\nunits = [1, 99]\nwindow = [\"5 GPa\", \"1 GPa\"]\n"
        "colour = \"gren\"\nrule = \"sqare\"\ninner = { cutof = \"4 angstrom\" }\ntitle = 3\n");
    CHECK(
        has(text, "s.toml:1:1: numbers: unknown key 'cuont'; did you mean 'count'? [E-study-key]"));
    CHECK(has(text, "'count' is missing"));
    CHECK(has(
        text,
        "s.toml:2:12: numbers.pressure: unknown unit 'Gpa'; did you mean 'GPa'? [E-study-value]\n"
        "    2 | pressure = \"20 Gpa\"\n"
        "      |            ^~~~~~~~\n"
        "      expected a pressure, -10 to 1000 GPa, such as \"0 GPa\"\n"));
    CHECK(has(text, "s.toml:3:13: numbers.units[1]: 99 is out of range"));
    CHECK(has(text, "the low end is above the high end"));
    CHECK(has(text, "did you mean 'green'?"));
    CHECK(has(text, "did you mean 'square'?"));
    CHECK(has(text, "s.toml:7:11: numbers.inner: unknown key 'cutof'; did you mean 'cutoff'?"));
    CHECK(has(text, "s.toml:8:9: numbers.title: 3 is not text"));
    CHECK(has(faults("count = 1\npressure = 20"), "20 has no unit"));
    CHECK(has(faults("count = 1.5"), "1.5 is not an integer"));
    CHECK(has(faults("count = 1\npressure = nan"), "not a finite number"));
    CHECK(has(faults("count = 5000000000"), "out of range"));
}

TEST_CASE("the caret stands under tabs and wide characters") {
    const std::string text = faults("count = 1\n\ttitle = \"é\"\n\tcolour = \"x\"");
    CHECK(has(text, "    3 | \tcolour = \"x\"\n      | \t         ^~~\n"));
}

TEST_CASE("a document that is too deep is refused at the place where it becomes so") {
    const auto at = [](const std::string& toml) -> std::string {
        try {
            parse_toml(toml, "s.toml");
        } catch (const StudyError& e) {
            return e.problems.text();
        }
        return "";
    };
    const auto lists = [](std::size_t n) { return std::string(n, '[') + std::string(n, ']'); };
    CHECK(at("a = 1\nb = " + lists(64) + "\n") == "");
    CHECK(has(at("a = 1\nb = " + lists(65) + "\n"), "s.toml:2:69: nested deeper than 64 levels"));
    std::string key = "a";
    for (int i = 0; i < 64; ++i) key += ".a";
    CHECK(has(at(key + " = 1\n"), "nested deeper than 64 levels [E-study-syntax]"));
}

TEST_CASE("a TOML syntax error is one problem with its place") {
    try {
        parse_toml("a = 1\nb = = 2", "t.toml");
        FAIL("accepted");
    } catch (const StudyError& e) {
        CHECK(e.problems.all().size() == 1);
        CHECK(e.where().line == 2);
        CHECK(e.code() == "E-study-syntax");
    }
}

TEST_CASE("describe does not depend on values, and every name of an enum is there") {
    Numbers fresh, filled;
    faults("count = 7\nrule = { use = \"shifted\", by = 1 }\ncolour = \"green\"", filled);
    Fields a, b;
    fresh.describe(a), filled.describe(b);
    REQUIRE(a.fields.size() == b.fields.size());
    for (std::size_t i = 0; i < a.fields.size(); ++i) {
        CHECK(a.fields[i].name == b.fields[i].name);
        CHECK(a.fields[i].type == b.fields[i].type);
    }
    CHECK(names(Colour{}).size() == 2);
}

TEST_CASE("walk finds leaves inside tables and variants") {
    Numbers n;
    faults("count = 1\nrule = { use = \"shifted\", by = 1 }", n);
    Fields f;
    n.describe(f);
    std::string all;
    walk(f, [&](const Leaf& l) { all += l.where + " "; });
    CHECK(has(all, "rule.table"));
    CHECK(has(all, "inner.cutoff"));
    CHECK(has(all, "window[1]"));
    CHECK(has(all, "units[0]"));
}

TEST_CASE("an option of a list given twice adds to it, with dots in its name and without") {
    const auto read = [](std::vector<std::string> words) {
        WantedPoints p;
        Fields f;
        p.describe(f);
        read_options(CommandLine(words, 2), f);
        return p;
    };
    const WantedPoints p =
        read({"crucible", "demo", "--pressures.list", "10 GPa", "--pressures.list", "20 GPa",
              "--pressures.list", "30 GPa", "--temperatures", "300 K", "--temperatures", "600 K"});
    REQUIRE(p.pressures.list.size() == 3);
    CHECK(from_internal(p.pressures.list[1].value, "GPa") == doctest::Approx(20));
    CHECK(p.temperatures.size() == 2);
    CHECK_THROWS_AS(read({"crucible", "demo", "--pressures.reach", "1 angstrom",
                          "--pressures.reach", "2 angstrom"}),
                    StudyError);  // one of the two would be lost
}

TEST_CASE("the command line is read by the same engine, with its own carets") {
    const auto read = [](std::vector<std::string> words) {
        Numbers n;
        Fields f;
        n.describe(f);
        read_options(CommandLine(words, 2), f);
        return n;
    };
    const Numbers n =
        read({"crucible", "demo", "--count", "4", "--pressure", "20 GPa", "--units", "2,3",
              "--window=1 GPa,2 GPa", "--rule", "double-square", "--rule.factor", "-3",
              "--inner.cutoff", "5 angstrom", "--title", "2022"});
    CHECK(n.count == 4);
    CHECK(n.units == std::vector<int>{2, 3});
    CHECK(std::get<Square>(n.rule).factor == -3);
    CHECK(n.inner.cutoff.value == 5);
    CHECK(n.title == "2022");
    try {
        read({"crucible", "demo", "--count", "4", "--presure", "1 GPa"});
        FAIL("accepted");
    } catch (const StudyError& e) {
        CHECK(has(e.problems.text(),
                  "command line:1:25: unknown option '--presure'; did you mean '--pressure'?"));
        CHECK(has(e.problems.text(), "      |                         ^~~~~~~~~\n"));
    }
    try {
        read({"crucible", "demo", "--count", "1", "--units",
              std::string(99, '[') + std::string(99, ']')});
        FAIL("accepted");
    } catch (const StudyError& e) {
        CHECK(has(e.problems.text(), "command line:1:33: nested deeper than 64 levels"));
    }
    CHECK_THROWS_AS(read({"crucible", "demo", "--count"}), StudyError);
    CHECK_THROWS_AS(read({"crucible", "demo", "--count", "1", "stray"}), StudyError);
}

TEST_CASE("help, schema and docs name every field with its range and default") {
    Numbers n;
    Fields f;
    n.describe(f);
    const std::string help = option_help(f);
    CHECK(has(help, "--pressure \"X GPa\""));
    CHECK(has(help, "(-10 to 1000 GPa)"));
    CHECK(has(help, "--rule.factor"));
    CHECK(has(help, "double-square: twice the square"));
    const std::string schema = to_json(json_schema(f, "t", "s"));
    CHECK(has(schema, "\"enum\":[\"red\",\"green\"]"));
    CHECK(has(schema, "\"required\":[\"count\"]"));
    CHECK(has(markdown(f, "demo.numbers", "Make numbers"),
              "| `inner.cutoff` | a length | `4 angstrom` | 1 to 20 angstrom | Reach |"));
}

TEST_CASE("a switch may be written as true or false, other choices may not") {
    struct Switched {
        Flag flag = Flag::off;
        Colour colour = Colour::red;
        void describe(Fields& f) {
            f("flag", flag, "A switch").flag();
            f("colour", colour, "No switch");
        }
    };
    const auto read = [](const std::string& toml, Switched& s) {
        Fields f;
        s.describe(f);
        Problems p;
        fill(parse_toml(toml, "s.toml"), f, p, "switched");
        return p.text();
    };
    Switched s;
    CHECK(read("flag = true", s) == "");
    CHECK(s.flag == Flag::on);
    CHECK(read("flag = false", s) == "");
    CHECK(s.flag == Flag::off);
    CHECK(read("flag = \"on\"", s) == "");
    CHECK(s.flag == Flag::on);
    CHECK(has(read("colour = true", s), "unknown choice true"));
}
