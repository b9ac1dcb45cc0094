#include <doctest/doctest.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/units.hpp"
#include "crucible/dynamics/md_job_file.hpp"
#include "crucible/dynamics/md_quench.hpp"
#include "tests/temporary.hpp"

using namespace crucible;

namespace {

MdJob full_job() {
    MdDynamics d;
    d.ensemble = MdEnsemble::npt;
    d.steps = 123;
    d.time_step = 1.7;
    d.temperature_start = 1234.5, d.temperature_end = 1.0 / 3;
    d.pressure_start = to_internal(1, "GPa"), d.pressure_end = -0.1;
    d.thermostat_time = 77, d.barostat_time = 1e4 / 3;
    d.axes = MdAxes::z;
    d.drag = 0.2, d.moving = {3, 17}, d.bath = {0, 1};
    MdMinimise m;
    m.energy_tolerance = 1e-11, m.force_tolerance = 2e-5, m.most_steps = 99;
    m.cell = true, m.pressure = 0.01;
    MdJob job;
    job.stages = {d, m};
    job.velocity_temperature = 300.25;
    job.seed = 42;
    job.sample_every = 7, job.frame_every = 11, job.checkpoint_every = 13;
    return job;
}

const ModelChoice models[] = {
    {std::string("CuZr_mm.eam.fs")},
    {KimModel{"EAM_Dynamo_X__MO_000000000000_000"}},
    {LennardJonesParameters{{{18, 18, 0.0103, 3.4}, {10, 18, 0.005, 3.1}}, 8.5, CutOff::plain}},
    {std::string("matsui-akaogi"), 1e-5, ShortRange::patch},
    {matsui_akaogi(), 1e-7, ShortRange::refuse},
    {DeepPotFile{{"a.pb", "b.pb"}, Precision::mixed, true}},
    {NepFile{"nep.txt", Precision::double_}},
    {NepFile{"nep.txt", Precision::single, NepChargeForces::as_trained}},
    {EngineFile{EngineFile::Style::stillinger_weber, "Si.sw"}},
    {EngineFile{EngineFile::Style::tersoff_mod, "Si.tersoff.mod"}},
};

}  // namespace

TEST_SUITE("md jobs") {
    TEST_CASE("a job is read back as it was written, to the last bit") {
        for (const ModelChoice& model : models) {
            MdJob job = full_job();
            job.model = model;
            const std::string text = md_job_text(job, "start.extxyz");
            const MdJob again = parse_md_job_alone(text, "job.json");
            CHECK(md_job_text(again, "start.extxyz") == text);
            const auto& a = std::get<MdDynamics>(job.stages[0]);
            const auto& b = std::get<MdDynamics>(again.stages[0]);
            CHECK(a.pressure_start == b.pressure_start);
            CHECK(a.temperature_end == b.temperature_end);
            CHECK(a.barostat_time == b.barostat_time);
            CHECK(b.drag == 0.2);
            CHECK(b.moving.first == 3);
            CHECK(b.moving.last == 17);
            CHECK(b.bath.last == 1);
            CHECK(again.model.potential.index() == model.potential.index());
            CHECK(again.model.accuracy ==
                  (model.potential.index() == 2 ? 1e-6 : job.model.accuracy));
        }
    }

    TEST_CASE("a job that cannot be is refused with the place") {
        const std::string text = md_job_text(full_job(), "start.extxyz");
        const std::size_t moving = text.find("\"moving\"");
        REQUIRE(moving != text.npos);
        const std::size_t open = text.find('[', moving), close = text.find(']', moving) + 1;
        for (const char* atoms : {"4", "[4]", "[4, 5, 6]", "[\"4\", 17]", "[4, 17.5]"}) {
            const std::string bad = text.substr(0, open) + atoms + text.substr(close);
            CHECK_THROWS_WITH_AS(parse_md_job_alone(bad, "job.json"),
                                 doctest::Contains("are no two numbers of atoms"), InputError);
        }
        // Starts and potentials are looked for beside the job; one that is not is left as named.
        const Temporary here;
        const std::string one =
            "1\nLattice=\"9 0 0 0 9 0 0 0 9\" Properties=species:S:1:pos:R:3\nTi 0 0 0\n";
        write_file(here / "start.extxyz", one + one);
        MdJob job = full_job();
        job.model = {std::string("none.eam.fs")};
        std::get<MdDynamics>(job.stages[0]).moving = {};
        std::get<MdDynamics>(job.stages[0]).bath = {};
        const std::string good = md_job_text(job, "start.extxyz");
        CHECK_THROWS_WITH_AS(parse_md_job(good, "job.json", here.path()),
                             doctest::Contains("start.extxyz holds 2 structures"), InputError);
        write_file(here / "start.extxyz", one);
        CHECK_THROWS_WITH_AS(parse_md_job(good, "job.json", here.path()),
                             doctest::Contains("there is no potential 'none.eam.fs'"), InputError);
        const std::string file = (here / "none.eam.fs").string();
        write_file(file, "");
        CHECK_THROWS_WITH_AS(parse_md_job(good, "job.json", here.path()),
                             doctest::Contains((file + ":1: the file ends").c_str()), InputError);
    }

    TEST_CASE("samples survive their table") {
        std::vector<MdSample> samples = {{0, 0, 0, 300.1, -1.0 / 3, 7, 1e-9, 100},
                                         {1, 50, 100, 299, -4, 6, -2e-3, 101.5}};
        const Table t = parse_csv(to_csv(md_series_table(samples)), "series.csv");
        const auto again = md_series(t);
        REQUIRE(again.size() == 2);
        CHECK(again[0].potential == samples[0].potential);
        CHECK(again[1].pressure == samples[1].pressure);
        CHECK(again[1].stage == 1);
        CHECK(again[1].step == 50);
        CHECK(md_sample(md_sample_value(samples[1])).volume == 101.5);
        CHECK_THROWS_AS(md_series(parse_csv("step\n1\n", "x")), InputError);
    }

    TEST_CASE("the key of a job knows everything that changes its result") {
        MdJob job = full_job();
        job.model = models[2];
        job.start.numbers = {18, 18};
        job.start.positions = {Position(0, 0, 0), Position(2, 2, 2)};
        job.start.cell.h = Mat3::diagonal(5, 5, 5);
        const std::string key = md_job_key(job, 1);
        CHECK(md_job_key(job, 1) == key);
        CHECK(md_job_key(job, 2) != key);
        MdJob other = job;
        other.seed = 43;
        CHECK(md_job_key(other, 1) != key);
        other = job;
        other.start.positions[1].x = 2.0000001;
        CHECK(md_job_key(other, 1) != key);
        other = job;
        other.checkpoint_every = 14;
        CHECK(md_job_key(other, 1) != key);
    }

    TEST_CASE("velocities have no momentum and the temperature that was asked for") {
        std::vector<int> numbers(500, 29);
        for (std::size_t i = 0; i < 250; ++i) numbers[i] = 40;
        const auto v = thermal_velocities(numbers, 600, 3);
        Vec3 momentum;
        double kinetic = 0;
        for (std::size_t i = 0; i < v.size(); ++i) {
            const double m = element(numbers[i]).mass;
            momentum += v[i] * m;
            kinetic += 0.5 * m * norm2(v[i]) * 103.642696;  // u angstrom^2/fs^2 in eV
        }
        CHECK(norm(momentum) < 1e-10);
        CHECK(kinetic ==
              doctest::Approx(0.5 * (3 * 500 - 3) * constants::boltzmann * 600).epsilon(1e-7));
        CHECK(thermal_velocities(numbers, 600, 3) == v);
        CHECK(thermal_velocities(numbers, 600, 4) != v);
    }
}

TEST_SUITE("quench") {
    TEST_CASE("atoms are shared out by largest remainders") {
        // 2048 atoms of Cu64Zr36 are 1311 + 737, as in data/glass/cu64zr36_2048.
        CHECK(share_atoms({{29, 64}, {40, 36}}, 2048) == Composition{{29, 1311}, {40, 737}});
        CHECK(share_atoms({{73, 1}}, 16000) == Composition{{73, 16000}});
        CHECK(share_atoms({{13, 1}, {29, 1}, {40, 1}}, 4) ==
              Composition{{13, 2}, {29, 1}, {40, 1}});
        CHECK_THROWS_AS(share_atoms({{29, 99}, {40, 1}}, 10), InputError);
    }

    TEST_CASE("starts have the atoms that were asked for, none on top of another") {
        for (const QuenchStart start : {QuenchStart::lattice, QuenchStart::random}) {
            QuenchSettings s;
            s.atoms = {{29, 201}, {40, 99}};
            s.start = start;
            const Structure a = quench_start(s), again = quench_start(s);
            CHECK(composition(a.numbers) == s.atoms);
            CHECK(a.positions == again.positions);
            CHECK(a.numbers == again.numbers);
            double nearest = 100;
            const double box = a.cell.h(0, 0);
            for (std::size_t i = 0; i < a.size(); ++i)
                for (std::size_t j = 0; j < i; ++j) {
                    Vec3 d = a.positions[i] - a.positions[j];
                    for (int k = 0; k < 3; ++k) d[k] -= box * std::round(d[k] / box);
                    nearest = std::min(nearest, norm(d));
                }
            CHECK(nearest > 0.74 * std::cbrt(a.cell.volume() / 300));
            s.seed = 2;
            CHECK(quench_start(s).numbers != a.numbers);
        }
    }

    TEST_CASE("stages take the times and the rate that were asked for") {
        QuenchSettings s;
        s.atoms = {{29, 100}};
        s.rate = 2.125e13 * 1e-15;
        const MdJob job = quench_job(s);
        REQUIRE(job.stages.size() == 4);
        CHECK(std::get<MdDynamics>(job.stages[0]).steps == 5000);
        CHECK(std::get<MdDynamics>(job.stages[1]).steps == 40000);  // 1700 K in 80 ps
        CHECK(std::get<MdDynamics>(job.stages[2]).steps == 2500);
        CHECK(parse_quantity("2.125e13 K/s", dimension::cooling_rate) ==
              doctest::Approx(s.rate).epsilon(1e-14));
        s.final_temperature = 2500;
        CHECK_THROWS_AS(quench_job(s), InputError);
    }
}
