// Drugs whose syntheses are known: the library has their key steps.

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "crucible/transforms/transform_library.hpp"

using namespace crucible;
using namespace crucible::transforms;

namespace {

const TransformLibrary& drugs_library() {
    static const std::string rules_folder =
        std::string(TESTS_DIR) + "/../share/crucible/transforms";
    static const TransformLibrary all =
        TransformLibrary::open({rules_folder}, Vocabulary::open(rules_folder));
    return all;
}

/// Whether a transform of this name takes the target apart into these precursors, alive, and gives
/// it back.
bool has_step(const char* target, const char* name, const char* precursors) {
    const auto& library = drugs_library();
    const auto molecule = chem::Molecule::from_smiles(target);
    const Analysed analysed(molecule, library.vocabulary());
    const auto wanted = chem::canonical_components(precursors);
    for (const auto& rule : library.rules()) {
        if (rule->transform().name != name) continue;
        for (const Application& a : evaluate(*rule, analysed, library.vocabulary()))
            if (!a.is_dead() && a.rating > 0 && a.outcome.reactants == wanted)
                return check_forward(*rule, molecule, wanted).with_stereo;
    }
    return false;
}

}  // namespace

TEST_CASE("The twelve targets have their key steps") {
    struct {
        const char* target;
        const char* name;
        const char* precursors;
    } const all[] = {
        // paracetamol
        {"CC(=O)Nc1ccc(O)cc1", "N-ACETYLATION BY ANHYDRIDE", "CC(=O)OC(C)=O.Nc1ccc(O)cc1"},
        // aspirin
        {"CC(=O)Oc1ccccc1C(=O)O", "O-ACETYLATION BY ANHYDRIDE", "CC(=O)OC(C)=O.OC(=O)c1ccccc1O"},
        // ibuprofen: carbonylation, then reduction and Friedel-Crafts acylation; or the nitrile
        {"CC(C)Cc1ccc(cc1)C(C)C(=O)O", "CARBONYLATION OF BENZYLIC ALCOHOL",
         "CC(C)Cc1ccc(cc1)C(C)O"},
        {"CC(C)Cc1ccc(cc1)C(C)C(=O)O", "NITRILE HYDROLYSIS TO ACID", "CC(C)Cc1ccc(cc1)C(C)C#N"},
        {"CC(C)Cc1ccc(cc1)C(C)C#N", "ALKYLATION OF NITRILE", "CI.CC(C)Cc1ccc(cc1)CC#N"},
        {"CC(C)Cc1ccc(cc1)C(C)O", "REDUCTION OF KETONE BY BOROHYDRIDE", "CC(C)Cc1ccc(cc1)C(C)=O"},
        {"CC(C)Cc1ccc(cc1)C(C)=O", "FRIEDEL-CRAFTS ACYLATION", "CC(=O)Cl.CC(C)Cc1ccccc1"},
        // lidocaine
        {"CCN(CC)CC(=O)Nc1c(C)cccc1C", "ALKYLATION OF AMINE BY ALPHA-CHLORO CARBONYL COMPOUND",
         "CCNCC.ClCC(=O)Nc1c(C)cccc1C"},
        {"ClCC(=O)Nc1c(C)cccc1C", "AMIDE BY ACYL CHLORIDE", "ClCC(=O)Cl.Nc1c(C)cccc1C"},
        // benzocaine
        {"CCOC(=O)c1ccc(N)cc1", "FISCHER ESTERIFICATION", "CCO.OC(=O)c1ccc(N)cc1"},
        {"CCOC(=O)c1ccc(N)cc1", "REDUCTION OF NITROARENE", "CCOC(=O)c1ccc([N+](=O)[O-])cc1"},
        // sulfanilamide, by way of acetanilide
        {"Nc1ccc(S(N)(=O)=O)cc1", "N-DEACETYLATION", "CC(=O)Nc1ccc(S(N)(=O)=O)cc1"},
        {"CC(=O)Nc1ccc(S(N)(=O)=O)cc1", "SULFONAMIDE FROM SULFONYL CHLORIDE",
         "N.CC(=O)Nc1ccc(S(=O)(=O)Cl)cc1"},
        {"CC(=O)Nc1ccc(S(=O)(=O)Cl)cc1", "CHLOROSULFONATION", "CC(=O)Nc1ccccc1"},
        // aripiprazole: three alkylations, Buchwald-Hartwig, Beckmann
        {"Clc1cccc(N2CCN(CCCCOc3ccc4CCC(=O)Nc4c3)CC2)c1Cl",
         "PHASE-TRANSFER ALKYLATION OF AMINE BY CHLORIDE",
         "Clc1cccc(N2CCNCC2)c1Cl.ClCCCCOc1ccc2CCC(=O)Nc2c1"},
        {"Clc1cccc(N2CCN(CCCCOc3ccc4CCC(=O)Nc4c3)CC2)c1Cl", "SN2 ALKYLATION OF AMINE BY BROMIDE",
         "Clc1cccc(N2CCNCC2)c1Cl.BrCCCCOc1ccc2CCC(=O)Nc2c1"},
        {"Clc1cccc(N2CCN(CCCCOc3ccc4CCC(=O)Nc4c3)CC2)c1Cl",
         "ALKYLATION OF SECONDARY AMINE BY SULFONATE",
         "Clc1cccc(N2CCNCC2)c1Cl.CS(=O)(=O)OCCCCOc1ccc2CCC(=O)Nc2c1"},
        {"Clc1cccc(N2CCN(CCCCOc3ccc4CCC(=O)Nc4c3)CC2)c1Cl", "BUCHWALD-HARTWIG AMINATION",
         "Clc1cccc(Br)c1Cl.C1CNCCN1CCCCOc1ccc2CCC(=O)Nc2c1"},
        {"Oc1ccc2CCC(=O)Nc2c1", "BECKMANN REARRANGEMENT", "Oc1ccc2CCC(=NO)c2c1"},
        // diphenhydramine
        {"CN(C)CCOC(c1ccccc1)c1ccccc1", "WILLIAMSON ETHER SYNTHESIS",
         "BrC(c1ccccc1)c1ccccc1.CN(C)CCO"},
        // warfarin
        {"CC(=O)CC(c1ccccc1)C1=C(O)c2ccccc2OC1=O", "MICHAEL ADDITION OF ENOLISED LACTONE",
         "CC(=O)C=Cc1ccccc1.OC1=CC(=O)Oc2ccccc21"},
        // nifedipine
        {"COC(=O)C1=C(C)NC(C)=C(C(=O)OC)C1c1ccccc1[N+](=O)[O-]",
         "HANTZSCH DIHYDROPYRIDINE SYNTHESIS",
         "N.O=Cc1ccccc1[N+](=O)[O-].COC(=O)CC(C)=O.COC(=O)CC(C)=O"},
        // cyclohex-4-ene-1,2-dicarboxylic anhydride
        {"O=C1OC(=O)C2CC=CCC12", "DIELS-ALDER REACTION", "C=CC=C.O=C1C=CC(=O)O1"},
        // N-Boc-L-phenylalanine methyl ester
        {"COC(=O)[C@H](Cc1ccccc1)NC(=O)OC(C)(C)C", "BOC PROTECTION", "COC(=O)[C@@H](N)Cc1ccccc1"},
        {"COC(=O)[C@@H](N)Cc1ccccc1", "FISCHER ESTERIFICATION", "CO.OC(=O)[C@@H](N)Cc1ccccc1"}};
    for (const auto& one : all) {
        CAPTURE(one.target);
        CAPTURE(one.name);
        CHECK(has_step(one.target, one.name, one.precursors));
    }
}

TEST_CASE("Sulfanilamide cannot be chlorosulfonated without its acetyl group") {
    const auto& library = drugs_library();
    const Analysed target(chem::Molecule::from_smiles("Nc1ccc(S(=O)(=O)Cl)cc1"),
                          library.vocabulary());
    const Rule* rule = nullptr;
    for (const auto& r : library.rules())
        if (r->transform().name == "CHLOROSULFONATION") rule = r.get();
    REQUIRE(rule);
    const auto all = evaluate(*rule, target, library.vocabulary());
    REQUIRE(!all.empty());
    CHECK(
        std::ranges::any_of(all.front().threatened, [](const Threatened& t) { return t.protect; }));
}
