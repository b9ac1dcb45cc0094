// Forms that are valid and rare, in all that reads or writes structures, and faults that need no
// file of their own.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include "crucible/atoms/format_extxyz.hpp"
#include "crucible/atoms/format_lammps_data.hpp"
#include "crucible/atoms/formats.hpp"
#include "crucible/atoms/frame_reader.hpp"
#include "crucible/atoms/symmetry_text.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "tests/temporary.hpp"

using namespace crucible;

namespace {

Structure one_of(std::string_view text, const std::string& format, ReadOptions options = {}) {
    options.format = format;
    const Structures all = parse_structures(text, "text", options);
    REQUIRE(all.size() == 1);
    return all[0];
}

void check_refusal(const std::string& text, const std::string& format, const std::string& said,
                   ReadOptions options = {}) {
    options.format = format;
    CHECK_THROWS_WITH_AS(parse_structures(text, "text", options), doctest::Contains(said.c_str()),
                         InputError);
}

/// Two atoms in a cell of 4 x 5 x 6 angstrom.
Structure small_crystal() {
    Structure s;
    s.cell.h = Mat3::diagonal(4, 5, 6);
    s.numbers = {22, 8};
    s.positions = {Position(0, 0, 0), Position(2, 2, 2)};
    return s;
}

}  // namespace

TEST_SUITE("rare forms of structures") {
    TEST_CASE("extended xyz") {
        const std::string lattice = "Lattice=\"4 0 0 0 5 0 0 0 6\" ";
        // Brackets, commas, line ends of Windows, flags in threes, a carriage return within a line.
        for (const char* same : {"[[4, 0, 0], [0, 5, 0], [0, 0, 6]]", "\"{4 0 0} {0 5 0} {0 0 6}\"",
                                 "{4 0 0 0 5 0 0 0 6}"}) {
            const Structure s =
                one_of(std::string("1\r\nLattice=") + same +
                           " n=1\r Properties=species:S:1:pos:R:3:fixed:L:3\r\nTi 0 0 0 T F T\r\n",
                       "extxyz");
            CHECK(s.cell.h == Mat3::diagonal(4, 5, 6));
            CHECK(s.info.at("n") == "1");
            CHECK(s.columns.at("fixed[0]") == std::vector<double>{1});
            CHECK(s.columns.at("fixed[1]") == std::vector<double>{0});
        }
        // Elements by number where no names are given.
        CHECK(one_of("1\n" + lattice + "Properties=Z:I:1:pos:R:3\n118 0 0 0\n", "extxyz").numbers ==
              std::vector{118});
        CHECK(
            one_of("1\n" + lattice + "Properties=species:R:1:Z:I:1:pos:R:3\n7 22 0 0 0\n", "extxyz")
                .columns.at("species") == std::vector<double>{7});
        struct Likeness {
            const char* head;
            int is;
        };
        for (const Likeness& l : {Likeness{"1\nn\nTi 0 0 0\n", 2},
                                  {"1\nn\nTi 0 0\n", 0},
                                  {"1\nn\nTj 0 0 0\n", 0},
                                  {"1\nn\nTi x 0 0\n", 0},
                                  {"0\nn\nTi 0 0 0\n", 0},
                                  {"1\npbc Lattice=\nTi 0 0 0\n", 3},
                                  {"1\nn\n", 0}})
            CHECK_MESSAGE(extxyz_likeness(l.head) == l.is, l.head);
    }
    TEST_CASE("CIF") {
        const auto block = [](const std::string& more) {
            return "data_x\n_cell_length_a 4\n_cell_length_b 5\n_cell_length_c "
                   "6\n_cell_angle_alpha "
                   "90\n_cell_angle_beta 90\n_cell_angle_gamma 90\n" +
                   more;
        };
        const std::string sites =
            "loop_\n_atom_site_label\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n"
            "Ti1 0 0 0\n";
        std::vector<std::string> told;
        const ReadOptions listening{.notice = [&](std::string_view t) { told.emplace_back(t); }};
        // Unknown symmetry is none; sites of which a coordinate is not known are left out.
        const Structure unknown =
            one_of(block("_space_group_name_H-M_alt ?\n_space_group_IT_number .\n" + sites +
                         "O1 0.5 0.5 ?\nO2 ? 0.5 0.5\nO3 0.5 . 0.5\n"),
                   "cif", listening);
        CHECK(unknown.numbers == std::vector{22});
        CHECK(unknown.info.count("spacegroup") == 0);
        CHECK(told == std::vector<std::string>{"text:1: no symmetry given: taken as P 1",
                                               "text:1: 3 sites without coordinates left out"});
        // Tabs, carriage returns and blank lines; a quote that ends the file; save frames.
        std::string windows = "\r\n\r\n" + block("_space_group_IT_number\t1\n" + sites);
        for (std::size_t at = 0; (at = windows.find('\n', at)) != windows.npos; at += 2)
            if (at > 0 && windows[at - 1] != '\r') windows.insert(at, "\r");
        CHECK(parse_structures(windows, "nameless")[0].numbers == std::vector{22});
        CHECK(one_of(block("save_a\n" + sites + "save_b\n_space_group_name_H-M_alt 'P 1'"), "cif")
                  .info.at("spacegroup") == "P 1");
        Structure s = small_crystal();
        s.name = "two\twords\x7f";
        s.columns["occupancy"] = {1, 0.25};
        const std::string text = structures_text({s}, "cif");
        CHECK(text.starts_with("data_two_words_\n"));
        CHECK(one_of(text, "cif").columns.at("occupancy") == std::vector{1, 0.25});
    }
    TEST_CASE("SHELX") {
        const std::string body = "CELL 1.5 4 5 6 90 90 90\nLATT -1\nSFAC Ti\nTi 1 0 0 0\nEND\n";
        struct Title {
            const char *line, *name, *found;
        };
        for (const Title& t : {Title{"a 1 2 3 0 0 6 (P1) n - 4", "a", "4"},
                               {"a 1 2 3 0 0 6 (P1) of - 4", "a", ""},
                               {"a 1 2 3 0 0 6 (P1) n + 4", "a", ""},
                               {"a 1 2 3 0 0 6 (P1)", "a", ""},
                               {"a 1 2 low 0 0 6 (P1) n - 4", "a 1 2 low 0 0 6 (P1) n - 4", ""},
                               {"a 1 2 3 up 0 6 (P1) n - 4", "a 1 2 3 up 0 6 (P1) n - 4", ""},
                               {"a 1 2 3 0 up 6 (P1) n - 4", "a 1 2 3 0 up 6 (P1) n - 4", ""},
                               {"a 1 2 3 0 0 six (P1) n - 4", "a 1 2 3 0 0 six (P1) n - 4", ""},
                               {"a 1 2 3 0 0 6 P1 n - 4", "a 1 2 3 0 0 6 P1 n - 4", ""},
                               {"sum =", "sum =", ""}}) {
            const Structure s = one_of("TITL " + std::string(t.line) + "\n" + body, "res");
            CHECK(s.name == t.name);
            const auto found = s.info.find("times_found");
            CHECK((found == s.info.end() ? "" : found->second) == t.found);
        }
        // Remarks never go on, and a second END ends nothing.
        CHECK(one_of("REM a =\n!b\nTITL c\nREM d =\n! e\n" + body + "END\n", "res").size() == 1);
        Structure s = small_crystal();
        s.name = "a b\tc\nd\re";
        s.info["pressure_GPa"] = "";
        s.info["enthalpy_eV"] = "3 or 4";
        s.info["spin"] = "2.5";
        const std::string text = structures_text({s}, "res");
        CHECK(text.starts_with("TITL a-b-c-d-e 0 120 0 2.5 0 2 (n/a) n - 1\n"));
        CHECK(one_of(text, "res").name == "a-b-c-d-e");
    }
    TEST_CASE("LAMMPS") {
        const std::string head =
            "x\n\n1 atoms\n2 atom types\n\n0 4 xlo xhi\n0 5 ylo yhi\n0 6 zlo zhi\n\n";
        const ReadOptions named{.elements = {22, 8}};
        // Atoms without a style: by the number of columns, with image flags or without.
        CHECK(one_of(head + "Atoms\n\n1 2 0 0 0\n", "lammps-data", named).columns.empty());
        CHECK(one_of(head + "Atoms\n\n1 2 0 0 0 0 1 0\n", "lammps-data", named).columns.empty());
        for (const char* flags : {"", " 0 1 0"})
            CHECK(one_of(head + "Atoms\n\n1 7 2 -1.5 0 0 0" + flags + "\n", "lammps-data", named)
                      .columns.at("molecule") == std::vector<double>{7});
        check_refusal(head + "Atoms\n\n1 2 0 0 0\n", "lammps-data",
                      "text:12:1: atom style ' '; atomic, charge",
                      {.elements = {22, 8}, .lammps_style = " "});
        // Names behind some of the masses are none.
        check_refusal(head + "Masses\n\n1 47.9 # Ti\n2 16\n\nAtoms # atomic\n\n1 2 0 0 0\n",
                      "lammps-data", "this file numbers its types");
        CHECK(lammps_data_likeness("x\n1 atoms\n0 4 xlo xhi\n") == 3);
        CHECK(lammps_data_likeness("x\n1 atoms\n0 4 xlo xy\n") == 1);
        // Cells of one tilt each, through both formats.
        for (const auto& [row, column] : {std::pair{1, 0}, {2, 0}, {2, 1}}) {
            Structure s = small_crystal();
            s.cell.h(row, column) = 0.5;
            CHECK(one_of(structures_text({s}, "lammps-data"), "lammps-data").cell.h == s.cell.h);
            CHECK(one_of(structures_text({s}, "lammps-dump"), "lammps-dump").cell.h == s.cell.h);
        }
        // A name of two letters that looks like a component and is none.
        const Structure dumped = one_of(
            "ITEM: TIMESTEP\n1\nITEM: NUMBER OF ATOMS\n1\nITEM: BOX BOUNDS pp pp pp\n0 4\n0 "
            "5\n0 6\nITEM: ATOMS element x y z v{ fa\nTi 0 0 0 3 4\n",
            "lammps-dump");
        CHECK(dumped.columns.at("v{") == std::vector<double>{3});
        CHECK(dumped.columns.at("fa") == std::vector<double>{4});
        CHECK(dumped.vectors.empty());
    }
    TEST_CASE("POSCAR and RMC cfg") {
        const std::string cell = "\n1\n4 0 0\n0 5 0\n0 0 6\n";
        CHECK(one_of("x" + cell + "Ti\n1\nKartesian\n1 2 3\n", "poscar").positions[0] ==
              Position(1, 2, 3));
        // More elements may be given than a file of an old version has.
        CHECK(one_of("x" + cell + "1\nDirect\n0 0 0\n", "poscar", {.elements = {22, 8}}).numbers ==
              std::vector{22});
        check_refusal("Ti O" + cell + "1\nDirect\n0 0 0\n", "poscar",
                      "text:6:1: this POSCAR has no line of symbols");
        check_refusal("Ti O here" + cell + "1 1\nDirect\n0 0 0\n", "poscar",
                      "text:6:1: this POSCAR has no line of symbols");
        // A lone line behind the positions is no velocity.
        CHECK(one_of("x" + cell + "Ti\n1\nDirect\n0 0 0\n1 2 3", "poscar").vectors.empty());
        for (std::size_t k = 0; k < 3; ++k) {
            Structure open = small_crystal();
            open.cell.periodic[k] = false;
            CHECK_THROWS_WITH_AS(structures_text({open}, "rmc-cfg"),
                                 doctest::Contains("a .cfg file is periodic"), InconsistentError);
        }
    }
    TEST_CASE("symmetry as text") {
        CHECK(parse_triplet("x,\ty , 1/2 - z"));
        for (const char* none : {"x,y,{", "x,y,w", "x,y", "x,y,", "2x,y,z", "x,y,1/0", "x,x,z"})
            CHECK_MESSAGE(!parse_triplet(none), none);
        const SymmetryOperation same = *parse_triplet("x,y,z"), half = *parse_triplet("x+1/2,y,z");
        Structure s;
        s.cell.h = Mat3::diagonal(4, 5, 6);
        expand_sites(s, {{22, Fractional(Vec3{0.25, 0, 0})}}, {same, half, same});
        REQUIRE(s.size() == 2);
        CHECK(s.positions[1] == Position(3, 0, 0));
        CHECK_THROWS_WITH_AS(
            expand_sites(s, {{22, {}}}, std::vector<SymmetryOperation>(15000, same)),
            doctest::Contains("far too many atoms"), InputError);
    }
    TEST_CASE("frames of what only looks like extended xyz, and of the standard input") {
        const Temporary here;
        // The title of a SHELX file may be a line of numbers.
        write_atomic(here / "x.res",
                     "1\nTITL Lattice=\nCELL 1.5 4 5 6 90 90 90\nSFAC Ti\n"
                     "Ti 1 0 0 0\n");
        CHECK_THROWS_AS(FrameReader(here / "x.res"), InputError);  // and by then it is SHELX
        write_atomic(here / "input", structures_text({small_crystal(), small_crystal()}, "extxyz"));
        const int before = dup(STDIN_FILENO);
        const int file = open((here / "input").c_str(), O_RDONLY);
        REQUIRE(dup2(file, STDIN_FILENO) == STDIN_FILENO);
        FrameReader reader("-");
        dup2(before, STDIN_FILENO);
        close(file), close(before);
        Structure s;
        CHECK(reader.skip(1) == 1);
        REQUIRE(reader.next(s));
        CHECK(s.numbers == std::vector{22, 8});
        CHECK(!reader.next(s));
    }
}
