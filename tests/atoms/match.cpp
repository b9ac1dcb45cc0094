#include "crucible/atoms/match.hpp"

#include <doctest/doctest.h>

#include "crucible/atoms/formats.hpp"
#include "crucible/atoms/primitive.hpp"
#include "crucible/atoms/symmetry.hpp"
#include "crucible/base/error.hpp"
#include "tests/atoms/random_structure.hpp"
#include "tests/shared_data.hpp"

using namespace crucible;
using namespace crucible::testing;

namespace {

std::map<std::string, Structure> tio2(const std::string& pressure) {
    std::map<std::string, Structure> out;
    for (Structure& s :
         read_structures(shared_data("tio2/relaxed/tio2_P" + pressure + "GPa.extxyz")))
        out[s.name] = s;
    return out;
}

/// The same crystal as another person might have written it down.
Structure disguised(const Structure& s, RandomStream& r, double noise) {
    IntMat3 enlarge = IntMat3::identity();
    enlarge(static_cast<int>(r.index(3)), static_cast<int>(r.index(3))) += 1;
    if (determinant(enlarge) == 0) enlarge = IntMat3::identity();
    Structure out = supercell(s, random_unimodular(r, 8) * enlarge);
    std::vector<std::size_t> order(out.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    r.shuffle<std::size_t>(order);
    Structure mixed = out;
    const Vec3 shift{r.uniform(-9, 9), r.uniform(-9, 9), r.uniform(-9, 9)};
    Mat3 rotation = random_rotation(r);
    if (r.index(2)) rotation *= -1;
    mixed.cell.h = out.cell.h * rotation;
    for (std::size_t i = 0; i < order.size(); ++i) {
        mixed.numbers[i] = out.numbers[order[i]];
        mixed.positions[i] = Position((out.positions[order[i]] + shift) * rotation +
                                      random_direction(r) * (noise * r.uniform()));
    }
    wrap(mixed);
    return mixed;
}

}  // namespace

TEST_CASE("a disguised crystal is recognised, with the noise as rms") {
    for (std::uint64_t item = 0; item < 200; ++item) {
        RandomStream r(31, StreamId::tests, item);
        Structure s = random_structure(r, 4 + static_cast<int>(r.index(9)), 6);
        const double noise = item % 2 ? 0 : 0.01;
        const auto m = match(s, disguised(s, r, noise));
        REQUIRE_MESSAGE(m.has_value(), item);
        CHECK(m->rms <= noise + 1e-8);
        CHECK(m->strain < 1e-8);
        CHECK(m->volume_ratio == doctest::Approx(1));
        CHECK(std::llabs(determinant(m->lattice_map)) == 1);
    }
}

TEST_CASE("different random crystals are told apart") {
    int matches = 0;
    for (std::uint64_t item = 0; item < 200; ++item) {
        RandomStream r(32, StreamId::tests, item);
        Structure a = random_structure(r, 8, 6, {22}), b = a;
        b.positions[3] += Vec3{0.3, 0.2, -0.2};  // one atom elsewhere, everything else the same
        matches += match(a, b).has_value();
    }
    CHECK(matches == 0);
}

TEST_CASE("scale and handedness count only when asked") {
    RandomStream r(33, StreamId::tests);
    const Structure s = random_structure(r, 9, 6);
    Structure larger = s;
    larger.cell.h *= 1.1;
    for (Position& p : larger.positions) p *= 1.1;
    const auto m = match(s, larger);
    REQUIRE(m);
    CHECK(m->volume_ratio == doctest::Approx(1.331));
    CHECK(m->rms < 1e-9);
    CHECK_FALSE(match(s, larger, {.scale = Scale::keep}));
    Structure mirror = s;
    mirror.cell.h *= -1;
    for (Position& p : mirror.positions) p *= -1;
    CHECK(match(s, mirror));
    CHECK_FALSE(match(s, mirror, {.handedness = Handedness::preserved}));
    Structure turned = s;
    const Mat3 rotation = random_rotation(r);
    turned.cell.h = s.cell.h * rotation;
    for (Position& p : turned.positions) p = Position(p * rotation);
    CHECK(match(s, turned, {.handedness = Handedness::preserved}));
}

TEST_CASE("matching is symmetric, and fingerprints never rule out a match") {
    for (std::uint64_t item = 0; item < 100; ++item) {
        RandomStream r(34, StreamId::tests, item);
        const Structure s = random_structure(r, 6, 5.5);
        // Displacements near the tolerance: the bound must hold right up to it.
        const Structure d = disguised(s, r, 0.045);
        MatchTolerance t;
        const Comparable a = comparable(s, t), b = comparable(d, t);
        const auto forth = match(a, b, t), back = match(b, a, t);
        CHECK(forth.has_value() == back.has_value());
        if (forth && back) CHECK(forth->rms == doctest::Approx(back->rms).epsilon(1e-6));
        // All atoms are within the tolerance: the fingerprints have no right to object.
        CHECK(may_match(a.print, b.print, t));
    }
}

TEST_CASE("swapped elements and other formulas differ") {
    RandomStream r(35, StreamId::tests);
    Structure rock_salt;
    rock_salt.cell.h = {{{{0, 2.8, 2.8}, {2.8, 0, 2.8}, {2.8, 2.8, 0}}}};
    rock_salt.numbers = {11, 17};
    rock_salt.positions = {{0, 0, 0}, {2.8, 2.8, 2.8}};
    Structure exchanged = rock_salt;
    exchanged.numbers = {17, 11};
    CHECK(match(rock_salt, exchanged));  // rock salt is its own anti-structure
    Structure fluorite = rock_salt;
    fluorite.numbers = {20, 9, 9};
    fluorite.positions = {{0, 0, 0}, {1.4, 1.4, 1.4}, {4.2, 4.2, 4.2}};
    Structure anti = fluorite;
    anti.numbers = {9, 20, 20};
    CHECK_FALSE(match(fluorite, anti));
    CHECK_FALSE(match(fluorite, rock_salt));
    Structure slab = rock_salt;
    slab.cell.periodic[2] = false;
    CHECK_THROWS_AS(match(slab, rock_salt), InputError);
}

TEST_CASE("TiO2: which relaxed starting points are the same phase") {
    REQUIRE_SHARED_DATA("tio2/relaxed");
    auto p0 = tio2("0");
    CHECK(match(p0["baddeleyite"], p0["columbite"]));
    CHECK(match(p0["Pca21"], p0["pyrite"]));
    CHECK(match(p0["newphase-40GPa-a-Pnnm"], p0["rutile"]));
    CHECK_FALSE(match(p0["columbite"], p0["pyrite"]));
    CHECK_FALSE(match(p0["anatase"], p0["rutile"]));
    auto p20 = tio2("20");
    // A small distortion, growing with pressure: apart from about 15-20 GPa on.
    CHECK_FALSE(match(p20["newphase-40GPa-a-Pnnm"], p20["rutile"]));
    CHECK_FALSE(match(p20["baddeleyite"], p20["columbite"]));
    CHECK(match(p20["Pca21"], p20["pyrite"]));
    auto p40 = tio2("40");
    CHECK_FALSE(match(p40["newphase-40GPa-a-Pnnm"], p40["rutile"]));
    // Tetragonal distortion of fluorite with twice the primitive cell: not to be averaged away.
    CHECK_FALSE(match(p40["newphase-0GPa-g-Im2m"], p40["fluorite"]));
    CHECK(match(p0["rutile"], p40["rutile"], {.displacement = 0.3, .strain = 0.1}));
}

TEST_CASE("duplicates among disguised TiO2 phases are found, and only they") {
    REQUIRE_SHARED_DATA("tio2/relaxed");
    const Structures phases = read_structures(shared_data("tio2/relaxed/tio2_P20GPa.extxyz"));
    const std::vector<std::size_t> base = first_equal(phases);
    Structures all = phases;
    RandomStream r(36, StreamId::tests);
    for (int copy = 0; copy < 3; ++copy)
        for (const Structure& s : phases)
            if (s.size() <= 18) all.push_back(disguised(s, r, 0.005)), all.back().name = s.name;
    const std::vector<std::size_t> first = first_equal(all);
    for (std::size_t i = 0; i < phases.size(); ++i) CHECK(first[i] == base[i]);
    for (std::size_t i = phases.size(); i < all.size(); ++i) {
        std::size_t expected = 0;
        while (phases[expected].name != all[i].name) ++expected;
        CHECK_MESSAGE(first[i] == base[expected], all[i].name);
    }
}

TEST_CASE("primitive cells and supercells") {
    RandomStream r(37, StreamId::tests);
    for (int n = 0; n < 60; ++n) {
        Structure s = random_structure(r, 5, 5);
        s.columns["charge"] = {1, 2, 3, 4, 5};
        IntMat3 t = random_unimodular(r, 4);
        for (int k = 0; k < 3; ++k) t(k, static_cast<int>(r.index(3))) *= 2;
        if (determinant(t) == 0) continue;
        const Structure big = supercell(s, t);
        CHECK(big.size() == 5 * static_cast<std::size_t>(std::llabs(determinant(t))));
        CHECK(big.columns.at("charge").size() == big.size());
        CHECK(big.cell.volume() / double(big.size()) == doctest::Approx(s.cell.volume() / 5));
        const Structure back = primitive_cell(big);
        CHECK(back.size() == 5);
        CHECK(back.cell.volume() == doctest::Approx(s.cell.volume()));
    }
    CHECK_THROWS_AS(supercell(random_structure(r, 3, 5), IntMat3{}), InputError);
}

TEST_CASE("space groups of the TiO2 phases") {
    REQUIRE_SHARED_DATA("tio2/relaxed");
    auto p0 = tio2("0");
    const std::pair<const char*, int> known[] = {
        {"rutile", 136}, {"anatase", 141}, {"pyrite", 205}, {"columbite", 60}, {"fluorite", 225}};
    for (const auto& phase : known) {
        const std::string name = phase.first;
        const auto symmetry = find_symmetry(p0[name]);
        REQUIRE(symmetry);
        CHECK_MESSAGE(symmetry->number == phase.second, name);
        const auto primitive = standardised(p0[name], StandardCell::primitive);
        const auto conventional = standardised(p0[name], StandardCell::conventional);
        REQUIRE(primitive);
        REQUIRE(conventional);
        CHECK(match(*primitive, *conventional));
        CHECK(match(*primitive, p0[name]));
    }
    const auto rutile = find_symmetry(p0["rutile"]);
    CHECK(rutile->symbol == "P4_2/mnm");
    CHECK(rutile->point_group == "4/mmm");
    CHECK(rutile->operations.size() == 16);
    std::map<int, int> orbits;
    for (int o : rutile->orbit_of) ++orbits[o];
    CHECK(orbits.size() == 2);
    Structure overlapping = p0["rutile"];
    overlapping.positions[1] = overlapping.positions[0];
    CHECK_FALSE(find_symmetry(overlapping));
    overlapping.cell.periodic[0] = false;
    CHECK_THROWS_AS(find_symmetry(overlapping), InputError);
}
