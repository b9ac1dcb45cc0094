#include "crucible/thermo/crystal_modes.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <utility>

#include "crucible/num/linalg.hpp"
#include "crucible/thermo/crystal_block.hpp"

namespace crucible {
namespace {

std::array<int, 3> place_of(std::size_t copy, const std::array<int, 3>& times) {
    const auto ny = static_cast<std::size_t>(times[1]), nz = static_cast<std::size_t>(times[2]);
    return {static_cast<int>(copy / (ny * nz)), static_cast<int>(copy / nz % ny),
            static_cast<int>(copy % nz)};
}

std::size_t copy_at(const std::array<int, 3>& place, const std::array<int, 3>& times) {
    std::size_t copy = 0;
    for (std::size_t a = 0; a < 3; ++a)
        copy = copy * static_cast<std::size_t>(times[a]) +
               static_cast<std::size_t>((place[a] % times[a] + times[a]) % times[a]);
    return copy;
}

/// The copy that lies from `copy` as `from` lies from the first, in the other direction.
std::size_t opposite(std::size_t copy, const std::array<int, 3>& times) {
    auto place = place_of(copy, times);
    for (int& p : place) p = -p;
    return copy_at(place, times);
}

/// Turns of the phase of wave `wave` at copy `copy`.
double turns(std::size_t wave, std::size_t copy, const std::array<int, 3>& times) {
    const auto q = place_of(wave, times), r = place_of(copy, times);
    double t = 0;
    for (std::size_t a = 0; a < 3; ++a) t += double(q[a]) * double(r[a]) / double(times[a]);
    return t - std::floor(t);
}

// Phi(0 a, R b) equals Phi(0 b, -R a): the mean of both.
void symmetrise(const Supercell& s, Array2<double>& phi) {
    const std::size_t n = 3 * s.n_basis;
    for (std::size_t copy = 0; copy < s.n_copies(); ++copy) {
        const std::size_t back = opposite(copy, s.times);
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

/// The Hermitian matrix of a wave as a real symmetric one of twice the size: (Re -Im; Im Re).
Array2<double> wave_matrix(const Supercell& s, const ForceConstants& f, std::size_t wave,
                           std::size_t copies_wide) {
    const std::size_t n = 3 * s.n_basis;
    Array2<double> m(copies_wide * n, copies_wide * n);
    for (std::size_t copy = 0; copy < s.n_copies(); ++copy) {
        const double angle = 2 * std::numbers::pi * turns(wave, copy, s.times);
        const double c = std::cos(angle), d = std::sin(angle);
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j) {
                const double v = f.phi(i, copy * n + j);
                m(i, j) += c * v;
                if (copies_wide == 1) continue;
                m(n + i, n + j) += c * v;
                m(i, n + j) -= d * v;
                m(n + i, j) += d * v;
            }
    }
    return m;
}

// Translations get a curvature beyond all others and so come last.
void lift_translations(Array2<double>& m, std::size_t n_basis) {
    double trace = 1;
    for (std::size_t i = 0; i < m.rows(); ++i) trace += std::fabs(m(i, i));
    for (std::size_t i = 0; i < m.rows(); ++i)
        for (std::size_t j = 0; j < m.rows(); ++j)
            if (i % 3 == j % 3) m(i, j) += 10 * trace / static_cast<double>(n_basis);
}

class ModeWriter {
public:
    ModeWriter(const Supercell& s, ModeDirections directions) : s_(s), keep_(directions) {
        const std::size_t n = 3 * s.structure.size();
        if (keep_ == ModeDirections::wanted) modes.directions = Array2<double>(n - 3, n);
    }
    /// A wave that is its own opposite: real vectors of signs.
    void add_standing(double curvature, std::span<const double> v, std::size_t wave) {
        modes.curvatures.push_back(curvature);
        if (keep_ == ModeDirections::left_out) return;
        const double norm = 1 / std::sqrt(static_cast<double>(s_.n_copies()));
        write([&](std::size_t copy, std::size_t i) {
            return norm * std::cos(2 * std::numbers::pi * turns(wave, copy, s_.times)) * v[i];
        });
    }
    /// The real part of a wave (re, im) e^{i q R}; its imaginary part is (im, -re), another vector
    /// of the same curvature that the solver also finds.
    void add_travelling(double curvature, std::span<const double> v, std::size_t wave) {
        modes.curvatures.push_back(curvature);
        if (keep_ == ModeDirections::left_out) return;
        const std::size_t n = 3 * s_.n_basis;
        const double norm = std::sqrt(2.0 / static_cast<double>(s_.n_copies()));
        write([&](std::size_t copy, std::size_t i) {
            const double angle = 2 * std::numbers::pi * turns(wave, copy, s_.times);
            return norm * (std::cos(angle) * v[i] - std::sin(angle) * v[n + i]);
        });
    }
    NormalModes modes;

private:
    template <class Component>
    void write(const Component& component) {
        auto row = modes.directions.row(modes.curvatures.size() - 1);
        for (std::size_t copy = 0; copy < s_.n_copies(); ++copy)
            for (std::size_t i = 0; i < 3 * s_.n_basis; ++i)
                row[copy * 3 * s_.n_basis + i] = component(copy, i);
    }
    const Supercell& s_;
    ModeDirections keep_;
};

}  // namespace

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

NormalModes normal_modes(const Supercell& s, const ForceConstants& f, ModeDirections directions) {
    const std::size_t n = 3 * s.n_basis;
    ModeWriter writer(s, directions);
    for (std::size_t wave = 0; wave < s.n_copies(); ++wave) {
        const std::size_t back = opposite(wave, s.times);
        if (back < wave) continue;  // its twin was there
        if (back == wave) {
            Array2<double> m = wave_matrix(s, f, wave, 1);
            if (wave == 0) lift_translations(m, s.n_basis);
            const EigenSystem e = eigen_symmetric(m);
            for (std::size_t k = 0; k < n - (wave == 0 ? 3 : 0); ++k)
                writer.add_standing(e.values[k], e.vectors.row(k), wave);
        } else {
            const EigenSystem e = eigen_symmetric(wave_matrix(s, f, wave, 2));
            for (std::size_t k = 0; k < 2 * n; ++k)
                writer.add_travelling(e.values[k], e.vectors.row(k), wave);
        }
    }
    return std::move(writer.modes);
}

}  // namespace crucible
