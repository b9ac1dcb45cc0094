#include <doctest/doctest.h>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/chem/templates.hpp"
#include "crucible/transforms/rule_record.hpp"

using namespace crucible;
using namespace crucible::transforms;

namespace {
// Record 8382 as a slide shows it, but for what its reading damaged: the closing bracket of the
// fourth group to protect, and a quote behind the reaction.
const std::string proline_mannich =
    read_file(std::string(TESTS_DIR) + "/transforms/proline-mannich.json");

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    const auto at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), by);
}
}  // namespace

TEST_CASE("a record is read, written and read again") {
    const RuleRecords r = parse_rule_records(proline_mannich, "rules.json");
    for (const RecordFault& f : r.faults) FAIL_CHECK(f.text());
    REQUIRE(r.records.size() == 1);
    CHECK(r.records[0].rxn_id == 8382);
    CHECK(r.records[0].groups_to_protect.size() == 4);
    CHECK(r.records[0].protection_conditions_code == std::vector<std::string>{"NNB1", "EA12"});
    CHECK(r.records[0].typical_reaction_conditions == "(S)-proline. Solvent, e.g., DMSO");
    CHECK(parse_rule_records(to_json(r.records), "again.json").records == r.records);
}

TEST_CASE("hydrogens and by-products of a record become a template that works") {
    const RuleRecord r = parse_rule_records(proline_mannich, "rules.json").records.at(0);
    const chem::TemplateSet set({template_of(r)});
    const auto outcomes = set.apply(
        0,
        chem::Target(chem::Molecule::from_smiles("COc1ccc(N[C@H](c2ccccc2)[C@@H](C)C(=O)CC)cc1")));
    std::vector<std::vector<std::string>> found;
    for (const auto& o : outcomes) found.push_back(o.reactants);
    const auto other = set.apply(
        0,
        chem::Target(chem::Molecule::from_smiles("COc1ccc(N[C@H](c2ccccc2)[C@H](C)C(=O)CC)cc1")));
    // One of the two diastereomers is what proline makes.
    CHECK(outcomes.size() + other.size() == 1);
    CHECK((outcomes.empty() ? other : outcomes).at(0).reactants ==
          std::vector<std::string>{"CCC(=O)CC", "COc1ccc(N)cc1", "O=Cc1ccccc1"});
    // No hydrogen where the reaction needs one.
    CHECK(set.apply(0, chem::Target(chem::Molecule::from_smiles(
                           "COc1ccc(N[C@H](c2ccccc2)C(C)(C)C(=O)CC)cc1")))
              .empty());
}

TEST_CASE("a damaged record names field and column, and the others are read") {
    const auto faults_of = [](const std::string& text) {
        return parse_rule_records(text, "rules.json").faults;
    };
    const auto damaged = faults_of(replaced(proline_mannich, "[#6]C([#6])=O", "[#6]C([#6)=O"));
    REQUIRE(damaged.size() == 1);
    CHECK(damaged[0].rxn_id == 8382);
    CHECK(damaged[0].field == "groups_to_protect[3]");
    CHECK(damaged[0].column == 10);
    CHECK(damaged[0].where.line == 6);
    CHECK(damaged[0].where.column == 75 + 10);
    CHECK(damaged[0].text().find("record 8382: groups_to_protect[3], column 10: ") !=
          std::string::npos);
    CHECK(faults_of(replaced(proline_mannich, "[*:3]\",", "[*:3]\\\"\",")).at(0).field ==
          "reaction_SMARTS");
    CHECK(faults_of(replaced(proline_mannich, "c[N+]#[N]", "[CX3]...")).at(0).field ==
          "incompatible_groups[1]");
    CHECK(faults_of(replaced(proline_mannich, "\"rxn_id\": 8382,", "")).at(0).field == "rxn_id");
    CHECK(faults_of(replaced(proline_mannich, "\"name\"", "\"nome\"")).at(0).why ==
          "no field has this name; did you mean 'name'?");
    CHECK(
        faults_of(replaced(proline_mannich, "\"products\": [", "\"products\": [7, ")).at(0).field ==
        "products[0]");
    CHECK(faults_of("[3]").at(0).why == "a record is a table of fields");
    // A good one beside a damaged one.
    const std::string both =
        replaced(proline_mannich, "}]",
                 "}, {\"rxn_id\": 1, \"name\": \"x\", \"reaction_SMARTS\": \"[C:1\"}]");
    const RuleRecords r = parse_rule_records(both, "rules.json");
    CHECK(r.records.size() == 1);
    CHECK(r.faults.size() == 1);
    CHECK_THROWS_WITH_AS(require_faultless(r), doctest::Contains("record 1: reaction_SMARTS"),
                         InputError);
    CHECK_THROWS_AS(parse_rule_records("\"text\"", "rules.json"), InputError);
    CHECK_THROWS_AS(parse_rule_records("[{", "rules.json"), InputError);
}

TEST_CASE("yield, class and notes of a record are read and written, and one record needs no list") {
    const std::string one =
        R"({"rxn_id": 5, "name": "x", "reaction SMARTS": "[C:1]-[O:2]>>[C:1].[O:2]", )"
        R"("yield": 0.8, "class": "cleavage", "notes": "slow"})";
    const RuleRecords r = parse_rule_records(one, "rules.json");
    for (const RecordFault& f : r.faults) FAIL_CHECK(f.text());
    REQUIRE(r.records.size() == 1);
    CHECK(r.records[0].yield == 0.8);
    CHECK(r.records[0].reaction_class == "cleavage");
    CHECK(r.records[0].notes == "slow");
    CHECK(parse_rule_records(to_json(r.records), "again.json").records == r.records);

    const auto said = [](const std::string& text) {
        const auto faults = parse_rule_records(text, "rules.json").faults;
        REQUIRE(faults.size() == 1);
        return faults[0].text();
    };
    for (const char* yield : {"0", "-0.5", "1.5", "80", "\"much\""}) {
        CAPTURE(std::string(yield));
        CHECK(said(replaced(one, "0.8", yield))
                  .ends_with("record 5: yield: it is no number above 0 and up to 1"));
    }
    CHECK(parse_rule_records(replaced(one, "0.8", "1"), "rules.json").faults.empty());
    CHECK(said(replaced(one, "\"notes\"", "\"reaction_SMARTS\"")).find("it is there twice") !=
          std::string::npos);
    CHECK(said("[" + one + ", " + one + "]").find("another record has this number") !=
          std::string::npos);
    CHECK(said("[\"x\"]") == "rules.json:1:2: record 0: a record is a table of fields");
}
