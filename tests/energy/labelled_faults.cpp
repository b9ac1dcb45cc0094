// Labelled structures with a fault each, and rare forms that are none: what is said, and where.
#include <doctest/doctest.h>

#include <limits>
#include <tuple>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/data/npy.hpp"
#include "crucible/energy/labelled.hpp"
#include "tests/temporary.hpp"

using namespace crucible;

namespace {

std::string label_text(const char* name) {
    return read_file(std::string(TESTS_DIR) + "/energy/labels/" + name);
}

/// `text` with `from`, which is in it, replaced at its first place.
std::string exchanged(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    REQUIRE_MESSAGE(at != text.npos, std::string(from));
    return text.replace(at, from.size(), to);
}

struct TextFault {
    const char *from, *to, *said;
};

template <class Parse>
void check_faults(const std::string& text, const std::vector<TextFault>& faults, Parse&& parse) {
    for (const TextFault& f : faults)
        CHECK_THROWS_WITH_AS(parse(exchanged(text, f.from, f.to)), doctest::Contains(f.said),
                             InputError);
}

/// Two atoms, two frames, no virials.
void make_folder(const std::filesystem::path& folder) {
    LabelledFrame f;
    f.structure.cell.h = {{{{5, 0, 0}, {0, 5, 0}, {0, 0, 5}}}};
    f.structure.numbers = {3, 9};
    f.structure.positions = {Position(0, 0, 0), Position(2, 2, 2)};
    f.forces = {Vec3(0, 0, 1), Vec3(0, 0, -1)};
    f.energy = -7;
    write_deepmd(folder, {f, f});
}

}  // namespace

TEST_SUITE("faults of labelled structures") {
    TEST_CASE("deepmd folders") {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        const auto npy = [](const std::vector<double>& v) {
            return to_npy(make_npy({v.size()}, v));
        };
        const std::vector<std::tuple<const char*, std::string, const char*>> faults = {
            {"type.raw", "0\n2\n", "type.raw:2:1: type 2 has no element; there are 2"},
            {"type.raw", "-1 0\n", "type.raw:1:1: type -1 has no element"},
            {"type.raw", "\n", "type.raw: no atoms"},
            {"type.raw", "one 0\n", "type.raw:1:1: a type is 'one'"},
            {"set.000/coord.npy", npy({}), "coord.npy: 0 numbers are not 6 per frame;"},
            {"set.000/coord.npy", npy({1, 2, 3, 4}), "coord.npy: 4 numbers are not 6 per frame;"},
            {"set.000/energy.npy", npy({1, 2, 3}),
             "energy.npy: 3 numbers are not 1 per frame of 2 frames"},
            {"set.000/energy.npy", npy({1, nan}), "energy.npy: number 1 is not finite"},
            {"set.000/virial.npy", npy(std::vector<double>(9)),
             "virial.npy: 9 numbers are not 9 per frame of 2 frames"},
            {"set.000/box.npy", npy(std::vector<double>(18)),
             "box.npy: the cell of frame 0 has no volume"},
            {"nopbc", "", "frames: the frames are not periodic (nopbc)"},
        };
        for (const auto& [file, content, said] : faults) {
            const Temporary here;
            make_folder(here / "frames");
            write_atomic(here / "frames" / file, content);
            CHECK_THROWS_WITH_AS(read_deepmd(here / "frames"), doctest::Contains(said), InputError);
        }
        // What is beside the sets plays no part; without virials there are none.
        const Temporary here;
        make_folder(here / "frames");
        make_directories(here / "frames/old");
        write_atomic(here / "frames/set.txt", "");
        const LabelledFrames whole = read_deepmd(here / "frames");
        CHECK(whole.size() == 2);
        CHECK_FALSE(whole[1].virial);
        CHECK(labelled_xyz_text(whole).find("virial") == std::string::npos);
        std::filesystem::remove_all(here / "frames/set.000");
        CHECK_THROWS_WITH_AS(read_deepmd(here / "frames"),
                             doctest::Contains("frames: no folder set.000 in it"), InputError);
        CHECK_THROWS_WITH_AS(write_deepmd(here / "none", {}),
                             doctest::Contains("none: no frames to write"), InconsistentError);
        LabelledFrames bare = whole;
        bare[1].forces.clear();
        CHECK_THROWS_WITH_AS(write_deepmd(here / "bare", bare),
                             doctest::Contains("a frame lacks forces"), InconsistentError);
    }
    TEST_CASE("labels of extended xyz") {
        const auto frame = [](const std::string& label) {
            return "1\nLattice=\"2 0 0 0 3 0 0 0 4\" " + label +
                   " Properties=species:S:1:pos:R:3:forces:R:3\nAl 0 0 0 1 2 3\n";
        };
        const auto read = [&](const std::string& label) {
            return parse_labelled_xyz(frame(label), "one.xyz")[0];
        };
        const Mat3 voigt{{{{1, 6, 5}, {6, 2, 4}, {5, 4, 3}}}};
        CHECK(read("free_energy=-2 virial=\"1 2 3 4 5 6\"").virial == voigt);
        CHECK(read("energy=\"{-2}\" virial=\"[[1, 6, 5], [6, 2, 4], [5, 4, 3]]\"").virial == voigt);
        // A virial is taken before a stress.
        CHECK(read("energy=-2 virial=\"1 2 3 4 5 6\" stress=\"9 9 9 9 9 9\"").virial == voigt);
        CHECK_FALSE(read("energy=-2").virial);
        CHECK_THROWS_WITH_AS(read("energy=\"1 2\""),
                             doctest::Contains("one.xyz#0: energy is not one number"), InputError);
        CHECK_THROWS_WITH_AS(read("energy=1 stress=\"1 2 3\""),
                             doctest::Contains("one.xyz#0: stress has 3 numbers; give nine"),
                             InputError);
    }
    TEST_CASE("OUTCAR") {
        const std::string text = label_text("OUTCAR");
        const auto parse = [](const std::string& t) { return parse_outcar(t, "o"); };
        check_faults(
            text,
            {{"=               1   1", "=  1  -1", "o:13: '-1' is no number of ions"},
             {"=               1   1", "= 1 99999999", "'99999999' is no number of ions"},
             {"=               1   1", "= 1 few", "'few' is no number of ions"},
             {"y   TOTEN  =        -7.40000000", "y   TOTEN  = 2e12", "'2e12' is no usable number"},
             {"y   TOTEN  =        -7.40000000 eV",
              "y   TOTEN  =", "an ionic step without its energy"},
             {"10.00000    10.00000    10.00000 ", "10.00000 ", "o:29: a stress of 4 numbers"},
             {"TOTAL-FORCE (eV/Angst)", "FORCES", "0 forces for 2 atoms"},
             {"ions per type =", "ions of types =", "an ionic step before the list"}},
            parse);
        CHECK(parse(exchanged(text, "aborting loop because EDIFF is reached", "-"))[0].state ==
              LabelState::unknown);
        // A line that begins with its minus.
        CHECK(parse(exchanged(text, "    -0.100000000 40", "-0.100000000 40"))[1]
                  .structure.cell.h[1] == Vec3(-0.1, 40, 0));
        // Cut short behind the forces of a step whose iterations are not in it.
        const std::size_t second = text.find("------ Iteration      2(   1)");
        const std::size_t forces = text.find(" POSITION", second);
        std::vector<std::string> told;
        const LabelReadOptions options{.elements = {},
                                       .notice = [&](std::string_view t) { told.emplace_back(t); }};
        const std::string cut = text.substr(0, text.rfind('\n', second)) + "\n" +
                                text.substr(forces, text.find("total drift", forces) - forces);
        CHECK(parse_outcar(cut, "o", options).size() == 1);
        CHECK(told == std::vector<std::string>{"o: cut short; its finished ionic steps are taken"});
    }
    TEST_CASE("vasprun.xml") {
        const std::string text = label_text("vasprun.xml");
        const auto parse = [](const std::string& t) { return parse_vasprun(t, "v"); };
        check_faults(
            text,
            {{"  -7.4 </i>", "2e12</i>", "v:36: '2e12' is no usable number"},
             {"<rc><c>Li", "<rc><d>Li", "v:15: an atom without element"},
             {"<rc><c>Li</c>", "<rc></rc>", "v:15: an atom without element"},
             {"<c>Li</c>", "<c><b>Li</b></c>", "v:15: an element inside a number"},
             {"<v> 4 0 0 </v>", "<v></v>", "v:28: 0 numbers where a vector should be"},
             {"name=\"positions\" ><v> 0.0 0.0 0.0 </v>", "name=\"positions\" >",
              "v:40: 1 positions and 3 lattice vectors for 2 atoms"},
             {"   <i name=\"e_fr_energy\">  -7.4 </i>\n", "", "an ionic step without its energy"},
             {"<array name=\"atoms\" >", "<array>", "before the list of atoms"}},
            parse);
        // Comments, empty elements and attributes on lines of their own are all the same to it.
        std::string rare = exchanged(text, "<modeling>", "<modeling><!-- <i> --><generator/>");
        rare = exchanged(rare, "<array name=\"atoms\" >", "<array\nname=\"atoms\" >");
        CHECK(parse(rare).size() == 2);
        CHECK(parse(rare)[0].structure.numbers == std::vector{3, 9});
        CHECK_THROWS_WITH_AS(parse(exchanged(text, "<atominfo>", "<!-- <atominfo>")),
                             doctest::Contains("no finished ionic step"), InputError);
        // Cut short wherever it may be in the second step: the first is taken, and that is told.
        const std::size_t first = text.find("</calculation>") + 14;
        for (std::size_t cut = first; cut < text.rfind("</calculation>"); ++cut) {
            int told = 0;
            const LabelReadOptions options{.elements = {},
                                           .notice = [&](std::string_view) { ++told; }};
            CHECK(parse_vasprun(text.substr(0, cut), "v", options).size() == 1);
            CHECK(told == 1);
        }
        for (std::size_t cut = 0; cut < first - 14; cut += 3)
            CHECK_THROWS_WITH_AS(parse(text.substr(0, cut)),
                                 doctest::Contains("no finished ionic step"), InputError);
    }
    TEST_CASE("output of CP2K") {
        const std::string text = label_text("h2.cp2k");
        const LabelledFrame whole = parse_cp2k(text, "c");
        const auto parse = [](const std::string& t) { return parse_cp2k(t, "c"); };
        const char* nothing = "c: neither cell nor places of the atoms in it";
        check_faults(
            text,
            {{"c [angstrom]:       0.000     0.100     4.500   |c| =", "c [angstrom]:", nothing},
             {"CELL| Vector c", "CELL| Vector d", nothing},
             {"ATOMIC COORDINATES IN", "ATOMIC PLACES IN", nothing},
             {"4.500     0.000     0.000", "0.000     0.000     0.000",
              "c: the cell has no volume"},
             {"0.100000      0.050000      0.800000   1.0000   1.0079", "0.1",
              "c: forces of 2 atoms, but the structure has 1"},
             {"[GPa]", "[bar]", "c:34: the stress is not in GPa"},
             {"      H           0.00674715", "      Qq          0.00674715",
              "c:30:21: 'Qq' is no element"},
             {"0.00674715", "********", "c:30:33: a number of CP2K is '********'"}},
            parse);
        // Later tensors, of a part of the energy say, do not come before the whole one.
        std::string twice = text + " STRESS| Kinetic stress tensor [GPa]\n";
        for (const char* axis : {"x", "y", "z"})
            twice += std::string(" STRESS|      ") + axis + "  1.0  2.0  3.0\n";
        CHECK(parse(twice).virial == whole.virial);
        // The given structure may have the only cell there is; another one is noticed.
        Structure given = whole.structure;
        const std::string no_cell = exchanged(text, "CELL| Vector b", "CELL| Angle b");
        CHECK(parse_cp2k(no_cell, "c", &given).structure.cell.h == given.cell.h);
        given.cell.h(1, 0) += 0.01;
        CHECK_THROWS_WITH_AS(parse_cp2k(text, "c", &given),
                             doctest::Contains("another cell than the structure's"), InputError);
    }
    TEST_CASE("a letter that speaks of POTCAR is no OUTCAR") {
        const Temporary here;
        write_atomic(here / "letter", "The POTCAR: is lost.\n");
        CHECK_THROWS_WITH_AS(read_labelled(here / "letter"),
                             doctest::Contains("this is no file of labelled structures"),
                             InputError);
        for (const char* name : {"OUTCAR", "vasprun.xml", "h2.cp2k"})
            CHECK_FALSE(read_labelled(std::string(TESTS_DIR) + "/energy/labels/" + name).empty());
    }
}
