// Every instruction set that Highway compiled for and this machine has, not only the best one.
#include <doctest/doctest.h>
#include <hwy/targets.h>

#include <cmath>

#include "crucible/base/random.hpp"
#include "crucible/energy/buckingham.hpp"

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
