#include <doctest/doctest.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/energy/labeller.hpp"
#include "crucible/energy/lennard_jones.hpp"
#include "crucible/parallel/run_program.hpp"
#include "tests/temporary.hpp"

using namespace crucible;

namespace {

/// Four atoms of fcc aluminium, one of them 0.1 angstrom off its place.
Structure aluminium() {
    Structure s;
    s.cell.h = Mat3::diagonal(4.05, 4.05, 4.05);
    for (const Vec3& f : {Vec3{0, 0, 0}, {0, 0.5, 0.5}, {0.5, 0, 0.5}, {0.5, 0.5, 0}}) {
        s.numbers.push_back(13);
        s.positions.push_back(Position(f * 4.05));
    }
    s.positions[1][0] += 0.1;
    return s;
}

Structure alloy() {
    Structure s = aluminium();
    s.numbers = {29, 13, 29, 13};
    return s;
}

Structure lithium_fluoride() {
    Structure s;
    s.cell.h = Mat3::diagonal(4, 4, 4);
    s.numbers = {3, 9};
    s.positions = {Position(0, 0, 0), Position(2, 2, 2)};
    return s;
}

/// Datasets of copper and aluminium in folder/sets, as VASP delivers them but empty.
void put_datasets(const std::filesystem::path& folder) {
    for (const char* name : {"Al", "Cu_pv"}) make_directories(folder / "sets" / name);
    write_atomic(folder / "sets/Al/POTCAR", "PAW_PBE Al\n   VRHFIN =Al: s2p1\n");
    write_atomic(folder / "sets/Cu_pv/POTCAR", "PAW_PBE Cu_pv\n   VRHFIN =Cu: d10 p1\n");
}

VaspSettings fake_vasp(const std::filesystem::path& folder) {
    put_datasets(folder);
    VaspSettings o;
    o.datasets = folder / "sets", o.variants = {"Cu_pv"};
    o.command = {TESTS_DIR "/energy/labels/fake_vasp"};
    return o;
}

RunContext silent() { return {"label", 1, nullptr, nullptr}; }

bool has_cp2k() {
    if (!find_program("cp2k.psmp").empty() || !find_program("cp2k.popt").empty()) return true;
    MESSAGE("SKIPPED: CP2K is not installed");
    return false;
}

}  // namespace

TEST_SUITE("labeller") {
    TEST_CASE("a model labels as it evaluates; the virial is minus the slope with strain") {
        Structure s = aluminium();
        s.numbers.assign(4, 18);
        auto model =
            std::make_unique<LennardJones>(std::vector<LennardJonesPair>{{18, 18, 0.01, 2.6}}, 6.0);
        Evaluation e;
        model->evaluate(s, e);
        const auto labeller = model_labeller(std::move(model));
        const LabelledFrame f = labeller->label(s, "", silent());
        CHECK(f.energy == e.energy);
        CHECK(f.forces[1] == e.forces[1]);
        CHECK((*f.virial)(0, 0) == doctest::Approx(-e.stress(0, 0) * s.cell.volume()));
    }

    TEST_CASE("the input says what is to be computed, and refuses what makes no sense") {
        const std::string text = cp2k_input(aluminium(), {});
        CHECK(text.find("MONKHORST-PACK 7 7 7") != text.npos);  // 2 pi/4.05/0.25 = 6.2
        CHECK(text.find("BASIS_SET DZVP-MOLOPT-SR-GTH") != text.npos);
        Cp2kSettings bad;
        bad.basis = "A\n&END";
        CHECK_THROWS_AS(cp2k_input(aluminium(), bad), InputError);
        bad = {};
        bad.k_points = {2, 0, 2};
        CHECK_THROWS_AS(cp2k_input(aluminium(), bad), InputError);
        CHECK_THROWS_AS(cp2k_input(Structure{}, {}), InputError);
        bad = {};
        bad.program = "/nowhere/cp2k";
        CHECK_THROWS_AS(cp2k_labeller(bad), NotBuiltError);
    }

    TEST_CASE("VASP's inputs are written, with what was asked for and no more") {
        const Temporary directory;
        write_vasp_inputs(aluminium(), directory.path());
        CHECK(read_file(directory / "INCAR") ==
              "PREC = Accurate\nGGA = PE\nENCUT = 720\nEDIFF = 1e-08\nNELM = 100\nISMEAR = 1\n"
              "SIGMA = 0.15\nISPIN = 2\nKSPACING = 0.12\nKGAMMA = .TRUE.\nIBRION = -1\nNSW = 0\n"
              "ISIF = 2\nLWAVE = .FALSE.\nLCHARG = .FALSE.\n");
        CHECK(read_file(directory / "POSCAR").find("Al") != std::string::npos);
        CHECK(!std::filesystem::exists(directory / "KPOINTS"));
        CHECK(!std::filesystem::exists(directory / "POTCAR"));
        VaspSettings o;
        put_datasets(directory.path());
        o.datasets = directory / "sets";
        o.k_points = {4, 5, 6}, o.is_spin_polarised = false, o.more = {"NCORE = 4"};
        o.variants = {"Cu_pv"};
        write_vasp_inputs(alloy(), directory / "more", o);
        const std::string incar = read_file(directory / "more/INCAR");
        CHECK(incar.find("KSPACING") == std::string::npos);
        CHECK(incar.find("ISPIN = 1\n") != std::string::npos);
        CHECK(incar.ends_with("NCORE = 4\n"));
        CHECK(read_file(directory / "more/KPOINTS") == "k points\n0\nGamma\n4 5 6\n0 0 0\n");
        // In the order of POSCAR.
        CHECK(read_file(directory / "more/POTCAR") ==
              "PAW_PBE Cu_pv\n   VRHFIN =Cu: d10 p1\nPAW_PBE Al\n   VRHFIN =Al: s2p1\n");
    }

    TEST_CASE("VASP runs by a command; forces come back in the structure's order") {
        const Temporary directory;
        const VaspSettings o = fake_vasp(directory.path());
        const Structure s = alloy();  // Cu Al Cu Al: in POSCAR the first, third, second, fourth
        const auto labeller = vasp_labeller(o);
        const LabelledFrame f = labeller->label(s, directory / "a", silent());
        CHECK(f.energy == -14);
        CHECK(f.structure.numbers == s.numbers);
        CHECK(f.structure.positions == s.positions);
        CHECK(f.forces == std::vector<Vec3>{{1, 0, 0}, {3, 0, 0}, {2, 0, 0}, {4, 0, 0}});
        REQUIRE(f.virial);  // 20 kB times the volume
        CHECK((*f.virial)(1, 1) ==
              doctest::Approx(20 / 1602.176634 * s.cell.volume()).epsilon(1e-12));
        // What is there is read, not made again.
        std::filesystem::remove(directory / "a/POTCAR");
        CHECK(labeller->label(s, directory / "a", silent()).energy == -14);
        Structure other = s;
        other.positions[2][1] += 0.01;
        CHECK_THROWS_AS(labeller->label(other, directory / "a", silent()), InconsistentError);
    }

    TEST_CASE("without a command VASP is waited for, whole files are read, bad ones refused") {
        const Temporary directory;
        VaspSettings o = fake_vasp(directory.path());
        const std::vector<std::string> command = o.command;
        o.command.clear();
        const auto labeller = vasp_labeller(o);
        const Structure s = alloy();
        const auto folder = directory / "b";
        const auto waits = [&](const char* words) {
            CHECK_THROWS_WITH_AS(labeller->label(s, folder, silent()), doctest::Contains(words),
                                 ResourceError);
        };
        waits("run VASP here; then give the same crucible command again");
        write_atomic(folder / "vasprun.xml", "<modeling>");
        waits("not whole");
        std::filesystem::remove(folder / "vasprun.xml");
        REQUIRE(run_program({command, folder}).is_good());
        CHECK(labeller->label(s, folder, silent()).energy == -14);
        // OUTCAR serves where there is no vasprun.xml, once VASP has come to its end.
        const Structure two = lithium_fluoride();
        o.datasets.clear();
        make_directories(directory / "f");
        const std::string outcar = read_file(TESTS_DIR "/energy/labels/OUTCAR");
        const std::size_t second = outcar.find("--- Iteration      2(   1)");
        const std::string end = " General timing and accounting informations for this job:\n";
        write_atomic(directory / "f/OUTCAR", outcar.substr(0, second));
        CHECK_THROWS_AS(vasp_labeller(o)->label(two, directory / "f", silent()), ResourceError);
        write_atomic(directory / "f/OUTCAR", outcar.substr(0, second) + "\n" + end);
        CHECK(vasp_labeller(o)->label(two, directory / "f", silent()).energy == -7.4);
        CHECK_THROWS_WITH_AS(vasp_labeller(o)->label(s, directory / "c", silent()),
                             doctest::Contains("add POTCAR of Cu_pv Al"), ResourceError);
        o = fake_vasp(directory.path());
        o.more = {"ALGO = Never"}, o.most_iterations = 7;
        CHECK_THROWS_WITH_AS(vasp_labeller(o)->label(s, directory / "d", silent()),
                             doctest::Contains("7 iterations"), UnstableError);
        o.more = {"ALGO = Fail"};
        CHECK_THROWS_WITH_AS(vasp_labeller(o)->label(s, directory / "e", silent()),
                             doctest::Contains("ZBRENT: fatal error"), IoError);
    }

    TEST_CASE("settings of VASP that cannot be meant are refused") {
        const Temporary directory;
        const VaspSettings good = fake_vasp(directory.path());
        VaspSettings o = good;
        o.more = {"NCORE 4"};
        CHECK_THROWS_AS(vasp_labeller(o), InputError);
        o = good, o.k_points = {2, 0, 2};
        CHECK_THROWS_AS(vasp_labeller(o), InputError);
        o = good, o.command = {"no-such-vasp"};
        CHECK_THROWS_AS(vasp_labeller(o), NotBuiltError);
        o = good, o.datasets = directory / "nowhere";
        CHECK_THROWS_WITH_AS(vasp_labeller(o), doctest::Contains("E-label-potcar"), InputError);
        o = good, o.datasets.clear();
        CHECK_THROWS_WITH_AS(vasp_labeller(o), doctest::Contains("no POTCAR"), InputError);
        Structure s = alloy();
        s.numbers[0] = 22;
        CHECK_THROWS_WITH_AS(vasp_labeller(good)->label(s, directory / "a", silent()),
                             doctest::Contains("Ti/POTCAR"), InputError);
        write_atomic(directory / "sets/Al/POTCAR", "PAW_PBE Si\n   VRHFIN =Si: s2p2\n");
        CHECK_THROWS_WITH_AS(vasp_labeller(good)->label(alloy(), directory / "a", silent()),
                             doctest::Contains("no dataset of Al"), InputError);
        s = alloy();
        std::swap(s.cell.h[0], s.cell.h[1]);
        CHECK_THROWS_WITH_AS(write_vasp_inputs(s, directory / "a"),
                             doctest::Contains("left-handed"), InputError);
        CHECK_THROWS_AS(write_vasp_inputs(Structure{}, directory / "a"), InputError);
    }
}

TEST_SUITE("slow labeller") {
    TEST_CASE("CP2K labels aluminium as it did before; stress has the sign of the strain") {
        if (!has_cp2k()) return;
        Temporary directory;
        Cp2kSettings o;
        o.k_points = {4, 4, 4};
        const auto labeller = cp2k_labeller(o);
        const Structure s = aluminium();
        const LabelledFrame f = labeller->label(s, directory / "a", silent());
        // -8.279947185 Ha with these settings (CP2K 2023.1, spec/melting.md section 8).
        CHECK(f.energy / 27.211386245988 == doctest::Approx(-8.279947185).epsilon(2e-6));
        CHECK(f.forces[1][0] < -0.1);  // back to its place
        Vec3 sum;
        for (const Vec3& x : f.forces) sum += x;
        CHECK(norm(sum) < 0.02);
        // The energy along a strain of one axis falls by the virial.
        Structure longer = s;
        const double strain = 0.01;
        longer.cell.h(0, 0) *= 1 + strain;
        for (Position& r : longer.positions) r[0] *= 1 + strain;
        Structure shorter = s;
        shorter.cell.h(0, 0) *= 1 - strain;
        for (Position& r : shorter.positions) r[0] *= 1 - strain;
        const double slope = (labeller->label(longer, directory / "b", silent()).energy -
                              labeller->label(shorter, directory / "c", silent()).energy) /
                             (2 * strain);
        REQUIRE(f.virial);
        CHECK(-slope == doctest::Approx((*f.virial)(0, 0)).epsilon(0.1));
    }

    TEST_CASE("a calculation that does not converge is no label") {
        if (!has_cp2k()) return;
        Temporary directory;
        Cp2kSettings o;
        o.k_points = {2, 2, 2}, o.most_iterations = 2;
        CHECK_THROWS_AS(cp2k_labeller(o)->label(aluminium(), directory / "a", silent()),
                        UnstableError);
    }
}
