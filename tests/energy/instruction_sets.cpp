// Every instruction set that Highway compiled for and this machine has, not only the best one.
#include <doctest/doctest.h>
#include <hwy/targets.h>

#include <cmath>

#include "crucible/base/random.hpp"
#include "crucible/energy/buckingham.hpp"
#include "crucible/energy/deep_pot.hpp"
#include "deep_pot_models.hpp"

using namespace crucible;

TEST_CASE("the sums are right on every instruction set") {
    RandomStream random(21, StreamId::tests);
    Structure s;
    s.cell.h = Mat3{{{{5.3, 0.2, -0.4}, {1.9, 5.1, 0.1}, {-0.7, 1.2, 4.8}}}};
    for (int site = 0; site < 12; ++site) {  // a grid of sites keeps the atoms apart
        s.numbers.push_back(site % 3 == 0 ? 22 : 8);
        const Fractional at{(site % 3 + 0.2 * random.uniform()) / 3,
                            (site / 3 % 2 + 0.2 * random.uniform()) / 2,
                            (site / 6 + 0.2 * random.uniform()) / 2};
        s.positions.push_back(s.cell.cartesian(at));
    }
    const EwaldSettings ewald = ewald_settings(matsui_akaogi(), 1e-7);
    Evaluation plain;
    evaluate_reference(matsui_akaogi(), ewald, s, plain);
    int tried = 0;
    for (std::int64_t left = hwy::SupportedTargets(); left != 0; left &= left - 1) {
        const std::int64_t target = left & -left;
        hwy::SetSupportedTargetsForTest(target);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
        BuckinghamCoulomb model(matsui_akaogi(), {ewald, ShortRange::refuse});
        Evaluation fast;
        model.evaluate(s, fast);
        INFO(hwy::TargetName(target));
        CHECK(std::fabs(fast.energy - plain.energy) < 1e-10 * std::fabs(plain.energy));
        for (std::size_t i = 0; i < s.size(); ++i)
            CHECK(norm(fast.forces[i] - plain.forces[i]) < 1e-9);
        for (int i = 0; i < 3; ++i) CHECK(norm(fast.stress[i] - plain.stress[i]) < 1e-11);
        ++tried;
    }
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    CHECK(tried >= 1);
    MESSAGE(tried << " instruction sets");
}

TEST_CASE("deep potentials are right on every instruction set") {
    using namespace deep_pot_models;
    const DeepPotWeights w =
        random_model({{13, 8}, {60, 60}, false, true, 5, 2, {5, 10, 20}, {24, 24, 24}, 4});
    Structure s;
    s.cell.h = Mat3{{{{5.3, 0.2, -0.4}, {1.9, 5.1, 0.1}, {-0.7, 1.2, 4.8}}}};
    s.numbers = {13, 8, 8};
    s.positions = {Position(0, 0, 0), Position(2.2, 0.3, 0.1), Position(0.4, 2.5, 2.1)};
    Evaluation plain, fast;
    bool is_first = true;
    for (std::int64_t left = hwy::SupportedTargets(); left != 0; left &= left - 1) {
        hwy::SetSupportedTargetsForTest(left & -left);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
        INFO(hwy::TargetName(left & -left));
        for (const Precision p : {Precision::double_, Precision::single, Precision::mixed}) {
            DeepPot(w, {p}).evaluate(s, fast);
            if (is_first) plain = fast;  // in double, held against the reference elsewhere
            is_first = false;
            const double allowed = p == Precision::double_ ? 1e-12 : 1e-5;
            CHECK(std::fabs(fast.energy - plain.energy) < allowed);
            for (std::size_t i = 0; i < s.size(); ++i)
                CHECK(norm(fast.forces[i] - plain.forces[i]) < allowed);
        }
        hwy::SetSupportedTargetsForTest(0);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    }
}
