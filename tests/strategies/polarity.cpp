#include "crucible/strategies/polarity.hpp"

#include <doctest/doctest.h>

#include <memory>

#include "crucible/strategies/partial_charges.hpp"
#include "shipped_chemistry.hpp"

using namespace crucible;
using namespace crucible::strategies;

namespace {

PartialCharges charges_of(const std::string& smiles) {
    return partial_charges(chem::graph_of(chem::Molecule::from_smiles(smiles)));
}

PolarBond most_polar(const std::string& smiles) {
    return polar_bonds(transforms::perceive(chem::Molecule::from_smiles(smiles),
                                            shipped_transforms_library()->vocabulary()))
        .front();
}

}  // namespace

TEST_CASE("Partial charges of small molecules are the published ones") {
    // Gasteiger and Marsili 1980, table 2: CH4 -0.078, CH3F +0.079 and -0.253, H +0.058.
    CHECK(charges_of("C").atoms[0] == doctest::Approx(-0.078).epsilon(0.01));
    const PartialCharges fluoride = charges_of("CF");
    CHECK(fluoride.atoms[0] == doctest::Approx(0.079).epsilon(0.01));
    CHECK(fluoride.atoms[1] == doctest::Approx(-0.253).epsilon(0.01));
    CHECK(fluoride.hydrogens[0] == doctest::Approx(0.058).epsilon(0.01));
    // Nothing is made of nothing.
    for (const char* s : {"CC(=O)Nc1ccc(O)cc1", "C[N+](C)(C)CC([O-])=O", "ClCC#N", "[NH4+]"}) {
        const chem::MoleculeGraph g = chem::graph_of(chem::Molecule::from_smiles(s));
        const PartialCharges q = partial_charges(g);
        double sum = 0, formal = 0;
        for (std::size_t a = 0; a < g.atoms.size(); ++a) {
            sum += q.atoms[a] + q.hydrogens[a] * g.atoms[a].hydrogens;
            formal += g.atoms[a].charge;
        }
        CHECK(sum == doctest::Approx(formal).epsilon(1e-9));
    }
}

TEST_CASE("The most polar bond is the one that chemists would cut") {
    const PolarBond ester = most_polar("CC(=O)OCC");  // CCOC(C)=O: acyl to oxygen
    CHECK(std::minmax(ester.plus, ester.minus) == std::minmax(2, 3));
    CHECK(ester.plus == 3);
    const PolarBond amide = most_polar("CC(=O)NCC");  // CCNC(C)=O
    CHECK(amide.plus == 3);
    CHECK(amide.minus == 2);
    const PolarBond chloride = most_polar("CCCl");
    CHECK(chloride.minus == 2);
}

TEST_CASE("Moves that cut polar bonds come first, and say so") {
    const auto all = advised_moves("CCNC(C)=O", {std::make_shared<Polarity>()});
    REQUIRE(!all.empty());
    REQUIRE(!all.front().reasons.empty());
    CHECK(all.front().reasons.front().find("cuts the polar bond 2-3") != std::string::npos);
}
