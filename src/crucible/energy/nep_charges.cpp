#include "crucible/energy/nep_charges.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "crucible/base/error.hpp"

namespace crucible {
namespace {

constexpr double nep_coulomb = 14.399645;  // eV angstrom / e^2, as in these files' programs
constexpr double most_waves = 1e8;

void check_wave_cell(const Cell& cell, const std::array<int, 3>& most) {
    const double volume = cell.volume();
    if (!cell.periodic[0] || !cell.periodic[1] || !cell.periodic[2] || !(volume > 1e-3) ||
        !(volume < 1e7))
        throw InputError("E-energy-cell",
                         "the charges of this NEP need a cell that is periodic in three "
                         "directions and has a volume of 0.001 to 10,000,000 angstrom^3",
                         "give the structure a cell");
    double waves = 1;
    for (const int m : most) waves *= 2.0 * m + 1;
    if (!(waves < most_waves))
        throw InputError("E-energy-thin", "the cell is too thin or skewed for its sum over waves",
                         "choose shorter lattice vectors, or a smaller cell");
}

/// a times b, number by number: phases multiply.
void multiply_phases(std::span<const double> a_cosine, std::span<const double> a_sine,
                     const double* b_cosine, const double* b_sine, std::vector<double>& cosine,
                     std::vector<double>& sine) {
    for (std::size_t i = 0; i < cosine.size(); ++i) {
        cosine[i] = a_cosine[i] * b_cosine[i] - a_sine[i] * b_sine[i];
        sine[i] = a_sine[i] * b_cosine[i] + a_cosine[i] * b_sine[i];
    }
}

}  // namespace

NepElectrostatics::NepElectrostatics(NepCharges kind, double cutoff)
    : kind_(kind), cutoff_(cutoff), alpha_(std::numbers::pi / cutoff) {
    if (kind != NepCharges::pairs) return;
    const double end = std::erfc(alpha_ * cutoff) / cutoff;
    const double gauss = 2 * alpha_ * std::numbers::inv_sqrtpi *
                         std::exp(-alpha_ * alpha_ * cutoff * cutoff) / cutoff;
    slope_ = end / cutoff + gauss;
    offset_ = -end - slope_ * cutoff;
}

void NepElectrostatics::add(const Cell& cell, const LocalAtoms& a, std::span<const double> charges,
                            std::vector<double>& by_charge, LocalSums& out) {
    by_charge.assign(a.owned, 0.0);
    edge_ = 0;
    if (kind_ != NepCharges::reciprocal) add_pairs(a, charges, by_charge, out);
    if (kind_ != NepCharges::pairs) add_waves(cell, a, charges, by_charge, out);
    if (kind_ == NepCharges::ewald)
        for (std::size_t i = 0; i < a.owned; ++i)
            by_charge[i] -= 2 * nep_coulomb * alpha_ * std::numbers::inv_sqrtpi * charges[i];
    // The energy is quadratic in the charges.
    for (std::size_t i = 0; i < a.owned; ++i) {
        out.energy += charges[i] * by_charge[i] / 2;
        out.per_atom[i] += charges[i] * by_charge[i] / 2;
    }
}

void NepElectrostatics::add_pairs(const LocalAtoms& a, std::span<const double> charges,
                                  std::vector<double>& by_charge, LocalSums& out) const {
    for (std::size_t i = 0; i < a.owned; ++i)
        for (auto e = a.first[i]; e < a.first[i + 1]; ++e) {
            const auto j = static_cast<std::size_t>(a.neighbours[e]);
            const double *here = a.positions + 3 * i, *there = a.positions + 3 * j;
            const Vec3 d(there[0] - here[0], there[1] - here[1], there[2] - here[2]);
            const double r = norm(d);
            if (r >= cutoff_) continue;
            const double product = charges[i] * charges[static_cast<std::size_t>(a.owner_of[j])];
            const double screened = std::erfc(alpha_ * r) / r;
            const double gauss =
                2 * alpha_ * std::numbers::inv_sqrtpi * std::exp(-alpha_ * alpha_ * r * r);
            by_charge[i] += nep_coulomb * charges[static_cast<std::size_t>(a.owner_of[j])] *
                            (screened + slope_ * r + offset_);
            // Half of the pair is this atom's, half the other's.
            const Vec3 partial =
                d * (nep_coulomb * product / 2 * (slope_ - (screened + gauss) / r) / r);
            for (int k = 0; k < 3; ++k) {
                out.forces[3 * i + static_cast<std::size_t>(k)] += partial[k];
                out.forces[3 * j + static_cast<std::size_t>(k)] -= partial[k];
            }
            out.virial += outer(d, partial) * -1.0;
        }
}

void NepElectrostatics::place_phases(const Cell& cell, const LocalAtoms& a) {
    const Mat3 to_fraction = inverse(cell.h);
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const auto rows = static_cast<std::size_t>(2 * most_[axis] + 1);
        cosine_[axis].resize(rows * a.owned), sine_[axis].resize(rows * a.owned);
    }
    for (auto* v : {&row_cosine_, &row_sine_, &wave_cosine_, &wave_sine_}) v->resize(a.owned);
    for (std::size_t i = 0; i < a.owned; ++i) {
        const double* r = a.positions + 3 * i;
        const Vec3 s = Vec3(r[0], r[1], r[2]) * to_fraction;
        for (int axis = 0; axis < 3; ++axis)
            for (int h = -most_[static_cast<std::size_t>(axis)];
                 h <= most_[static_cast<std::size_t>(axis)]; ++h) {
                const auto at =
                    static_cast<std::size_t>(h + most_[static_cast<std::size_t>(axis)]) * a.owned +
                    i;
                const double turns = h * (s[axis] - std::floor(s[axis]));
                const double angle = 2 * std::numbers::pi * turns;
                cosine_[static_cast<std::size_t>(axis)][at] = std::cos(angle);
                sine_[static_cast<std::size_t>(axis)][at] = std::sin(angle);
            }
    }
}

void NepElectrostatics::add_waves(const Cell& cell, const LocalAtoms& a,
                                  std::span<const double> charges, std::vector<double>& by_charge,
                                  LocalSums& out) {
    const double limit = 2 * std::numbers::pi * alpha_;
    for (std::size_t k = 0; k < 3; ++k)
        most_[k] = static_cast<int>(
            std::min(1e6, norm(cell.h[static_cast<int>(k)]) * limit / (2 * std::numbers::pi)));
    check_wave_cell(cell, most_);
    place_phases(cell, a);
    const Mat3 to_wave = inverse(cell.h) * (2 * std::numbers::pi);  // times a column h
    const double volume = cell.volume();
    const auto row = [&](const std::vector<double>& v, std::size_t axis, int h) {
        return v.data() + static_cast<std::size_t>(h + most_[axis]) * a.owned;
    };
    for (int h = 0; h <= most_[0]; ++h)
        for (int k = h == 0 ? 0 : -most_[1]; k <= most_[1]; ++k) {
            multiply_phases({row(cosine_[0], 0, h), a.owned}, {row(sine_[0], 0, h), a.owned},
                            row(cosine_[1], 1, k), row(sine_[1], 1, k), row_cosine_, row_sine_);
            for (int l = h == 0 && k == 0 ? 1 : -most_[2]; l <= most_[2]; ++l) {
                const Vec3 wave = to_wave * Vec3(h, k, l);
                const double square = norm2(wave);
                if (square >= limit * limit) continue;
                multiply_phases(row_cosine_, row_sine_, row(cosine_[2], 2, l), row(sine_[2], 2, l),
                                wave_cosine_, wave_sine_);
                const double weight = nep_coulomb * 4 * std::numbers::pi / volume *
                                      std::exp(-square / (4 * alpha_ * alpha_)) / square;
                add_wave(wave, weight, charges, by_charge, out);
            }
        }
}

void NepElectrostatics::add_wave(const Vec3& wave, double weight, std::span<const double> charges,
                                 std::vector<double>& by_charge, LocalSums& out) {
    double cosines = 0, sines = 0;
    for (std::size_t i = 0; i < charges.size(); ++i) {
        cosines += charges[i] * wave_cosine_[i];
        sines += charges[i] * wave_sine_[i];
    }
    for (std::size_t i = 0; i < charges.size(); ++i) {
        const double c = wave_cosine_[i], s = wave_sine_[i];
        by_charge[i] += 2 * weight * (c * cosines + s * sines);
        const double push = 2 * weight * charges[i] * (s * cosines - c * sines);
        for (int k = 0; k < 3; ++k)
            out.forces[3 * i + static_cast<std::size_t>(k)] += push * wave[k];
    }
    const double energy = weight * (cosines * cosines + sines * sines);
    const double square = norm2(wave), width = 4 * alpha_ * alpha_;
    out.virial += Mat3::identity() * energy;
    out.virial += outer(wave, wave) * (-2 * energy * (1 / square + 1 / width));
    const double limit = 2 * std::numbers::pi * alpha_;
    if (square > 0.9 * limit * limit) edge_ = std::max(edge_, energy);
}

}  // namespace crucible
