// Textbook reactions: products of the rules, made-up examples, the net that tells them apart.

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "crucible/base/error.hpp"
#include "crucible/base/run_context.hpp"
#include "crucible/chem/molecule.hpp"
#include "crucible/synthesis/feature_graph.hpp"
#include "crucible/synthesis/reaction_type_model.hpp"

using namespace crucible;
using namespace crucible::synthesis;

namespace {

std::vector<std::string> made(std::size_t type, const char* substrate, const char* partner = "") {
    return products_by_type(type, {substrate, partner, ""});
}
std::vector<std::string> canonical_list(std::vector<std::string> smiles) {
    for (std::string& s : smiles) s = chem::joined(chem::canonical_components(s));
    std::ranges::sort(smiles);
    return smiles;
}

double held_out_accuracy(const SplitExamples& parts, const TypeModelSettings& s) {
    const ReactionTypeModel model(parts.learned, s);
    double right = 0;
    for (const auto& e : parts.held_out) {
        const auto p = model.probabilities(e.question);
        right += static_cast<std::size_t>(std::ranges::max_element(p) - p.begin()) == e.type;
    }
    return right / static_cast<double>(parts.held_out.size());
}

}  // namespace

TEST_CASE("rules of textbook reactions give what textbooks say") {
    // Answers as any textbook of organic chemistry has them (Wade, chapters 6 to 8)
    CHECK(made(0, "C=CC") == canonical_list({"C=CC"}));
    CHECK(made(1, "CCBr", "[C-]#N") == canonical_list({"CCC#N"}));
    CHECK(made(2, "CC(C)(C)Br") == canonical_list({"C=C(C)C"}));
    CHECK(made(2, "CCC(C)Br") == canonical_list({"C=CCC", "CC=CC"}));
    CHECK(made(3, "CC(Br)C(C)(C)C", "O") == canonical_list({"CC(C)C(C)(C)O"}));
    CHECK(made(4, "CC(Br)C(C)(C)C", "O") == canonical_list({"CC(C)=C(C)C"}));
    CHECK(made(5, "C=CC", "Br") == canonical_list({"CC(C)Br"}));
    CHECK(made(6, "C=CC", "Br") == canonical_list({"CCCBr"}));
    CHECK(made(7, "CC=C(C)C") == canonical_list({"CCC(C)(C)O"}));
    CHECK(made(8, "CC=C(C)C") == canonical_list({"CC(O)C(C)C"}));
    CHECK(made(9, "C=C(C)C", "CO") == canonical_list({"COC(C)(C)C"}));
    CHECK(made(10, "CC1=CCCCC1") == canonical_list({"CC1CCCCC1"}));
    CHECK(made(11, "C=CC", "BrBr") == canonical_list({"CC(Br)CBr"}));
    CHECK(made(12, "C=CC", "ClCl") == canonical_list({"CC(O)CCl"}));
    CHECK(made(13, "C1=CCCCC1") == canonical_list({"C1CCC2OC2C1"}));
    CHECK(made(14, "C1=CCCCC1") == canonical_list({"OC1CCCCC1O"}));
    CHECK(made(15, "CC1=CCCCC1") == canonical_list({"CC(=O)CCCCC=O"}));
    CHECK(made(15, "CC=C(C)C") == canonical_list({"CC=O.CC(C)=O"}));
    CHECK(made(16, "C=Cc1ccccc1") == canonical_list({"CCC(C)c1ccccc1"}));
    CHECK(made(5, "CCC", "Br").empty());
    CHECK_THROWS_AS(made(17, "C=C"), InputError);
}

TEST_CASE("skeletons are alkanes and what hangs on rings") {
    const auto all = type_skeletons();
    // Constitutional isomers of C1 to C7 (Henze and Blair 1931): 1 1 1 2 3 5 9
    const auto is_open = [](const std::string& s) {
        return s.find_first_not_of("C()") == std::string::npos;
    };
    CHECK(std::ranges::count_if(all, is_open) == 1 + 1 + 1 + 2 + 3 + 5 + 9 + 3);
}

TEST_CASE("made-up examples have every type, and a net tells unseen ones apart") {
    const auto examples = generated_examples(40, 1);
    std::map<std::size_t, std::size_t> counts;
    for (const auto& e : examples) ++counts[e.type];
    CHECK(counts.size() == reaction_type_count);
    for (const auto& [type, count] : counts) CHECK(count >= 20);
    const auto parts = split_by_substrate(examples, 1);
    for (const auto& held : parts.held_out)
        for (const auto& e : parts.learned) REQUIRE(e.substrate != held.substrate);
    TypeModelSettings s;
    s.training = {.epochs = 20, .batch = 50, .rate = 2e-3, .dropout = 0.2};
    CHECK(held_out_accuracy(parts, s) > 0.85);
    s.fingerprint = TypeFingerprint::neural;
    s.training = {.epochs = 20, .batch = 20, .rate = 5e-3};
    CHECK(held_out_accuracy(parts, s) > 0.85);
    CHECK_THROWS_AS(ReactionTypeModel(parts.learned, s, [] { return false; }), Stopped);
}

TEST_CASE("a graph tells what its molecule is made of, in any order of its atoms") {
    const auto graph = feature_graph(chem::Molecule::from_smiles("C[N+](C)(C)Cc1ccccc1"));
    CHECK(graph.atoms.size() == 11);
    CHECK(graph.bonds.size() == 11);
    const auto aromatic = [](const auto& atom) { return atom.back() == atom_feature_count - 1; };
    CHECK(std::ranges::count_if(graph.atoms, aromatic) == 6);
    const auto two = feature_graph(chem::Molecule::from_smiles("[Na+].[OH-]"));
    CHECK(two.atoms.size() == 2);
    CHECK(two.bonds.empty());
    CHECK(two.atoms[0] != two.atoms[1]);
}

TEST_CASE("a likeness is that of the likeliest products") {
    std::vector<double> p(reaction_type_count);
    p[5] = 1;
    CHECK(weighted_likeness({"C=CC", "Br", ""}, p, "CC(C)Br") == doctest::Approx(1));
    CHECK(weighted_likeness({"C=CC", "Br", ""}, p, "CCCBr") < 0.7);
    p[5] = 0.25, p[3] = 0.75;  // the rule of 3 does not apply: nothing is said
    CHECK(weighted_likeness({"C=CC", "Br", ""}, p, "CC(C)Br") == doctest::Approx(0.25));
}
