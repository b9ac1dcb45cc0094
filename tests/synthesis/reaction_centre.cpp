#include "crucible/synthesis/reaction_centre.hpp"

#include <doctest/doctest.h>

#include "crucible/synthesis/policy_data.hpp"
#include "crucible/synthesis/reaction_filter.hpp"

using namespace crucible;
using namespace crucible::synthesis;

namespace {

CentreCounts counts_of(const char* smiles) {
    return centre_counts(chem::Molecule::from_smiles(smiles));
}

}  // namespace

TEST_SUITE("synthesis: centres") {
    TEST_CASE("groups around ring carbons, counted by hand") {
        const auto with = Centre::aromatic_with_hydrogen, without = Centre::aromatic_substituted;
        const CentreCounts anisole = counts_of("COc1ccccc1");
        CHECK(anisole[centre_column(with)] == 5);
        CHECK(anisole[centre_column(without)] == 1);
        CHECK(anisole[centre_column(without, 0, Surrounding::donor)] == 1);
        CHECK(anisole[centre_column(with, 1, Surrounding::donor)] == 2);  // ortho
        CHECK(anisole[centre_column(with, 2, Surrounding::donor)] == 2);  // meta
        CHECK(anisole[centre_column(with, 3, Surrounding::donor)] == 1);  // para
        const CentreCounts pyridine = counts_of("c1ccncc1");
        for (const std::uint32_t distance : {1U, 2U, 3U})
            CHECK(pyridine[centre_column(with, distance, Surrounding::poor_ring_atom)] ==
                  (distance < 3 ? 2 : 1));
        CHECK(counts_of("c1cc[nH]c1")[centre_column(with, 1, Surrounding::rich_ring_atom)] == 2);
    }

    TEST_CASE("kinds of groups") {
        const auto ipso = [](const char* smiles, Surrounding s) {
            return counts_of(smiles)[centre_column(Centre::aromatic_substituted, 0, s)];
        };
        for (const char* m : {"O=[N+]([O-])c1ccccc1", "N#Cc1ccccc1", "O=Cc1ccccc1",
                              "FC(F)(F)c1ccccc1", "CS(=O)(=O)c1ccccc1", "C[N+](C)(C)c1ccccc1"})
            CHECK_MESSAGE(ipso(m, Surrounding::acceptor) == 1, m);
        for (const char* m : {"Nc1ccccc1", "Oc1ccccc1", "CN(C)c1ccccc1"})
            CHECK_MESSAGE(ipso(m, Surrounding::donor) == 1, m);
        for (const char* m : {"CC(=O)Nc1ccccc1", "CC(=O)Oc1ccccc1", "CSc1ccccc1"})
            CHECK_MESSAGE(ipso(m, Surrounding::weak_donor) == 1, m);
        CHECK(ipso("Cc1ccccc1", Surrounding::alkyl) == 1);
        CHECK(ipso("C=Cc1ccccc1", Surrounding::unsaturated) == 1);
        CHECK(ipso("c1ccc(-c2ccccc2)cc1", Surrounding::unsaturated) == 2);
        CHECK(ipso("Clc1ccccc1", Surrounding::halogen) == 1);
        CHECK(ipso("C[Si](C)(C)c1ccccc1", Surrounding::other) == 1);
        CHECK(ipso("Cn1ccccc1=O", Surrounding::acceptor) == 1);  // pyridone
    }

    TEST_CASE("double bonds: groups on the carbon and on its partner") {
        const CentreCounts acrylate = counts_of("C=CC(=O)OC");
        CHECK(acrylate[centre_column(Centre::twofold)] == 2);
        CHECK(acrylate[centre_column(Centre::twofold, 0, Surrounding::acceptor)] == 1);
        CHECK(acrylate[centre_column(Centre::twofold, 1, Surrounding::acceptor)] == 1);
        CHECK(counts_of("CC=O")[centre_column(Centre::twofold)] == 0);
    }

    TEST_CASE("what a reaction leaves alone falls out of the difference") {
        // 4-bromoanisole; a phenyl ring elsewhere does not matter.
        FilterInputs inputs;
        inputs.change_bits = 64;
        inputs.centres = true;
        const auto centres_of = [&](const char* product, const char* precursor) {
            learn::SparseRows rows;
            inputs.add_change(rows, chem::Molecule::from_smiles(product), {precursor});
            std::vector<float> dense(inputs.change_columns());
            for (std::size_t i = 0; i < rows[0].columns.size(); ++i)
                dense[rows[0].columns[i]] = rows[0].values[i];
            return std::vector<float>(dense.begin() + 64, dense.end());
        };
        const auto change = centres_of("COc1ccc(Br)cc1", "COc1ccccc1");
        CHECK(change[centre_column(Centre::aromatic_with_hydrogen)] == -1);
        CHECK(change[centre_column(Centre::aromatic_with_hydrogen, 3, Surrounding::donor)] == -1);
        CHECK(change[centre_column(Centre::aromatic_with_hydrogen, 2, Surrounding::donor)] == 0);
        CHECK(change[centre_column(Centre::aromatic_substituted, 3, Surrounding::donor)] == 1);
        CHECK(change == centres_of("C(CCOc1ccc(Br)cc1)c1ccccc1", "C(CCOc1ccccc1)c1ccccc1"));
        CHECK(FilterInputs::from(inputs.to_value(), "x").centres);
        inputs.centres = false;
        CHECK_FALSE(FilterInputs::from(inputs.to_value(), "x").centres);
    }
}

TEST_CASE("Atoms that templates add") {
    CHECK(added_atoms("[C:1]-[NH:2]>>[C:1]-Cl.[NH2:2]") == "Cl1 ");
    CHECK(added_atoms("[C:1]-[N:2]-C>>[C:1]-O.[NH:2]") == "C-1 O1 ");
    CHECK(added_atoms("[c:1]>>[c:1]-[Cl]") == added_atoms("[c:1]>>[c:1]-Cl"));
    CHECK(added_atoms("[C:1]>>[C:1]") == "");
}

TEST_CASE("Corrected labels: all templates that give the reactants, or the most used") {
    // Amide from the chloride, told in two ways; from the acid; cut elsewhere.
    const chem::TemplateSet templates({"[C:1](=[O:2])-[NH:3]>>[C:1](=[O:2])-Cl.[NH2:3]",
                                       "[C:1](=[O:2])-[NH:3]>>[C:1](=[O:2])-O.[NH2:3]",
                                       "[C:4]-[C:1](=[O:2])-[NH:3]>>[C:4]-[C:1](=[O:2])-Cl.[NH2:3]",
                                       "[CH2:4]-[NH:3]>>[CH2:4]-Cl.[NH2:3]"});
    const std::vector<PolicyExample> examples{{"CC(=O)NCC", 2, 0, "CC(=O)Cl.CCN"},
                                              {"CC(=O)NCC", 1, 0, "CC(=O)O.CCN"},
                                              {"CC(=O)NCC", -1, 0, "CC(=O)Cl.CCN"}};
    const auto labels = [&](LabelCorrection c) {
        const PolicyData data = policy_data(examples, templates, {}, c, 1);
        std::vector<std::vector<std::uint32_t>> out;
        for (std::size_t i = 0; i < 3; ++i)
            out.emplace_back(data.labels[i].begin(), data.labels[i].end());
        CHECK(data.unlabelled == 1);
        return out;
    };
    using Lists = std::vector<std::vector<std::uint32_t>>;
    CHECK(labels(LabelCorrection::none) == Lists{{2}, {1}, {}});
    CHECK(labels(LabelCorrection::all) == Lists{{0, 2}, {1}, {}});
    CHECK(labels(LabelCorrection::general) == Lists{{0}, {1}, {}});
}
