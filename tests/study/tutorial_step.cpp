// The step of docs/tutorials/add-a-step.md, compiled and run. The parts between [name] marks are
// shown there; tests/lints/tutorial.py compares them.

#include <doctest/doctest.h>

#include <cmath>

#include "crucible/atoms/formats.hpp"
#include "crucible/base/files.hpp"
#include "crucible/data/table.hpp"
#include "crucible/study/runner.hpp"
#include "crucible/study/step_run.hpp"
#include "tests/temporary.hpp"

using namespace crucible;

// [science]
/// Radius of gyration in angstrom: root mean square distance of the atoms from their centre.
double radius_of_gyration(const Structure& s) {
    const auto n = static_cast<double>(s.size());
    Vec3 centre;
    for (const Position& r : s.positions) centre += r / n;
    double sum = 0;
    for (const Position& r : s.positions) sum += norm2(r - centre);
    return std::sqrt(sum / n);
}
// [science]

// [struct]
struct Gyration {
    Ref<Artefact::structures> structures;
    Length unit{1};

    void describe(Fields& f) {
        f("structures", structures, "Structure files").required("@input").positional();
        f("unit", unit, "Lengths are given in multiples of this").within(0.001, 1000);
        f.example("crucible structure gyration cluster.xyz");
        f.makes(Artefact::table, "gyration", "gyration.csv",
                "Radius of gyration of each structure");
        f.gives("mean", "", "Mean radius of gyration in the chosen unit");
        f.figure({.id = "radii",
                  .form = "scatter",
                  .table = "gyration",
                  .x = "frame",
                  .y = "radius",
                  .title = "Radius of gyration.",
                  .caption = "One dot per structure."});
    }
    // [struct]

    // [run]
    void run(StepRun& r) const {
        Table table;
        double sum = 0;
        std::vector<double> frames, radii;
        for (const auto& file : r.open(structures))
            for (const Structure& s : read_structures(file)) {
                r.context().check();  // Ctrl-C ends the step here
                frames.push_back(static_cast<double>(frames.size() + 1));
                radii.push_back(radius_of_gyration(s) / unit.value);
                sum += radii.back();
            }
        table.add_numbers("frame") = frames;
        table.add_numbers("radius") = radii;
        r.make("gyration", to_csv(table));
        r.row(Row::number("mean", sum / static_cast<double>(radii.size()), "",
                          static_cast<std::int64_t>(radii.size())));
    }
    // [run]
};

// [register]
void register_tutorial(Registry& registry) {
    registry.add<Gyration>("structure.gyration", {1},
                           "Measure how far atoms are from their centre");
}
// [register]

TEST_CASE("the step of the tutorial does what the tutorial says") {
    const Temporary dir;
    // Four atoms on the corners of a square of side 2: all at sqrt(2) from the centre.
    write_atomic(dir / "square.xyz",
                 "4\nLattice=\"9 0 0 0 9 0 0 0 9\"\nC 0 0 0\nC 2 0 0\nC 0 2 0\nC 2 2 0\n");
    write_atomic(dir / "study.toml",
                 "crucible = 1\nname = \"g\"\n[inputs]\nx = \"square.xyz\"\n[step.g]\n"
                 "use = \"structure.gyration\"\nstructures = \"@x\"\nunit = \"0.1 nm\"\n"
                 "[[check]]\nid = \"g.mean\"\nexpect = \"1.414214\"\nwithin = \"1e-6\"\nsource = "
                 "\"square\"\n");
    Registry registry;
    register_tutorial(registry);
    const RunDirectory run{dir / "run"};
    CHECK(run_study(load_study(dir / "study.toml", {}, registry), run, {}) == RunEnd::done);
    REQUIRE(run_rows(run).size() == 1);
    CHECK(run_rows(run)[0].check == Row::Check::pass);
}
