#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>

#include "crucible/atoms/formats.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/units.hpp"
#include "crucible/dynamics/md_hold.hpp"
#include "crucible/dynamics/md_job.hpp"
#include "crucible/dynamics/md_job_file.hpp"
#include "crucible/energy/nep_made_up.hpp"
#include "tests/shared_data.hpp"
#include "tests/temporary.hpp"

using namespace crucible;

namespace {

const std::filesystem::path md_worker =
    std::filesystem::path(CRUCIBLE_PROGRAM).parent_path() / "crucible-md";

bool has_worker() {
    if (std::filesystem::exists(md_worker)) return true;
    MESSAGE("SKIPPED: crucible-md is not built");
    return false;
}

/// n^3 cubes of fcc argon.
Structure argon(int n, double a) {
    Structure s;
    s.cell.h = Mat3::diagonal(n * a, n * a, n * a);
    for (int i = 0; i < n * n * n; ++i)
        for (const Vec3& f : {Vec3{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}}) {
            s.numbers.push_back(18);
            s.positions.push_back(Position((f + Vec3(i % n, i / n % n, i / n / n)) * a));
        }
    return s;
}

/// Argon as it is usually given: epsilon/k = 119.8 K, sigma = 3.405 angstrom.
ModelChoice argon_model(CutOff kind) {
    return {LennardJonesParameters{{{18, 18, 0.010323, 3.405}}, 8.0, kind}};
}

RunContext quiet() { return {"md", 1, nullptr, nullptr}; }

MdJob argon_job(MdEnsemble ensemble, std::int64_t steps) {
    MdDynamics d;
    d.ensemble = ensemble;
    d.steps = steps;
    d.temperature_start = d.temperature_end = 60;
    MdJob job;
    job.start = argon(4, 5.3);
    job.model = argon_model(CutOff::shifted_force);
    job.stages = {d};
    job.velocity_temperature = 120;
    job.sample_every = 10;
    return job;
}

MdJob rutile_job() {
    MdJob job;
    // Rutile near its minimum in the Matsui-Akaogi potential, 2 x 2 x 3 cells.
    const double a = 4.50, c = 3.01, u = 0.305;
    job.start.cell.h = Mat3::diagonal(2 * a, 2 * a, 3 * c);
    for (int i = 0; i < 12; ++i) {
        const Vec3 origin(i % 2, i / 2 % 2, i / 4);
        for (const auto& [z, f] : {std::pair{22, Vec3{0, 0, 0}},
                                   {22, Vec3{0.5, 0.5, 0.5}},
                                   {8, Vec3{u, u, 0}},
                                   {8, Vec3{1 - u, 1 - u, 0}},
                                   {8, Vec3{0.5 + u, 0.5 - u, 0.5}},
                                   {8, Vec3{0.5 - u, 0.5 + u, 0.5}}}) {
            const Vec3 r = f + origin;
            job.start.numbers.push_back(z);
            job.start.positions.push_back(Position(r.x * a, r.y * a, r.z * c));
        }
    }
    job.model = {"matsui-akaogi"};
    return job;
}

}  // namespace

TEST_SUITE("md worker") {
    TEST_CASE("energies, pressures and forces are those of our own models") {
        if (!has_worker()) return;
        for (const CutOff kind : {CutOff::plain, CutOff::shifted_energy, CutOff::shifted_force}) {
            MdJob job = argon_job(MdEnsemble::nve, 20);
            job.model = argon_model(kind);
            // A cell that LAMMPS must turn: left-handed, with a along no axis.
            const Mat3 turn = {{{{0.6, 0.8, 0}, {0, 0, 1}, {0.8, -0.6, 0}}}};
            job.start.cell.h = job.start.cell.h * turn;
            job.start.cell.h[2] *= -1;
            for (Position& r : job.start.positions) r = Position(Vec3(r) * turn);
            const MdResult r = run_md(job, {1, "", md_worker}, quiet());
            const auto model = make_model(job.model);
            Evaluation e;
            Structure start = job.start;
            model->evaluate(start, e);
            CHECK(r.series.front().potential == doctest::Approx(e.energy).epsilon(1e-12));
            // The virial pressure is the trace of the stress plus 2/3 of the kinetic energy.
            const double trace = e.stress(0, 0) + e.stress(1, 1) + e.stress(2, 2);
            const double volume = start.cell.volume();
            CHECK(r.series.front().pressure ==
                  doctest::Approx(2 * r.series.front().kinetic / 3 / volume - trace / 3)
                      .epsilon(1e-6));
            const MdEnd& end = r.ends.front();
            model->evaluate(end.structure, e);
            CHECK(end.state.potential == doctest::Approx(e.energy).epsilon(1e-10));
            CHECK(norm(end.structure.cell.h[2] - start.cell.h[2]) < 1e-10);
        }
    }

    TEST_CASE("NVE keeps the energy; velocities have the temperature that was asked for") {
        if (!has_worker()) return;
        const MdJob job = argon_job(MdEnsemble::nve, 1000);
        const MdResult r = run_md(job, {1, "", md_worker}, quiet());
        REQUIRE(r.series.size() == 101);
        CHECK(r.series.front().temperature == doctest::Approx(120).epsilon(1e-5));
        const double total = r.series.front().potential + r.series.front().kinetic;
        double worst = 0;
        for (const MdSample& s : r.series)
            worst = std::max(worst, std::fabs(s.potential + s.kinetic - total));
        // Velocity Verlet at 2 fs; fluctuations of the energy are of second order in the step.
        CHECK(worst / 256 < 2e-5);
        CHECK(worst > 0);
    }

    TEST_CASE("the same job twice is the same to the last bit, another seed is not") {
        if (!has_worker()) return;
        MdJob job = argon_job(MdEnsemble::npt, 60);
        job.checkpoint_every = 20;
        const MdResult a = run_md(job, {1, "", md_worker}, quiet());
        const MdResult b = run_md(job, {1, "", md_worker}, quiet());
        CHECK(a.ends[0].structure.positions == b.ends[0].structure.positions);
        CHECK(a.series.back().pressure == b.series.back().pressure);
        job.seed = 2;
        const MdResult c = run_md(job, {1, "", md_worker}, quiet());
        CHECK(a.ends[0].structure.positions != c.ends[0].structure.positions);
    }

    TEST_CASE("our own models drive the dynamics: rutile keeps its energy") {
        if (!has_worker()) return;
        MdJob job = rutile_job();
        MdDynamics d;
        d.ensemble = MdEnsemble::nve;
        d.steps = 100, d.time_step = 0.5;
        job.stages = {d};
        job.velocity_temperature = 300;
        const MdResult r = run_md(job, {1, "", md_worker}, quiet());
        Evaluation e;
        make_model(job.model)->evaluate(job.start, e);
        CHECK(r.series.front().potential == doctest::Approx(e.energy).epsilon(1e-12));
        const double trace = e.stress(0, 0) + e.stress(1, 1) + e.stress(2, 2);
        CHECK(
            r.series.front().pressure ==
            doctest::Approx(2 * r.series.front().kinetic / 3 / job.start.cell.volume() - trace / 3)
                .epsilon(1e-6));
        const MdSample &first = r.series.front(), &last = r.series.back();
        CHECK(std::fabs(last.kinetic - first.kinetic) > 0.05);
        CHECK(std::fabs(last.potential + last.kinetic - first.potential - first.kinetic) < 1e-3);
        CHECK_THROWS_AS(run_md(job, {2, "", md_worker}, quiet()), InputError);
    }

    TEST_CASE("only the atoms that are to move do; the bath is the atoms that were named") {
        if (!has_worker()) return;
        MdJob job = argon_job(MdEnsemble::npt, 2000);
        auto& frozen = std::get<MdDynamics>(job.stages[0]);
        frozen.moving = {0, 128}, frozen.axes = MdAxes::x;
        MdDynamics bath = frozen;
        bath.moving = {}, bath.bath = {128, 256}, bath.axes = MdAxes::z;
        bath.temperature_start = bath.temperature_end = 40, bath.drag = 0.2;
        job.stages.push_back(bath);
        job.velocity_temperature = 60;
        const MdResult r = run_md(job, {1, "", md_worker}, quiet());
        const Structure &start = job.start, &middle = r.ends[0].structure;
        const double stretch = middle.cell.h(0, 0) / start.cell.h(0, 0);
        CHECK(stretch != 1);
        CHECK(middle.cell.h(1, 1) == start.cell.h(1, 1));
        double moved = 0, stayed = 0;
        for (std::size_t i = 0; i < 256; ++i) {
            // Atoms that do not move still follow the box.
            Vec3 d = middle.positions[i] - start.positions[i];
            d[0] = middle.positions[i][0] - start.positions[i][0] * stretch;
            (i < 128 ? moved : stayed) = std::max(i < 128 ? moved : stayed, norm(d));
        }
        CHECK(moved > 0.1);
        CHECK(stayed < 1e-3);
        CHECK(r.ends[1].state.lengths[0] == doctest::Approx(middle.cell.h(0, 0)).epsilon(1e-12));
        CHECK(r.ends[1].state.lengths[2] != middle.cell.h(2, 2));
        double heat = 0, rows = 0;
        for (const MdSample& s : r.series)
            if (s.step > 3000) heat += s.temperature, ++rows;
        CHECK(heat / rows == doctest::Approx(40).epsilon(0.15));
        const Vec3& p = r.ends[1].state.pressures;
        CHECK((p[0] + p[1] + p[2]) / 3 == doctest::Approx(r.ends[1].state.pressure));
    }

    TEST_CASE("any checkpoint leads to the same end, with every kind of potential") {
        if (!has_worker()) return;
        MdJob rutile = rutile_job();
        MdDynamics d;
        d.ensemble = MdEnsemble::npt;
        d.steps = 60, d.time_step = 1;
        rutile.stages = {d};
        rutile.velocity_temperature = 300;
        std::vector<MdJob> jobs = {rutile, argon_job(MdEnsemble::npt, 60)};
        if (!kim_models().empty()) {
            jobs.push_back(jobs[1]);
            jobs.back().model = {KimModel{"LJ_Truncated_Nguyen_2005_Ar__MO_398194508715_001"}};
        }
        const Temporary files;
        write_atomic(files / "nep.txt",
                     made_up_nep("nep4 1 Ar\ncutoff 6 5 90 40\nn_max 3 3\nbasis_size 5 5\n"
                                 "l_max 4 2 1\nANN 10 0\n",
                                 1));
        jobs.push_back(jobs[1]);
        jobs.back().model = {NepFile{(files / "nep.txt").string()}};
        for (MdJob& job : jobs) {
            Temporary directory;
            job.checkpoint_every = 20, job.sample_every = 5;
            const MdRunOptions options{1, directory.path(), md_worker};
            const MdResult whole = run_md(job, options, quiet());
            const std::string series = read_file(directory / "series.csv");
            for (const char* newest : {"ckpt/000002", "ckpt/000001"}) {
                std::filesystem::remove(directory / "result.json");
                std::filesystem::remove(directory / newest);
                const MdResult again = run_md(job, options, quiet());
                CHECK(again.ends[0].structure.positions == whole.ends[0].structure.positions);
                CHECK(read_file(directory / "series.csv") == series);
                std::filesystem::remove(directory / "ckpt/000002");
            }
        }
    }

    TEST_CASE("failures come back as errors by reason") {
        if (!has_worker()) return;
        MdJob job = argon_job(MdEnsemble::nve, 2000);
        job.velocity_temperature = 1e6;
        std::get<MdDynamics>(job.stages[0]).time_step = 100;
        CHECK_THROWS_AS(run_md(job, {1, "", md_worker}, quiet()), UnstableError);
        job = argon_job(MdEnsemble::nve, 10);
        CHECK_THROWS_AS(run_md(job, {1, "", "/nowhere/crucible-md"}, quiet()), NotBuiltError);
        job.model = {KimModel{"LJ_Truncated_Nguyen_2005_Ar__MO_398194508715_001"}};
        if (!kim_models().empty()) {
            CHECK(run_md(job, {1, "", md_worker}, quiet()).series.back().potential < 0);
            job.start.numbers.assign(job.start.size(), 79);
            try {
                run_md(job, {1, "", md_worker}, quiet());
                FAIL("a KIM model of argon took gold");
            } catch (const InputError& e) {
                CHECK(e.code() == "E-md-engine");
            }
        }
    }

    TEST_CASE("a stop is heeded and the job goes on to the same end") {
        if (!has_worker()) return;
        Temporary directory;
        MdJob job = argon_job(MdEnsemble::nvt, 10000);
        job.checkpoint_every = 500;
        const MdResult whole = run_md(job, {1, directory / "whole", md_worker}, quiet());
        StopToken stop;
        const RunContext context(
            "md", 1,
            [&](const Event& e) {
                if (e.kind == Event::Kind::progress && e.value >= 500 && stop.level() == 0)
                    stop.request();
            },
            &stop);
        const MdRunOptions options{1, directory / "stopped", md_worker};
        CHECK_THROWS_AS(run_md(job, options, context), Stopped);
        CHECK(!std::filesystem::exists(directory / "stopped/result.json"));
        const MdResult resumed = run_md(job, options, quiet());
        CHECK(resumed.ends[0].structure.positions == whole.ends[0].structure.positions);
        CHECK(read_file(directory / "stopped/series.csv") ==
              read_file(directory / "whole/series.csv"));
    }
}

TEST_SUITE("md hold") {
    TEST_CASE("a cold crystal holds, a hot start of it does not") {
        if (!has_worker()) return;
        HoldSettings settings;
        settings.temperature = 20, settings.picoseconds = 2;
        Structure s = argon(3, 5.3);
        const HoldResult good = hold_test(s, argon_model(CutOff::shifted_energy), settings,
                                          {1, "", md_worker}, quiet());
        CHECK(good.rmsd > 0.01);
        CHECK(good.rmsd < 0.4);
        RandomStream random(3, StreamId::tests);
        for (Position& r : s.positions)
            for (int k = 0; k < 3; ++k) r[k] += random.uniform(-0.5, 0.5);
        const HoldResult bad = hold_test(s, argon_model(CutOff::shifted_energy), settings,
                                         {1, "", md_worker}, quiet());
        CHECK(bad.energy_start > good.energy_start);
        CHECK(bad.energy_end < bad.energy_start);
        CHECK(bad.rmsd > good.rmsd);
    }

    TEST_CASE("displacements leave out drift and the swelling of the cell") {
        Structure from = argon(2, 5.3), to = from;
        for (Position& r : to.positions) r = Position(Vec3(r) * 1.1 + Vec3(3, 2, 1));
        to.cell.h *= 1.1;
        CHECK(rms_displacement(from, to) < 1e-12);
        to = from;
        to.positions[0].x += 1;
        // One of 32 atoms by 1: variance 1/32 - 1/32^2.
        CHECK(rms_displacement(from, to) == doctest::Approx(std::sqrt(1.0 / 32 - 1.0 / 1024)));
    }
}

TEST_SUITE("slow md glass") {
    TEST_CASE("the quenched glass holds at 300 K, the model of data alone falls") {
        if (!has_worker()) return;
        REQUIRE_SHARED_DATA("glass/cu64zr36_2048/glass300.dump");
        ReadOptions types;
        types.elements = {29, 40};
        const auto hold = [&](const char* file) {
            const Structure s =
                read_structures(shared_data("glass/cu64zr36_2048") / file, types).front();
            HoldSettings settings;
            settings.picoseconds = 2;
            const HoldResult h =
                hold_test(s, {"CuZr_mm.eam.fs"}, settings, {1, "", md_worker}, quiet());
            MESSAGE(std::string(file) << ": " << h.energy_start << " to " << h.energy_end
                                      << " eV/atom, rmsd " << h.rmsd << " angstrom, pressure "
                                      << from_internal(h.pressure, "GPa") << " GPa");
            return h;
        };
        const HoldResult glass = hold("glass300.dump"), model = hold("rmc_sq_exafs.dump");
        // Potential energies of the files by LAMMPS, data/glass/SOURCES.md and spec/glass.md 5.
        CHECK(glass.energy_start == doctest::Approx(-4.3802).epsilon(2e-5));
        CHECK(model.energy_start == doctest::Approx(-4.1477).epsilon(5e-5));
        CHECK(std::fabs(glass.energy_end - glass.energy_start) < 0.003);
        CHECK(model.energy_end < model.energy_start - 0.1);
        CHECK(glass.rmsd < 0.5);
        CHECK(model.rmsd > 1.5 * glass.rmsd);
    }
}
