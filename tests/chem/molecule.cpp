#include "crucible/chem/molecule.hpp"

#include <doctest/doctest.h>

#include "crucible/base/error.hpp"
#include "crucible/chem/fingerprint.hpp"

using namespace crucible;
using namespace crucible::chem;

TEST_CASE("A molecule has one canonical SMILES, whatever it was written as") {
    const auto a = Molecule::from_smiles("OC(=O)c1ccccc1OC(C)=O");
    const auto b = Molecule::from_smiles("CC(=O)Oc1ccccc1C(=O)O");
    CHECK(a.smiles() == b.smiles());
    CHECK(a.heavy_atoms() == 13);
    CHECK(Molecule::from_smiles("[CH3:1][C:2](=[O:3])[OH:4]").smiles() == "CC(=O)O");
    const auto s = Molecule::from_smiles("C[C@H](N)C(=O)O");
    CHECK(s.smiles() != canonical_smiles("C[C@@H](N)C(=O)O"));
    CHECK(s.flat_smiles() == "CC(N)C(=O)O");
}

TEST_CASE("Components are taken apart and put together in one order") {
    const auto parts = canonical_components("OCC.CC(=O)O");
    REQUIRE(parts.size() == 2);
    CHECK(joined({parts[1], parts[0]}) == "CC(=O)O.CCO");
}

TEST_CASE("Facts of a molecule") {
    const auto f = facts(Molecule::from_smiles("CC(=O)Nc1ccc(O)cc1"));
    CHECK(f.formula == "C8H9NO2");
    CHECK(f.mass == doctest::Approx(151.163).epsilon(1e-4));
    CHECK(f.rings == 1);
    CHECK(f.components == 1);
    CHECK_FALSE(f.has_metal);
    CHECK(facts(Molecule::from_smiles("[Na+].[Cl-]")).has_metal);
    CHECK(facts(Molecule::from_smiles("C[CH2]")).radical_electrons == 1);
}

TEST_CASE("What is no molecule is refused") {
    for (const char* bad : {"", "C(", "C1CC", "c1cccc1", "CQ", "C(C)(C)(C)(C)C"})
        CHECK_THROWS_AS(Molecule::from_smiles(bad), InputError);
}

TEST_CASE("Fingerprints: rows are sorted, alike for alike molecules, and add up") {
    const auto a = morgan(Molecule::from_smiles("CCO")), b = morgan(Molecule::from_smiles("OCC"));
    CHECK(a == b);
    CHECK(tanimoto(a, b) == 1);
    const auto c = morgan(Molecule::from_smiles("CCN"));
    CHECK(tanimoto(a, c) < 1);
    CHECK(tanimoto(a, c) > 0);
    CHECK(difference(sum(a, c), c) == a);
    for (std::size_t i = 1; i < a.size(); ++i) CHECK(a[i - 1].bit < a[i].bit);
    // (R) and (S) differ only where chirality counts
    const auto r = Molecule::from_smiles("C[C@H](N)C(=O)O"),
               s = Molecule::from_smiles("C[C@@H](N)C(=O)O");
    CHECK(morgan(r) != morgan(s));
    CHECK(morgan(r, {.with_chirality = false}) == morgan(s, {.with_chirality = false}));
}
