#include "crucible/energy/force_constants.hpp"

#include <algorithm>
#include <cmath>

#include "crucible/atoms/repeat.hpp"

namespace crucible {
namespace {

// Phi(0 a, R b) equals Phi(0 b, -R a): the mean of both.
void symmetrise(const Supercell& s, Array2<double>& phi) {
    const std::size_t n = 3 * s.n_basis;
    for (std::size_t copy = 0; copy < s.n_copies(); ++copy) {
        const std::size_t back = s.opposite(copy);
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j) {
                double &one = phi(i, copy * n + j), &other = phi(j, back * n + i);
                one = other = (one + other) / 2;
            }
    }
}

// What the sum over all atoms lacks to zero is taken from the atom's own block, evenly enough: it
// is the rounding of the differences.
void balance(const Supercell& s, Array2<double>& phi) {
    for (std::size_t i = 0; i < 3 * s.n_basis; ++i)
        for (std::size_t a = 0; a < 3; ++a) {
            double sum = 0;
            for (std::size_t j = 0; j < s.structure.size(); ++j) sum += phi(i, 3 * j + a);
            phi(i, 3 * (i / 3) + a) -= sum;
        }
    for (std::size_t atom = 0; atom < s.n_basis; ++atom)
        for (std::size_t a = 0; a < 3; ++a)
            for (std::size_t b = 0; b < a; ++b) {
                double &one = phi(3 * atom + a, 3 * atom + b),
                       &other = phi(3 * atom + b, 3 * atom + a);
                one = other = (one + other) / 2;
            }
}

}  // namespace

std::array<int, 3> Supercell::place_of(std::size_t copy) const {
    const auto ny = static_cast<std::size_t>(times[1]), nz = static_cast<std::size_t>(times[2]);
    return {static_cast<int>(copy / (ny * nz)), static_cast<int>(copy / nz % ny),
            static_cast<int>(copy % nz)};
}

std::size_t Supercell::opposite(std::size_t copy) const {
    const auto place = place_of(copy);
    std::size_t out = 0;
    for (std::size_t a = 0; a < 3; ++a)
        out = out * static_cast<std::size_t>(times[a]) +
              static_cast<std::size_t>((times[a] - place[a]) % times[a]);
    return out;
}

Supercell make_supercell(const Structure& cell, const std::array<int, 3>& times) {
    return {repeated(cell, times), times, cell.size()};
}

std::array<int, 3> repeats_for_width(const Structure& cell, double width) {
    const Mat3 g = inverse(cell.cell.h);
    std::array<int, 3> times{};
    for (int a = 0; a < 3; ++a)
        times[static_cast<std::size_t>(a)] = std::max(
            1, static_cast<int>(std::ceil(width * norm(Vec3{g[0][a], g[1][a], g[2][a]}) - 1e-9)));
    return times;
}

Array2<double> ForceConstants::self(std::size_t atom) const {
    Array2<double> block(3, 3);
    for (std::size_t a = 0; a < 3; ++a)
        for (std::size_t b = 0; b < 3; ++b) block(a, b) = phi(3 * atom + a, 3 * atom + b);
    return block;
}

ForceConstants force_constants(const Supercell& s, EnergyModel& model, double step) {
    const std::size_t n = s.structure.size();
    ForceConstants out{Array2<double>(3 * s.n_basis, 3 * n)};
    Structure moved = s.structure;
    Evaluation up, down;
    model.forget();
    for (std::size_t i = 0; i < s.n_basis; ++i)
        for (int a = 0; a < 3; ++a) {
            const double home = moved.positions[i][a];
            moved.positions[i][a] = home + step;
            model.evaluate(moved, up);
            moved.positions[i][a] = home - step;
            model.evaluate(moved, down);
            moved.positions[i][a] = home;
            for (std::size_t j = 0; j < n; ++j)
                for (int b = 0; b < 3; ++b)
                    out.phi(3 * i + static_cast<std::size_t>(a),
                            3 * j + static_cast<std::size_t>(b)) =
                        (down.forces[j][b] - up.forces[j][b]) / (2 * step);
        }
    symmetrise(s, out.phi);
    balance(s, out.phi);
    return out;
}

}  // namespace crucible
