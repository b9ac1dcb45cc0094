#include "crucible/dynamics/landscape.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "crucible/atoms/niggli.hpp"
#include "crucible/base/error.hpp"

namespace crucible {
namespace {

/// Components of a symmetric matrix in the order of the six strains.
constexpr int strain_row_of[6] = {0, 1, 2, 1, 0, 0}, strain_column_of[6] = {0, 1, 2, 2, 2, 1};

}  // namespace

void Landscape::start(const Structure& s, const RelaxSettings& settings) {
    settings_ = settings;
    now_ = s;
    n_strains_ = settings.cell == CellMotion::free ? 6 : 0;
    // The curvature along a strain grows with the volume, along an atom it does not: this length
    // makes them alike for solids of a few hundred GPa and bonds of some 20 eV/angstrom^2.
    strain_length_ = std::sqrt(static_cast<double>(std::max<std::size_t>(s.size(), 1)));
    start_volume_ = s.cell.volume();
    deformation_ = Mat3::identity();
    h0_ = s.cell.h;
    origin_.assign(s.positions.begin(), s.positions.end());
    reduce_cell();
}

void Landscape::rebase(std::vector<double>& x) {
    place(x);
    h0_ = now_.cell.h;
    deformation_ = Mat3::identity();
    origin_.assign(now_.positions.begin(), now_.positions.end());
    std::fill(x.begin(), x.end(), 0.0);
}

void Landscape::reduce_cell() {
    if (n_strains_ == 0) return;
    if (const auto transform = reduce_skew(now_.cell)) {
        h0_ = *transform * h0_;
        now_.cell.h = h0_ * deformation_;
    }
}

void Landscape::place(const std::vector<double>& x) {
    deformation_ = Mat3::identity();
    const double* strain = x.data() + 3 * n_atoms();
    for (std::size_t c = 0; c < n_strains_; ++c) {
        const int i = strain_row_of[c], j = strain_column_of[c];
        const double e = strain[c] / strain_length_ * (i == j ? 1 : std::sqrt(0.5));
        deformation_(i, j) += e;
        if (i != j) deformation_(j, i) += e;
    }
    now_.cell.h = h0_ * deformation_;
    for (std::size_t i = 0; i < n_atoms(); ++i)
        now_.positions[i] =
            Position((origin_[i] + Vec3{x[3 * i], x[3 * i + 1], x[3 * i + 2]}) * deformation_);
}

Landscape::Verdict Landscape::evaluate(const std::vector<double>& x, EnergyModel& model,
                                       LandscapePoint& p) {
    place(x);
    const double volume = now_.cell.volume();
    if (!(volume > settings_.volume_low * start_volume_) || determinant(deformation_) <= 0)
        return Verdict::collapsed;
    if (volume > settings_.volume_high * start_volume_) return Verdict::exploded;
    try {
        model.evaluate(now_, evaluation_);
    } catch (const UnstableError&) {
        return Verdict::collapsed;
    }
    p.energy = evaluation_.energy;
    p.enthalpy = p.energy + settings_.pressure * volume;
    p.patched = evaluation_.patched;
    if (!std::isfinite(p.enthalpy)) return Verdict::collapsed;
    p.gradient.resize(size());
    double largest2 = 0;
    for (std::size_t i = 0; i < n_atoms(); ++i) {
        const Vec3& f = evaluation_.forces[i];
        largest2 = std::max(largest2, norm2(f));
        const Vec3 g = f * deformation_;  // symmetric, so its own transpose
        for (int a = 0; a < 3; ++a) p.gradient[3 * i + static_cast<std::size_t>(a)] = -g[a];
    }
    p.fmax = std::sqrt(largest2);
    p.stress_error = 0;
    if (!std::isfinite(largest2)) return Verdict::collapsed;
    if (n_strains_ == 0) return Verdict::fine;
    Mat3 w = evaluation_.stress;
    for (int i = 0; i < 3; ++i) w(i, i) += settings_.pressure;
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) p.stress_error = std::max(p.stress_error, std::fabs(w(i, j)));
    // dH/dF = F^-1 (V (stress + P)), made symmetric like the strain.
    const Mat3 g = inverse(deformation_) * w * volume;
    for (std::size_t c = 0; c < 6; ++c) {
        const int i = strain_row_of[c], j = strain_column_of[c];
        const double slope = i == j ? g(i, i) : std::sqrt(0.5) * (g(i, j) + g(j, i));
        p.gradient[3 * n_atoms() + c] = slope / strain_length_;
    }
    return std::isfinite(p.stress_error) ? Verdict::fine : Verdict::collapsed;
}

}  // namespace crucible
