#include "crucible/transforms/strategic_bonds.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>

using namespace crucible;
using namespace crucible::transforms;

namespace {
const Vocabulary& known_words() {
    static const Vocabulary v =
        Vocabulary::open(std::string(TESTS_DIR) + "/../share/crucible/transforms");
    return v;
}
Perception seen(const std::string& smiles) {
    return perceive(chem::Molecule::from_smiles(smiles), known_words());
}
/// Strategic bonds by the kinds of their ends: heavy neighbours of each, the smaller first.
std::multiset<std::pair<int, int>> kinds(const std::string& smiles) {
    const Perception p = seen(smiles);
    std::multiset<std::pair<int, int>> out;
    for (const RingBond& b : ring_bonds(p))
        if (b.is_strategic) {
            const int one = p.atoms[static_cast<std::size_t>(b.a)].degree;
            const int two = p.atoms[static_cast<std::size_t>(b.b)].degree;
            out.insert(std::minmax(one, two));
        }
    return out;
}
using Kinds = std::multiset<std::pair<int, int>>;

/// Walks of 1 to n-1 bonds by trying all.
double walks_by_trying(const chem::MoleculeGraph& g) {
    const std::size_t n = g.atoms.size();
    double count = 0;
    const auto go = [&](auto&& self, std::size_t atom, std::size_t left) -> void {
        if (left == 0) return;
        for (const auto& neighbour : g.around(atom)) {
            ++count;
            self(self, neighbour.atom, left - 1);
        }
    };
    for (std::size_t i = 0; i < n; ++i) go(go, i, n - 1);
    return count;
}
}  // namespace

TEST_CASE("strategic bonds of the textbook skeletons") {
    // Norbornane: the four bonds from a bridgehead to the two-carbon bridges. Those of the
    // one-carbon bridge are in both five-rings, so that they leave none; C2-C3 touches no other
    // ring.
    CHECK(kinds("C1CC2CCC1C2") == Kinds{{2, 3}, {2, 3}, {2, 3}, {2, 3}});
    for (const RingBond& b : ring_bonds(seen("C1CC2CCC1C2")))
        if (b.is_strategic) CHECK(b.codes() == "1 2 3 4 5 6");
    // Bicyclo[2.2.2]octane: all six bonds at bridgeheads, by symmetry.
    CHECK(kinds("C1CC2CCC1CC2").size() == 6);
    // Decalin: the fusion bond is a core bond (its loss makes a ten-ring); the four beside it are
    // strategic.
    const auto decalin = ring_bonds(seen("C1CCC2CCCCC2C1"));
    CHECK(kinds("C1CCC2CCCCC2C1") == Kinds{{2, 3}, {2, 3}, {2, 3}, {2, 3}});
    const Perception p = seen("C1CCC2CCCCC2C1");
    for (const RingBond& b : decalin) {
        const bool is_fusion = p.atoms[static_cast<std::size_t>(b.a)].degree == 3 &&
                               p.atoms[static_cast<std::size_t>(b.b)].degree == 3;
        if (is_fusion) CHECK(b.codes() == "1 3 5 6");
    }
    // Twistane: the six bonds of the one ring that holds all four bridgeheads; every cut leaves
    // six-rings.
    CHECK(kinds("C1CC2CC3CCC2CC13") == Kinds{{2, 3}, {2, 3}, {2, 3}, {2, 3}, {3, 3}, {3, 3}});
}

TEST_CASE("rings of three, aromatic bonds and stereocentres on chains are left alone") {
    CHECK(kinds("C1CC1").empty());
    CHECK(kinds("c1ccc2ccccc2c1").empty());
    // Epoxide beside a ring: no bond of the three-ring.
    for (const RingBond& b : ring_bonds(seen("C1CCC2OC2C1")))
        if (b.is_hetero) CHECK(!b.is_strategic);
    // A methyl group on the other two-carbon bridge is no chain when this one is cut; on this one
    // it would be, as a stereocentre on a chain.
    const auto open_centre = [](const std::string& smiles) {
        return std::ranges::count_if(ring_bonds(seen(smiles)), [](const RingBond& b) {
            return !b.passes[static_cast<std::size_t>(BondRule::no_stereo_chain)];
        });
    };
    CHECK(open_centre("C1CC2CCC1C2") == 0);
    CHECK(open_centre("C[C@H]1C[C@@H]2CC[C@H]1C2") > 0);
    // Carbon and hetero atom: rules 2 to 4 are waived.
    const auto ether = ring_bonds(seen("C1CCOCC1"));
    CHECK(std::ranges::count_if(ether, [](const RingBond& b) { return b.is_strategic; }) == 2);
    for (const RingBond& b : ether)
        if (b.is_strategic) CHECK(b.codes() == "1 (2) 3 4 5 6");
}

TEST_CASE("simplification is the drop of the walk count") {
    for (const char* smiles : {"CCCC", "C1CC1", "CC(C)C1CC1", "C1CC2CC1C2"}) {
        const auto g = seen(smiles).graph;
        CHECK(std::exp(log_walk_count(g)) == doctest::Approx(walks_by_trying(g)).epsilon(1e-12));
    }
    // Butane without its middle bond: two ethanes, walked for up to three bonds.
    const auto butane = seen("CCCC").graph;
    CHECK(std::exp(log_walk_count(butane, {1, 2})) == doctest::Approx(4 * 3).epsilon(1e-12));
    CHECK(log_walk_count(seen("C").graph) == 0);
    // A large graph does not overflow.
    std::string chain(900, 'C');
    CHECK(std::isfinite(log_walk_count(seen(chain).graph)));
    for (const RingBond& b : ring_bonds(seen("C1CC2CCC1C2"))) CHECK(b.simplification > 0);
}

TEST_CASE("branches on rings") {
    const auto branches = appendage_bonds(seen("CC(C)Cc1ccc(cc1)C(C)C(=O)O"));
    REQUIRE(branches.size() == 2);
    CHECK(branches[0].size + branches[1].size == 9);
    for (const AppendageBond& b : branches) CHECK(b.simplification > 0);
}
