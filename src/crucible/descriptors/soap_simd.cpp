// Compiled once per instruction set by Highway; the best one is chosen when the program runs.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "crucible/descriptors/soap_kernel.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crucible/descriptors/soap_simd.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace crucible::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using Doubles = hn::CappedTag<double, soap_lanes>;

void soap_select_of(const SoapNeighbours& all, const double (&at)[3], double reach,
                    SoapNeighbours& out) {
    const Doubles d;
    const std::size_t lanes = hn::Lanes(d);
    const auto limit = hn::Set(d, reach * reach), nothing = hn::Set(d, 1e-12);
    for (std::size_t k = 0; k < all.count; k += lanes) {
        const auto x = hn::Sub(hn::LoadU(d, &all.x[k]), hn::Set(d, at[0]));
        const auto y = hn::Sub(hn::LoadU(d, &all.y[k]), hn::Set(d, at[1]));
        const auto z = hn::Sub(hn::LoadU(d, &all.z[k]), hn::Set(d, at[2]));
        const auto r2 = hn::MulAdd(x, x, hn::MulAdd(y, y, hn::Mul(z, z)));
        const auto is_near =
            hn::And(hn::And(hn::Le(r2, limit), hn::Gt(r2, nothing)), hn::FirstN(d, all.count - k));
        std::uint8_t near[8] = {};
        hn::StoreMaskBits(d, is_near, near);
        for (unsigned bits = near[0]; bits != 0; bits &= bits - 1) {
            const std::size_t i = k + static_cast<std::size_t>(std::countr_zero(bits));
            out.add(all.x[i] - at[0], all.y[i] - at[1], all.z[i] - at[2]);
        }
    }
}

/// Solid harmonics of all neighbours: row l^2 + l + m, neighbours along it. The recursion of
/// SolidHarmonics, a vector of neighbours at a time.
void soap_harmonics(const SoapRecursion& steps, const SoapNeighbours& near, double* out) {
    const Doubles d;
    using V = hn::Vec<Doubles>;
    const std::size_t row = near.x.size(), lanes = hn::Lanes(d);
    const std::size_t momenta = steps.l_max + 1;
    for (std::size_t k = 0; k < row; k += lanes) {
        const V x = hn::LoadU(d, &near.x[k]), y = hn::LoadU(d, &near.y[k]),
                z = hn::LoadU(d, &near.z[k]);
        const V r2 = hn::MulAdd(x, x, hn::MulAdd(y, y, hn::Mul(z, z)));
        V cosine = hn::Set(d, 1), sine = hn::Zero(d);
        const SoapRecursion::Step* step = steps.steps.data();
        for (std::size_t m = 0; m < momenta; ++m) {
            V before = hn::Zero(d), now = hn::Set(d, step->start);
            for (std::size_t l = m; l < momenta; ++l, ++step) {
                const V scaled = hn::Mul(now, hn::Set(d, step->norm));
                double* middle = out + (l * l + l) * row + k;
                hn::StoreU(hn::Mul(scaled, cosine), d, middle + m * row);
                if (m > 0) hn::StoreU(hn::Mul(scaled, sine), d, middle - m * row);
                const V next = hn::NegMulAdd(hn::Mul(hn::Set(d, step->of_before), r2), before,
                                             hn::Mul(hn::Mul(hn::Set(d, step->of_now), z), now));
                before = now, now = next;
            }
            const V c = hn::NegMulAdd(y, sine, hn::Mul(x, cosine));
            sine = hn::MulAdd(x, sine, hn::Mul(y, cosine)), cosine = c;
        }
    }
}

/// Where in the table the piece of each neighbour begins, and where in it the neighbour lies.
void soap_places(const RadialTable& t, const SoapNeighbours& near, SoapScratch& s) {
    const std::size_t stride = (t.l_max + 1) * RadialTable::terms * t.room;
    s.piece.resize(near.count), s.t.resize(near.count);
    for (std::size_t k = 0; k < near.count; ++k) {
        const double r2 = near.x[k] * near.x[k] + near.y[k] * near.y[k] + near.z[k] * near.z[k];
        const double place = std::sqrt(r2) * t.per_length;
        const std::size_t piece = std::min(static_cast<std::size_t>(place), t.pieces - 1);
        s.piece[k] = piece * stride;
        s.t[k] = 2 * (place - static_cast<double>(piece)) - 1;
    }
}

/// f_nl of all neighbours for one l: (count, room).
void soap_radial(const RadialTable& t, std::size_t l, std::size_t count, SoapScratch& s) {
    const Doubles d;
    constexpr std::size_t terms = RadialTable::terms;
    const std::size_t lanes = hn::Lanes(d), room = t.room;
    const double *table = t.coefficients.data() + l * terms * room, *place = s.t.data();
    const std::size_t* piece = s.piece.data();
    double* out = s.radial.data();
    for (std::size_t n = 0; n < room; n += lanes)
        for (std::size_t k = 0; k < count; ++k) {
            const auto u = hn::Set(d, place[k]);
            const double* c = table + piece[k] + n;
            auto v = hn::LoadU(d, c + (terms - 1) * room);
            for (std::size_t i = terms - 1; i-- > 0;)
                v = hn::MulAdd(v, u, hn::LoadU(d, c + i * room));
            hn::StoreU(v, d, out + k * room + n);
        }
}

/// M rows of harmonics at a time, sums held in registers: moments (M, room).
template <int M>
void soap_sums(const RadialTable& t, const SoapNeighbours& near, const double* harmonics,
               const double* radial, double* moments) {
    const Doubles d;
    const std::size_t row = near.x.size(), count = near.count, room = t.room;
    for (std::size_t n = 0; n < room; n += hn::Lanes(d)) {
        hn::Vec<Doubles> sums[M];
        for (int m = 0; m < M; ++m) sums[m] = hn::Zero(d);
        for (std::size_t k = 0; k < count; ++k) {
            const auto f = hn::LoadU(d, radial + k * room + n);
            for (int m = 0; m < M; ++m)
                sums[m] = hn::MulAdd(hn::Set(d, harmonics[static_cast<std::size_t>(m) * row + k]),
                                     f, sums[m]);
        }
        for (int m = 0; m < M; ++m)
            hn::StoreU(sums[m], d, moments + static_cast<std::size_t>(m) * room + n);
    }
}

void soap_moments_of(const RadialTable& t, const SoapRecursion& steps, const SoapNeighbours& near,
                     SoapScratch& s, double* moments) {
    const std::size_t row = near.x.size();
    s.harmonics.resize((t.l_max + 1) * (t.l_max + 1) * row);
    s.radial.resize(std::max<std::size_t>(1, near.count * t.room));
    soap_harmonics(steps, near, s.harmonics.data());
    soap_places(t, near, s);
    constexpr decltype(&soap_sums<1>) sums[] = {nullptr,      soap_sums<1>, soap_sums<2>,
                                                soap_sums<3>, soap_sums<4>, soap_sums<5>,
                                                soap_sums<6>, soap_sums<7>};
    for (std::size_t l = 0; l <= t.l_max; ++l) {
        soap_radial(t, l, near.count, s);
        // Sums of up to seven rows fit the registers of every instruction set.
        const std::size_t rows = 2 * l + 1, rounds = (rows + 6) / 7;
        for (std::size_t round = 0; round < rounds; ++round) {
            const std::size_t m = rows * round / rounds, end = rows * (round + 1) / rounds;
            const double* h = s.harmonics.data() + (l * l + m) * row;
            double* out = moments + (l * l + m) * t.room;
            sums[end - m](t, near, h, s.radial.data(), out);
        }
    }
}

void soap_products_of(const RadialTable& t, double weight, const double* a, const double* b,
                      double* spectrum) {
    const Doubles d;
    const std::size_t lanes = hn::Lanes(d), room = t.room, functions = t.n_max;
    for (std::size_t l = 0; l <= t.l_max; ++l) {
        const auto factor = hn::Set(
            d, weight * std::numbers::pi * std::sqrt(8.0 / (2 * static_cast<double>(l) + 1)));
        for (std::size_t n = 0; n < functions; ++n, spectrum += room)
            for (std::size_t k = 0; k < room; k += lanes) {
                auto sum = hn::Zero(d);
                for (std::size_t m = l * l; m < (l + 1) * (l + 1); ++m)
                    sum = hn::MulAdd(hn::Set(d, a[m * room + n]), hn::LoadU(d, b + m * room + k),
                                     sum);
                hn::StoreU(hn::MulAdd(sum, factor, hn::LoadU(d, spectrum + k)), d, spectrum + k);
            }
    }
}

}  // namespace
}  // namespace crucible::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crucible {

HWY_EXPORT(soap_moments_of);
HWY_EXPORT(soap_products_of);
HWY_EXPORT(soap_select_of);

void soap_moments(const RadialTable& t, const SoapRecursion& steps, const SoapNeighbours& near,
                  SoapScratch& s, double* moments) {
    HWY_DYNAMIC_DISPATCH(soap_moments_of)(t, steps, near, s, moments);
}

void soap_select(const SoapNeighbours& all, const double (&at)[3], double reach,
                 SoapNeighbours& out) {
    HWY_DYNAMIC_DISPATCH(soap_select_of)(all, at, reach, out);
}

void soap_products(const RadialTable& t, double weight, const double* a, const double* b,
                   double* spectrum) {
    HWY_DYNAMIC_DISPATCH(soap_products_of)(t, weight, a, b, spectrum);
}

}  // namespace crucible
#endif
