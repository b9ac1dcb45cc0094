// Two-phase cells: made, told apart, read.
#include <doctest/doctest.h>

#include <cmath>

#include "crucible/atoms/neighbours.hpp"
#include "crucible/atoms/symmetry.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"
#include "crucible/base/units.hpp"
#include "crucible/data/json.hpp"
#include "crucible/thermo/coexistence_paper.hpp"

using namespace crucible;

namespace {

/// Displaced at random by so much along each axis (standard deviation, angstrom).
Structure shaken(Structure s, double by, std::uint64_t seed) {
    RandomStream random(seed, StreamId::tests);
    for (Position& r : s.positions)
        for (int k = 0; k < 3; ++k) r[k] += by * random.normal();
    return s;
}

/// A trace as a run at constant enthalpy leaves it: the solid grows by `speed` angstrom per ps.
FrontTrace trace(double solid, double speed, int picoseconds) {
    FrontTrace t;
    t.request.bath = CoexistenceRecord::Bath::free, t.request.temperature = 1300;
    t.atoms = 4000, t.area = 800;
    t.solid = {1300, -3.2, -2.9, 12.2, {28, 28, 30}, 0.3};
    t.liquid = {1300, -3.07, -2.77, 12.9, {28, 28, 32}, 3};
    const double length = 62;
    for (int i = 0; i < picoseconds; ++i) {
        const double x = solid + speed * (i + 0.5);
        FrontRow r;
        r.time = 1000 * (i + 0.5), r.temperature = 1300, r.length = length;
        r.potential = -3.07 + (x / length) * (-3.2 + 3.07);
        t.rows.push_back(r);
        if (i % 3 != 2) continue;
        FrontFrame f;
        f.time = 1000 * (i + 1);
        f.profile.solid_thickness = std::clamp(x, 0.0, length);
        f.profile.liquid_thickness = length - f.profile.solid_thickness;
        f.profile.solid_slabs = x > 0;
        f.profile.solid = {1, 0};
        t.frames.push_back(f);
    }
    return t;
}

}  // namespace

TEST_SUITE("fronts") {
    TEST_CASE("lattices have their space groups and nearest neighbours") {
        struct Row {
            Lattice lattice;
            int group;
            double neighbours, nearest;  // of a = 1
        };
        for (const Row& row : {Row{Lattice::fcc, 225, 12, std::sqrt(0.5)},
                               {Lattice::bcc, 229, 8, std::sqrt(0.75)},
                               {Lattice::hcp, 194, 12, 1.0},
                               {Lattice::diamond, 227, 4, std::sqrt(3.0) / 4}}) {
            const Structure cell = lattice_cell(row.lattice, 29, 3.0);
            CHECK(find_symmetry(cell, 1e-4)->number == row.group);
            CHECK(shortest_distance(cell) == doctest::Approx(3 * row.nearest));
            const Structure block = repeated(cell, {3, 2, 2});
            CHECK(block.size() == 12 * cell.size());
            const NeighbourList list = neighbours(block, 3 * row.nearest * 1.001);
            for (std::size_t i = 0; i < block.size(); ++i)
                CHECK(static_cast<double>(list.of(i).size()) == row.neighbours);
            require_right_angles(cell);
        }
        Structure skewed = lattice_cell(Lattice::fcc, 29, 3.6);
        skewed.cell.h(1, 0) = 0.5;
        CHECK_THROWS_AS(require_right_angles(skewed), InputError);
    }

    TEST_CASE("blocks are as thick as asked and have about the atoms asked for") {
        const auto sizes =
            block_sizes(lattice_cell(Lattice::fcc, 29, 3.68), 29, {2900, 4000, 6900, 11000});
        REQUIRE(sizes.size() == 4);
        for (const BlockSize& b : sizes) CHECK(b.times[2] == 8);
        CHECK(sizes[1].atoms == doctest::Approx(4000).epsilon(0.05));
        CHECK(sizes[3].atoms == doctest::Approx(11000).epsilon(0.05));
    }

    TEST_CASE("order tells hot crystals from liquids, and the profile finds the slabs") {
        for (const Lattice lattice : {Lattice::fcc, Lattice::bcc, Lattice::hcp, Lattice::diamond}) {
            const Structure cell =
                lattice_cell(lattice, 29, lattice == Lattice::diamond ? 5.4 : 3.6);
            const double nearest = shortest_distance(cell);
            const Structure solid = shaken(repeated(cell, {5, 5, 6}), 0.07 * nearest, 3);
            const Structure liquid = shaken(repeated(cell, {5, 5, 6}), 0.35 * nearest, 4);
            const OrderMeasure m = choose_order(solid, liquid);
            INFO(name(lattice) << ": q" << m.l << " of " << m.nearest);
            CHECK(m.mistaken < 0.01);
            CHECK(m.solid > m.liquid);
            const Structure both = stacked(solid, liquid, 0.3 * nearest);
            const PhaseProfile p = phase_profile(both, m);
            CHECK(p.has_two_slabs(5));
            CHECK(p.solid_thickness == doctest::Approx(solid.cell.h(2, 2)).epsilon(0.25));
            CHECK(phase_profile(solid, m).solid_slabs == 1);
            CHECK(phase_profile(solid, m).liquid_thickness == 0);
            CHECK(phase_profile(liquid, m).solid_slabs == 0);
        }
    }

    TEST_CASE("stacked phases touch nowhere, keep their atoms, and rest") {
        Structure solid = repeated(lattice_cell(Lattice::fcc, 29, 3.6), {4, 4, 4});
        Structure liquid = shaken(solid, 0.8, 5);
        solid.vectors["velocities"].assign(solid.size(), Vec3(0.01, 0, 0));
        liquid.vectors["velocities"].assign(liquid.size(), Vec3(0, 0, -0.02));
        liquid.vectors["velocities"][0] = Vec3(0.1, 0, 0);
        const Structure both = stacked(solid, liquid, 2.0);
        CHECK(both.size() == 2 * solid.size());
        CHECK(both.cell.h(2, 2) >= 2 * solid.cell.h(2, 2));
        const NeighbourList near = neighbours(both, 2.0, ListKind::half);
        for (std::size_t i = 0; i < solid.size(); ++i)
            for (const Neighbour& n : near.of(i))
                CHECK(static_cast<std::size_t>(n.j) < solid.size());
        Vec3 momentum;
        for (const Vec3& v : both.vectors.at("velocities")) momentum += v;
        CHECK(norm(momentum) < 1e-12);
    }

    TEST_CASE("the lever rule reads the thickness, and data end where a phase does") {
        const FrontTrace steady = trace(31, 0.1, 60);
        const PhaseLines lines = phase_lines({steady});
        CHECK(lines.latent == doctest::Approx(0.13));
        const FrontReading r = read_front(steady, lines);
        CHECK(r.thickness[0] == doctest::Approx(31.05).epsilon(1e-6));
        CHECK(r.valid == 60);
        CHECK(r.end == CoexistenceRun::End::both);
        const CoexistenceRun run = reduce(steady, lines);
        REQUIRE(run.record.stretches.size() == 1);
        CHECK(run.record.stretches[0].advance ==
              doctest::Approx(0.1 * run.record.stretches[0].time / 1000).epsilon(1e-6));
        CHECK(run.record.stretches[0].time == doctest::Approx(56'000));

        const CoexistenceRun melted = reduce(trace(31, -1, 60), lines);
        CHECK(melted.end == CoexistenceRun::End::liquid);
        REQUIRE(!melted.record.stretches.empty());
        CHECK(melted.record.stretches[0].time < 20'000);
        CHECK(reduce(trace(31, 1, 60), lines).end == CoexistenceRun::End::solid);

        FrontTrace odd = trace(31, 0, 60);
        for (std::size_t i = 5; i < odd.frames.size(); ++i) odd.frames[i].profile.solid_slabs = 2;
        CHECK(reduce(odd, lines).end == CoexistenceRun::End::bad);
        FrontTrace flicker = trace(31, 0, 60);
        flicker.frames[7].profile.solid_slabs = 2;
        CHECK(reduce(flicker, lines).end == CoexistenceRun::End::both);
        FrontTrace lying = trace(31, 0, 60);
        for (FrontFrame& f : lying.frames) f.profile.solid_thickness += 9;
        CHECK(reduce(lying, lines).end == CoexistenceRun::End::bad);
    }

    TEST_CASE("a run that dies in its first picoseconds still tells sign and speed") {
        const FrontTrace fast = trace(31, -8, 12);
        const CoexistenceRun run = reduce(fast, phase_lines({fast}));
        CHECK(run.end == CoexistenceRun::End::liquid);
        REQUIRE(run.record.stretches.size() == 1);
        CHECK(run.record.stretches[0].advance / run.record.stretches[0].time ==
              doctest::Approx(-8e-3));
    }

    TEST_CASE("a trace is read back from its document") {
        const FrontTrace t = trace(31, 0.1, 9);
        const FrontTrace again = front_trace(parse_json(to_json(to_value(t)), "trace"));
        CHECK(to_json(to_value(again)) == to_json(to_value(t)));
        CHECK(again.request.bath == t.request.bath);
        CHECK(again.frames.size() == 3);
    }

    TEST_CASE("a trace without a front makes no facts") {
        FrontTrace t = trace(31, 0, 9);
        t.start = FrontTrace::Start::superheated;
        CHECK_THROWS_AS(phase_lines({t}), InconsistentError);
        CHECK(reduce(t, {}).end == CoexistenceRun::End::superheated);
    }

    TEST_CASE("a flat temperature is no evidence: the paper's protocol looks at the phases") {
        const PaperRecipe recipe;
        const FrontTrace alive = trace(31, 0, 60);
        const PhaseLines lines = phase_lines({alive});
        CHECK(read_paper(alive, lines, recipe, 0).fault.empty());
        const PaperReading solid = read_paper(trace(31, 1, 60), lines, recipe, 0);
        CHECK(solid.fault.find("all solid") != std::string::npos);
        CHECK(solid.spread == 0);
        CHECK(read_paper(trace(31, -1, 60), lines, recipe, 0).fault.find("all liquid") !=
              std::string::npos);
        CHECK(read_paper(alive, lines, recipe, constants::gpa).fault.find("pressure") !=
              std::string::npos);
        CHECK(student_95(3) == doctest::Approx(4.303));
        CHECK(student_95(31) == doctest::Approx(2.042).epsilon(0.002));
    }

    TEST_CASE("the paper's protocol is the one that was run") {
        CoexistenceMd m;
        m.cell = lattice_cell(Lattice::fcc, 29, 3.62);
        m.model = {std::string("Cu_mishin1.eam.alloy")};
        m.time_step = 1;
        PaperRecipe p;
        p.cells = {4, 4, 8};
        const MdJob job = paper_job(m, p, 1358, 1);
        REQUIRE(job.stages.size() == 5);
        CHECK(md_steps(job) == 170'000);
        const auto& melt = std::get<MdDynamics>(job.stages[2]);
        CHECK(melt.moving.first == 0);
        CHECK(melt.moving.last == 256);
        CHECK(melt.temperature_start == doctest::Approx(1.33 * 1358));
        CHECK(melt.axes == MdAxes::x);
        const double middle = job.start.cell.h(2, 2) / 2;
        for (std::size_t i = 0; i < job.start.size(); ++i)
            CHECK((job.start.positions[i][2] < middle - 1e-6) == (i < 256));
        const auto& first = std::get<MdDynamics>(job.stages[1]);
        CHECK(first.bath.first == 256);
        CHECK(first.drag == 0.2);
        CHECK(std::get<MdDynamics>(job.stages[4]).ensemble == MdEnsemble::nph);
    }
}
