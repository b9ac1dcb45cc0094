#include "crucible/atoms/niggli.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>

#include "crucible/base/error.hpp"

namespace crucible {
namespace {

constexpr double degree = std::numbers::pi / 180;
/// Basis changes beyond this would overflow in products; no sane cell comes near.
constexpr long long largest_element = 1000000;

int checked_element(long long v) {
    if (std::llabs(v) > largest_element)
        throw InputError("E-atoms-cell", "the cell is too skewed to be reduced",
                         "give the lattice by shorter vectors");
    return static_cast<int>(v);
}

/// Vectors under reduction with the integers that lead to them from the start.
struct Basis {
    Mat3 h;
    IntMat3 t = IntMat3::identity();

    void swap(int i, int j) {
        std::swap(h[i], h[j]);
        for (int k = 0; k < 3; ++k) std::swap(t(i, k), t(j, k));
    }
    void negate(int i) {
        h[i] = -h[i];
        for (int k = 0; k < 3; ++k) t(i, k) = -t(i, k);
    }
    /// v_i -= n v_j
    void subtract(int i, int j, double n) {
        const int times = checked_element(std::llround(std::clamp(n, -1e12, 1e12)));
        h[i] -= h[j] * times;
        for (int k = 0; k < 3; ++k)
            t(i, k) = checked_element(t(i, k) - static_cast<long long>(times) * t(j, k));
    }
};

/// A step must shorten by more than rounding could, or the loop might never end.
constexpr double shrink = 1 - 1e-12;

/// Lagrange's reduction of the plane spanned by vectors i and j: |i| <= |j|, |i.j| <= |i|^2 / 2.
void reduce_plane(Basis& b, int i, int j) {
    if (norm2(b.h[i]) > norm2(b.h[j])) b.swap(i, j);
    for (;;) {
        const double before = norm2(b.h[j]);
        const double n = std::round(dot(b.h[i], b.h[j]) / norm2(b.h[i]));
        if (n == 0 || norm2(b.h[j] - b.h[i] * n) >= shrink * before) return;
        b.subtract(j, i, n);
        if (norm2(b.h[j]) >= norm2(b.h[i])) return;
        b.swap(i, j);
    }
}

/// Subtracts from vector 2 the lattice point of the (reduced) plane of 0 and 1 nearest to it. The
/// nearest point is a neighbour of the rounded projection. True if it became shorter.
bool shorten_third(Basis& b) {
    const double aa = norm2(b.h[0]), bb = norm2(b.h[1]), ab = dot(b.h[0], b.h[1]);
    const double ac = dot(b.h[0], b.h[2]), bc = dot(b.h[1], b.h[2]);
    const double d = aa * bb - ab * ab;
    const double x0 = std::floor((ac * bb - bc * ab) / d), y0 = std::floor((bc * aa - ac * ab) / d);
    double best = shrink * norm2(b.h[2]), best_x = 0, best_y = 0;
    for (int i = -1; i <= 2; ++i)
        for (int j = -1; j <= 2; ++j) {
            const double x = x0 + i, y = y0 + j;
            const double length = norm2(b.h[2] - b.h[0] * x - b.h[1] * y);
            if (length < best) best = length, best_x = x, best_y = y;
        }
    b.subtract(2, 0, best_x);
    b.subtract(2, 1, best_y);
    return best_x != 0 || best_y != 0;
}

void sort_by_length(Basis& b) {
    if (norm2(b.h[0]) > norm2(b.h[1])) b.swap(0, 1);
    if (norm2(b.h[1]) > norm2(b.h[2])) b.swap(1, 2);
    if (norm2(b.h[0]) > norm2(b.h[1])) b.swap(0, 1);
}

/// Proper change of basis: determinant +1, by turning vectors round along `mask` directions.
void make_proper(Basis& b, const std::array<bool, 3>& periodic) {
    if (determinant(b.t) > 0) return;
    // All three when all are periodic (odd number of signs), else one periodic one.
    const bool all = periodic[0] && periodic[1] && periodic[2];
    for (int i = 2; i >= 0; --i) {
        if (!periodic[static_cast<std::size_t>(i)]) continue;
        b.negate(i);
        if (!all) return;
    }
}

/// The Gram matrix in Krivy and Gruber's letters, and the steps of their algorithm.
struct NiggliSteps {
    Basis b;
    double eps;
    double A = 0, B = 0, C = 0, xi = 0, eta = 0, zeta = 0;

    void measure() {
        A = norm2(b.h[0]), B = norm2(b.h[1]), C = norm2(b.h[2]);
        xi = 2 * dot(b.h[1], b.h[2]), eta = 2 * dot(b.h[0], b.h[2]), zeta = 2 * dot(b.h[0], b.h[1]);
    }
    bool less(double x, double y) const { return x < y - eps; }
    bool equal(double x, double y) const { return !less(x, y) && !less(y, x); }
    void negate(int i) {
        b.negate(i);
        measure();
    }
    /// Exchange with all signs turned, so that the determinant stays +1.
    void exchange(int i, int j) {
        b.swap(i, j);
        for (int k = 0; k < 3; ++k) negate(k);
    }
    void subtract(int i, int j, double n) {
        b.subtract(i, j, n);
        measure();
    }
    void order() {  // steps 1 and 2
        const auto first = [&] {
            return less(B, A) || (equal(A, B) && less(std::fabs(eta), std::fabs(xi)));
        };
        if (first()) exchange(0, 1);
        if (less(C, B) || (equal(B, C) && less(std::fabs(zeta), std::fabs(eta)))) {
            exchange(1, 2);
            if (first()) exchange(0, 1);
        }
    }
    static int sign(double v, double eps) { return v > eps ? 1 : v < -eps ? -1 : 0; }
    void signs() {  // steps 3 and 4: all angles acute, or none
        const int x = sign(xi, eps), y = sign(eta, eps), z = sign(zeta, eps);
        // turning vector i flips the two products that involve it
        int turn[3] = {1, 1, 1};
        if (x * y * z > 0) {
            turn[0] = x, turn[1] = y, turn[2] = z;
        } else {
            int zero = -1;
            if (x > 0)
                turn[0] = -1;
            else if (x == 0)
                zero = 0;
            if (y > 0)
                turn[1] = -1;
            else if (y == 0)
                zero = 1;
            if (z > 0)
                turn[2] = -1;
            else if (z == 0)
                zero = 2;
            if (turn[0] * turn[1] * turn[2] < 0 && zero >= 0) turn[zero] = -1;
        }
        for (int i = 0; i < 3; ++i)
            if (turn[i] < 0) negate(i);
    }
    bool shear() {  // steps 5 to 8; true if something changed
        const auto over = [&](double v, double limit, double tie, double other) {
            return less(limit, std::fabs(v)) || (equal(v, limit) && less(tie, other)) ||
                   (equal(v, -limit) && less(other, 0));
        };
        if (over(xi, B, 2 * eta, zeta)) return subtract(2, 1, xi > 0 ? 1 : -1), true;
        if (over(eta, A, 2 * xi, zeta)) return subtract(2, 0, eta > 0 ? 1 : -1), true;
        if (over(zeta, A, 2 * xi, eta)) return subtract(1, 0, zeta > 0 ? 1 : -1), true;
        const double sum = xi + eta + zeta + A + B;
        if (less(sum, 0) || (equal(sum, 0) && less(0, 2 * (A + eta) + zeta))) {
            subtract(2, 0, -1);
            subtract(2, 1, -1);
            return true;
        }
        return false;
    }
};

}  // namespace

IntMat3 operator*(const IntMat3& a, const IntMat3& b) {
    IntMat3 out;
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) {
            long long sum = 0;
            for (int k = 0; k < 3; ++k) sum += static_cast<long long>(a(i, k)) * b(k, j);
            out(i, j) = checked_element(sum);
        }
    return out;
}

Mat3 operator*(const IntMat3& t, const Mat3& h) {
    Mat3 out;
    for (int i = 0; i < 3; ++i) out[i] = h[0] * t(i, 0) + h[1] * t(i, 1) + h[2] * t(i, 2);
    return out;
}

long long determinant(const IntMat3& m) {
    const auto minor = [&](int i, int j) {
        return static_cast<long long>(m(1, i)) * m(2, j) -
               static_cast<long long>(m(1, j)) * m(2, i);
    };
    return m(0, 0) * minor(1, 2) - m(0, 1) * minor(0, 2) + m(0, 2) * minor(0, 1);
}

void check_cell(const Cell& cell) {
    double edges = 1;
    for (int i = 0; i < 3; ++i) edges *= norm(cell.h[i]);
    const double volume = cell.volume();
    if (std::isfinite(edges) && edges > 1e-12 && edges < 1e36 && volume > 1e-9 * edges) return;
    throw InputError("E-atoms-cell", fmt::format("a cell of volume {:.3g} A^3 cannot be", volume),
                     "give three lattice vectors that do not lie in a plane");
}

Reduction minkowski_reduce(const Cell& cell) {
    check_cell(cell);
    const auto& p = cell.periodic;
    Reduction out{cell, IntMat3::identity()};
    const int periodic = p[0] + p[1] + p[2];
    if (periodic < 2) return out;
    // Twice: the second pass starts from vectors computed afresh from the integers, so that
    // rounding in a long first pass does no harm.
    for (int pass = 0; pass < 2; ++pass) {
        Basis b{out.transform * cell.h, out.transform};
        if (periodic == 2) {
            const int i = p[0] ? 0 : 1, j = p[2] ? 2 : 1;
            reduce_plane(b, i, j);
        } else {
            do {
                sort_by_length(b);
                reduce_plane(b, 0, 1);
            } while (shorten_third(b) && norm2(b.h[2]) < norm2(b.h[1]));
            sort_by_length(b);
        }
        make_proper(b, p);
        out.transform = b.t;
    }
    out.cell.h = out.transform * cell.h;
    return out;
}

Reduction niggli_reduce(const Cell& cell, double tolerance) {
    Reduction start = minkowski_reduce(cell);
    if (!(cell.periodic[0] && cell.periodic[1] && cell.periodic[2])) return start;
    const double size = std::cbrt(cell.volume());
    NiggliSteps steps{{start.cell.h, start.transform}, tolerance * size * size};
    steps.measure();
    // From a Minkowski cell it takes a handful; the bound only guards against tolerance cycles.
    for (int round = 0; round < 200; ++round) {
        steps.order();
        steps.signs();
        if (!steps.shear()) break;
    }
    if (determinant(steps.b.t) < 0) make_proper(steps.b, cell.periodic);
    Reduction out{cell, steps.b.t};
    out.cell.h = out.transform * cell.h;
    return out;
}

std::optional<IntMat3> reduce_skew(const Cell& cell, double slack) {
    const double limit = 0.5 + slack;
    for (int i = 0; i < 3; ++i) {
        if (!cell.periodic[static_cast<std::size_t>(i)]) continue;
        const double length2 = norm2(cell.h[i]);
        for (int j = 0; j < 3; ++j) {
            if (i == j || !cell.periodic[static_cast<std::size_t>(j)]) continue;
            if (std::fabs(dot(cell.h[i], cell.h[j])) <= limit * length2) continue;
            const IntMat3 t = minkowski_reduce(cell).transform;
            if (t == IntMat3::identity()) return std::nullopt;
            return t;
        }
    }
    return std::nullopt;
}

void wrap(Structure& s) {
    check_cell(s.cell);
    const Mat3 inverse_h = inverse(s.cell.h);
    for (Position& r : s.positions) {
        const Vec3 f = r * inverse_h;
        for (int k = 0; k < 3; ++k) {
            if (!s.cell.periodic[static_cast<std::size_t>(k)]) continue;
            r -= s.cell.h[k] * std::floor(f[k]);
        }
    }
}

std::array<double, 6> cell_parameters(const Cell& cell) {
    std::array<double, 6> out{};
    for (int i = 0; i < 3; ++i) out[static_cast<std::size_t>(i)] = norm(cell.h[i]);
    for (int i = 0; i < 3; ++i) {
        const Vec3 &u = cell.h[(i + 1) % 3], &v = cell.h[(i + 2) % 3];
        // atan2 keeps its accuracy near 0, 90 and 180 degrees alike.
        out[static_cast<std::size_t>(i) + 3] = std::atan2(norm(cross(u, v)), dot(u, v)) / degree;
    }
    return out;
}

Cell cell_from_parameters(const std::array<double, 6>& p) {
    double cosine[3];
    for (std::size_t i = 0; i < 3; ++i) {
        if (!(p[i] > 0) || !(p[i + 3] > 0) || !(p[i + 3] < 180))
            throw InputError(
                "E-atoms-cell",
                fmt::format("cell {} {} {} {} {} {} cannot be", p[0], p[1], p[2], p[3], p[4], p[5]),
                "give three lengths above zero and three angles between 0 and 180");
        cosine[i] = p[i + 3] == 90    ? 0
                    : p[i + 3] == 120 ? -0.5
                    : p[i + 3] == 60  ? 0.5
                                      : std::cos(p[i + 3] * degree);
    }
    const double sine = std::sqrt(1 - cosine[2] * cosine[2]);
    const double y = (cosine[0] - cosine[1] * cosine[2]) / sine;
    const double z2 = 1 - cosine[1] * cosine[1] - y * y;
    if (!(z2 > 0))
        throw InputError("E-atoms-cell",
                         fmt::format("no cell has the angles {} {} {}", p[3], p[4], p[5]),
                         "each angle must be below the sum of the other two, and all below 360");
    Cell cell;
    cell.h[0] = {p[0], 0, 0};
    cell.h[1] = {p[1] * cosine[2], p[1] * sine, 0};
    cell.h[2] = {p[2] * cosine[1], p[2] * y, p[2] * std::sqrt(z2)};
    check_cell(cell);
    return cell;
}

std::array<double, 3> plane_spacings(const Cell& cell) {
    std::array<double, 3> out{};
    const double volume = cell.volume();
    for (int i = 0; i < 3; ++i)
        out[static_cast<std::size_t>(i)] =
            volume / norm(cross(cell.h[(i + 1) % 3], cell.h[(i + 2) % 3]));
    return out;
}

}  // namespace crucible
