#include "crucible/chem/extract.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/measurement.hpp"
#include "crucible/chem/templates.hpp"
#include "crucible/data/table.hpp"
#include "tests/shared_data.hpp"

using namespace crucible;
using namespace crucible::chem;

TEST_CASE("A template says what changed, in full, and what is beside it, in brief") {
    const auto e = extract_template(
        "[CH3:1][C:2](=[O:3])[Cl:9].[NH2:4][CH2:5][CH2:6][CH3:7]>>"
        "[CH3:1][C:2](=[O:3])[NH:4][CH2:5][CH2:6][CH3:7]");
    CHECK(e.check == Extraction::Check::stereo);
    CHECK(e.why_not.empty());
    CHECK(e.retro_template ==
          "[C;D1;H3:1]-[C;H0;D3;+0:2](-[NH;D2;+0:3]-[C:4])=[O;D1;H0:5]>>"
          "[C;D1;H3:1]-[C;H0;D3;+0:2](=[O;D1;H0:5])-Cl.[C:4]-[NH2;D1;+0:3]");
    const auto general = extract_template(
        "[CH3:1][C:2](=[O:3])[Cl:9].[NH2:4][CH2:5][CH2:6][CH3:7]>>"
        "[CH3:1][C:2](=[O:3])[NH:4][CH2:5][CH2:6][CH3:7]",
        {.radius = 0, .special_groups = false});
    CHECK(general.retro_template == "[C;H0;D3;+0:1]-[NH;D2;+0:2]>>[C;H0;D3;+0:1]-Cl.[NH2;D1;+0:2]");
    CHECK(general.check == Extraction::Check::stereo);
}

TEST_CASE("One reaction type has one template, however it is numbered and written") {
    const auto a = extract_template(
        "[CH3:1][C@H:2]([Br:3])[CH2:4][CH3:5].[N-:6]=[N+:7]=[N-:8]>>"
        "[CH3:1][C@@H:2]([N:6]=[N+:7]=[N-:8])[CH2:4][CH3:5]");
    const auto b = extract_template(
        "[N-:1]=[N+:2]=[N-:3].[CH2:7]([CH2:6][CH3:9])[C@H:4]([CH2:5][CH3:8])[Br:10]>>"
        "[CH2:7]([CH2:6][CH3:9])[C@@H:4]([CH2:5][CH3:8])[N:1]=[N+:2]=[N-:3]");
    CHECK(a.check == Extraction::Check::stereo);
    CHECK(b.check == Extraction::Check::stereo);
    CHECK(a.retro_template.find('@') != std::string::npos);
    const auto mirror = extract_template(
        "[CH3:1][C@@H:2]([Br:3])[CH2:4][CH3:5].[N-:6]=[N+:7]=[N-:8]>>"
        "[CH3:1][C@H:2]([N:6]=[N+:7]=[N-:8])[CH2:4][CH3:5]");
    CHECK(a.retro_template == mirror.retro_template);
}

TEST_CASE("What has no template says why, and what is no reaction is refused") {
    CHECK(extract_template("[CH3:1][OH:2]>>[CH3:1][OH:2]").why_not ==
          "nothing changes between reactants and product");
    CHECK(extract_template("CO>>CO").why_not == "no atom of the product is mapped");
    CHECK(extract_template("[CH3:1]O>>[CH3:2]O").why_not ==
          "no reactant shares an atom with the product");
    CHECK(extract_template("[CH3:1][CH3:1]>>[CH3:1]O").why_not ==
          "number 1 occurs twice on one side");
    CHECK(extract_template("[CH3:1]O>>[NH2:1]O").why_not == "number 1 is of two elements");
    CHECK(extract_template("[CH3:1]Br>>[CH3:1]CCCCCCO").why_not ==
          "7 atoms of the product have no partner");
    for (const char* bad : {"", ">>", "CC", "CC>CC", "C>>C>C>C", ">>[CH3:1]", "[CH3:1>>C",
                            "[CH3:1](C)(C)(C)(C)C>>[CH4:1]"}) {
        INFO(bad);
        CHECK_THROWS_AS(extract_template(bad), InputError);
    }
}

namespace {

std::vector<std::string> mapped_reactions() {
    const std::string file = "uspto50k_original_mapping_valid.csv.gz";
    return parse_csv(read_file(shared_data("reactions/" + file)), file)
        .find("reactants>reagents>production")
        ->texts;
}

void check_extraction(std::size_t every, double least_stereo, double least_flat) {
    int all = 0, flat = 0, stereo = 0;
    const auto reactions = mapped_reactions();
    for (std::size_t i = 0; i < reactions.size(); i += every) {
        const auto e = extract_template(reactions[i]);
        ++all;
        flat += e.check != Extraction::Check::none;
        stereo += e.check == Extraction::Check::stereo;
    }
    CHECK(static_cast<double>(stereo) / all >= least_stereo);
    CHECK(static_cast<double>(flat) / all >= least_flat);
}

}  // namespace

// The acceptance is 98 %; 99.88 and 100 % when this was written.
TEST_CASE("Templates of real reactions give the recorded reactants") {
    REQUIRE_SHARED_DATA("reactions/uspto50k_original_mapping_valid.csv.gz");
    check_extraction(25, 0.99, 0.995);
}

TEST_SUITE("slow extraction") {
    TEST_CASE("Templates of all valid reactions give the recorded reactants") {
        REQUIRE_SHARED_DATA("reactions/uspto50k_original_mapping_valid.csv.gz");
        check_extraction(1, 0.998, 0.999);
    }
}
