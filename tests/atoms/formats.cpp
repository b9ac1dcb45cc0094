#include "crucible/atoms/formats.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/match.hpp"
#include "crucible/atoms/neighbours.hpp"
#include "crucible/atoms/niggli.hpp"
#include "crucible/atoms/symmetry.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "tests/atoms/random_structure.hpp"
#include "tests/shared_data.hpp"

using namespace crucible;
using namespace crucible::testing;

namespace {

Structure only(const Structures& all) {
    REQUIRE(all.size() == 1);
    return all[0];
}

Structure parsed(std::string_view text, const std::string& format, std::vector<int> elements = {}) {
    return only(
        parse_structures(text, "text", {.format = format, .elements = std::move(elements)}));
}

/// Number of atoms, and number of pairs within 3 angstrom: enough to notice misplaced atoms.
std::pair<std::size_t, std::size_t> census(const Structure& s) {
    return {s.size(), neighbours(s, 3, ListKind::half).all.size()};
}

}  // namespace

TEST_CASE("extxyz: keys, columns of every kind, quoting, several frames") {
    const Structures frames = parse_structures(
        "2\n"
        "Lattice=\"4 0 0 0 5 0 0.5 0 6\" pbc=\"T T F\" Properties=species:S:1:pos:R:3:forces:R:3:"
        "charge:R:1:fixed:L:1:tag:S:1:virial:R:4 name=phase energy=-3.25 note=\"two "
        "\\\"words\\\"\" "
        "flag dipole=[1, 2, 3] m={1 2}\n"
        "Ti 0 0 0 1 2 3 0.5 T surface 1 2 3 4\n"
        "O  1 1 1.5D+00 -1 -2 -3 -0.25 F bulk 5 6 7 8\n\n"
        "1\nplain frame of some program\nC 1 2 3\n",
        "two.xyz");
    REQUIRE(frames.size() == 2);
    const Structure& s = frames[0];
    CHECK(s.name == "phase");
    CHECK(s.numbers == std::vector<int>{22, 8});
    CHECK(s.cell.h(2, 0) == 0.5);
    CHECK(s.cell.periodic == std::array<bool, 3>{true, true, false});
    CHECK(s.positions[1].z == 1.5);
    CHECK(s.info.at("energy") == "-3.25");
    CHECK(s.info.at("note") == "two \"words\"");
    CHECK(s.info.at("flag") == "T");
    CHECK(s.info.at("dipole") == "[1, 2, 3]");
    CHECK(s.vectors.at("forces")[1] == Vec3{-1, -2, -3});
    CHECK(s.columns.at("charge") == std::vector<double>{0.5, -0.25});
    CHECK(s.columns.at("fixed") == std::vector<double>{1, 0});
    CHECK(s.labels.at("tag") == std::vector<std::string>{"surface", "bulk"});
    CHECK(s.columns.at("virial[3]") == std::vector<double>{4, 8});
    CHECK(frames[1].info.at("comment") == "plain frame of some program");
    CHECK_FALSE(frames[1].cell.periodic[0]);

    const std::string text = structures_text(frames, "extxyz");
    CHECK(text.find("virial:R:4") != std::string::npos);
    const Structures again = parse_structures(text, "again.xyz");
    CHECK(structures_text(again, "extxyz") == text);
    CHECK(again[0].info == s.info);
    CHECK(again[0].columns == s.columns);
    CHECK(again[0].labels == s.labels);
}

TEST_CASE("POSCAR: scale, symbols, selective dynamics, Cartesian") {
    const char* text =
        "rutile by hand\n 2.0\n2.297 0 0\n0 2.297 0\n0 0 1.4795\nTi_sv O/ab12\n2 4\n"
        "Selective dynamics\nDirect\n0 0 0 F F F\n.5 .5 .5 T T T\n.3053 .3053 0 T T F\n"
        ".6947 .6947 0 T T T\n.8053 .1947 .5 T T T\n.1947 .8053 .5 T T T\n";
    const Structure s = parsed(text, "");
    CHECK(formula_text(composition(s.numbers)) == "Ti2O4");
    CHECK(s.cell.h(2, 2) == 2.959);
    CHECK(s.vectors.at("selective")[2] == Vec3{1, 1, 0});
    CHECK(find_symmetry(s)->number == 136);
    // Minus the volume, and Cartesian coordinates scaled with the cell.
    const Structure t = parsed("x\n-64\n2 0 0\n0 2 0\n0 0 2\nSi\n1\nCartesian\n1 1 1\n", "poscar");
    CHECK(t.cell.volume() == doctest::Approx(64));
    CHECK(t.positions[0].x == doctest::Approx(2));
    // Without symbols somebody has to say what the atoms are.
    const std::string old = "sample\n1\n3 0 0\n0 3 0\n0 0 3\n1 1\nD\n0 0 0\n.5 .5 .5\n";
    CHECK_THROWS_AS(parsed(old, "poscar"), InputError);
    CHECK(parsed(old, "poscar", {55, 17}).numbers == std::vector<int>{55, 17});
    std::string notice;
    const auto listen = [&](std::string_view said) { notice = said; };
    parse_structures("Cs Cl" + old.substr(6), "POSCAR", {.notice = listen});
    CHECK(notice.find("elements taken from the first line") != std::string::npos);
    // Velocities behind the positions.
    const Structure v =
        parsed("x\n1\n3 0 0\n0 3 0\n0 0 3\nSi\n1\nD\n0 0 0\n\n.1 .2 .3\n", "poscar");
    CHECK(v.vectors.at("velocities")[0] == Vec3{.1, .2, .3});
}

TEST_CASE("CIF: symmetry by symbol, by number, by operations; quotes, uncertainties, occupancies") {
    const std::string cell =
        "# made by hand\ndata_rutile\n_cell_length_a 4.594(3)\n_cell_length_b 4.594(3)\n"
        "_cell_length_c 2.959\n_cell_angle_alpha 90.\n_cell_angle_beta 90.\n_cell_angle_gamma "
        "90.\n";
    const std::string atoms =
        "loop_\n_atom_site_label _atom_site_type_symbol\n_atom_site_fract_x\n_atom_site_fract_y\n"
        "_atom_site_fract_z\n_atom_site_occupancy\nTi1 Ti4+ 0 0 0 1\nO1 O2- 0.3053(2) 0.3053(2) 0 "
        ".\n";
    const Structure by_name =
        parsed(cell + "_symmetry_space_group_name_H-M 'P 42/m n m'\n" + atoms, "");
    CHECK(formula_text(composition(by_name.numbers)) == "Ti2O4");
    CHECK(find_symmetry(by_name)->number == 136);
    CHECK(by_name.info.at("spacegroup") == "P 42/m n m");
    const Structure by_number = parsed(cell + "_space_group_IT_number 136\n" + atoms, "cif");
    CHECK(match(by_name, by_number));
    const Structure listed =
        parsed(cell +
                   "loop_\n_space_group_symop_id\n_space_group_symop_operation_xyz\n1 x,y,z\n2 "
                   "'-x, -y, z'\n"
                   "3 -y+1/2,x+1/2,z+1/2\n4 y+1/2,-x+1/2,z+1/2\n5 -x+1/2,y+1/2,-z+1/2\n"
                   "6 x+1/2,-y+1/2,-z+1/2\n7 y,x,-z\n8 -y,-x,-z\n9 -x,-y,-z\n10 x,y,-z\n"
                   "11 y+1/2,-x+1/2,-z+1/2\n12 -y+1/2,x+1/2,-z+1/2\n13 x+1/2,-y+1/2,z+1/2\n"
                   "14 -x+1/2,y+1/2,z+1/2\n15 -y,-x,z\n16 y,x,z\n" +
                   atoms,
               "cif");
    CHECK(match(by_name, listed));
    std::string notice;
    const auto listen = [&](std::string_view said) { notice = said; };
    const Structure plain = only(
        parse_structures(cell + "_publ_section_title\n;\na text field\nwith 'quotes'\n;\n" + atoms,
                         "x.cif", {.notice = listen}));
    CHECK(plain.size() == 2);
    CHECK(notice.find("P 1") != std::string::npos);
    const Structure partial = parsed(
        cell + "_space_group_IT_number 1\n" + atoms.substr(0, atoms.rfind(" .\n")) + " 0.5\n",
        "cif");
    CHECK(partial.columns.at("occupancy") == std::vector<double>{1, 0.5});
    // Two blocks, one without atoms.
    CHECK(parse_structures("data_paper\n_journal_year 1991\n" + cell +
                               "_space_group_IT_number 136\n" + atoms + "data_more\n_x 1\n",
                           "x.cif")
              .size() == 1);
}

TEST_CASE("res: AIRSS titles, symmetry with and without centre, several structures") {
    const std::string asymmetric =
        "CELL 1.54180 4.594 4.594 2.959 90 90 90\nZERR 2 0.003 0.003 0.001 0 0 0\nLATT 1\n"
        "SYMM -X, -Y, Z\nSYMM 1/2-Y, 1/2+X, 1/2+Z\nSYMM 0.5+Y, 0.5-X, 0.5+Z\n"
        "SYMM 1/2-X, 1/2+Y, 1/2-Z\nSYMM 1/2+X, 1/2-Y, 1/2-Z\nSYMM Y, X, -Z\nSYMM -Y, -X, -Z\n"
        "SFAC Ti O\nUNIT 2 4\nFVAR 1.0\nTi1 1 0 0 0 11.0 0.02\nO1 2 0.3053 =\n 0.3053 10.0 11.0 "
        "0.02\n"
        "HKLF 4\nEND\n";
    const Structure rutile = parsed("TITL rutile from a diffractometer\n" + asymmetric, "");
    CHECK(rutile.name == "rutile from a diffractometer");
    CHECK(formula_text(composition(rutile.numbers)) == "Ti2O4");
    CHECK(find_symmetry(rutile)->number == 136);
    CHECK(rutile.columns.count("occupancy") == 0);
    const Structures two = parse_structures(
        "TITL seed-1 20.01 62.4 -79.61 1.5 2.5 6 (P42/mnm) n - 17\n" + asymmetric +
            "TITL other\nCELL 1.5 4 4 4 90 90 90\nLATT -4\nSFAC Cu\nCu 1 0 0 0 1.0 1.5\nEND\n",
        "all.res");
    REQUIRE(two.size() == 2);
    CHECK(two[0].name == "seed-1");
    CHECK(two[0].info.at("pressure_GPa") == "20.01");
    CHECK(two[0].info.at("enthalpy_eV") == "-79.61");
    CHECK(two[0].info.at("spin") == "1.5");
    CHECK(two[0].info.at("modspin") == "2.5");
    CHECK(two[0].info.at("spacegroup") == "P42/mnm");
    CHECK(two[0].info.at("times_found") == "17");
    CHECK(two[1].size() == 4);
    CHECK(two[1].columns.at("spin") == std::vector<double>(4, 1.5));
    const Structures back = parse_structures(structures_text(two, "res"), "back.res");
    CHECK(back[0].info == two[0].info);
    CHECK(match(back[0], two[0]));
}

TEST_CASE("LAMMPS data: styles, triclinic boxes, hints behind masses") {
    const std::string head =
        "LAMMPS data file\n\n2 atoms\n2 atom types\n\n0.5 4.5 xlo xhi\n0 5 ylo yhi\n0 6 zlo zhi\n"
        "0.5 0 -1 xy xz yz\n\nMasses\n\n2 15.999 # O\n1 47.867 # Ti\n\n";
    std::string notice;
    const ReadOptions hinted{.notice = [&](std::string_view said) { notice = said; }};
    const Structure s = only(parse_structures(
        head + "Pair Coeffs # buck\n\n1 2 3 4\n2 3 4 5\n\nAtoms # charge\n\n2 2 -1.1 1 1 1 0 0 0\n"
               "1 1 2.2 0.5 0 0 0 0 1\n\nVelocities\n\n1 1 2 3\n2 4 5 6\n",
        "in.data", hinted));
    CHECK(notice.find("1=Ti 2=O") != std::string::npos);
    CHECK(s.numbers == std::vector<int>{22, 8});
    CHECK(s.columns.at("charge") == std::vector<double>{2.2, -1.1});
    CHECK(s.vectors.at("velocities")[1] == Vec3{4, 5, 6});
    CHECK(s.cell.h == Mat3{{{{4, 0, 0}, {0.5, 5, 0}, {0, -1, 6}}}});
    CHECK(s.positions[0] == Position{0.5, 0, 0});
    // An explicit map outweighs hints; without either nothing is guessed.
    CHECK(parsed(head + "Atoms # full\n\n1 7 1 2.2 0 0 0\n2 7 2 -1 1 1 1\n", "", {3, 9}).numbers ==
          std::vector<int>{3, 9});
    std::string bare = head;
    bare.replace(bare.find("# O"), 3, "").replace(bare.find("# Ti"), 4, "");
    CHECK_THROWS_AS(parsed(bare + "Atoms # atomic\n\n1 1 0 0 0\n2 2 1 1 1\n", ""), InputError);
    CHECK(only(parse_structures(bare + "Atoms\n\n1 1 1 0 0 0\n2 1 2 1 1 1\n", "x",
                                {.elements = {22, 8}, .lammps_style = "molecular"}))
              .columns.at("molecule") == std::vector<double>{1, 1});
}

TEST_CASE("LAMMPS dump: unsorted ids, scaled and tilted boxes, vectors, elements") {
    const std::string tilted =
        "ITEM: TIMESTEP\n50\nITEM: NUMBER OF ATOMS\n2\nITEM: BOX BOUNDS xy xz yz pp pp ff\n"
        "-1 5.5 0.5\n0 5 -1\n-1 6 1\n";
    const Structures two = parse_structures(
        tilted +
            "ITEM: ATOMS id element xs ys zs vx vy vz c_pe mol\n2 O 0.5 0.5 0.5 1 2 3 -4.5 a\n"
            "1 Ti 0 0 0 0 0 0 -5.5 b\n" +
            tilted + "ITEM: ATOMS id element xu yu zu\n1 Ti 1 2 3\n2 O 9 9 9\n",
        "traj.lammpstrj");
    REQUIRE(two.size() == 2);
    const Structure& s = two[0];
    CHECK(s.numbers == std::vector<int>{22, 8});
    // xlo_bound = xlo + min(0, xy, xz, xy + xz) and so on: x from 0 to 5, y 0 to 4, z -1 to 6.
    CHECK(s.cell.h == Mat3{{{{5, 0, 0}, {0.5, 4, 0}, {-1, 1, 7}}}});
    CHECK(s.cell.periodic == std::array<bool, 3>{true, true, false});
    CHECK(norm(s.positions[1] - Vec3{2.25, 2.5, 2.5}) < 1e-12);
    CHECK(s.vectors.at("velocities")[1] == Vec3{1, 2, 3});
    CHECK(s.columns.at("c_pe") == std::vector<double>{-5.5, -4.5});
    CHECK(s.labels.at("mol") == std::vector<std::string>{"b", "a"});
    CHECK(s.info.at("timestep") == "50");
    CHECK(two[1].positions[1] == Position{9, 9, 9});
}

TEST_CASE("RMC cfg: both spellings of the header, coordinates from -1 to 1") {
    const std::string body =
        "\n          F (box is cubic)\n            Defining vectors are:\n  2 0 0\n  0 3 0\n  0 0 "
        "4\n\n"
        "  1 molecules of type  1\n  1 atomic sites\n  0 0 0\n\n"
        "  1 molecules of type  2\n  1 atomic sites\n  0 0 0\n\n -1 -1 -1\n 0.5 0 -0.5\n";
    for (const std::string& counts :
         {std::string(" 2 molecules of all types\n 2 types of molecules\n"),
          std::string(" 2 molecules (of all types)\n 2 types of molecule\n")}) {
        const Structure s = parsed(
            " (Version 3 format configuration file) !file created by somebody !\n glass\n\n\n 5 4 "
            "3 moves "
            "generated, tried, accepted\n 0  configurations saved\n\n" +
                counts +
                " 1 is the largest number of atoms in a molecule\n 0 Euler angles are provided\n" +
                body,
            "", {29, 40});
        CHECK(s.name == "glass");
        CHECK(s.numbers == std::vector<int>{29, 40});
        CHECK(s.cell.h == Mat3::diagonal(4, 6, 8));
        CHECK(norm(s.positions[0]) < 1e-12);
        CHECK(norm(s.positions[1] - Vec3{3, 3, 2}) < 1e-12);
    }
}

TEST_CASE("files: gzip, suffixes, refusal of what a format cannot hold") {
    RandomStream r(41, StreamId::tests);
    const Structure s = random_structure(r, 10, 6);
    const std::filesystem::path dir = std::filesystem::temp_directory_path() / "crucible-formats";
    make_directories(dir);
    for (const char* name :
         {"a.extxyz.gz", "POSCAR", "b.cif", "c.res", "d.lmp", "e.dump", "f.cfg"}) {
        write_structures(dir / name, {s});
        const Structure back = only(read_structures(dir / name, {.elements = {8, 22}}));
        CHECK_MESSAGE(match(s, back, {.scale = Scale::keep}), name);
    }
    std::filesystem::remove_all(dir);
    CHECK_THROWS_AS(write_structures(dir / "x.unknown", {s}), InputError);
    for (const char* single : {"poscar", "lammps-data", "rmc-cfg"})
        CHECK_THROWS_AS(structures_text({s, s}, single), InconsistentError);
    Structure broken = s;
    broken.positions[3].y = 0 / 0.0;
    CHECK_THROWS_AS(structures_text({broken}, "extxyz"), InconsistentError);
    CHECK_THROWS_AS(structures_text({Structure{}}, "cif"), InconsistentError);
}

TEST_CASE("real files: TiO2 structures of AIRSS, Cu64Zr36 glasses, training sets") {
    REQUIRE_SHARED_DATA("tio2/res");
    const Structures relaxed = read_structures(shared_data("tio2/relaxed/tio2_P0GPa.extxyz"));
    CHECK(relaxed.size() == 21);
    CHECK(relaxed[1].info.at("pressure_GPa") == "0");
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(shared_data("tio2/res"))) {
        if (entry.path().extension() != ".res") continue;
        const Structure s = only(read_structures(entry.path()));
        CHECK(formula_text(reduced(composition(s.numbers))) == "TiO2");
        CHECK_MESSAGE(shortest_distance(s) > 1.5, entry.path());
        ++files;
    }
    CHECK(files == 31);
    REQUIRE_SHARED_DATA("glass/cu64zr36_2048");
    const std::filesystem::path dump = shared_data("glass/cu64zr36_2048/glass300.dump");
    CHECK_THROWS_AS(read_structures(dump), InputError);
    const Structure glass = only(read_structures(dump, {.elements = {29, 40}}));
    CHECK(census(glass).first == 2048);
    CHECK(composition(glass.numbers) == Composition{{29, 1311}, {40, 737}});
    const double density = 2048 / glass.cell.volume();
    CHECK(density == doctest::Approx(0.0605).epsilon(0.02));
    REQUIRE_SHARED_DATA("nep/frames");
    const Structures training = read_structures(shared_data("nep/frames/PbTe_train.xyz"));
    CHECK(training[0].size() == 250);
    CHECK(training[0].vectors.at("force").size() == 250);
}

TEST_CASE("the table of formats is complete") {
    for (const Format& f : formats()) {
        CHECK((f.read != nullptr));
        CHECK((f.write != nullptr));
        CHECK((f.likeness != nullptr));
        CHECK(f.likeness("") == 0);
        CHECK(&format_named(f.name) == &f);
    }
    // Each format recognises its own writing, and no other does so more strongly.
    RandomStream r(42, StreamId::tests);
    const Structure s = random_structure(r, 5, 5);
    for (const Format& f : formats())
        CHECK_MESSAGE(&detect_format(structures_text({s}, f.name), "nameless") == &f, f.name);
}
