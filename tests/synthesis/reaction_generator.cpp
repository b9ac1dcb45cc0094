// Reactions by matrices, against cases that one can count by hand.

#include "crucible/synthesis/reaction_generator.hpp"

#include <doctest/doctest.h>

#include "crucible/base/error.hpp"
#include "tests/synthesis/toy_chemistry.hpp"

using namespace crucible;
using namespace crucible::synthesis;

namespace {

BondMatrix matrix_of(const std::vector<std::string>& smiles) {
    std::vector<chem::Molecule> all;
    for (const std::string& s : smiles) all.push_back(chem::Molecule::from_smiles(s));
    return bond_matrix(all);
}

const BondEnergies& energies() {
    static const BondEnergies all = BondEnergies::parse(
        "H-H 436\nC-H 413\nC-C 347\nC=C 614\nC#C 839 # a remark\nC-O 358\nO-H 463\n", "table");
    return all;
}

GeneratedReactions generated(const std::vector<std::string>& smiles, int bonds) {
    GeneratorSettings s;
    s.most_bonds = bonds;
    return generate_reactions(matrix_of(smiles), s, energies(), toy::quiet());
}

const GeneratedReaction* reaction_to(const GeneratedReactions& all,
                                     std::vector<std::string> products) {
    for (std::string& p : products) p = chem::canonical_smiles(p);
    std::sort(products.begin(), products.end());
    for (const GeneratedReaction& r : all.reactions)
        if (r.products == products) return &r;
    return nullptr;
}

}  // namespace

TEST_SUITE("synthesis: generated reactions") {
    TEST_CASE("molecules go into a matrix and come back as the same") {
        for (const char* s :
             {"[H][H]", "C=C", "c1ccccc1", "c1ccc2ccccc2c1", "c1cc[nH]c1", "O=c1cc[nH]cc1",
              "CC(=O)[O-]", "C[N+](C)(C)C", "C1CC2CCC1C2", "N#Cc1ccco1", "O=[N+]([O-])c1ccccc1",
              "c1ccc2[nH]ccc2c1", "C[n+]1ccccc1"}) {
            CAPTURE(s);
            const auto back = molecules_of(matrix_of({s}));
            REQUIRE(back.size() == 1);
            CHECK(chem::canonical_smiles(back.front()) == chem::canonical_smiles(s));
        }
        CHECK(molecules_of(matrix_of({"C=C", "[H][H]"})).size() == 2);
    }

    TEST_CASE("hydrogen and ethene: two bonds give ethane, or acetylene and hydrogen, no more") {
        // By hand: H-H with a part of C=C: ethane. C-H with C'-H: H2 and ethyne, or the same
        // again. H-H with C-H, one C-H with another of the same carbon: the same, or nothing.
        const GeneratedReactions all = generated({"[H][H]", "C=C"}, 2);
        REQUIRE(all.reactions.size() == 2);
        const GeneratedReaction* ethane = reaction_to(all, {"CC"});
        REQUIRE(ethane);
        CHECK(ethane->bonds == 2);
        CHECK(ethane->ring == 4);
        CHECK(ethane->pattern == "C0-C1 2>1");
        // Broken: H-H and C=C; made: two C-H and C-C. 436 + 614 - 826 - 347.
        CHECK(ethane->energy == doctest::Approx(-123));
        const GeneratedReaction* ethyne = reaction_to(all, {"[H][H]", "[H][H]", "C#C"});
        REQUIRE(ethyne);
        CHECK(ethyne->energy == doctest::Approx(2 * 413 + 614 - 436 - 839));
        CHECK(all.degenerate > 0);
        CHECK(all.refused == 0);
        CHECK(all.is_whole);
    }

    TEST_CASE("two waters can only exchange hydrogens") {
        // O-H with O'-H: O-O' and H2, or the same again.
        const GeneratedReactions all = generated({"O", "O"}, 2);
        REQUIRE(all.reactions.size() == 1);
        CHECK(all.reactions.front().products == std::vector<std::string>{"OO", "[H][H]"});
        CHECK_FALSE(all.reactions.front().has_energy);  // O-O is not in this table
    }

    TEST_CASE("butadiene and ethene: the six-membered ring of Diels and Alder is among them") {
        const GeneratedReactions all = generated({"C=CC=C", "C=C"}, 3);
        const GeneratedReaction* adduct = reaction_to(all, {"C1=CCCCC1"});
        REQUIRE(adduct);
        CHECK(adduct->bonds == 3);
        CHECK(adduct->ring == 6);
        CHECK(adduct->strained == 0);
        // Three C=C broken to C-C, one C-C to C=C, two C-C made: 2 x (614 - 2 x 347).
        CHECK(adduct->energy == doctest::Approx(-160));
        CHECK(adduct->pattern ==
              "C0-C1 0>1; C0-C2 2>1; C1-C3 2>1; C2-C4 0>1; C3-C5 1>2; C4-C5 2>1");
        const GeneratedReaction* cyclobutane = reaction_to(all, {"C=CC1CCC1"});
        REQUIRE(cyclobutane);
        CHECK(cyclobutane->bonds == 2);
        CHECK(cyclobutane->ring == 4);
        for (const GeneratedReaction& r : all.reactions) {
            int sum = 0;
            for (const ChangedBond& c : r.changes) sum += c.after - c.before;
            CHECK(sum == 0);
        }
    }

    TEST_CASE("bonds that are asked for are in every reaction") {
        GeneratorSettings s;
        const BondMatrix m = matrix_of({"C=CC=C", "C=C"});
        s.made = {{0, 4}, {5, 3}};
        const auto all = generate_reactions(m, s, energies(), toy::quiet());
        CHECK(!all.reactions.empty());
        for (const GeneratedReaction& r : all.reactions) {
            int found = 0;
            for (const ChangedBond& c : r.changes)
                found += c.after > c.before && ((c.a == 0 && c.b == 4) || (c.a == 3 && c.b == 5));
            CHECK(found == 2);
        }
        s.made = {{0, 400}};
        CHECK_THROWS_AS(generate_reactions(m, s, energies(), toy::quiet()), InputError);
        s.made.clear();
        s.most_bonds = 4;
        CHECK_THROWS_AS(generate_reactions(m, s, energies(), toy::quiet()), InputError);
    }

    TEST_CASE("patterns of templates: Diels-Alder, amide, hydrogenation; rings left out") {
        KnownPatterns known;
        known.add(chem::TemplateSet({
            "[C:1]1-[C:2]=[C:3]-[C:4]-[C:5]-[C:6]-1>>[C:1]=[C:2]-[C:3]=[C:4].[C:5]=[C:6]",
            "[C:1](=[O:2])-[N:3]>>Cl-[C:1](=[O:2]).[N:3]",
            "[CH2:1]-[CH2:2]>>[CH:1]=[CH:2]",
        }));
        CHECK(known.rules() == 3);
        const GeneratedReactions all = generated({"C=CC=C", "C=C"}, 3);
        CHECK(known.contains(reaction_to(all, {"C1=CCCCC1"})->pattern));
        CHECK_FALSE(known.contains(reaction_to(all, {"C=CC1CCC1"})->pattern));
        CHECK(known.contains(reaction_to(generated({"[H][H]", "C=C"}, 2), {"CC"})->pattern));
        const GeneratedReactions amide = generated({"CC(=O)Cl", "CN"}, 2);
        CHECK(known.contains(reaction_to(amide, {"CC(=O)NC", "Cl"})->pattern));
    }

    TEST_CASE("a bad table of bond energies says where") {
        const auto fails = [](const char* text, int line, int column) {
            try {
                BondEnergies::parse(text, "table");
                FAIL("it was read");
            } catch (const InputError& e) {
                CHECK(e.code() == "E-bond-energies");
                CHECK(e.where().line == line);
                CHECK(e.where().column == column);
            }
        };
        fails("C-H 413\nC~H 3\n", 2, 1);
        fails("C-H 413\n  C-H 400\n", 2, 3);
        fails("C-H x\n", 1, 5);
        fails("C-H -4\n", 1, 5);
        fails("C-H\n", 1, 1);
    }
}
