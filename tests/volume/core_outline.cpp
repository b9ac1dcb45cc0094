#include "crucible/volume/core_outline.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/volume/phantom.hpp"

using namespace crucible;
using namespace crucible::volume;

TEST_SUITE("core outline") {
    TEST_CASE("the tube of a round core is found, whatever the soil in it") {
        for (const SoilKind kind : {SoilKind::forest, SoilKind::grass, SoilKind::sand}) {
            CAPTURE(static_cast<int>(kind));
            PhantomRequest q;
            q.kind = kind, q.core = 56;
            q.grid.slices = 20;
            const PhantomVolumes v = make_phantom(q);
            const auto source = as_source(v.ct);
            const auto circles = core_outline(*source, -500);
            for (const auto& c : circles) {
                REQUIRE(c.has_value());
                CHECK(std::fabs(c->radius - 31) < 0.3);  // 28 and 3 mm of wall
                CHECK(std::fabs(c->row - 35.1) < 0.2);
                CHECK(std::fabs(c->column - 35.1) < 0.2);
            }
            CtVolume cut = v.ct;
            cut_outside(median_circle(circles), 3.5, q.grid, cut.slice(7));
            for (std::size_t k = 0; k < q.grid.slice_size(); ++k)
                if (v.truth.slice(7)[k] == 0) REQUIRE(cut.slice(7)[k] == outside);
        }
    }

    TEST_CASE("without a tube, pores at the rim are not taken for it") {
        Grid g;
        g.slices = 1, g.rows = g.columns = 120;
        CtVolume v(g, -1000);
        for (std::size_t j = 0; j < 120; ++j)
            for (std::size_t k = 0; k < 120; ++k) {
                const double r = std::hypot(double(j) + 0.5 - 61, double(k) + 0.5 - 58);
                const bool is_crack = k < 40 && j > 55 && j < 66;  // opens to the left
                if (r < 50 && !is_crack) v(0, j, k) = 700;
            }
        const auto c = core_circle(v.slice(0), g, -500);
        REQUIRE(c.has_value());
        CHECK(c->radius == doctest::Approx(50).epsilon(0.01));
        CHECK(c->row == doctest::Approx(61).epsilon(0.01));
        CHECK(c->column == doctest::Approx(58).epsilon(0.01));
    }

    TEST_CASE("air has no outline") {
        Grid g;
        g.slices = 2, g.rows = g.columns = 20;
        const CtVolume v(g, -1000);
        const auto source = as_source(v);
        CHECK_THROWS_AS(median_circle(core_outline(*source, -500)), InputError);
    }
}
