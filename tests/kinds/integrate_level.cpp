#include "crucible/kinds/integrate_level.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/units.hpp"
#include "crucible/data/csv.hpp"
#include "crucible/energy/buckingham.hpp"
#include "tests/temporary.hpp"

using namespace crucible;

namespace {

/// Rutile-type TiO2 (Z = 2), near rest.
Structure integrate_rutile() {
    Structure s;
    s.name = "rutile";
    s.cell.h = Mat3::diagonal(4.4924, 4.4924, 3.0082);
    const double u = 0.3050;
    for (const Vec3& f : {Vec3{0, 0, 0}, Vec3{.5, .5, .5}})
        s.numbers.push_back(22), s.positions.push_back(Position(f * s.cell.h));
    for (const Vec3& f :
         {Vec3{u, u, 0}, Vec3{-u, -u, 0}, Vec3{.5 + u, .5 - u, .5}, Vec3{.5 - u, .5 + u, .5}})
        s.numbers.push_back(8), s.positions.push_back(Position(f * s.cell.h));
    return s;
}

BuckinghamCoulomb integrate_titania() {
    return BuckinghamCoulomb(matsui_akaogi(), {ewald_settings(1e-5, 7.0), ShortRange::refuse});
}

EnthalpyBranch rutile_branch(EnergyModel& model) {
    BranchSettings settings;
    settings.high = 2 * constants::gpa;
    return follow_branch(integrate_rutile(), parse_formula("TiO2"), model, settings);
}

IntegrateLevel quick_level() {
    IntegrateLevel level;
    level.width.value = 5, level.nodes = 3, level.steps = 300, level.switches = 2;
    level.cell_steps = 300;
    return level;
}

Worker worker_in(const std::filesystem::path& directory, StopToken* stop, EventSink sink = {}) {
    return Worker(RunContext("free", 5, std::move(sink), stop), {}, directory, "key");
}

}  // namespace

TEST_CASE("a phase is integrated at every point, and stopped and resumed changes nothing") {
    auto model = integrate_titania();
    const EnthalpyBranch branch = rutile_branch(model);
    const IntegrateLevel level = quick_level();
    const std::vector<double> pressures{0, 2 * constants::gpa}, temperatures{1000};
    const Temporary one, two;
    Worker worker = worker_in(one.path(), nullptr);
    const PhaseIntegrals whole =
        integrate_phase(level, branch, model, pressures, temperatures, 0, worker);
    REQUIRE(whole.mu.size() == 2);
    REQUIRE(whole.table.rows() == 2);
    for (const ChemicalPotential& c : whole.mu) {
        CHECK(c.state == PhaseFate::stays);
        CHECK(c.level == "integrate");
        CHECK(c.error > 0);
    }
    CHECK(whole.mu[0].mu / constants::kcal_per_mol == doctest::Approx(-884).epsilon(0.01));
    CHECK(whole.mu[1].mu > whole.mu[0].mu);  // d mu = v dP
    CHECK((whole.mu[1].mu - whole.mu[0].mu) / (2 * constants::gpa) ==
          doctest::Approx(31).epsilon(0.03));

    int stops = 0;
    PhaseIntegrals resumed;
    for (double at = 0.15;; at += 0.4) {
        StopToken stop;
        Worker again = worker_in(two.path(), &stop, [&](const Event& e) {
            if (e.kind == Event::Kind::progress && e.value > at && stop.level() == 0)
                stop.request();
        });
        try {
            resumed = integrate_phase(level, branch, model, pressures, temperatures, 0, again);
            break;
        } catch (const Stopped&) {
            ++stops;
        }
    }
    CHECK(stops >= 3);
    CHECK(to_csv(resumed.table) == to_csv(whole.table));
    CHECK(to_csv(table_of(resumed.mu)) == to_csv(table_of(whole.mu)));
}

TEST_CASE("pressures that a phase does not reach are lost, and 0 K is refused") {
    auto model = integrate_titania();
    const EnthalpyBranch branch = rutile_branch(model);
    const Temporary directory;
    Worker worker = worker_in(directory.path(), nullptr);
    const std::vector<double> beyond{90 * constants::gpa}, hot{1000}, cold{0};
    const auto lost = integrate_phase(quick_level(), branch, model, beyond, hot, 0, worker);
    REQUIRE(lost.mu.size() == 1);
    CHECK(lost.mu[0].state == PhaseFate::lost);
    CHECK(std::isnan(lost.mu[0].mu));
    CHECK(lost.table.rows() == 0);
    CHECK_THROWS_AS(integrate_phase(quick_level(), branch, model, beyond, cold, 1, worker),
                    InputError);
    IntegrateLevel single = quick_level();
    single.switches = 1;
    CHECK_THROWS_AS(integrate_phase(single, branch, model, beyond, hot, 1, worker), InputError);
}

TEST_CASE("switching that dissipates too much makes a point irreversible") {
    auto model = integrate_titania();
    const EnthalpyBranch branch = rutile_branch(model);
    IntegrateLevel hasty = quick_level();
    hasty.reference = ReferenceKind::einstein;
    hasty.steps = 200, hasty.dissipation = 1e-4;
    const Temporary directory;
    Worker worker = worker_in(directory.path(), nullptr);
    const std::vector<double> pressures{0}, hot{1600};
    const auto found = integrate_phase(hasty, branch, model, pressures, hot, 0, worker);
    REQUIRE(found.mu.size() == 1);
    CHECK(found.mu[0].state == PhaseFate::irreversible);
    CHECK(std::isfinite(found.mu[0].mu));
}
