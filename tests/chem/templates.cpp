#include "crucible/chem/templates.hpp"

#include "crucible/chem/molecule_graph.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <thread>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/data/json.hpp"
#include "crucible/data/table.hpp"
#include "tests/shared_data.hpp"

using namespace crucible;
using namespace crucible::chem;

namespace {

std::vector<std::string> outcomes_of(const std::string& smarts, const std::string& smiles) {
    const TemplateSet set({smarts});
    std::vector<std::string> all;
    for (const Outcome& o : set.apply(0, Target(Molecule::from_smiles(smiles))))
        all.push_back(joined(o.reactants));
    return all;
}

}  // namespace

// tests of rdchiral (Coley 2019, doi:10.1021/acs.jcim.9b00286), test/test_rdchiral_cases.json
TEST_CASE("Templates obey rdchiral's rules of stereo") {
    REQUIRE_SHARED_DATA("reactions/rdchiral_stereo_cases.json");
    const Value cases = read_json(shared_data("reactions/rdchiral_stereo_cases.json").string());
    int right = 0;
    for (const Value& c : cases.list) {
        std::vector<std::string> expected;
        for (const Value& e : c["expected"].list)
            expected.push_back(joined(canonical_components(e.text)));
        std::ranges::sort(expected);
        const auto found = outcomes_of(c["smarts"].text, c["smiles"].text);
        INFO(c["description"].text << " " << c["smarts"].text);
        CHECK(found == expected);
        right += found == expected;
    }
    CHECK(right == 43);
}

namespace {

/// Every atom with an origin is of its element, and every bond between two of them is in the target
/// or was changed. Returns whether there were origins.
bool origins_hold(const Target& target, const Outcome& o) {
    if (o.origins.empty()) return false;
    const MoleculeGraph before = graph_of(target.molecule());
    const auto is_bonded = [&](int a, int b) {
        return std::ranges::any_of(before.around(static_cast<std::size_t>(a)),
                                   [&](const auto& n) { return n.atom == b; });
    };
    const auto is_changed = [&](int a) {
        return std::ranges::find(o.changed_atoms, a) != o.changed_atoms.end();
    };
    std::set<int> used;
    REQUIRE(o.origins.size() == o.reactants.size());
    for (std::size_t r = 0; r < o.reactants.size(); ++r) {
        const MoleculeGraph after = graph_of(Molecule::from_smiles(o.reactants[r]));
        const auto& origin = o.origins[r];
        REQUIRE(origin.size() == after.atoms.size());
        for (std::size_t a = 0; a < origin.size(); ++a) {
            if (origin[a] < 0) continue;
            CHECK(used.insert(origin[a]).second);
            CHECK(after.atoms[a].element ==
                  before.atoms[static_cast<std::size_t>(origin[a])].element);
            for (const auto& n : after.around(a))
                if (origin[n.atom] >= 0)
                    CHECK((is_bonded(origin[a], origin[n.atom]) ||
                           (is_changed(origin[a]) && is_changed(origin[n.atom]))));
        }
    }
    return true;
}

}  // namespace

TEST_CASE("An outcome says which atom of the target each of its atoms was") {
    const TemplateSet set({"[C:1](=[O:2])-[NH:3]>>[C:1](=[O:2])-O.[NH2:3]"});
    const Target target(Molecule::from_smiles("C[C@H](N)C(=O)Nc1ccc(O)cc1"));
    const auto outcomes = set.apply(0, target);
    REQUIRE(outcomes.size() == 1);
    CHECK(origins_hold(target, outcomes[0]));
    int made = 0;
    for (const auto& one : outcomes[0].origins)
        made += static_cast<int>(std::ranges::count(one, -1));
    CHECK(made == 1);  // the acid's oxygen
}

TEST_CASE("An outcome says which atoms and bonds of the target it changes") {
    const TemplateSet set({"[C:1](=[O:2])-[NH:3]>>[C:1](=[O:2])-O.[NH2:3]"});
    const Target target(Molecule::from_smiles("CC(=O)Nc1ccc(O)cc1"));
    REQUIRE(target.molecule().smiles() == "CC(=O)Nc1ccc(O)cc1");
    ApplyCounts counts;
    const auto outcomes = set.apply(0, target, {}, &counts);
    REQUIRE(outcomes.size() == 1);
    CHECK(outcomes[0].reactants == std::vector<std::string>{"CC(=O)O", "Nc1ccc(O)cc1"});
    CHECK(outcomes[0].changed_atoms == std::vector<int>{1, 3});
    CHECK(outcomes[0].changed_bonds == std::vector<std::pair<int, int>>{{1, 3}});
    CHECK(counts.applied == 1);
    CHECK(counts.outcomes == 1);
    CHECK(set.applicable(target) == std::vector<std::uint32_t>{0});
}

TEST_CASE("What is no molecule is counted, and rings only open") {
    CHECK(outcomes_of("[C:1](=[O:2])-[N:3]>>[C:1](=[O:2])-O.[N:3]", "O=C1CCCN1") ==
          std::vector<std::string>{"NCCCC(=O)O"});
    CHECK(outcomes_of("[C:1]-[N:2].[C:3]-[O:4]>>[C:1]=[N:2].[C:3]=[O:4]", "NCCO") ==
          std::vector<std::string>{"N=CC=O"});
    const TemplateSet bad({"[C:1]-[Cl:2]>>[C:1]=[Cl:2]"});
    ApplyCounts counts;
    CHECK(bad.apply(0, Target(Molecule::from_smiles("CCl")), {}, &counts).empty());
    CHECK(counts.unsanitary == 1);
}

TEST_CASE("Templates that cannot be read are named") {
    for (const char* bad : {"", "CC", "[C:1]>>[C:1", "[C:1][C:1]>>[C:1]", "[C:1]>>[C:1]*",
                            "[C:1]>>[C:1]>>[C:1]", ">>"}) {
        INFO(bad);
        CHECK_THROWS_AS(TemplateSet({"[C:1]>>[C:1]O", bad}), InputError);
    }
    try {
        const TemplateSet set({"[C:1]>>[C:1]O", "[C:1]>>"});
        FAIL("not refused");
    } catch (const InputError& e) {
        CHECK(e.code() == "E-template");
        CHECK(e.message().find("template 1") != std::string::npos);
    }
}

namespace {

const std::vector<std::string>& train_templates() {
    static const std::vector<std::string> all = [] {
        const Table train = parse_csv(read_file(shared_data("reactions/uspto50k_train.csv.gz")),
                                      "uspto50k_train.csv.gz");
        std::vector<std::string> distinct;
        std::set<std::string> seen;
        for (const std::string& s : train.find("retro_template")->texts)
            if (seen.insert(s).second) distinct.push_back(s);
        return distinct;
    }();
    return all;
}

std::vector<std::string> column_of(const std::string& file, const std::string& column,
                                   std::size_t rows) {
    auto texts = parse_csv(read_file(shared_data("reactions/" + file)), file).find(column)->texts;
    texts.resize(std::min(rows, texts.size()));
    return texts;
}

/// Templates that apply and the indices that a search one by one finds.
void compare_index(const TemplateSet& set, const std::string& smiles) {
    const Target target(Molecule::from_smiles(smiles));
    std::vector<std::uint32_t> all;
    for (std::size_t i = 0; i < set.size(); ++i) {
        ApplyCounts counts;
        set.apply(i, target, {}, &counts);
        if (counts.matched) all.push_back(static_cast<std::uint32_t>(i));
    }
    CHECK(set.applicable(target) == all);
}

}  // namespace

TEST_CASE("The index of patterns loses no template") {
    REQUIRE_SHARED_DATA("reactions/uspto50k_train.csv.gz");
    const TemplateSet set(train_templates());
    CHECK(set.size() == 10262);  // shared/data/reactions/SOURCES.md
    for (const auto& smiles : column_of("uspto50k_valid.csv.gz", "product", 4))
        compare_index(set, smiles);
}

TEST_CASE("Origins of atoms hold for all templates on real products") {
    REQUIRE_SHARED_DATA("reactions/uspto50k_train.csv.gz");
    const TemplateSet set(train_templates());
    std::size_t known = 0, all = 0;
    for (const auto& smiles : column_of("uspto50k_valid.csv.gz", "product", 6)) {
        const Target target(Molecule::from_smiles(smiles));
        for (const std::uint32_t i : set.applicable(target))
            for (const Outcome& o : set.apply(i, target)) known += origins_hold(target, o), ++all;
    }
    CHECK(all > 100);
    CHECK(known > 0.9 * static_cast<double>(all));
}

TEST_CASE("Threads that share a set see the same outcomes") {
    REQUIRE_SHARED_DATA("reactions/uspto50k_train.csv.gz");
    const TemplateSet set(train_templates());
    const auto products = column_of("uspto50k_valid.csv.gz", "product", 8);
    const auto keys = [&] {
        std::vector<std::string> all;
        for (const auto& smiles : products) {
            const Target target(Molecule::from_smiles(smiles));
            for (std::uint32_t i : set.applicable(target))
                for (const Outcome& o : set.apply(i, target)) all.push_back(joined(o.reactants));
        }
        return all;
    };
    std::vector<std::string> one, two;
    std::thread first([&] { one = keys(); }), second([&] { two = keys(); });
    first.join();
    second.join();
    CHECK(one == two);
    CHECK(one == keys());
    CHECK(one.size() > 500);
}

TEST_SUITE("slow templates") {
    TEST_CASE("The index of patterns loses no template on a hundred molecules") {
        REQUIRE_SHARED_DATA("reactions/uspto50k_train.csv.gz");
        const TemplateSet set(train_templates());
        for (const auto& smiles : column_of("uspto50k_valid.csv.gz", "product", 100))
            compare_index(set, smiles);
    }
}

TEST_CASE("A template read backwards makes the product, of all reactants or not at all") {
    const TemplateSet set(
        {"[C:1](=[O:2])-[NH;D2:3]-[C:4]>>[C:1](=[O:2])-[OH].[NH2:3]-[C:4]", "[C:1]-[*]>>[C:1]-Br"});
    const std::vector<Molecule> both{Molecule::from_smiles("CCN"),
                                     Molecule::from_smiles("CC(=O)O")};
    CHECK(set.forward(0, both) == std::vector<std::string>{"CCNC(C)=O"});
    CHECK(set.forward(0, std::span(both).first(1)).empty());
    const std::vector<Molecule> ring{Molecule::from_smiles("NCCCC(=O)O")};
    CHECK(set.forward(0, ring) == std::vector<std::string>{"O=C1CCCN1"});
    const std::vector<Molecule> three{both[0], both[1], Molecule::from_smiles("C")};
    CHECK(set.forward(0, three).empty());
    CHECK(set.forward(0, {}).empty());
    CHECK(set.forward(1, ring).empty());  // says of no element what it would make
}

TEST_CASE("Outcomes are in canonical SMILES, as if they were read again") {
    REQUIRE_SHARED_DATA("reactions/uspto50k_train.csv.gz");
    const TemplateSet set(train_templates());
    std::size_t compared = 0, different = 0;
    for (const auto& smiles : column_of("uspto50k_valid.csv.gz", "product", 12)) {
        const Target target(Molecule::from_smiles(smiles));
        for (const std::uint32_t i : set.applicable(target))
            for (const Outcome& outcome : set.apply(i, target))
                for (const std::string& reactant : outcome.reactants) {
                    ++compared;
                    different += canonical_smiles(reactant) != reactant;
                }
    }
    CHECK(compared > 1000);
    CHECK(different == 0);
}
