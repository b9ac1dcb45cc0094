#include "crucible/dynamics/preconditioner.hpp"

#include <algorithm>
#include <cmath>

#include "crucible/atoms/neighbours.hpp"

namespace crucible {
namespace {

constexpr double across = 0.03;   // stiffness across a spring, as a part of that along it
constexpr double floor_atom = 3;  // eV/angstrom^2: no mode is softer than this

/// Derivative of u . (vector after strain) in the six scaled strains.
std::array<double, 6> strain_row(const Vec3& u, const Vec3& d, double length) {
    const double s = 1 / length, t = std::sqrt(0.5) / length;
    return {s * u.x * d.x,
            s * u.y * d.y,
            s * u.z * d.z,
            t * (u.y * d.z + u.z * d.y),
            t * (u.x * d.z + u.z * d.x),
            t * (u.x * d.y + u.y * d.x)};
}

}  // namespace

void SpringPreconditioner::build(const std::vector<Spring>& springs, std::size_t n_atoms,
                                 std::size_t n_strains, double strain_length) {
    n_ = 3 * n_atoms + n_strains;
    matrix_.assign(n_ * n_, 0);
    inverse_diagonal_.resize(n_);
    const auto at = [&](std::size_t i, std::size_t j) -> double& { return matrix_[i * n_ + j]; };
    for (const Spring& s : springs) {
        const double r2 = norm2(s.vector);
        if (!(r2 > 0)) continue;
        const Vec3 u = s.vector / std::sqrt(r2);
        const std::size_t i = 3 * static_cast<std::size_t>(std::min(s.i, s.j)),
                          j = 3 * static_cast<std::size_t>(std::max(s.i, s.j));
        const double along = s.stiffness * (1 - across), side = s.stiffness * across;
        if (i != j)
            for (int a = 0; a < 3; ++a)
                for (int b = 0; b < 3; ++b) {
                    const double k = along * u[a] * u[b] + (a == b ? side : 0);
                    const auto x = static_cast<std::size_t>(a), y = static_cast<std::size_t>(b);
                    at(i + x, i + y) += k;
                    at(j + x, j + y) += k;
                    at(j + x, i + y) -= k;
                }
        if (n_strains == 0) continue;
        const std::size_t base = 3 * n_atoms;
        // Along the spring, then the three axes for the stiffness across.
        for (int way = 0; way < 4; ++way) {
            Vec3 e = u;
            if (way > 0) e = {way == 1 ? 1.0 : 0.0, way == 2 ? 1.0 : 0.0, way == 3 ? 1.0 : 0.0};
            const double k = way == 0 ? along : side;
            const auto row = strain_row(e, s.vector, strain_length);
            const double to_j = s.j >= s.i ? k : -k;  // the vector runs from s.i to s.j
            for (std::size_t a = 0; a < 6; ++a) {
                for (std::size_t b = 0; b <= a; ++b) at(base + a, base + b) += k * row[a] * row[b];
                if (i == j) continue;
                for (std::size_t b = 0; b < 3; ++b) {
                    at(base + a, j + b) += to_j * row[a] * e[static_cast<int>(b)];
                    at(base + a, i + b) -= to_j * row[a] * e[static_cast<int>(b)];
                }
            }
        }
    }
    for (std::size_t i = 0; i < n_; ++i) at(i, i) += floor_atom;
    factorise();
}

void SpringPreconditioner::factorise() {
    for (std::size_t i = 0; i < n_; ++i) {
        double* row = &matrix_[i * n_];
        for (std::size_t j = 0; j <= i; ++j) {
            const double* other = &matrix_[j * n_];
            double sums[4] = {};
            std::size_t k = 0;
            for (; k + 4 <= j; k += 4)
                for (std::size_t l = 0; l < 4; ++l) sums[l] += row[k + l] * other[k + l];
            double sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
            for (; k < j; ++k) sum += row[k] * other[k];
            if (j < i) {
                row[j] = (row[j] - sum) * inverse_diagonal_[j];
            } else {  // the floor keeps this positive; rounding may not take it all away
                row[i] = std::sqrt(std::max(row[i] - sum, 1e-3 * floor_atom));
                inverse_diagonal_[i] = 1 / row[i];
            }
        }
    }
}

void SpringPreconditioner::solve(std::vector<double>& x) const {
    for (std::size_t i = 0; i < n_; ++i) {
        const double* row = &matrix_[i * n_];
        double sum = x[i];
        for (std::size_t k = 0; k < i; ++k) sum -= row[k] * x[k];
        x[i] = sum * inverse_diagonal_[i];
    }
    for (std::size_t i = n_; i-- > 0;) {
        const double* row = &matrix_[i * n_];
        const double value = x[i] *= inverse_diagonal_[i];
        for (std::size_t k = 0; k < i; ++k) x[k] -= row[k] * value;
    }
}

std::vector<Spring> guessed_springs(const Structure& s) {
    constexpr double typical = 5, decay = 3, reach = 2;
    const double volume_per_atom =
        s.cell.volume() / static_cast<double>(std::max<std::size_t>(s.size(), 1));
    double cutoff = 2 * std::cbrt(volume_per_atom);
    const NeighbourList list = neighbours(s, cutoff, ListKind::half);
    std::vector<double> nearest(s.size(), cutoff);
    for (std::size_t i = 0; i < s.size(); ++i)
        for (const Neighbour& n : list.of(i)) {
            nearest[i] = std::min(nearest[i], n.distance);
            auto& other = nearest[static_cast<std::size_t>(n.j)];
            other = std::min(other, n.distance);
        }
    std::vector<Spring> springs;
    for (std::size_t i = 0; i < s.size(); ++i)
        for (const Neighbour& n : list.of(i)) {
            const double near = std::max(nearest[i], nearest[static_cast<std::size_t>(n.j)]);
            if (n.distance > reach * near || !(n.distance > 0)) continue;
            springs.push_back({static_cast<int>(i), n.j, n.vector,
                               typical * std::exp(-decay * (n.distance / near - 1))});
        }
    return springs;
}

}  // namespace crucible
