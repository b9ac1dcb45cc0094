// The stock of common chemicals that ships with the program. Its formulas were written down apart
// from its SMILES, so that a slip in either shows.

#include <doctest/doctest.h>

#include <map>
#include <set>

#include "crucible/base/files.hpp"
#include "crucible/chem/molecule.hpp"
#include "crucible/data/table.hpp"
#include "crucible/synthesis/route_export.hpp"
#include "tests/chem/parser.hpp"

using namespace crucible;

namespace {

std::filesystem::path common_chemicals() {
    return std::filesystem::path(TESTS_DIR).parent_path() /
           "share/crucible/synthesis/common-chemicals.csv";
}

/// L-amino acids but cysteine, and others by their names: (R), (S) of a single centre.
bool is_left_handed(const std::string& name) {
    return name.starts_with("L-") && name.find("cysteine") == std::string::npos;
}

}  // namespace

TEST_CASE("Common chemicals: every row is a molecule of its formula, and none is there twice") {
    const auto path = common_chemicals();
    const Table t = parse_csv(read_file(path), path.string());
    REQUIRE(t.rows() >= 600);
    std::map<std::string, std::string> seen;
    std::set<std::string> names, classes;
    for (std::size_t i = 0; i < t.rows(); ++i) {
        const std::string& name = t.find("name")->texts[i];
        CAPTURE(name);
        const auto molecule = chem::Molecule::from_smiles(t.find("smiles")->texts[i]);
        const chem::MoleculeFacts f = chem::facts(molecule);
        CHECK(f.formula == t.find("formula")->texts[i]);
        CHECK(f.components == 1);
        CHECK(f.radical_electrons == 0);
        CHECK_MESSAGE(seen.try_emplace(molecule.smiles(), name).second, seen[molecule.smiles()]);
        CHECK(names.insert(name).second);
        classes.insert(t.find("class")->texts[i]);
    }
    CHECK(classes.size() == 34);
}

TEST_CASE("Common chemicals: a chiral one and its mirror image have different names") {
    const auto path = common_chemicals();
    const Table t = parse_csv(read_file(path), path.string());
    std::map<std::string, std::string> by_name;
    for (std::size_t i = 0; i < t.rows(); ++i)
        by_name[t.find("name")->texts[i]] = t.find("smiles")->texts[i];
    int pairs = 0;
    for (const auto& [name, smiles] : by_name) {
        if (!is_left_handed(name) && !name.starts_with("(S)-")) continue;
        const std::string other = name[0] == 'L' ? "D-" + name.substr(2) : "(R)-" + name.substr(4);
        const auto at = by_name.find(other);
        if (at == by_name.end()) continue;
        ++pairs;
        CAPTURE(name);
        const auto left = chem::Molecule::from_smiles(smiles);
        const auto right = chem::Molecule::from_smiles(at->second);
        CHECK(left.smiles() != right.smiles());
        CHECK(left.flat_smiles() == right.flat_smiles());
        CHECK(left.flat_smiles() != left.smiles());
    }
    CHECK(pairs >= 15);
}

TEST_CASE("Common chemicals are read as a stock that knows their names") {
    use_molecule_parser();
    const auto source = synthesis::open_stock_source(common_chemicals());
    CHECK(source.file == "common-chemicals.csv");
    for (const char* known : {"CC(=O)OC(C)=O", "O=C(O)c1ccccc1O", "N", "[N-]=[N+]=[N-]",
                              "N[C@@H](Cc1ccccc1)C(=O)O", "C[Mg]Br", "OB(O)c1ccccc1"})
        CHECK(source.stock.contains(chem::canonical_smiles(known)));
    CHECK(source.names.at("CC(=O)OC(C)=O") == "acetic anhydride");
    CHECK_FALSE(source.stock.contains("CC(=O)Oc1ccccc1C(=O)O"));  // drugs are no stock
    CHECK_FALSE(source.stock.price("CCO"));
}
