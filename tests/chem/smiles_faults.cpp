// What is wrong with a SMILES, and where.
#include <doctest/doctest.h>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/chem/molecule.hpp"
#include "crucible/chem/plannable.hpp"
#include "crucible/chem/smiles_scan.hpp"
#include "crucible/data/table.hpp"

using namespace crucible;
using namespace crucible::chem;

namespace {

struct FaultCase {
    const char* smiles;
    int column;
    const char* why;
};

bool says(const std::string& text, std::string_view part) {
    const bool found = text.find(part) != text.npos;
    if (!found) MESSAGE(text);
    return found;
}

}  // namespace

TEST_CASE("Faults of spelling are told with their column") {
    for (const FaultCase& c : std::initializer_list<FaultCase>{
             {"", 1, "empty"},
             {"C1CC", 2, "ring 1 opened at column 2 is never closed"},
             {"CC%12CC", 3, "ring 12 opened at column 3 is never closed"},
             {"CC%1CC", 3, "'%' needs two digits at column 3"},
             {"C11", 3, "ring 1 ends at the atom where it begins at column 3"},
             {"C12CC12", 7, "ring 2 joins atoms that are already joined"},
             {"CC(C", 3, "the branch opened at column 3 is never closed"},
             {"CC)C", 3, "a ')' without its '(' at column 3"},
             {"C()C", 2, "an empty branch at column 2"},
             {"(C)C", 1, "no atom stands before the branch"},
             {"C[NH2", 2, "the bracket opened at column 2 is never closed"},
             {"C]", 2, "a ']' without its '['"},
             {"C[N!]", 4, "'!' has no place in a bracket at column 4"},
             {"C[Qq]C", 3, "unknown element 'Qq' at column 3"},
             {"CQ", 2, "unknown element 'Q' at column 2"},
             {"CKC", 2, "K must stand in brackets, as [K], at column 2"},
             {"CNaC", 3, "unknown element 'a' at column 3"},
             {"C[]C", 3, "an element is missing in the bracket"},
             {"C=", 2, "no atom follows the bond at column 2"},
             {"=C", 1, "no atom stands before the bond"},
             {"C==C", 3, "two bonds in a row at column 3"},
             {"C.", 2, "nothing follows the dot"},
             {"C(.O)N", 3, "a dot inside of a branch at column 3"},
             {"C..C", 3, "nothing precedes the dot"},
             {"C C", 2, "a blank at column 2"},
             {"C@C", 2, "an '@' outside of brackets"},
             {"C[C:]", 4, "no map number follows the ':'"},
             {"C&C", 2, "the character '&' has no meaning at column 2"},
             {"C\xc3\xa9", 2, "a character that has no meaning"},
             {"C\x7f", 2, "a character that has no meaning"},
             {"C(1CC1)", 3, "no atom stands before the ring number"},
             {"C.1CC1", 3, "no atom stands before the ring number"},
             {"C%123CC%12", 5, "ring 3 opened at column 5 is never closed"},
             {"C[#]", 3, "an element is missing in the bracket"},
             {"C[N\x7f]", 4, "'?' has no place in a bracket"}}) {
        CAPTURE(std::string(c.smiles));
        const SmilesScan scan = scan_smiles(c.smiles);
        REQUIRE(scan.fault);
        CHECK(scan.fault->column == c.column);
        CHECK(says(scan.fault->why, c.why));
        CHECK_THROWS_AS(Molecule::from_smiles(c.smiles), InputError);
    }
}

TEST_CASE("A ring with two different bonds at its ends is a fault, though RDKit takes the first") {
    const SmilesScan scan = scan_smiles("C=1CC#1");
    REQUIRE(scan.fault);
    CHECK(says(scan.fault->why, "ring 1 is opened with '=' and closed with '#' at column 7"));
}

TEST_CASE("Faults of chemistry are told with their column") {
    for (const FaultCase& c : std::initializer_list<FaultCase>{
             {"CC(C)(C)(C)C", 2, "atom 2 (C at column 2) has 5 bonds"},
             {"C[N+](C)(C)(C)C", 2, "atom 2 (N of charge +1 at column 2) has 5 bonds"},
             {"C[O+](C)(C)C", 2, "atom 2 (O of charge +1 at column 2) has 4 bonds"},
             {"FCl(F)F", 2, "has 3 bonds"},
             {"Cc1cccc1", 2, "aromatic atoms at columns 2, 4, 5, 6, 7 cannot have alternating"},
             {"[H]Ccc", 5, "the atom at column 5 is written as aromatic but is in no such ring"},
         }) {
        CAPTURE(std::string(c.smiles));
        CHECK_FALSE(scan_smiles(c.smiles).fault);
        try {
            Molecule::from_smiles(c.smiles);
            FAIL("was taken");
        } catch (const InputError& e) {
            CHECK(e.code() == "E-smiles");
            CHECK(e.where().column == c.column);
            CHECK(says(e.what(), c.why));
        }
    }
}

TEST_CASE("The scan finds no fault in what RDKit takes") {
    for (const char* good : {"C",
                             "[H][H]",
                             "[2H]C",
                             "C1CC1",
                             "C%12CC%12",
                             "C%(123)CC%(123)",
                             "F/C=C/F",
                             "F/C=C\\F",
                             "N[C@@H](C)C(=O)O",
                             "[nH]1cccc1",
                             "c1ccccc1-c1ccccc1",
                             "[NH4+].[Cl-]",
                             "[Fe+2]",
                             "[CH3:1][OH:2]",
                             "C[N+](=O)[O-]",
                             "[O-2]",
                             "[Cu++]",
                             "C12C3C4C1C5C2C3C45",
                             "[#6]",
                             "*C",
                             "[*:1]C",
                             "N->[Pt]",
                             "[se]1cccc1",
                             "C/1=C/CCCCCC1",
                             "CC(C)(C)C"}) {
        CAPTURE(std::string(good));
        const SmilesScan scan = scan_smiles(good);
        CHECK_FALSE(scan.fault);
        if (scan.fault) MESSAGE(scan.fault->why);
        CHECK_NOTHROW(Molecule::from_smiles(good));
    }
    CHECK(scan_smiles("C[NH2+]Cl").atom_columns == std::vector<int>{1, 2, 8});
}

TEST_CASE("Atoms are counted without parsing") {
    for (const char* s : {"CC(=O)Nc1ccc(O)cc1", "C[Si](C)(C)Cl", "[2H]C([2H])Br", "[H][H]",
                          "c1c[nH]cc1", "[Hg]", "O=[N+]([O-])c1ccccc1", "*C"}) {
        CAPTURE(s);
        CHECK(count_heavy_atoms(s) == Molecule::from_smiles(s).heavy_atoms());
    }
    // Also of what is no SMILES.
    for (const auto& [text, heavy] : std::initializer_list<std::pair<const char*, std::size_t>>{
             {"C[12", 1}, {"C[", 1}, {"C[]", 1}, {"[*]C", 1}, {"[13*]", 0}, {"[2H", 0}})
        CHECK(count_heavy_atoms(text) == heavy);
    CHECK(element_symbols("Clc1cc[nH]c1[Si]([2H])O") ==
          std::vector<std::string>{"C", "Cl", "N", "O", "Si"});
}

TEST_CASE("What cannot be planned is told in one line each") {
    for (const auto& [smiles, why] : std::initializer_list<std::pair<const char*, const char*>>{
             {"CCO.CC", "it has 2 components"},
             {"C[CH2]", "it is a radical (1 unpaired electron)"},
             {"c1ccccc1[Mg]Br", "it holds a metal"},
             {"O", "it holds no carbon"},
             {"*CC", "an atom '*'"}}) {
        CAPTURE(std::string(smiles));
        try {
            plannable_molecule(smiles);
            FAIL("was taken");
        } catch (const InputError& e) {
            CHECK(e.code() == "E-target");
            CHECK(says(e.what(), why));
        }
    }
    CHECK_THROWS_AS(plannable_molecule(std::string(201, 'C')), InputError);
    CHECK_THROWS_AS(plannable_molecule("   "), InputError);
    CHECK(plannable_molecule(" OCC ").smiles() == "CCO");
}
