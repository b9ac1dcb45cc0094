#include "crucible/observe/voronoi.hpp"

#include <doctest/doctest.h>

#include <numeric>

#include "crucible/atoms/formats.hpp"
#include "crucible/atoms/niggli.hpp"
#include "tests/atoms/random_structure.hpp"
#include "tests/observe/observe_cases.hpp"
#include "tests/shared_data.hpp"

using namespace crucible;
using namespace crucible::testing;

namespace {

constexpr VoronoiIndex icosahedron{0, 0, 12, 0};

/// Thirteen atoms of an icosahedron in the middle of a large box, and a shell that closes it in.
Structure icosahedral_cluster() {
    Structure s;
    s.cell.h = Mat3::diagonal(30, 30, 30);
    const double t = (1 + std::sqrt(5.0)) / 2;
    const Vec3 middle{15, 15, 15};
    s.positions.push_back(Position(middle));
    for (const double scale : {1.4, 3.0})
        for (const double a : {-1.0, 1.0})
            for (const double b : {-t, t})
                for (const Vec3& v : {Vec3{0, a, b}, {a, b, 0}, {b, 0, a}})
                    s.positions.push_back(Position(middle + v * scale));
    s.numbers.assign(s.positions.size(), 29);
    return s;
}

}  // namespace

TEST_CASE("Voronoi polyhedra of crystals and of an icosahedron") {
    Structure bcc;
    bcc.cell.h = Mat3::diagonal(3.3, 3.3, 3.3);
    bcc.numbers = {73, 73};
    bcc.positions = {{0, 0, 0}, {1.65, 1.65, 1.65}};
    const auto cells = voronoi_cells(bcc);
    REQUIRE(cells.size() == 2);
    for (const VoronoiCell& c : cells) {
        CHECK(text(c.index) == "<0,6,0,8>");
        CHECK(c.faces == 14);
        CHECK(c.fivefold() == 0);
        CHECK(c.volume == doctest::Approx(0.5 * 3.3 * 3.3 * 3.3));
    }
    const auto centre = voronoi_cells(icosahedral_cluster())[0];
    CHECK(centre.index == icosahedron);
    CHECK(centre.faces == 12);
    CHECK(centre.fivefold() == 1);
    // Copper warm enough that no vertex joins more than four cells, small faces left out: 12.
    RandomStream r(81, StreamId::tests);
    Structure cu = copper(3.615, 3);
    for (Position& p : cu.positions)
        for (int k = 0; k < 3; ++k) p[k] += r.uniform(-0.05, 0.05);
    for (const VoronoiCell& c : voronoi_cells(cu, {.face_tolerance = 0.01})) CHECK(c.faces == 12);
    // With short edges left out as well, rhombic dodecahedra remain.
    for (const VoronoiCell& c : voronoi_cells(cu, {.face_tolerance = 0.01, .edge_tolerance = 0.3}))
        CHECK(c.index == VoronoiIndex{0, 12, 0, 0});
}

TEST_CASE("Voronoi polyhedra do not depend on the choice of cell and fill it") {
    for (std::uint64_t item = 0; item < 20; ++item) {
        RandomStream r(82, StreamId::tests, item);
        const Structure s = random_structure(r, 20, 8);
        const auto cells = voronoi_cells(s);
        double volume = 0;
        for (const VoronoiCell& c : cells) volume += c.volume;
        CHECK(volume == doctest::Approx(s.cell.volume()).epsilon(1e-9));
        Structure other = s;
        const Mat3 turn = random_rotation(r);
        other.cell.h = (random_unimodular(r, 6) * s.cell.h) * turn;
        for (Position& p : other.positions) p = Position(p * turn);
        const auto again = voronoi_cells(other);
        for (std::size_t i = 0; i < cells.size(); ++i) {
            CHECK(cells[i].volume == doctest::Approx(again[i].volume));
            CHECK(cells[i].index == again[i].index);
            CHECK(cells[i].faces == again[i].faces);
        }
    }
}

TEST_CASE("Voronoi refuses what has no polyhedra") {
    Structure s = copper(3.6, 1);
    s.positions[1] = s.positions[0];
    CHECK(code_of([&] { voronoi_cells(s); }) == "E-observe-voronoi");
    s = copper(3.6, 1);
    s.positions[1].x = std::nan("");
    CHECK(code_of([&] { voronoi_cells(s); }) == "E-observe-voronoi");
    s = copper(3.6, 1);
    s.cell.periodic[0] = false;
    CHECK(code_of([&] { voronoi_cells(s); }) == "E-atoms-periodic");
    CHECK(code_of([&] { voronoi_cells({}); }) == "E-observe-frames");
    Structure one;
    one.cell.h = Mat3::diagonal(2, 3, 4);
    one.numbers = {29};
    one.positions = {{0, 0, 0}};
    CHECK(text(voronoi_cells(one)[0].index) == "<0,6,0,0>");
}

TEST_CASE("Cu64Zr36 glass: the polyhedra that voro++ alone counts in it") {
    REQUIRE_SHARED_DATA("glass/cu64zr36_2048");
    const Structure s = read_structures(shared_data("glass/cu64zr36_2048/glass300.dump"),
                                        {.elements = {29, 40}})[0];
    const auto all = voronoi_statistics(s, voronoi_cells(s));
    REQUIRE(all.size() == 3);
    const auto percent = [&](std::size_t centre, const VoronoiIndex& index) {
        return 100 * all[centre].fraction(index);
    };
    // Own program on the voro++ library (container with orthogonal box), per cent and means.
    const std::pair<VoronoiIndex, double> of_all[] = {
        {{0, 0, 12, 0}, 9.33}, {{0, 1, 10, 2}, 7.71}, {{0, 3, 6, 4}, 5.81}, {{0, 2, 8, 2}, 4.93},
        {{0, 2, 8, 4}, 3.96},  {{0, 1, 10, 4}, 3.17}, {{0, 2, 8, 5}, 3.03}, {{0, 1, 10, 5}, 2.98},
        {{0, 3, 6, 3}, 2.59},  {{0, 2, 8, 3}, 2.29}};
    for (const auto& [index, share] : of_all) {
        INFO(text(index));
        CHECK(std::abs(percent(0, index) - share) < 0.006);
    }
    const std::pair<VoronoiIndex, double> of_copper[] = {
        {{0, 0, 12, 0}, 14.49}, {{0, 1, 10, 2}, 11.82}, {{0, 3, 6, 4}, 8.92}, {{0, 2, 8, 2}, 7.70},
        {{0, 3, 6, 3}, 4.04},   {{0, 2, 8, 4}, 4.04},   {{0, 2, 8, 3}, 3.51}, {{0, 2, 8, 1}, 3.20},
        {{1, 2, 6, 3}, 3.13},   {{0, 3, 6, 5}, 2.67}};
    for (const auto& [index, share] : of_copper) {
        INFO(text(index));
        CHECK(std::abs(percent(1, index) - share) < 0.006);
    }
    CHECK(std::abs(percent(2, {0, 1, 10, 4}) - 8.55) < 0.006);
    CHECK(all[0].coordination == doctest::Approx(13.89).epsilon(0.005 / 13.89));
    CHECK(all[0].fivefold == doctest::Approx(0.568).epsilon(0.0005 / 0.568));
    CHECK(all[1].coordination == doctest::Approx(12.91).epsilon(0.005 / 12.91));
    CHECK(all[1].fivefold == doctest::Approx(0.594).epsilon(0.0005 / 0.594));
    CHECK(all[0].count.size() == 238);
    CHECK(std::accumulate(all[0].coordination_count.begin(), all[0].coordination_count.end(),
                          std::size_t{0}) == 2048);
    // The rule for small faces: 1 % of the surface, neighbours not mended.
    const auto coarse = voronoi_statistics(s, voronoi_cells(s, {.face_tolerance = 0.01}));
    CHECK(100 * coarse[0].fraction({0, 3, 6, 4}) == doctest::Approx(2.64).epsilon(0.006 / 2.64));

    const Structure relaxed =
        read_structures(shared_data("glass/cu64zr36_2048/glassIS.dump"), {.elements = {29, 40}})[0];
    const auto inherent = voronoi_statistics(relaxed, voronoi_cells(relaxed));
    CHECK(std::abs(100 * inherent[0].fraction(icosahedron) - 9.67) < 0.006);
    CHECK(std::abs(100 * inherent[1].fraction(icosahedron) - 15.03) < 0.006);
    CHECK(inherent[0].fivefold == doctest::Approx(0.574).epsilon(0.0005 / 0.574));
    CHECK(voronoi_distance(all[0], inherent[0]) == doctest::Approx(0.267).epsilon(0.0006 / 0.267));
    CHECK(voronoi_distance(all[0], all[0]) == 0);
}
