#include "crucible/transforms/prose.hpp"

#include <doctest/doctest.h>

#include <string>

#include "crucible/transforms/transform_library.hpp"

using namespace crucible::transforms;

TEST_CASE("Names of transforms as people write them") {
    CHECK(prose_name("GRIGNARD OPENING OF EPOXIDE") == "Grignard opening of epoxide");
    CHECK(prose_name("N-ACETYLATION BY ANHYDRIDE") == "N-acetylation by anhydride");
    CHECK(prose_name("HETERO-DIELS-ALDER REACTION") == "Hetero-Diels-Alder reaction");
    CHECK(prose_name("SN2 ALKYLATION OF AMINE BY BROMIDE") == "SN2 alkylation of amine by bromide");
    CHECK(prose_name("REDUCTION OF ESTER BY LIALH4") == "Reduction of ester by LiAlH4");
    CHECK(prose_name("MCPBA EPOXIDATION") == "mCPBA epoxidation");
    CHECK(prose_name("1,2,4-OXADIAZOLE FROM AMIDOXIME") == "1,2,4-oxadiazole from amidoxime");
    CHECK(prose_name("[2+2] PHOTOCYCLOADDITION") == "[2+2] photocycloaddition");
    CHECK(prose_name("My own Ester cut") == "My own Ester cut");
    CHECK(prose_name("").empty());
}

TEST_CASE("No name of the library is left in capitals") {
    const std::string folder = std::string(TESTS_DIR) + "/../share/crucible/transforms";
    const auto library = TransformLibrary::open({folder}, Vocabulary::open(folder));
    for (const auto& rule : library.rules()) {
        const std::string name = prose_name(rule->transform().name);
        CAPTURE(name);
        CHECK(name.find_first_of("abcdefghijklmnopqrstuvwxyz") != std::string::npos);
    }
}
