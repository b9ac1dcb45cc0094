#include "crucible/report/crystal.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "crucible/base/error.hpp"
#include "tests/report/sample_page.hpp"

using namespace crucible;
using namespace crucible::report;

namespace {

std::map<std::size_t, int> bonds_per_ball(const Scene& scene) {
    std::map<std::size_t, int> count;
    for (const Scene::Stick& stick : scene.sticks) ++count[stick.from], ++count[stick.to];
    return count;
}

std::string crystal_error(const Crystal& crystal) {
    try {
        make_scene(crystal);
    } catch (const InconsistentError& e) {
        return e.code();
    }
    return "";
}

}  // namespace

TEST_CASE("every titanium of the cell shows its six oxygens, every bond once") {
    for (const Crystal& crystal : {sample::rutile(), sample::anatase(), sample::pyrite()}) {
        const Scene scene = make_scene(crystal);
        const auto bonds = bonds_per_ball(scene);
        for (std::size_t i = 0; i < scene.balls.size(); ++i) {
            if (scene.balls[i].element == 0 && scene.balls[i].inside) CHECK(bonds.at(i) == 6);
        }
        std::map<std::pair<std::size_t, std::size_t>, int> pairs;
        for (const Scene::Stick& s : scene.sticks) {
            CHECK(++pairs[std::minmax(s.from, s.to)] == 1);
            const double d = norm(scene.balls[s.from].position - scene.balls[s.to].position);
            CHECK(d < 2.35);
            CHECK(d > 1.7);
        }
    }
}

TEST_CASE("atoms on corners and faces are repeated there") {
    const Scene scene = make_scene(sample::rutile());
    // Ti at 0,0,0 on eight corners and one in the middle.
    int inside = 0;
    for (const auto& ball : scene.balls) inside += ball.element == 0 && ball.inside;
    CHECK(inside == 9);
}

TEST_CASE("an atom just below the upper face counts as on the lower one") {
    Crystal crystal = sample::rutile();
    crystal.bonds.clear();
    const std::size_t before = make_scene(crystal).balls.size();
    crystal.atoms[0].position = crystal.cell[0] * 0.9999 + crystal.cell[1] * -1e-9;
    CHECK(make_scene(crystal).balls.size() == before);
}

TEST_CASE("the view is a rotation, also for skewed cells") {
    Crystal crystal = sample::rutile();
    crystal.cell = {Vec3{5, 0, 0}, {-2.4, 4.1, 0}, {1.1, 2.3, 3.9}};
    for (const Crystal& c : {sample::rutile(), sample::anatase(), crystal}) {
        const Mat3 r = view_rotation(c);
        CHECK(determinant(r) == doctest::Approx(1));
        for (int i = 0; i < 3; ++i) {
            for (int j = 0; j < 3; ++j) {
                CHECK(dot(r[i], r[j]) == doctest::Approx(i == j ? 1.0 : 0.0).epsilon(1e-12));
            }
        }
    }
}

TEST_CASE("structures that cannot be drawn say why") {
    Crystal flat = sample::rutile();
    flat.cell[2] = flat.cell[0] + flat.cell[1];
    CHECK(crystal_error(flat) == "E-report-crystal");
    Crystal broken = sample::rutile();
    broken.atoms[1].position.y = std::numeric_limits<double>::quiet_NaN();
    CHECK(crystal_error(broken) == "E-report-crystal");
    Crystal strange = sample::rutile();
    strange.atoms[1].symbol = "Xx";
    CHECK(crystal_error(strange) == "E-report-crystal");
    Crystal many = sample::rutile();
    many.atoms.resize(1001, many.atoms[0]);
    CHECK(crystal_error(many) == "E-report-crystal");
    Crystal far = sample::rutile();
    far.atoms[2].position.x = 1e200;
    CHECK(crystal_error(far) == "E-report-crystal");
    Crystal bonded = sample::pyrite();
    bonded.bonds = {{"Ti", "O", 9.9}, {"O", "O", 9.9}, {"Ti", "Ti", 9.9}};
    CHECK(crystal_error(bonded) == "E-report-crystal");
    Crystal point = sample::rutile();
    for (Vec3& v : point.cell) v *= 1e-4;
    CHECK(crystal_error(point) == "E-report-crystal");
    CHECK(crystal_error(sample::rutile()).empty());
}
