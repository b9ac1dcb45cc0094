// Outcomes made without RDKit beside those that RDKit makes.
#include <doctest/doctest.h>

#include <set>

#include "crucible/base/files.hpp"
#include "crucible/chem/flat_molecule.hpp"
#include "crucible/chem/templates.hpp"
#include "crucible/data/table.hpp"
#include "tests/shared_data.hpp"

using namespace crucible;
using namespace crucible::chem;

namespace {

std::vector<std::string> application_column(const char* file, const char* column) {
    const std::string path = shared_data(std::string("reactions/") + file).string();
    const Table table = parse_csv(read_file(path), file);
    const Column* texts = table.find(column);
    REQUIRE(texts);
    return texts->texts;
}

std::vector<std::string> application_templates() {
    std::vector<std::string> distinct;
    std::set<std::string> seen;
    for (const auto& s : application_column("uspto50k_train.csv.gz", "retro_template"))
        if (!s.empty() && seen.insert(s).second) distinct.push_back(s);
    return distinct;
}

bool is_same(const Outcome& a, const Outcome& b) {
    return a.reactants == b.reactants && a.changed_atoms == b.changed_atoms &&
           a.changed_bonds == b.changed_bonds && a.origins == b.origins;
}

struct Compared {
    int pairs = 0, outcomes = 0, different = 0;
};

/// Every template that occurs in some of the products, made in both ways.
Compared compare_makings(const std::vector<std::string>& products, std::size_t step) {
    const TemplateSet set(application_templates());
    Compared sum;
    for (std::size_t p = 0; p < products.size(); p += step) {
        const Target target(Molecule::from_smiles(products[p]));
        for (const std::uint32_t i : set.applicable(target)) {
            ApplyCounts quick_counts, plain_counts;
            const auto quick = set.apply(i, target, {}, &quick_counts);
            const auto plain = set.apply(i, target, {.making = Making::plain}, &plain_counts);
            ++sum.pairs;
            sum.outcomes += static_cast<int>(plain.size());
            const bool same = std::ranges::equal(quick, plain, is_same) &&
                              quick_counts.unsanitary == plain_counts.unsanitary;
            INFO(products[p] << " " << set.smarts(i));
            CHECK(same);
            sum.different += !same;
        }
    }
    return sum;
}

}  // namespace

TEST_CASE("The own writer of SMILES is in use with this RDKit") { CHECK(writes_as_rdkit()); }

TEST_CASE("Outcomes made without RDKit are those that it makes") {
    REQUIRE_SHARED_DATA("reactions/uspto50k_train.csv.gz");
    const auto sum = compare_makings(application_column("uspto50k_valid.csv.gz", "product"), 160);
    CHECK(sum.pairs > 2000);
    CHECK(sum.outcomes > 2000);
    CHECK(sum.different == 0);
}

TEST_SUITE_BEGIN("slow.chem.applications");

TEST_CASE("Outcomes made without RDKit are those that it makes, on hundreds of products") {
    REQUIRE_SHARED_DATA("reactions/uspto50k_train.csv.gz");
    const auto sum = compare_makings(application_column("uspto50k_test.csv.gz", "product"), 12);
    CHECK(sum.pairs > 20000);
    CHECK(sum.different == 0);
}

TEST_SUITE_END();
