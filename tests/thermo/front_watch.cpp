// What a two-phase run shows while it is made, against what is made of it at its end.
#include "crucible/thermo/front_watch.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "crucible/atoms/formats.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/random.hpp"
#include "crucible/dynamics/md_job_file.hpp"
#include "crucible/thermo/crystal_block.hpp"
#include "tests/temporary.hpp"

using namespace crucible;

namespace {

constexpr double watched_step = 2;          // fs
constexpr std::int64_t settle_steps = 500;  // of the stage before the one that counts

CoexistenceMd watched_md() {
    CoexistenceMd m;
    m.time_step = watched_step;
    return m;
}

MdJob watched_job() {
    MdDynamics settle, front;
    settle.steps = settle_steps, front.steps = 5000;
    settle.time_step = front.time_step = watched_step;
    MdJob job;
    job.stages = {settle, front};
    return job;
}

Structure copper_block(double strewn) {
    Structure s = repeated(lattice_cell(Lattice::fcc, 29, 3.7), {4, 4, 6});
    RandomStream random(1, StreamId::tests, 0);
    for (Position& r : s.positions)
        for (int k = 0; k < 3; ++k) r[k] += strewn * random.normal();
    return s;
}

Structure copper_front() { return stacked(copper_block(0.05), copper_block(0.9), 1.5); }

/// Solid at -3.5 eV/atom and liquid at -3.4 eV/atom, 1300 K.
FrontTrace known_phases() {
    FrontTrace t;
    t.request.temperature = t.solid.temperature = t.liquid.temperature = 1300;
    t.solid.potential = t.solid.enthalpy = -3.5, t.liquid.potential = t.liquid.enthalpy = -3.4;
    t.atoms = static_cast<double>(copper_front().size());
    t.order = choose_order(copper_block(0.05), copper_block(0.9));
    return t;
}

std::string frame_text(std::int64_t step) {
    Structure s = copper_front();
    s.vectors.clear();
    s.info["step"] = std::to_string(step);
    return structures_text({s}, "extxyz");
}

}  // namespace

TEST_SUITE("front watch") {
    TEST_CASE("windows of time come from what was heard, once they are over") {
        const Temporary dir;
        FrontWatch watch(watched_job(), watched_md(), known_phases(), dir.path());
        watch.hear({400, 5000, 0});  // still settling
        watch.hear({settle_steps, 5000, 0});
        watch.hear({settle_steps + 100, 1290, -3.45});
        watch.hear({settle_steps + 500, 1310, -3.45});  // the last step of the first window
        CHECK(watch.so_far().rows.empty());
        watch.hear({settle_steps + 1600, 1300, -3.475});  // none was heard in the second and third
        watch.hear({settle_steps + 2400, 1300, -3.4});
        const FrontTrace t = watch.so_far();
        REQUIRE(t.rows.size() == 2);
        CHECK(t.rows[0].time == doctest::Approx(500));
        CHECK(t.rows[0].temperature == doctest::Approx(1300));
        CHECK(t.rows[1].time == doctest::Approx(3500));
        const std::vector<double> shares = solid_shares(t);
        CHECK(shares[0] == doctest::Approx(0.5));
        CHECK(shares[1] == doctest::Approx(0.75));
    }

    TEST_CASE("a run that goes on from a checkpoint has its history") {
        const Temporary dir;
        std::vector<MdSample> saved(3);
        for (std::size_t i = 0; i < saved.size(); ++i) {
            saved[i].stage = i == 0 ? 0 : 1;
            saved[i].time = 600 + 800.0 * static_cast<double>(i);  // the stage begins at 1000 fs
            saved[i].temperature = 1200, saved[i].potential = -3.5 * known_phases().atoms;
        }
        write_atomic(dir / "series.csv", to_csv(md_series_table(saved)));
        FrontWatch watch(watched_job(), watched_md(), known_phases(), dir.path());
        // Done again behind the checkpoint: 1900 fs, before the last of the file.
        watch.hear({950, 1400, -3.5});
        watch.hear({1300, 1400, -3.5});
        const FrontTrace t = watch.so_far();
        REQUIRE(t.rows.size() == 1);
        CHECK(t.rows[0].temperature == doctest::Approx(1300));
    }

    TEST_CASE("a run that continues another begins where that one ended") {
        const Temporary dir;
        FrontTrace before = known_phases();
        before.rows.resize(1);
        before.rows[0].time = 5500, before.rows[0].temperature = 1300;
        before.rows[0].potential = -3.5;
        before.request.continues = 0;
        FrontWatch watch(watched_job(), watched_md(), before, dir.path());
        watch.hear({settle_steps + 100, 1300, -3.4});
        watch.hear({settle_steps + 600, 1300, -3.4});
        const FrontTrace t = watch.so_far();
        REQUIRE(t.rows.size() == 2);
        CHECK(t.rows[1].time == doctest::Approx(6500));
        CHECK(solid_shares(t)[1] == doctest::Approx(0));
    }

    TEST_CASE("configurations are taken when all of one is in the file") {
        const Temporary dir;
        FrontWatch watch(watched_job(), watched_md(), known_phases(), dir.path());
        CHECK(watch.so_far().frames.empty());
        const std::string settling = frame_text(250), first = frame_text(settle_steps + 1500),
                          second = frame_text(settle_steps + 3000);
        write_atomic(dir / "frames.extxyz", settling + first + second.substr(0, 2000));
        FrontTrace t = watch.so_far();
        REQUIRE(t.frames.size() == 1);
        CHECK(t.frames[0].time == doctest::Approx(3000));
        CHECK(t.frames[0].profile.has_two_slabs(12));
        write_atomic(dir / "frames.extxyz", settling + first + second);
        t = watch.so_far();
        REQUIRE(t.frames.size() == 2);
        CHECK(t.frames[1].time == doctest::Approx(6000));
        // A worker that goes on from a checkpoint cuts off what came behind it.
        write_atomic(dir / "frames.extxyz", settling + first);
        CHECK(watch.so_far().frames.size() == 1);
        write_atomic(dir / "frames.extxyz", "no frames at all\nand more\n");
        CHECK(watch.so_far().frames.empty());
    }
}
