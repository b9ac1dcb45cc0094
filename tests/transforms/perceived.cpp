// What is seen in molecules.

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "crucible/transforms/perception.hpp"

using namespace crucible;
using namespace crucible::transforms;

namespace {

const Vocabulary& seen_words() {
    static const Vocabulary all =
        Vocabulary::open(std::string(TESTS_DIR) + "/../share/crucible/transforms");
    return all;
}

Perception seen(const char* smiles) {
    return perceive(chem::Molecule::from_smiles(smiles), seen_words());
}

int count(const Perception& p, const char* name) {
    return static_cast<int>(std::ranges::count_if(p.groups, [&](const GroupSite& g) {
        return seen_words().groups()[static_cast<std::size_t>(g.group)].name == name;
    }));
}

}  // namespace

TEST_CASE("Functional groups are told apart") {
    struct {
        const char* smiles;
        const char* group;
        int count;
    } const all[] = {{"OCC(O)CO", "ALCOHOL", 3},
                     {"OCC(O)CO", "PRIMARY ALCOHOL", 2},
                     {"Oc1ccccc1", "ALCOHOL", 0},
                     {"Oc1ccccc1", "PHENOL", 1},
                     {"CC(=O)O", "ALCOHOL", 0},
                     {"CC(=O)O", "CARBOXYLIC ACID", 1},
                     {"CC(=O)OC", "ESTER", 1},
                     {"CC(=O)OC", "ETHER", 0},
                     {"CC(=O)OC(C)=O", "ESTER", 0},
                     {"CC(=O)OC(C)=O", "ANHYDRIDE", 2},
                     {"CC(=O)NC", "AMIDE", 1},
                     {"CC(=O)NC", "AMINE", 0},
                     {"COC(=O)NC", "CARBAMATE", 1},
                     {"COC(=O)NC", "AMIDE", 0},
                     {"NC(=O)N", "UREA", 2},
                     {"CC(C)=O", "KETONE", 1},
                     {"CC=O", "ALDEHYDE", 1},
                     {"CC=O", "KETONE", 0},
                     {"C[N+](=O)[O-]", "NITRO", 1},
                     {"C[N+](=O)[O-]", "AMINE", 0},
                     {"CC#N", "NITRILE", 1},
                     {"CC#CC", "ALKYNE", 2},
                     {"CC#C", "TERMINAL ALKYNE", 1},
                     {"C1CO1", "EPOXIDE", 2},
                     {"C1CO1", "ETHER", 0},
                     {"CS(=O)(=O)N", "SULFONAMIDE", 1},
                     {"CC(C)(C)OC(=O)NC", "BOC CARBAMATE", 1},
                     {"Clc1ccccc1", "ARYL HALIDE", 1},
                     {"CCCl", "ALKYL HALIDE", 1},
                     {"CC(=O)Cl", "ACYL CHLORIDE", 1},
                     {"OB(O)c1ccccc1", "BORONIC ACID", 1},
                     {"CCN(CC)CC", "TERTIARY AMINE", 3}};
    for (const auto& one : all) {
        CAPTURE(one.smiles);
        CAPTURE(one.group);
        CHECK(count(seen(one.smiles), one.group) == one.count);
    }
}

TEST_CASE("Ring systems: fused, bridged, spiro") {
    const auto decalin = seen("C1CCC2CCCCC2C1");
    REQUIRE(decalin.ring_systems.size() == 1);
    CHECK(decalin.ring_systems[0].fused == 1);
    CHECK(decalin.ring_systems[0].bridged == 0);
    const auto norbornane = seen("C1CC2CCC1C2");
    REQUIRE(norbornane.ring_systems.size() == 1);
    CHECK(norbornane.ring_systems[0].bridged == 1);
    CHECK(std::ranges::count_if(norbornane.atoms,
                                [](const AtomView& a) { return a.is_bridgehead; }) == 2);
    const auto spiro = seen("C1CCC2(C1)CCCC2");
    REQUIRE(spiro.ring_systems.size() == 1);
    CHECK(spiro.ring_systems[0].spiro == 1);
    CHECK(seen("c1ccc(cc1)Cc1ccccc1").ring_systems.size() == 2);
}

TEST_CASE("Appendages, symmetry, stereo") {
    const auto toluene = seen("Cc1ccccc1");
    REQUIRE(toluene.appendages.size() == 1);
    CHECK(toluene.appendages[0].size == 1);
    CHECK(toluene.symmetric_atoms == 4);  // two ortho, two meta
    const auto threitol = seen("OC[C@@H](O)[C@H](O)CO");
    REQUIRE(threitol.centre_runs.size() == 1);
    CHECK(threitol.centre_runs[0].size() == 2);
    const auto open = seen("CC(O)CC");
    CHECK(std::ranges::count_if(open.skeleton.atoms, [](const auto& a) { return a.cip == '?'; }) ==
          1);
    const auto alanine = seen("C[C@H](N)C(=O)O");  // L: S
    CHECK(std::ranges::count_if(alanine.skeleton.atoms,
                                [](const auto& a) { return a.cip == 'S'; }) == 1);
    CHECK(seen("C/C=C/C").skeleton.double_bonds.front().label == 'E');
}

TEST_CASE("Carbons that enolise, leave, are donated to and withdrawn from") {
    const auto acetone = seen("CC(C)=O");
    CHECK(std::ranges::count_if(acetone.atoms, [](const AtomView& a) { return a.is_enolizable; }) ==
          2);
    const auto bromide = seen("CCBr");
    CHECK(std::ranges::count_if(bromide.atoms, [](const AtomView& a) { return a.is_leaving; }) ==
          1);
    const auto pivaldehyde = seen("CC(C)(C)C=O");
    CHECK(
        std::ranges::none_of(pivaldehyde.atoms, [](const AtomView& a) { return a.is_enolizable; }));
    const auto acrylate = seen("C=CC(=O)OC");
    CHECK(std::ranges::any_of(acrylate.atoms, [](const AtomView& a) { return a.is_withdrawn; }));
}
