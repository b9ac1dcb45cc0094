// InChIKeys and standard forms.
#include <doctest/doctest.h>

#include "crucible/base/files.hpp"
#include "crucible/chem/reading.hpp"
#include "crucible/data/csv.hpp"
#include "tests/shared_data.hpp"

using namespace crucible;
using namespace crucible::chem;

TEST_CASE("InChIKeys of molecules that are known by them") {
    // PubChem: CIDs 702, 1983, 5950, 71080, 444972 (fumaric), 444266 (maleic), 962, 24602
    for (const auto& [smiles, key] : std::initializer_list<std::pair<const char*, const char*>>{
             {"CCO", "LFQSCWFLJHTTHZ-UHFFFAOYSA-N"},
             {"CC(=O)Nc1ccc(O)cc1", "RZVAJINKPMORJF-UHFFFAOYSA-N"},
             {"C[C@H](N)C(=O)O", "QNAYBMKLOCPYGJ-REOHCLBHSA-N"},
             {"C[C@@H](N)C(=O)O", "QNAYBMKLOCPYGJ-UWTATZPHSA-N"},
             {"OC(=O)/C=C/C(O)=O", "VZCYOOQTPOCHFL-OWOJBTEDSA-N"},
             {"OC(=O)/C=C\\C(O)=O", "VZCYOOQTPOCHFL-UPHRSURJSA-N"},
             {"O", "XLYOFNOQVPJJNP-UHFFFAOYSA-N"},
             {"[2H]O[2H]", "XLYOFNOQVPJJNP-ZSJDYOACSA-N"},
             {"[Na+].[Cl-]", "FAPWRFPIFSIZLT-UHFFFAOYSA-M"}}) {
        CAPTURE(std::string(smiles));
        CHECK(inchikey(Molecule::from_smiles(smiles)) == key);
    }
    CHECK(inchikey(Molecule::from_smiles("*C")).empty());
}

TEST_CASE("InChIKeys of building blocks are those that Open Babel gives") {
    REQUIRE_SHARED_DATA("reactions/stock_uspto50k_leaves.csv.gz");
    const auto path = shared_data("reactions/stock_uspto50k_leaves.csv.gz");
    const std::string text = read_file(path);
    CsvReader reader(text, path.string());
    CsvRecord row;
    reader.next(row);
    int same = 0, all = 0;
    for (int i = 0; reader.next(row); ++i) {
        if (i % 25) continue;
        const auto m = Molecule::from_smiles(row.fields[0]);
        ++all;
        same += inchikey(m) == row.fields[1];
    }
    CHECK(same == all);
}

TEST_CASE("Salts, charges and isotopes are taken off where one asks for it") {
    const auto standard = [](const char* s, const Standardisation& how = {}) {
        return standardise(Molecule::from_smiles(s), how).smiles();
    };
    CHECK(standard("CC(=O)[O-].[Na+]") == "CC(=O)O");
    CHECK(standard("C[NH3+].[Cl-]") == "CN");
    CHECK(standard("[2H]C([2H])([2H])O") == canonical_smiles("CO"));
    CHECK(standard("[13CH3]O") == "CO");
    CHECK(standard("C[N+](C)(C)C") == "C[N+](C)(C)C");  // no proton to take off
    CHECK(standard("[O-][n+]1ccccc1") == canonical_smiles("[O-][n+]1ccccc1"));
    CHECK(standard("CC.CCC") == "CCC");
    CHECK(standard("CC.CCC", {.largest_component = false}) == "CC.CCC");
    CHECK(standard("CC(=O)[O-]", {.neutralise = false}) == "CC(=O)[O-]");
    CHECK(standard("[13CH4]", {.without_isotopes = false}) == "[13CH4]");
}
