#include "crucible/chem/template_labels.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/chem/extract.hpp"
#include "crucible/chem/map_reaction.hpp"
#include "crucible/data/table.hpp"
#include "tests/shared_data.hpp"

using namespace crucible;
using namespace crucible::chem;

namespace {

const char* amide = "[C:1](=[O:2])-[NH:3]>>[C:1](=[O:2])-O.[NH2:3]";
const char* acetamide = "[CH3:4]-[C:1](=[O:2])-[NH:3]>>[CH3:4]-[C:1](=[O:2])-O.[NH2:3]";
const char* ether = "[C:1]-[O;D2:2]-[C:3]>>[C:1]-[OH:2].Br-[C:3]";

}  // namespace

TEST_CASE("More than one template may explain a reaction") {
    const TemplateSet set({ether, amide, acetamide});
    const Target target(Molecule::from_smiles("CC(=O)NCCOC"));
    CHECK(explaining_templates(set, target, "CC(=O)O.COCCN") == std::vector<std::uint32_t>{1, 2});
    CHECK(explaining_templates(set, target, "CBr.CC(=O)NCCO") == std::vector<std::uint32_t>{0});
    CHECK(explaining_templates(set, target, "C").empty());
}

TEST_CASE("Specific templates have siblings") {
    const std::vector<std::pair<std::string, std::string>> seen{
        {"g", "b"}, {"g", "a"}, {"g", "b"}, {"h", "a"}, {"h", "a"}, {"", "c"}, {"h", "c"}};
    const TemplateHierarchy hierarchy(seen);
    REQUIRE(hierarchy.families().size() == 2);
    CHECK(hierarchy.families()[0].members[0].specific == "b");
    CHECK(hierarchy.families()[0].members[0].uses == 2);
    REQUIRE(hierarchy.family_of("a"));
    CHECK(hierarchy.family_of("a")->general == "h");
    CHECK(hierarchy.family_of("b")->general == "g");
    CHECK(hierarchy.family_of("z") == nullptr);
}

TEST_CASE("A reaction is mapped by a template that makes its reactants") {
    const TemplateSet set({ether, amide});
    const AtomMap map = map_reaction("CCN.CC(=O)O.[Na+]>>CC(=O)NCC", set);
    const std::string& mapped = map.reaction;
    CHECK(map.rule == 1);
    CHECK(mapped ==
          "O[C:4]([CH3:5])=[O:6].[CH3:1][CH2:2][NH2:3]>[Na+]>"
          "[CH3:1][CH2:2][NH:3][C:4]([CH3:5])=[O:6]");
    const auto e = extract_template(mapped);
    CHECK(e.check == Extraction::Check::stereo);
    const AtomMap none = map_reaction("CCN.CC(=O)Cl>>CC(=O)NCC", set);
    CHECK(none.reaction.empty());
    CHECK(none.why_not == "no template makes its reactants of the product");
    CHECK(map_reaction("CBr.CCl>>CC", set).why_not == "no template applies to the product");
    CHECK_THROWS_AS(map_reaction("CO.CC>>COC.CC", set), InputError);
    CHECK_THROWS_AS(map_reaction("CCN", set), InputError);
    CHECK_THROWS_AS(map_reaction("C(>>C", set), InputError);
}

TEST_CASE("Its own template maps almost every recorded reaction") {
    REQUIRE_SHARED_DATA("reactions/uspto50k_valid.csv.gz");
    const std::string file = "uspto50k_valid.csv.gz";
    const Table table = parse_csv(read_file(shared_data("reactions/" + file)), file);
    int mapped = 0, forward = 0;
    constexpr int all = 200;
    for (std::size_t i = 0; i < all; ++i) {
        const TemplateSet own({table.find("retro_template")->texts[i]});
        const std::string& product = table.find("product")->texts[i];
        const std::string& reactants = table.find("reactants")->texts[i];
        mapped += !map_reaction(reactants + ">>" + product, own).reaction.empty();
        std::vector<Molecule> parts;
        for (const auto& part : canonical_components(reactants))
            parts.push_back(Molecule::from_smiles(part));
        const auto products = own.forward(0, parts);
        forward += std::ranges::find(products, canonical_smiles(product)) != products.end();
    }
    CHECK(mapped >= 0.95 * all);
    CHECK(forward >= 0.95 * all);
}
