#include "crucible/strategies/bond_sets.hpp"

#include <doctest/doctest.h>

#include <numeric>

#include "shipped_chemistry.hpp"

using namespace crucible;
using namespace crucible::strategies;

namespace {

SkeletonStock stock_of(const std::vector<std::string>& smiles) {
    synthesis::StockList list;
    for (const std::string& s : smiles)
        list.entries.push_back({chem::canonical_smiles(s), "", 0, 0});
    return SkeletonStock(list);
}

std::vector<BondSet> sets_of(const std::string& smiles, const SkeletonStock& stock,
                             int levels = 2) {
    const chem::Molecule m = chem::Molecule::from_smiles(smiles);
    BondSetSettings s;
    s.levels = levels;
    return bond_sets(chem::graph_of(m), chem::skeleton_of(m).rings, stock, s);
}

}  // namespace

TEST_CASE("Skeletons are the same whatever functional groups are on them") {
    const auto skeleton = [](const std::string& smiles) {
        const chem::MoleculeGraph g = chem::graph_of(chem::Molecule::from_smiles(smiles));
        std::vector<int> atoms(g.atoms.size());
        std::iota(atoms.begin(), atoms.end(), 0);
        return carbon_skeleton(g, atoms);
    };
    CHECK(skeleton("CCCC") == skeleton("C=CC(O)CBr"));
    CHECK(skeleton("c1ccccc1") == skeleton("OC1CCCCC1"));
    CHECK(skeleton("CCCC") != skeleton("CC(C)C"));
    CHECK(skeleton("C1CCCCC1") != skeleton("CCCCCC"));
    CHECK(skeleton("CC1CCCC1") != skeleton("C1CCCCC1"));
    const SkeletonStock stock = stock_of({"Brc1ccccc1", "CC(C)=O"});
    CHECK(stock.size() == 2);
    CHECK(stock.contains(skeleton("CCC")));
    CHECK_FALSE(stock.contains(skeleton("CCCCC")));
}

TEST_CASE("A symmetric chain is cut in the middle, then each half in its middle") {
    // Octane without a stock: 3-4, then both halves of four are small.
    const auto sets = sets_of("CCCCCCCC", SkeletonStock());
    REQUIRE(!sets.empty());
    CHECK(sets.front().last == std::vector<std::pair<int, int>>{{3, 4}});
    CHECK(sets.front().bonds == sets.front().last);
    CHECK(sets.front().synthons == std::vector<std::size_t>{4, 4});
    CHECK(sets.front().known == 2);
    // Twelve carbons: six and six, which nobody has; each goes in three and three.
    const auto twelve = sets_of("CCCCCCCCCCCC", SkeletonStock());
    CHECK(twelve.front().bonds.size() == 3);
    CHECK(twelve.front().synthons == std::vector<std::size_t>{3, 3, 3, 3});
    CHECK(sets_of("CCCCCCCCCCCC", SkeletonStock(), 1).front().bonds.size() == 1);
    // With hexanes in stock one cut is enough.
    CHECK(sets_of("CCCCCCCCCCCC", stock_of({"CCCCCCO"})).front().synthons ==
          std::vector<std::size_t>{6, 6});
}

TEST_CASE("A ring is opened by two bonds, an aromatic one never") {
    bool has_pair = false;
    for (const BondSet& s : sets_of("C1CCCCC1", SkeletonStock())) {
        CHECK(s.last.size() == 2);
        has_pair = has_pair || s.synthons == std::vector<std::size_t>{3, 3};
    }
    CHECK(has_pair);
    for (const BondSet& s : sets_of("CCCCc1ccccc1", SkeletonStock()))
        for (const auto& [a, b] : s.bonds) CHECK(a < 4);
}

TEST_CASE("Moves that make a cut of a good bond set come first, and name the set") {
    const auto stock = std::make_shared<const SkeletonStock>(stock_of({"Brc1ccccc1", "C1CCCCC1"}));
    const auto all =
        advised_moves("OC(c1ccccc1)C1CCCCC1", {std::make_shared<ConvergentBondSets>(stock)});
    REQUIRE(!all.empty());
    REQUIRE(!all.front().reasons.empty());
    CHECK(all.front().reasons.front().find("last cut of the bond set {") != std::string::npos);
}
