#include "crucible/kinds/glass_fit.hpp"

#include <doctest/doctest.h>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/kinds/glass_portrait.hpp"
#include "crucible/kinds/glass_replica.hpp"
#include "tests/temporary.hpp"

using namespace crucible;

namespace {

std::string fault_of(const std::function<void()>& f) {
    try {
        f();
    } catch (const Error& e) {
        return e.what();
    }
    return "";
}

/// 64 atoms on a simple cubic lattice of 2.7 angstrom, copper and zirconium by turns.
Structure small_crystal() {
    Structure s;
    s.cell.h = Mat3::diagonal(10.8, 10.8, 10.8);
    for (int i = 0; i < 64; ++i) {
        s.numbers.push_back((i + i / 4 + i / 16) % 2 ? 40 : 29);
        s.positions.emplace_back(2.7 * (i % 4), 2.7 * (i / 4 % 4), 2.7 * (i / 16));
    }
    return s;
}

}  // namespace

TEST_CASE("a box from composition and density") {
    GlassSystem g;
    CHECK(fault_of([&] { empty_box(g); }).find("E-glass-system") != std::string::npos);
    g.composition = "Cu64Zr36", g.density.value = to_internal(7.488, "g/cm^3");
    // The box of the molecular-dynamics glass of spec section 5: 7.488 g/cm^3, 32.200 angstrom.
    CHECK(empty_box(g).cell.h[0].x == doctest::Approx(32.2).epsilon(1e-3));
}

TEST_CASE("schedules: stages, sigmas and moves, and what they refuse") {
    GlassFit fit;
    std::vector<DataTerm> sets(2);
    sets[0].sort = rmc::DataSort::scattering, sets[1].sort = rmc::DataSort::exafs;
    fit.schedule = ScheduleChoice::fast;
    auto stages = glass_stages(fit, 2048, sets, true);
    REQUIRE(stages.size() == 2);
    CHECK(stages[0].moves == 4900 * 2048);
    CHECK(stages[0].sigma.empty());
    CHECK(stages[0].temperature.start == 2000);
    CHECK(stages[1].sigma.at(0).end == 1e-3);
    CHECK(stages[1].sigma.at(1).end == 3e-3);
    CHECK(fault_of([&] { glass_stages(fit, 2048, sets, false); }).find("E-glass-stages") !=
          std::string::npos);
    fit.schedule = ScheduleChoice::liu2022;
    sets[1].sigma = {0.5, 0.25};
    stages = glass_stages(fit, 100, sets, false);
    REQUIRE(stages.size() == 1);
    CHECK(stages[0].sigma.at(0).start == 0.1);
    CHECK(stages[0].sigma.at(1).start == 0.5);
    fit.schedule = ScheduleChoice::own;
    CHECK(fault_of([&] { glass_stages(fit, 100, sets, false); }).find("E-glass-stages") !=
          std::string::npos);
}

TEST_CASE("data sets without a source, or without points, are refused in words") {
    const Structure s = small_crystal();
    const DataSetting alone{&s, nullptr}, known{&s, &s};
    XraySq sq;
    CHECK(fault_of([&] { data_term(sq, alone); }).find("neither a file nor a target") !=
          std::string::npos);
    sq.q = {{5}, {4}};
    CHECK(fault_of([&] { data_term(sq, known); }).find("no points") != std::string::npos);
    CoordinationData cn;
    cn.pair = "Cu-Zr", cn.cutoff.value = 3;
    const DataTerm term = data_term(cn, known);
    REQUIRE(term.target().size() == 1);
    CHECK(term.target()[0] == doctest::Approx(observe_set(term, s)[0]));
}

TEST_CASE("a file is converted to what is fitted and cut to the range") {
    const Temporary dir;
    std::string text = "# Q S(Q)\n";
    for (int i = 1; i <= 400; ++i)
        text += std::to_string(0.05 * i) + " " +
                std::to_string(1 + std::exp(-0.01 * i) * std::sin(0.3 * i)) + "\n";
    write_atomic(dir / "s.dat", text);
    const Structure s = small_crystal();
    XraySq sq;
    sq.file = dir / "s.dat";
    sq.q = {{1}, {10}};
    sq.convolve = Flag::off;
    const DataTerm plain = data_term(sq, {&s, nullptr});
    CHECK(plain.x.front() == doctest::Approx(1));
    CHECK(plain.x.back() == doctest::Approx(10));
    CHECK(plain.target()[0] == doctest::Approx(1 + std::exp(-0.2) * std::sin(6.0)).epsilon(1e-5));
    sq.use_errors = Flag::on;
    CHECK(fault_of([&] {
              data_term(sq, {&s, nullptr});
          }).find("have no errors") != std::string::npos);
    sq.use_errors = Flag::off, sq.q = {{30}, {40}};
    CHECK(fault_of([&] {
              data_term(sq, {&s, nullptr});
          }).find("the file goes from") != std::string::npos);
}

TEST_CASE("a replica's record keeps every bit") {
    GlassReplica r;
    r.model = {{0.1, 1.0 / 3, -2e-17}, {4, 5, 6}};
    r.observed = {{0.1, 0.7}, {}};
    rmc::Progress p;
    p.moves = 12345678901, p.r2 = {0.25}, p.delta2 = {1e-300}, p.sigma = {0.1};
    r.history = {p};
    r.distance = 1.97;
    const GlassReplica q = decode_replica(encode(r));
    CHECK(encode(q) == encode(r));
    CHECK(q.model[0].y == r.model[0].y);
    CHECK(q.history[0].moves == p.moves);
}

TEST_CASE("a portrait's record keeps every bit") {
    rmc::Portrait p;
    p.name = "g", p.arm = "fit";
    p.energy = -4.38 + 1.0 / 3;
    VoronoiStatistics cells;
    cells.atoms = 3, cells.count = {{rmc::icosahedron, 2}, {{0, 1, 10, 2}, 1}};
    cells.fivefold = 0.55, cells.coordination_count = {0, 3};
    p.voronoi = {cells};
    p.pairs = {{29, 29}}, p.partial_g = {{0, 2, 1}}, p.short_range = {0.1};
    p.r = {1, 2, 3}, p.total_g = {0, 2, 1}, p.angles = {0.1, 0.2};
    p.hold = rmc::HoldOutcome{0.1234567890123456, 0.7};
    const rmc::Portrait q = decode_portrait(encode(p));
    CHECK(encode(q) == encode(p));
    CHECK(*q.energy == *p.energy);
    CHECK_FALSE(q.inherent);
    CHECK(q.hold->energy_drop == p.hold->energy_drop);
    CHECK(q.voronoi.front().count == cells.count);
    CHECK_THROWS(decode_portrait("{}"));
    CHECK_THROWS(decode_portrait("nonsense"));
}
