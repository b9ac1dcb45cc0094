// Logs and dumps as LAMMPS writes them, to the trace that the analysis takes.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>

#include "crucible/atoms/formats.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/random.hpp"
#include "crucible/dynamics/lammps_log.hpp"
#include "crucible/thermo/lammps_front.hpp"
#include "tests/temporary.hpp"

using namespace crucible;

namespace {

constexpr const char* header = "Step Time Temp PotEng Enthalpy Volume Lx Ly Lz Pzz";

/// A crystal of copper, or the same with atoms strewn about.
Structure copper(double strewn, std::uint64_t seed) {
    Structure s = repeated(lattice_cell(Lattice::fcc, 29, 3.7), {4, 4, 7});
    RandomStream random(seed, StreamId::tests, 0);
    for (Position& r : s.positions)
        for (int k = 0; k < 3; ++k) r[k] += strewn * random.normal();
    return s;
}

void write_dump_at(const std::filesystem::path& file, Structures frames,
                   const std::vector<int>& steps) {
    for (std::size_t i = 0; i < frames.size(); ++i)
        frames[i].info["timestep"] = std::to_string(steps[i]);
    write_structures(file, frames);
}

/// Rows every 50 steps of 2 fs from step 1500 on; temperature and energy as given.
std::string log_of(double temperature, double potential, const Structure& s) {
    std::string text = "LAMMPS (29 Sep 2021)\nPer MPI rank memory allocation = 3 Mbytes\n";
    text += fmt::format("{}\n", header);
    for (int k = 0; k <= 40; ++k)
        text += fmt::format("{} {} {} {} {} {} {} {} {} {}\n", 1500 + 50 * k, 3 + 0.1 * k,
                            temperature, potential, potential + 100, s.cell.volume(),
                            s.cell.h(0, 0), s.cell.h(1, 1), s.cell.h(2, 2), 250.0);
    return text + "Loop time of 1.5 on 1 procs for 2000 steps with 448 atoms\n";
}

}  // namespace

TEST_SUITE("lammps front") {
    TEST_CASE("a log gives one table per run, remarks left out, a torn end dropped") {
        const std::string text =
            "units metal\nStep Temp PotEng \n       0    300   -10.5 \nWARNING: a word\n"
            "ERROR: another\nLast command: run\n      10    310   -10.25 \nLoop time of 1\n\n   "
            "Step          Temp          Lz\n"
            "         0   1   2\n        10   3";
        const auto tables = parse_lammps_log(text, "log.lammps");
        REQUIRE(tables.size() == 2);
        CHECK(tables[0].rows() == 2);
        CHECK(thermo_column(tables[0], "PotEng", "log.lammps")[1] == -10.25);
        CHECK(tables[1].rows() == 1);
        CHECK(tables[1].find("Lz")->numbers[0] == 2);
    }
    TEST_CASE("bad logs are refused with their place") {
        const auto fault = [](const char* text) {
            try {
                parse_lammps_log(text, "log.lammps");
            } catch (const Error& e) {
                return std::string(e.what());
            }
            return std::string("none");
        };
        CHECK(fault("units metal\n").find("no thermodynamic output") != std::string::npos);
        CHECK(fault("Step Temp\n0 1\n1 2 3\n2 3\n").find("log.lammps:3") != std::string::npos);
        CHECK(fault("Step Temp\n0 nan\n1 2\n").find("log.lammps:2") != std::string::npos);
        CHECK_THROWS_AS(thermo_column(parse_lammps_log("Step Temp\n0 1\n", "l").back(), "Pzz", "l"),
                        InputError);
    }
    TEST_CASE("six files give a trace in our units") {
        const Temporary place;
        const Structure solid = copper(0.1, 1), liquid = copper(0.9, 2);
        const Structure both = stacked(solid, liquid, 1.5);
        write_dump_at(place / "solid.lammpstrj", {solid}, {1500});
        write_dump_at(place / "liquid.lammpstrj", {liquid}, {1500});
        write_dump_at(place / "front.lammpstrj", {both, both, both}, {1500, 2500, 3500});
        write_file(place / "solid.log", log_of(1300, -1500, solid));
        write_file(place / "liquid.log", log_of(1310, -1450, liquid));
        write_file(place / "front.log", log_of(1320, -2950, both));
        const FrontTrace t = read_lammps_front(place.path(), CoexistenceRecord::Bath::free, {29});
        const double atoms = static_cast<double>(both.size());
        CHECK(t.atoms == atoms);
        CHECK(t.solid.temperature == doctest::Approx(1300));
        CHECK(t.solid.potential == doctest::Approx(-1500 / (atoms / 2)));
        CHECK(t.liquid.enthalpy == doctest::Approx(-1350 / (atoms / 2)));
        CHECK(t.area == doctest::Approx(14.8 * 14.8));
        REQUIRE(t.rows.size() == 4);  // 4 ps
        CHECK(t.rows[1].time == doctest::Approx(1500));
        CHECK(t.rows[1].potential == doctest::Approx(-2950 / atoms));
        CHECK(t.rows[1].pressure == doctest::Approx(250 * 6.241509e-7).epsilon(1e-6));
        REQUIRE(t.frames.size() == 2);  // the first one is the start
        CHECK(t.frames[0].time == doctest::Approx(2000));
        CHECK(t.frames[0].profile.solid_slabs == 1);
        CHECK(t.order.mistaken < 0.1);

        write_dump_at(place / "liquid.lammpstrj", {copper(0.1, 3)}, {1500});
        CHECK_THROWS_AS(read_lammps_front(place.path(), CoexistenceRecord::Bath::free, {29}),
                        InconsistentError);
        std::filesystem::remove(place / "front.log");
        CHECK_THROWS_AS(read_lammps_front(place.path(), CoexistenceRecord::Bath::free, {29}),
                        IoError);
    }
}
