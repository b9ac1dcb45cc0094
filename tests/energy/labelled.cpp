#include "crucible/energy/labelled.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/random.hpp"
#include "crucible/energy/label_quality.hpp"
#include "tests/shared_data.hpp"
#include "tests/temporary.hpp"

using namespace crucible;

namespace {

/// `text` with the first `from` replaced.
std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != text.npos);
    return text.replace(at, from.size(), to);
}

std::string label_file(const char* name) {
    return read_file(std::string(TESTS_DIR) + "/energy/labels/" + name);
}

LabelledFrames made_up_frames() {
    RandomStream random(3, StreamId::tests);
    LabelledFrames out;
    for (int f = 0; f < 3; ++f) {
        LabelledFrame x;
        x.structure.cell.h = {{{{5, 0, 0.1}, {0.3, 4 + 0.1 * f, 0}, {0, -0.2, 6}}}};
        x.structure.numbers = {8, 22, 8};
        for (int i = 0; i < 3; ++i) {
            x.structure.positions.emplace_back(2.0 * i, random.uniform(), random.uniform());
            x.forces.emplace_back(random.normal(), random.normal(), random.normal());
        }
        x.energy = -10 + random.normal();
        Mat3 w;
        for (int k = 0; k < 9; ++k) w(k / 3, k % 3) = random.normal();
        x.virial = w;
        out.push_back(x);
    }
    return out;
}

void check_same(const LabelledFrames& a, const LabelledFrames& b) {
    REQUIRE(a.size() == b.size());
    for (std::size_t k = 0; k < a.size(); ++k) {
        CHECK(a[k].energy == b[k].energy);
        CHECK(a[k].forces == b[k].forces);
        CHECK(a[k].virial == b[k].virial);
        CHECK(a[k].structure.cell.h == b[k].structure.cell.h);
        CHECK(a[k].structure.numbers == b[k].structure.numbers);
        for (std::size_t i = 0; i < a[k].structure.size(); ++i)
            CHECK(a[k].structure.positions[i] == b[k].structure.positions[i]);
    }
}

}  // namespace

TEST_SUITE("labelled structures") {
    TEST_CASE("deepmd folders and extended xyz read back to the last bit") {
        const Temporary here;
        const LabelledFrames frames = made_up_frames();
        write_deepmd(here / "frames", frames);
        check_same(read_labelled(here / "frames"), frames);
        check_same(parse_labelled_xyz(labelled_xyz_text(frames), "frames.xyz"), frames);
    }
    TEST_CASE("stress of extended xyz is tension per volume") {
        const LabelledFrames f = parse_labelled_xyz(
            "1\nLattice=\"2 0 0 0 3 0 0 0 4\" energy=-1 stress=\"1 0 0 0 2 0 0 0 3\" "
            "Properties=species:S:1:pos:R:3:forces:R:3\nAl 0 0 0 1 2 3\n",
            "one.xyz");
        REQUIRE(f[0].virial);
        CHECK((*f[0].virial)(1, 1) == doctest::Approx(-48));
        CHECK(f[0].forces[0] == Vec3(1, 2, 3));
    }
    TEST_CASE("what a deepmd folder lacks is said") {
        const Temporary here;
        write_deepmd(here / "frames", made_up_frames());
        std::filesystem::remove(here / "frames/type_map.raw");
        CHECK_THROWS_WITH_AS(read_deepmd(here / "frames"), doctest::Contains("type_map.raw"),
                             InputError);
        CHECK(read_deepmd(here / "frames", {.elements = {13, 14}})[0].structure.numbers ==
              std::vector{13, 14, 13});
        CHECK_THROWS_AS(read_deepmd(here / "frames", {.elements = {13}}), InputError);
        LabelledFrames two = made_up_frames();
        two[1].structure.numbers[0] = 9;
        CHECK_THROWS_AS(write_deepmd(here / "other", two), InconsistentError);
    }
    TEST_CASE("vasprun.xml of a run of two steps") {
        const std::string text = label_file("vasprun.xml");
        const LabelledFrames f = parse_vasprun(text, "vasprun.xml");
        REQUIRE(f.size() == 2);
        CHECK(f[0].energy == -7.4);
        CHECK(f[0].structure.numbers == std::vector{3, 9});
        CHECK(f[0].structure.positions[1] == Position(2, 2, 2));
        CHECK(f[1].forces[1] == Vec3(0, 0, -0.5));
        // 10 kB on 64 A^3.
        CHECK((*f[0].virial)(0, 0) == doctest::Approx(64 * 10 / 1602.176634));
        CHECK(f[0].state == LabelState::converged);
        CHECK(f[1].state == LabelState::unconverged);
        CHECK(check_labels(f).size() == 1);
    }
    TEST_CASE("OUTCAR of a run of two steps, whole, cut short and damaged") {
        const std::string text = label_file("OUTCAR");
        const LabelledFrames f = parse_outcar(text, "OUTCAR");
        REQUIRE(f.size() == 2);
        CHECK(f[0].structure.numbers == std::vector<int>{3, 9});
        CHECK(f[0].structure.cell.h(2, 2) == 4);
        CHECK(f[0].energy == -7.4);
        CHECK(f[0].forces[1].z == -0.1);
        CHECK(f[0].state == LabelState::converged);
        // W = P V; the file's own "Total" line has it in eV.
        REQUIRE(f[0].virial);
        CHECK((*f[0].virial)(0, 0) == doctest::Approx(0.39946).epsilon(1e-4));
        CHECK((*f[0].virial)(1, 2) == doctest::Approx(0.07989).epsilon(1e-4));
        CHECK((*f[0].virial)(2, 0) == doctest::Approx(0.11984).epsilon(1e-4));
        CHECK(f[1].energy == -7.25);
        CHECK(f[1].structure.positions[1].z == 2.08);
        CHECK(f[1].state == LabelState::unconverged);
        CHECK(!f[1].virial);
        std::string said;
        const LabelReadOptions options{.elements = {}, .notice = [&](auto s) { said += s; }};
        CHECK(parse_outcar(text.substr(0, text.rfind("  free  energy")), "o", options).size() == 1);
        CHECK(said.find("cut short") != said.npos);
        CHECK_THROWS_AS(parse_outcar(text.substr(0, text.find("  free  energy")), "o"), InputError);
        CHECK_THROWS_WITH_AS(parse_outcar(replaced(text, "0.100000", "********"), "o"),
                             doctest::Contains("o:26"), InputError);
        CHECK_THROWS_AS(parse_outcar(replaced(text, "=               1   1", "= 1"), "o"),
                        InputError);
        CHECK_THROWS_AS(parse_outcar(replaced(text, "VRHFIN =F", "VRHFIN =Qq"), "o"), InputError);
        const Temporary folder;
        write_atomic(folder / "OUTCAR", text);
        CHECK(read_labelled(folder / "OUTCAR").size() == 2);
    }

    TEST_CASE("a vasprun.xml cut short gives its finished steps; a damaged one its line") {
        const std::string text = label_file("vasprun.xml");
        int told = 0;
        const LabelReadOptions options{.elements = {}, .notice = [&](std::string_view) { ++told; }};
        CHECK(parse_vasprun(text.substr(0, text.rfind("</calculation>")), "v", options).size() ==
              1);
        CHECK(told == 1);
        CHECK_THROWS_AS(parse_vasprun(text.substr(0, text.find("</calculation>")), "v"),
                        InputError);
        CHECK_THROWS_WITH_AS(parse_vasprun(replaced(text, "-7.4 ", "*****"), "v"),
                             doctest::Contains("v:36"), InputError);
        CHECK_THROWS_AS(parse_vasprun(replaced(text, "<c>F </c>", "<c>Qq</c>"), "v"), InputError);
    }
    TEST_CASE("output of CP2K 2023.1") {
        const LabelledFrame f = parse_cp2k(label_file("h2.cp2k"), "h2.cp2k");
        CHECK(f.energy == doctest::Approx(-1.164167687014585 * 27.211386245988).epsilon(1e-8));
        CHECK(f.structure.numbers == std::vector{1, 1});
        CHECK(f.structure.cell.h(1, 0) == doctest::Approx(0.3));
        CHECK(f.structure.positions[1].z == doctest::Approx(0.8));
        REQUIRE(f.virial);
        // Energies of the same cell 1 % smaller and larger, by CP2K: -1.165638395789723 and
        // -1.162666826519301 hartree. The slope is minus the trace of the virial.
        const double slope = (-1.162666826519301 + 1.165638395789723) / 0.02 * 27.211386245988;
        CHECK(trace(*f.virial) == doctest::Approx(-slope).epsilon(1e-3));
        CHECK(f.state == LabelState::converged);
    }
    TEST_CASE("outputs of CP2K that are no labels") {
        const std::string text = label_file("h2.cp2k");
        CHECK_THROWS_WITH_AS(
            parse_cp2k(replaced(text, "SCF run converged", "SCF run went on"), "x"),
            doctest::Contains("converged"), InputError);
        CHECK_THROWS_AS(parse_cp2k(replaced(text, "ATOMIC FORCES", "FORCES"), "x"), InputError);
        CHECK_THROWS_AS(parse_cp2k(replaced(text, "ENERGY|", "NERGY|"), "x"), InputError);
        Structure other = parse_cp2k(text, "x").structure;
        CHECK_NOTHROW(parse_cp2k(text, "x", &other));
        other.numbers[0] = 13;
        CHECK_THROWS_AS(parse_cp2k(text, "x", &other), InputError);
        other.numbers.push_back(1), other.positions.emplace_back(1, 2, 3);
        CHECK_THROWS_AS(parse_cp2k(text, "x", &other), InputError);
    }
    TEST_CASE("bad labels of the melting data are found, good ones are not") {
        REQUIRE_SHARED_DATA("dnp/data");
        const auto faults = [](const std::string& folder, int z) {
            return check_labels(read_deepmd(shared_data("dnp/data/" + folder), {.elements = {z}}));
        };
        CHECK(faults("Al_TPC", 13).empty());
        CHECK(faults("Li_TPC", 3).empty());
        for (const char* t : {"2027.2", "2606.4", "2896", "3475.2", "4054.4"})
            CHECK(faults(std::string("Mo_TM3_") + t + "K", 42).empty());
        const LabelledFrames bad =
            read_deepmd(shared_data("dnp/data/Mg_TPC_BAD_LABELS"), {.elements = {12}});
        const std::vector<LabelFault> found = check_labels(bad);
        CHECK(without_faults(bad, found).empty());
    }
}
