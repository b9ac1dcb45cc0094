#pragma once
// Two small steps for the tests of the engine: `demo.numbers` makes a table, `demo.sum` takes one.

#include <fmt/format.h>

#include <variant>

#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/table.hpp"
#include "crucible/study/step_run.hpp"

namespace crucible {

enum class Colour { red, green };
inline std::span<const Name> names(Colour) {
    static constexpr Name all[] = {{"red", "as blood"}, {"green", "as grass"}};
    return all;
}

struct Square {
    static constexpr std::string_view name = "square", sentence = "x times x";
    double factor = 1;
    void describe(Fields& f) {
        f("factor", factor, "Multiplies the square").within(-10, 10);
        f.preset("double-square", "twice the square", "factor = 2");
    }
};
struct Shifted {
    static constexpr std::string_view name = "shifted", sentence = "x plus a constant";
    double by = 0;
    std::filesystem::path table;
    void describe(Fields& f) {
        f("by", by, "What is added").required("1");
        f("table", table, "A file that counts by content");
    }
};
struct Inner {
    Length cutoff{4};
    int n_max = 6;
    void describe(Fields& f) {
        f("cutoff", cutoff, "Reach").within(1, 20);
        f("n_max", n_max, "Number of radial functions").within(1, 30);
    }
};

struct Numbers {
    int count = 3;
    Pressure pressure;
    std::vector<int> units = {1};
    Range<Pressure> window{{0}, {1}};
    Colour colour = Colour::red;
    std::variant<Square, Shifted> rule;
    Inner inner;
    std::string title;
    int processes = 1;
    void describe(Fields& f) {
        f("count", count, "How many numbers").required("3").within(1, 1000);
        f("pressure", pressure, "Pressure").within(-10, 1000);
        f("units", units, "Some integers").within(1, 64);
        f("window", window, "A window").within(0, 500);
        f("colour", colour, "A colour");
        f("rule", rule, "What is done to each");
        f("inner", inner, "A table inside");
        f("title", title, "Any text");
        f("processes", processes, "Cannot change results").not_hashed();
        f.preset("few", "cheap", "count = 2\nrule = { use = 'shifted', by = 5 }");
        f.makes(Artefact::table, "numbers", "numbers.csv", "The numbers");
        f.gives("count", "", "How many");
        f.gives("pressure", "GPa", "The pressure");
    }
    void run(StepRun& r) const {
        Table t;
        auto& x = t.add_numbers("x");
        for (int i = 0; i < count; ++i) x.push_back(i * units[0]);
        r.make("numbers", to_csv(t));
        Row row;
        row.id = "count", row.value = count;
        r.row(row);
        row.id = "pressure", row.value = from_internal(pressure.value, "GPa"), row.unit = "GPa";
        r.row(row);
    }
};

struct Sum {
    Ref<Artefact::table> numbers;
    std::vector<std::filesystem::path> more;
    int fail = 0;
    void describe(Fields& f) {
        f("numbers", numbers, "A table with a column x").required("@numbers").positional();
        f("more", more, "Further tables").or_made(Artefact::table);
        f("fail", fail, "1 makes it fail").within(0, 1);
        f.makes(Artefact::table, "sum", "sum.csv", "One number");
        f.gives("sum", "", "The sum");
    }
    void run(StepRun& r) const {
        if (fail) throw UnstableError("E-items-failed", "it failed as asked", "set fail = 0");
        double sum = 0;
        std::vector<std::filesystem::path> files = r.open(numbers);
        files.insert(files.end(), more.begin(), more.end());
        for (const auto& file : files) {
            const Table t = parse_csv(read_file(file), file.string());
            for (double x : t.find("x")->numbers) sum += x;
        }
        Table t;
        t.add_numbers("sum").push_back(sum);
        r.make("sum", to_csv(t));
        Row row;
        row.id = "sum", row.value = sum;
        r.row(row);
    }
};

inline Registry sample_registry() {
    Registry r;
    r.add<Numbers>("demo.numbers", {1}, "Make numbers");
    r.add<Sum>("demo.sum", {1}, "Add numbers");
    return r;
}

}  // namespace crucible
