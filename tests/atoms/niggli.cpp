#include "crucible/atoms/niggli.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "crucible/base/error.hpp"
#include "tests/atoms/random_structure.hpp"

using namespace crucible;
using namespace crucible::testing;

namespace {

/// The six scalar products that characterise a cell whatever its orientation.
std::array<double, 6> gram(const Mat3& h) {
    return {norm2(h[0]),     norm2(h[1]),     norm2(h[2]),
            dot(h[1], h[2]), dot(h[0], h[2]), dot(h[0], h[1])};
}

double largest_difference(const Mat3& a, const Mat3& b) {
    const auto x = gram(a), y = gram(b);
    double worst = 0;
    for (std::size_t i = 0; i < 6; ++i) worst = std::max(worst, std::fabs(x[i] - y[i]));
    return worst;
}

/// Lengths of the three shortest independent lattice vectors, by trying all within +-4.
std::array<double, 3> successive_minima(const Mat3& h) {
    std::vector<Vec3> all;
    for (int a = -4; a <= 4; ++a)
        for (int b = -4; b <= 4; ++b)
            for (int c = -4; c <= 4; ++c)
                if (a || b || c) all.push_back(h[0] * a + h[1] * b + h[2] * c);
    std::sort(all.begin(), all.end(), [](auto& u, auto& v) { return norm2(u) < norm2(v); });
    std::array<double, 3> out{norm(all[0]), 0, 0};
    Vec3 second{};
    for (const Vec3& v : all) {
        if (out[1] == 0) {
            if (norm(cross(all[0], v)) > 1e-6) second = v, out[1] = norm(v);
        } else if (std::fabs(dot(v, cross(all[0], second))) > 1e-6) {
            out[2] = norm(v);
            break;
        }
    }
    return out;
}

}  // namespace

TEST_CASE("Minkowski reduction finds the shortest vectors and says how") {
    for (std::uint64_t item = 0; item < 300; ++item) {
        RandomStream r(11, StreamId::tests, item);
        const Cell cell = random_cell(r, 5);
        Cell skewed = cell;
        skewed.h = random_unimodular(r, static_cast<int>(r.index(30))) * cell.h;
        const Reduction reduced = minkowski_reduce(skewed);
        CHECK(determinant(reduced.transform) == 1);
        CHECK(reduced.cell.h == reduced.transform * skewed.h);
        const auto minima = successive_minima(minkowski_reduce(cell).cell.h);
        for (int i = 0; i < 3; ++i)
            CHECK(norm(reduced.cell.h[i]) ==
                  doctest::Approx(minima[static_cast<std::size_t>(i)]).epsilon(1e-8));
        CHECK_FALSE(reduce_skew(reduced.cell).has_value());
    }
}

TEST_CASE("the Niggli cell does not depend on the choice of cell") {
    for (std::uint64_t item = 0; item < 300; ++item) {
        RandomStream r(12, StreamId::tests, item);
        Cell cell = random_cell(r, 5);
        // Lattices of high symmetry are where naive reductions go wrong.
        if (item % 3 == 0) cell = cell_from_parameters({4, 4, 4, 60, 60, 60});
        if (item % 3 == 1) cell = cell_from_parameters({3, 3, 5, 90, 90, 120});
        const Reduction a = niggli_reduce(cell);
        Cell other = cell;
        other.h = random_unimodular(r, 12) * cell.h * random_rotation(r);
        const Reduction b = niggli_reduce(other);
        CHECK(determinant(b.transform) == 1);
        CHECK(largest_difference(a.cell.h, b.cell.h) < 1e-4);
        CHECK(norm(b.cell.h[0]) < norm(b.cell.h[1]) + 1e-4);
        CHECK(norm(b.cell.h[1]) < norm(b.cell.h[2]) + 1e-4);
        // All angles acute, or none.
        const auto g = gram(b.cell.h);
        const bool acute = g[3] > -1e-3 && g[4] > -1e-3 && g[5] > -1e-3;
        const bool obtuse = g[3] < 1e-3 && g[4] < 1e-3 && g[5] < 1e-3;
        CHECK((acute || obtuse));
    }
}

TEST_CASE("the example of Grosse-Kunstleve et al. (2004), section 3") {
    // Gram matrix (9, 27, 4, -5, -4, -22) reduces to (4, 9, 9, 9, 3, 4);
    // doi:10.1107/S010876730302186X
    const double A = 9, B = 27, C = 4, xi = -5, eta = -4, zeta = -22;
    Cell cell;
    cell.h[0] = {std::sqrt(A), 0, 0};
    const double bx = zeta / 2 / std::sqrt(A), by = std::sqrt(B - bx * bx);
    const double cx = eta / 2 / std::sqrt(A), cy = (xi / 2 - bx * cx) / by;
    cell.h[1] = {bx, by, 0};
    cell.h[2] = {cx, cy, std::sqrt(C - cx * cx - cy * cy)};
    const auto g = gram(niggli_reduce(cell).cell.h);
    const double expected[] = {4, 9, 9, 4.5, 1.5, 2};
    for (std::size_t i = 0; i < 6; ++i) CHECK(g[i] == doctest::Approx(expected[i]).epsilon(1e-9));
}

TEST_CASE("extreme skew terminates, flat cells are refused") {
    Cell cell = cell_from_parameters({3, 4, 5, 90, 90, 90});
    Cell skewed = cell;
    skewed.h[2] += cell.h[0] * 90001 + cell.h[1] * -70003;
    const Reduction r = minkowski_reduce(skewed);
    CHECK(norm(r.cell.h[2]) == doctest::Approx(5).epsilon(1e-5));
    skewed.h[2] = cell.h[0] + cell.h[1];
    CHECK_THROWS_AS(minkowski_reduce(skewed), InputError);
    skewed.h[2] = {0, 0, 0};
    CHECK_THROWS_AS(niggli_reduce(skewed), InputError);
    skewed.h[2] = {0, 0, 1 / 0.0};
    CHECK_THROWS_AS(niggli_reduce(skewed), InputError);
    CHECK_THROWS_AS(cell_from_parameters({3, 3, 3, 10, 10, 150}), InputError);
    CHECK_THROWS_AS(cell_from_parameters({0, 3, 3, 90, 90, 90}), InputError);
}

TEST_CASE("only periodic directions take part") {
    RandomStream r(13, StreamId::tests);
    Cell cell = cell_from_parameters({3, 4, 20, 90, 90, 90});
    cell.periodic = {true, true, false};
    Cell skewed = cell;
    skewed.h[1] += cell.h[0] * 7;
    const Reduction reduced = minkowski_reduce(skewed);
    CHECK(determinant(reduced.transform) == 1);
    CHECK(reduced.cell.h[2] == cell.h[2]);
    CHECK(norm(reduced.cell.h[1]) == doctest::Approx(4));
    cell.periodic = {false, false, false};
    CHECK(minkowski_reduce(cell).transform == IntMat3::identity());
}

TEST_CASE("cell parameters and wrapping") {
    RandomStream r(14, StreamId::tests);
    for (int n = 0; n < 50; ++n) {
        const Cell cell = random_cell(r, 4);
        const auto p = cell_parameters(cell), q = cell_parameters(cell_from_parameters(p));
        for (std::size_t i = 0; i < 6; ++i) CHECK(p[i] == doctest::Approx(q[i]).epsilon(1e-10));
        Structure s = random_structure(r, 10, 4);
        wrap(s);
        for (const Position& at : s.positions)
            for (int k = 0; k < 3; ++k) {
                CHECK(s.cell.fractional(at)[k] > -1e-12);
                CHECK(s.cell.fractional(at)[k] < 1 + 1e-12);
            }
    }
}
