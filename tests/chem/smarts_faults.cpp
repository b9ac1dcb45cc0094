#include "crucible/chem/smarts_faults.hpp"

#include <doctest/doctest.h>

using namespace crucible::chem;

namespace {
int column_of(std::string_view smarts) {
    const auto fault = smarts_fault(smarts);
    return fault ? fault->column : -1;
}
}  // namespace

TEST_CASE("the column of a fault in a SMARTS is told") {
    for (const char* good :
         {"[#6][CH]=O", "[CX4,c][NH2]", "c1ccccc1", "C%12CC%12", "[$([NX3;H2]C(C)C)]",
          "[CX3]=[NX2][*!O]", "[C@;!H0:5](=[O:7])[#6,#1:3]", "[!#6;R2]~*", "[c:1].[O:2]"})
        CHECK_MESSAGE(!smarts_fault(good), good);
    CHECK(column_of("[#6]C([#6)=O") == 10);  // as damaged on a slide of Chematica's rule 8382
    CHECK(column_of("[#6") == 1);
    CHECK(column_of("C(C(C)") == 2);
    CHECK(column_of("CC)C") == 3);
    CHECK(column_of("C1CC2CC1") == 5);
    CHECK(column_of("[]") == 1);
    CHECK(column_of("[C&$(C=O]") == 9);
    CHECK(column_of("[CX3]...") == 0);
    CHECK(column_of("C?C") == 2);
    CHECK(column_of("C%1") == 2);
    CHECK(column_of("") == 0);
}

TEST_CASE("columns of a reaction are counted through both sides") {
    CHECK(!reaction_smarts_fault("[C:1][N:2]>>[C:1].[N:2]"));
    CHECK(reaction_smarts_fault("[C:1][N:2]>>[C:1].[N:2")->column == 19);
    CHECK(reaction_smarts_fault("[C:1][N:2>>[C:1]")->column == 6);
    CHECK(reaction_smarts_fault("[C:1][N:2]")->why == "there is no >> in it");
    CHECK(reaction_smarts_fault("C>>N>>O")->column == 5);
}
