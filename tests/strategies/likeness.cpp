#include "crucible/strategies/likeness.hpp"

#include <doctest/doctest.h>

#include "crucible/strategies/like_materials.hpp"

using namespace crucible;
using strategies::Likeness;

namespace {

std::optional<std::uint64_t> key_of(const char* smiles, Likeness likeness) {
    const auto g = chem::graph_of(chem::Molecule::from_smiles(smiles));
    return likeness_key(g, strategies::ring_atoms(g), strategies::whole_fragment(g), likeness);
}

/// The strictest likeness of two molecules; 4: none.
int strictest(const char* a, const char* b) {
    for (int k = 0; k < strategies::likenesses; ++k) {
        const auto one = key_of(a, static_cast<Likeness>(k)),
                   other = key_of(b, static_cast<Likeness>(k));
        if (one && one == other) return k;
    }
    return strategies::likenesses;
}

}  // namespace

TEST_CASE("What molecules are alike in, from strict to loose") {
    CHECK(strictest("CC(=O)CC", "CC(O)CC") == 0);          // orders of bonds do not count
    CHECK(strictest("CC(=O)CC", "CC(Cl)CC") == 1);         // a hetero atom at the same carbon
    CHECK(strictest("CC(=O)CC", "ClCCCC") == 2);           // at another one
    CHECK(strictest("CC(=O)c1ccccc1", "Oc1ccccc1") == 3);  // the ring alone
    CHECK(strictest("CC(=O)c1ccccc1", "Oc1ccncc1") == 4);  // another ring
    CHECK(strictest("CCO", "CCCO") == 4);
    CHECK(strictest("C1CCCCC1", "CCCCCC") == 4);  // a chain is no ring
    CHECK(!key_of("O", Likeness::skeleton));
    CHECK(!key_of("CCC", Likeness::rings));
}

TEST_CASE("Atoms of rings are those of bonds that can be gone around") {
    const auto of = [](const char* smiles) {
        std::string out;
        for (const char in :
             strategies::ring_atoms(chem::graph_of(chem::Molecule::from_smiles(smiles))))
            out += in ? 'r' : '.';
        return out;
    };
    CHECK(of("CCC") == "...");
    CHECK(of("CC1CC1") == ".rrr");
    CHECK(of("C1CC1CC1CC1") == "rrr.rrr");  // the chain between two rings is in none
    CHECK(of("C1CC2CCC1C2") == "rrrrrrr");
}

TEST_CASE("Pieces of a cut find what they can be made of") {
    // lidocaine, cut at the amide: the acid's side wants a group where it was cut
    const auto target = chem::Molecule::from_smiles("CCN(CC)CC(=O)Nc1c(C)cccc1C");
    const auto g = chem::graph_of(target);
    int carbonyl = -1, nitrogen = -1;
    for (std::size_t a = 0; a < g.atoms.size(); ++a)
        for (const auto& n : g.around(a))
            if (g.atoms[a].element == 6 && n.bond == chem::BondType::twofold)
                carbonyl = static_cast<int>(a);
    for (const auto& n : g.around(static_cast<std::size_t>(carbonyl)))
        if (g.atoms[n.atom].element == 7) nitrogen = n.atom;
    REQUIRE(carbonyl >= 0);
    REQUIRE(nitrogen >= 0);
    const auto [acid, amine] = strategies::sides_of(g, carbonyl, nitrogen);
    CHECK(acid.atoms.size() + amine.atoms.size() == g.atoms.size());

    synthesis::StockList stock;
    for (const char* smiles : {"CCN(CC)CC(=O)O", "Cc1cccc(C)c1N", "Cc1cccc(C)c1", "CCO"})
        stock.entries.push_back({chem::canonical_smiles(smiles), "", 0, 0});
    const strategies::MaterialIndex index(stock, RunContext("test", 1, {}, nullptr));
    CHECK(index.size() == 4);
    const auto rings = strategies::ring_atoms(g);
    const auto acids = index.like(target, g, rings, acid, 10);
    REQUIRE(!acids.empty());
    CHECK(acids.front().smiles == chem::canonical_smiles("CCN(CC)CC(=O)O"));
    CHECK(acids.front().likeness == Likeness::substitution);
    const auto amines = index.like(target, g, rings, amine, 10);
    REQUIRE(amines.size() >= 2);
    CHECK(amines[0].smiles == chem::canonical_smiles("Cc1cccc(C)c1N"));
    CHECK(amines[0].likeness == Likeness::atoms);
    CHECK(amines[1].likeness == Likeness::skeleton);
    CHECK(index.like(target, g, rings, amine, 1).size() == 2);  // one of each likeness
}
