#include "crucible/chem/pattern_index.hpp"

#include <doctest/doctest.h>

using namespace crucible::chem;

namespace {

std::vector<std::uint32_t> matching(std::vector<std::string> patterns, const char* smiles) {
    const PatternIndex index(patterns);
    CHECK(index.unread().empty());
    return index.matching(graph_of(Molecule::from_smiles(smiles)));
}

}  // namespace

TEST_CASE("Patterns: what atoms and bonds must be") {
    const std::vector<std::string> patterns{
        "[C:1](=[O;D1;H0:2])-[NH;D2;+0:3]-[c:4]",  // an anilide
        "[C:1](=[O;D1;H0:2])-[N;H0;D3;+0:3]",      // a tertiary amide
        "[#7;a:1]:[c:2]",
        "[CH3;D1;+0:1]-[C:2]",
        "[OH;D1;+0:1]-[c:2]:[c:3]:[c:4]",
        "[C:1]#[N:2]",
        "[c:1]1:[c:2]:[c:3]:[c:4]:[c:5]:[c:6]:1",
        "[N+;H0;D3:1](=[O:2])-[O-:3]"};
    using Found = std::vector<std::uint32_t>;
    CHECK(matching(patterns, "CC(=O)Nc1ccc(O)cc1") == Found{0, 3, 4, 6});
    CHECK(matching(patterns, "CC(=O)N(C)C") == Found{1, 3});
    CHECK(matching(patterns, "N#Cc1ccncc1") == Found{2, 5});
    CHECK(matching(patterns, "O=[N+]([O-])CC#N") == Found{5, 7});
    CHECK(matching({"[C;D1;H3:1]-[C@@H;D3;+0:2](-[N:3])-[C:4]"}, "CC(N)C(=O)O") == Found{0});
    // a ring of six is not one of five, and atoms are not used twice
    CHECK(matching({"[c:1]1:[c:2]:[c:3]:[c:4]:[n:5]:1"}, "c1ccncc1").empty());
    CHECK(matching({"[C:1]-[C:2]-[C:3]-[C:4]"}, "CCC").empty());
    CHECK(matching({"[O:1].[N:2]"}, "NCCO") == Found{0});
}

TEST_CASE("Patterns outside the subset are listed, not guessed") {
    const std::vector<std::string> patterns{"[C:1]-[N:2]", "[C;$(CC):1]", "[C:1]~[N:2]", "C(",
                                            "[C,N:1]"};
    const PatternIndex index(patterns);
    CHECK(index.unread() == std::vector<std::uint32_t>{1, 2, 3, 4});
    CHECK(index.matching(graph_of(Molecule::from_smiles("CN"))) == std::vector<std::uint32_t>{0});
}
