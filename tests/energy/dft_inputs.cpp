// Inputs of first-principles programs: the crystal as it was, pressures in each program's unit.
#include "crucible/energy/dft_inputs.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

#include "crucible/atoms/format_poscar.hpp"
#include "crucible/atoms/formats.hpp"
#include "crucible/atoms/match.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/base/units.hpp"
#include "crucible/data/tar.hpp"
#include "crucible/parallel/run_program.hpp"
#include "tests/temporary.hpp"

using namespace crucible;

namespace {

Structure rutile() {
    Structure s;
    s.cell.h = Mat3::diagonal(4.49244, 4.49244, 3.00824);
    const double u = 0.305;
    s.numbers = {22, 22, 8, 8, 8, 8};
    for (const Vec3& f : {Vec3(0, 0, 0), Vec3(.5, .5, .5), Vec3(u, u, 0), Vec3(-u, -u, 0),
                          Vec3(.5 + u, .5 - u, .5), Vec3(.5 - u, .5 + u, .5)})
        s.positions.push_back(s.cell.cartesian(Fractional(f)));
    return s;
}

std::map<std::string, std::string> files(const Structure& s, const DftInputSettings& o) {
    std::map<std::string, std::string> out;
    for (const NamedText& f : dft_inputs(s, o)) out[f.name] = f.text;
    return out;
}

bool has_line(const std::string& text, std::string_view line) {
    LineReader lines(text, "");
    for (std::string_view l; lines.next(l);)
        if (trim(l) == line) return true;
    return false;
}

const std::optional<double> twenty_gpa = 20 * constants::gpa;

}  // namespace

TEST_CASE("VASP: POSCAR holds the crystal, INCAR the pressure in kbar") {
    const auto f = files(rutile(), {DftProgram::vasp, twenty_gpa, 0, 0.25});
    const Structures back = parse_structures(f.at("POSCAR"), "POSCAR");
    REQUIRE(back.size() == 1);
    CHECK(composition(back[0].numbers) == Composition{{8, 4}, {22, 2}});
    CHECK(norm(back[0].cell.h[0] - rutile().cell.h[0]) < 1e-9);
    for (const char* line : {"PSTRESS = 200", "ISIF = 3", "IBRION = 2", "ENCUT = 520"}) {
        INFO(line);
        CHECK(has_line(f.at("INCAR"), line));
    }
    const auto single = files(rutile(), {DftProgram::vasp, {}, 600, 0.25});
    CHECK(has_line(single.at("INCAR"), "ENCUT = 600"));
    CHECK(has_line(single.at("INCAR"), "NSW = 0"));
    CHECK(single.at("INCAR").find("PSTRESS") == std::string::npos);
}

TEST_CASE("Quantum ESPRESSO: kbar, rydberg, a mesh from the spacing") {
    const std::string text =
        files(rutile(), {DftProgram::qe, twenty_gpa, 816.34158756, 0.25}).at("pw.in");
    for (const char* line :
         {"calculation = 'vc-relax'", "press = 200", "nat = 6", "ntyp = 2", "ecutwfc = 60",
          "Ti 47.8670 Ti.UPF", "4.492440000000 0.000000000000 0.000000000000", "6 6 9 0 0 0",
          "O  0.305000000000 0.305000000000 0.000000000000"}) {
        INFO(line);
        CHECK(has_line(text, line));
    }
    CHECK(has_line(files(rutile(), {DftProgram::qe, {}, 0, 0.25}).at("pw.in"),
                   "calculation = 'scf'"));
}

TEST_CASE("CASTEP: GPa, spacing without the 2 pi") {
    const auto f = files(rutile(), {DftProgram::castep, twenty_gpa, 0, 0.25});
    CHECK(has_line(f.at("crystal.cell"), "20 0 0"));
    CHECK(has_line(f.at("crystal.cell"), "KPOINT_MP_SPACING 0.0397887 1/ang"));
    CHECK(has_line(f.at("crystal.param"), "task : GeometryOptimization"));
    CHECK(has_line(files(rutile(), {DftProgram::castep, {}, 0, 0.25}).at("crystal.param"),
                   "task : SinglePoint"));
}

TEST_CASE("CP2K reads its input, for a relaxation and for a single point") {
    const Temporary dir;
    for (const auto& pressure : {twenty_gpa, std::optional<double>{}}) {
        const std::string text =
            files(rutile(), {DftProgram::cp2k, pressure, 0, 0.5}).at("cp2k.inp");
        CHECK(has_line(text, "EXTERNAL_PRESSURE [GPa] 20") == pressure.has_value());
        CHECK(has_line(text, pressure ? "RUN_TYPE CELL_OPT" : "RUN_TYPE ENERGY_FORCE"));
        const auto program = find_program("cp2k.psmp");
        if (program.empty()) {
            MESSAGE("SKIPPED: cp2k.psmp is not installed");
            continue;
        }
        write_file(dir / "cp2k.inp", text);
        const ProgramEnd end =
            run_program({{program.string(), "--check", "cp2k.inp"}, dir.path(), 60, {}, {}});
        CHECK(end.is_good());
        CHECK(end.said.find("SUCCESS") != std::string::npos);
    }
}

TEST_CASE("Left-handed lattices are turned, nonsense is refused") {
    Structure s = rutile();
    s.cell.h[2] *= -1;
    const auto f = files(s, {DftProgram::vasp, {}, 0, 0.25});
    const Structures back = parse_structures(f.at("POSCAR"), "POSCAR");
    CHECK(determinant(back.at(0).cell.h) > 0);
    CHECK(match(back[0], rutile()).has_value());
    CHECK_THROWS_AS(dft_inputs(rutile(), {DftProgram::qe, {}, 0, 0}), InputError);
    CHECK_THROWS_AS(dft_inputs(rutile(), {DftProgram::qe, {}, -1, 0.2}), InputError);
    s.cell.periodic = {true, true, false};
    CHECK_THROWS_AS(dft_inputs(s, {DftProgram::qe, {}, 0, 0.2}), InputError);
    CHECK_THROWS_AS(tar_entry(std::string(100, 'x'), ""), InputError);
}
