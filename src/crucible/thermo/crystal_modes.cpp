#include "crucible/thermo/crystal_modes.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <utility>

#include "crucible/num/linalg.hpp"

namespace crucible {
namespace {

/// Turns of the phase of wave `wave` at copy `copy`.
double turns(const Supercell& s, std::size_t wave, std::size_t copy) {
    const auto q = s.place_of(wave), r = s.place_of(copy);
    double t = 0;
    for (std::size_t a = 0; a < 3; ++a) t += double(q[a]) * double(r[a]) / double(s.times[a]);
    return t - std::floor(t);
}

/// The Hermitian matrix of a wave as a real symmetric one of twice the size: (Re -Im; Im Re).
Array2<double> wave_matrix(const Supercell& s, const ForceConstants& f, std::size_t wave,
                           std::size_t copies_wide) {
    const std::size_t n = 3 * s.n_basis;
    Array2<double> m(copies_wide * n, copies_wide * n);
    for (std::size_t copy = 0; copy < s.n_copies(); ++copy) {
        const double angle = 2 * std::numbers::pi * turns(s, wave, copy);
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
            return norm * std::cos(2 * std::numbers::pi * turns(s_, wave, copy)) * v[i];
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
            const double angle = 2 * std::numbers::pi * turns(s_, wave, copy);
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

NormalModes normal_modes(const Supercell& s, const ForceConstants& f, ModeDirections directions) {
    const std::size_t n = 3 * s.n_basis;
    ModeWriter writer(s, directions);
    for (std::size_t wave = 0; wave < s.n_copies(); ++wave) {
        const std::size_t back = s.opposite(wave);
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
