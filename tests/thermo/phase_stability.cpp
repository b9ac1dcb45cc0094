#include "crucible/thermo/phase_stability.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/units.hpp"

using namespace crucible;

namespace {

constexpr double one_gpa = constants::gpa;

/// mu = h + V P - P^2 bend - T s, with its volume as slope.
struct ModelPhase {
    std::string name;
    double h, volume, entropy;
    double bend = 0;
};

std::vector<ChemicalPotential> table_for(const std::vector<ModelPhase>& phases, double error = 0) {
    std::vector<ChemicalPotential> out;
    for (const ModelPhase& m : phases)
        for (int t = 0; t <= 2000; t += 500)
            for (int p = 0; p <= 40; p += 5) {
                ChemicalPotential c;
                c.phase = m.name, c.level = "model";
                c.pressure = p * one_gpa, c.temperature = t;
                c.mu =
                    m.h + m.volume * c.pressure - m.bend * c.pressure * c.pressure - t * m.entropy;
                c.volume = m.volume - 2 * m.bend * c.pressure;
                c.error = error;
                out.push_back(c);
            }
    return out;
}

/// Equal at 10 GPa and 0 K; the triple point lies at 1200 K and 12 GPa.
std::vector<ModelPhase> three_phases() {
    const double wide = 30, mid = 29, dense = 28, p0 = 10 * one_gpa, pt = 12 * one_gpa;
    const double s_wide = 3e-4;
    // wide and dense: equal at (10 GPa, 0 K) and (12 GPa, 1200 K).
    const double h_dense = (wide - dense) * p0;
    const double s_dense = s_wide - ((wide - dense) * (pt - p0)) / 1200;
    // mid is equal to wide at the triple point, and gains on both with temperature.
    const double s_mid = 0.5 * (s_wide + s_dense) + 5e-5;
    const double h_mid = (wide - mid) * pt - 1200 * (s_wide - s_mid);
    return {{"wide", 0, wide, s_wide, 0.1},
            {"dense", h_dense, dense, s_dense, 0.1},
            {"mid", h_mid, mid, s_mid, 0.1}};
}

}  // namespace

TEST_SUITE("phase stability") {
    TEST_CASE("boundaries lie where chemical potentials are equal, with propagated errors") {
        const PhaseStability s(table_for(three_phases(), 1e-3));
        const auto cold = s.boundaries(0);
        REQUIRE(cold.size() == 1);
        CHECK(s.phases()[cold[0].low_phase] == "wide");
        CHECK(s.phases()[cold[0].high_phase] == "dense");
        CHECK(cold[0].kind == PhaseBoundary::Kind::crossing);
        // The phase that was stable before keeps its name within 1e-5 eV: 1e-5 / 2 angstrom^3.
        CHECK(std::fabs(cold[0].pressure - 10 * one_gpa) < 1.1e-5 / 2);
        CHECK(cold[0].error == doctest::Approx(std::sqrt(2.0) * 1e-3 / 2).epsilon(1e-6));
        const auto hot = s.boundaries(1500);
        REQUIRE(hot.size() == 2);
        CHECK(s.phases()[hot[0].high_phase] == "mid");
        CHECK(s.phases()[hot[1].low_phase] == "mid");
        // Between the temperatures of the table, too: the line is straight here.
        CHECK(std::fabs(s.boundaries(600)[0].pressure - 11 * one_gpa) < 1.1e-5 / 2);
    }

    TEST_CASE("phases that differ by less than their errors have no first-order boundary") {
        // Volumes 0.03 % apart: chemical potentials part slowly.
        const double v = 30, dv = 0.01;
        const std::vector<ModelPhase> twins{{"high", 0, v, 3e-4},
                                            {"low", dv * 20 * one_gpa, v - dv, 3e-4}};
        const PhaseStability exact(table_for(twins, 0));
        REQUIRE(exact.boundaries(500).size() == 1);
        CHECK(std::fabs(exact.boundaries(500)[0].pressure - 20 * one_gpa) < 1.1e-5 / dv);
        CHECK(exact.boundaries(500)[0].kind == PhaseBoundary::Kind::continuous);
        // They part by 0.00125 eV up to 40 GPa.
        CHECK(PhaseStability(table_for(twins, 2e-3)).boundaries(500).empty());
    }

    TEST_CASE("the triple point is where the middle phase's field begins") {
        const PhaseStability s(table_for(three_phases()));
        const auto t = s.triple_points();
        REQUIRE(t.size() == 1);
        CHECK(s.phases()[t[0].low_phase] == "wide");
        CHECK(s.phases()[t[0].middle_phase] == "mid");
        CHECK(s.phases()[t[0].high_phase] == "dense");
        CHECK(t[0].temperature == doctest::Approx(1200).epsilon(1e-6));
        CHECK(t[0].pressure / one_gpa == doctest::Approx(12).epsilon(1e-6));
    }

    TEST_CASE("fields cover the whole plane, once") {
        const PhaseStability s(table_for(three_phases()));
        const auto fields = s.fields(4);
        CHECK(fields.size() == 3);
        double area = 0;
        for (const StableField& f : fields)
            for (std::size_t k = 0; k + 1 < f.temperature.size(); ++k)
                area += 0.5 * (f.temperature[k + 1] - f.temperature[k]) *
                        (f.high[k] - f.low[k] + f.high[k + 1] - f.low[k + 1]);
        CHECK(area == doctest::Approx(2000 * 40 * one_gpa).epsilon(0.01));
    }

    TEST_CASE("the order of metastable phases") {
        const PhaseStability s(table_for(three_phases(), 1e-3));
        const auto order = s.order(2.5 * one_gpa, 250);
        REQUIRE(order.size() == 3);
        CHECK(s.phases()[order[0].phase] == "wide");
        CHECK(order[0].above == 0);
        CHECK(order[1].above > 0);
        CHECK(order[2].above > order[1].above);
        CHECK(order[1].error == doctest::Approx(std::sqrt(2.0) * 1e-3).epsilon(1e-9));
        CHECK(s.order(50 * one_gpa, 250).empty());
    }

    TEST_CASE("a phase that is lost leaves its field without a crossing") {
        auto all = table_for({{"low", 0, 30, 3e-4}, {"other", 1, 30, 3e-4}});
        for (ChemicalPotential& c : all)
            if (c.phase == "low" && c.pressure > 18 * one_gpa) {
                c.state = PhaseFate::lost;
                c.mu = c.error = NAN;
            }
        const PhaseStability s(all);
        CHECK_FALSE(s.at(0, 17 * one_gpa, 0).has_value());
        CHECK(s.at(0, 15 * one_gpa, 0).has_value());
        const auto b = s.boundaries(500);
        REQUIRE(b.size() == 1);
        CHECK(b[0].kind == PhaseBoundary::Kind::ends);
        CHECK(std::fabs(b[0].pressure - 15 * one_gpa) <= b[0].error);
    }

    TEST_CASE("phases that are equal for a while have no boundary there") {
        // As rutile and its distorted form: one crystal below 15 GPa, two above.
        auto all = table_for({{"parent", 0, 30, 3e-4}, {"child", 0, 30, 3e-4}});
        for (ChemicalPotential& c : all)
            if (c.phase == "child") {
                const double beyond = std::max(0.0, c.pressure - 15 * one_gpa);
                c.mu += c.pressure < 15 * one_gpa ? 1e-9 * std::sin(c.pressure * 1e5) : 0;
                c.mu -= 5 * beyond * beyond, c.volume -= 10 * beyond;
            }
        const PhaseStability s(all);
        const auto b = s.boundaries(0);
        REQUIRE(b.size() == 1);
        CHECK(b[0].pressure > 15 * one_gpa);
        CHECK(b[0].pressure < 16 * one_gpa);
    }

    TEST_CASE("levels are not mixed, and tables not given twice") {
        auto all = table_for(three_phases());
        auto other = all;
        for (auto& c : other) c.level = "other";
        CHECK_THROWS_AS(PhaseStability(std::vector<ChemicalPotential>{}), InputError);
        auto mixed = all;
        mixed.insert(mixed.end(), other.begin(), other.end());
        CHECK_THROWS_AS(PhaseStability{mixed}, InputError);
        CHECK(by_level(mixed).size() == 2);
        mixed = all;
        mixed.push_back(all[7]);
        CHECK_THROWS_AS(PhaseStability{mixed}, InputError);
    }
}
