#include "crucible/synthesis/template_library.hpp"

#include <doctest/doctest.h>

#include "crucible/base/error.hpp"

using namespace crucible;
using namespace crucible::synthesis;

namespace {

const std::string amide = "[C:1](=[O:2])-[NH:3]>>[C:1](=[O:2])-O.[NH2:3]";
const std::string nitro = "[NH2:1]-[c:2]>>[N+:1](-[c:2])(=O)-[O-]";

}  // namespace

TEST_CASE("Templates without names are named by the class that most of their reactions have") {
    const auto library = TemplateLibrary::parse("retro_template,uses,class_1,class_2,class_7\n" +
                                                    amide + ",5,1,4,0\n" + nitro + ",3,0,0,3\n" +
                                                    "[C:1]-[O:2]>>[C:1].[O:2],1,0,0,0\n",
                                                "t.csv");
    REQUIRE(library.cards.size() == 3);
    CHECK(library.cards[0].name == "acylation or related");
    CHECK(library.cards[1].name == "reduction");
    CHECK(library.cards[2].name == "");
    CHECK(library.cards[0].uses == 5);
}

TEST_CASE("Names of templates that a table gives are kept") {
    const auto library = TemplateLibrary::parse(
        "retro_template,name,class_7\n" + nitro + ",Bechamp reduction,9\n", "t.csv");
    CHECK(library.cards[0].name == "Bechamp reduction");
    CHECK(library.index_of(nitro) == 0);
    CHECK(library.index_of(amide) == -1);
    CHECK_THROWS_AS(TemplateLibrary::parse("smarts\nC\n", "t.csv"), InputError);
}
