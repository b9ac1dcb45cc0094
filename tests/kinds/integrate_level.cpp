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

/// All points of a grid, one after another as items.
PhaseIntegrals integrate_grid(const IntegrateLevel& level, const EnthalpyBranch& branch,
                              EnergyModel& model, const StateGrid& grid, Worker& worker) {
    PhaseIntegrals all;
    for (std::size_t i = 0; i < grid.size(); ++i) {
        const auto one =
            integrate_point(level, branch, model, grid, i, static_cast<std::int64_t>(i), worker);
        all.mu.insert(all.mu.end(), one.mu.begin(), one.mu.end());
        if (i == 0) {
            all.table = one.table;
            continue;
        }
        for (std::size_t c = 0; c < all.table.columns.size(); ++c) {
            Column& to = all.table.columns[c];
            const Column& from = one.table.columns[c];
            to.numbers.insert(to.numbers.end(), from.numbers.begin(), from.numbers.end());
            to.texts.insert(to.texts.end(), from.texts.begin(), from.texts.end());
        }
    }
    return all;
}

}  // namespace

TEST_CASE("a phase is integrated at every point, and stopped and resumed changes nothing") {
    auto model = integrate_titania();
    const EnthalpyBranch branch = rutile_branch(model);
    const IntegrateLevel level = quick_level();
    const StateGrid grid{{0, 2 * constants::gpa}, {1000}};
    const Temporary one, two;
    Worker worker = worker_in(one.path(), nullptr);
    const PhaseIntegrals whole = integrate_grid(level, branch, model, grid, worker);
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
    // What is done is not done again by the runner; here each point goes on from its checkpoint.
    for (double at = 0.15;; at += 0.2) {
        StopToken stop;
        Worker again = worker_in(two.path(), &stop, [&](const Event& e) {
            if (e.kind == Event::Kind::progress && e.value > at && stop.level() == 0)
                stop.request();
        });
        try {
            resumed = integrate_grid(level, branch, model, grid, again);
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
    const StateGrid beyond{{90 * constants::gpa}, {1000}}, cold{{0}, {0}};
    const auto lost = integrate_point(quick_level(), branch, model, beyond, 0, 0, worker);
    REQUIRE(lost.mu.size() == 1);
    CHECK(lost.mu[0].state == PhaseFate::lost);
    CHECK(std::isnan(lost.mu[0].mu));
    CHECK(lost.table.rows() == 0);
    CHECK_THROWS_AS(integrate_point(quick_level(), branch, model, cold, 0, 1, worker), InputError);
    IntegrateLevel single = quick_level();
    single.switches = 1;
    CHECK_THROWS_AS(integrate_point(single, branch, model, beyond, 0, 1, worker), InputError);
    IntegrateLevel two = quick_level();
    two.plan = IntegrationPlan::lines;
    const StateGrid short_line{{0}, {700, 1000}};
    CHECK_THROWS_AS(integrate_point(two, branch, model, short_line, 0, 1, worker), InputError);
}

TEST_CASE("switching that dissipates too much makes a point irreversible") {
    auto model = integrate_titania();
    const EnthalpyBranch branch = rutile_branch(model);
    IntegrateLevel hasty = quick_level();
    hasty.reference = ReferenceKind::einstein;
    hasty.steps = 200, hasty.dissipation = 1e-4;
    const Temporary directory;
    Worker worker = worker_in(directory.path(), nullptr);
    const auto found = integrate_point(hasty, branch, model, {{0}, {1600}}, 0, 0, worker);
    REQUIRE(found.mu.size() == 1);
    CHECK(found.mu[0].state == PhaseFate::irreversible);
    CHECK(std::isfinite(found.mu[0].mu));
}

TEST_CASE("along lines from one integration chemical potentials are those of integrations") {
    auto model = integrate_titania();
    const EnthalpyBranch branch = rutile_branch(model);
    IntegrateLevel level = quick_level();
    level.plan = IntegrationPlan::lines;
    level.steps = level.cell_steps = 1500;
    const StateGrid grid{{0, constants::gpa, 2 * constants::gpa}, {600, 800, 1000}};
    const Temporary directory, other;
    Worker worker = worker_in(directory.path(), nullptr);
    PhaseIntegrals lines = integrate_grid(level, branch, model, grid, worker);
    const std::size_t first = first_of_lines(branch, grid);
    CHECK(first == 0);
    CHECK(lines.mu[first].state == PhaseFate::stays);
    CHECK(lines.mu[8].state == PhaseFate::beyond);
    CHECK(lines.table.find("state")->texts[8] == "sampled");
    follow_lines(lines, grid, first, 5);
    for (const ChemicalPotential& c : lines.mu) CHECK(c.state == PhaseFate::stays);
    level.plan = IntegrationPlan::points;
    Worker again = worker_in(other.path(), nullptr);
    for (const std::size_t i : {std::size_t{6}, std::size_t{8}}) {
        const auto point = integrate_point(level, branch, model, grid, i, 20, again).mu[0];
        const double error = std::hypot(point.error, lines.mu[i].error);
        CAPTURE((lines.mu[i].mu - point.mu) / constants::kcal_per_mol);
        CAPTURE(error / constants::kcal_per_mol);
        CHECK(std::fabs(lines.mu[i].mu - point.mu) < 3 * error);
        CHECK(error < 0.05 * constants::kcal_per_mol);
    }
}
