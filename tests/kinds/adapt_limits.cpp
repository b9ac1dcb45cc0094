// What adaptive learning takes for a bad label.
#include <doctest/doctest.h>

#include "crucible/kinds/potential_adapt.hpp"

using namespace crucible;

namespace {

/// One atom in a large box, this far above the others in energy.
LabelledFrame lone_atom(double above) {
    LabelledFrame f;
    f.structure.numbers = {73};
    f.structure.positions = {Position(0, 0, 0)};
    f.structure.cell.h = Mat3::diagonal(8, 8, 8);
    f.forces = {Vec3(0, 0, 0)};
    f.energy = -8 + above;
    return f;
}

}  // namespace

TEST_CASE("Adaptive learning keeps the melts of a hot metal, and leaves out what no melt is") {
    LabelledFrames frames(9, lone_atom(0));
    frames.push_back(lone_atom(0.9));  // tantalum at 4,480 K
    frames.push_back(lone_atom(2.5));
    const PotentialAdapt tantalum;  // factors up to 1.4
    const LabelLimits limits = adapt_label_limits(tantalum, 3200);
    CHECK(limits.energy == doctest::Approx(0.5 + 3 * 8.617333e-5 * 3200 * 1.4).epsilon(1e-6));
    const auto found = check_labels(frames, limits);
    REQUIRE(found.size() == 1);
    CHECK(found[0].frame == 10);
    CHECK(check_labels(frames).size() == 2);  // the rule for cold frames takes the melt, too
    PotentialAdapt without = tantalum;
    without.factors.clear(), without.further_factors.clear();
    CHECK(adapt_label_limits(without, 1000).energy > 0.5);
}
