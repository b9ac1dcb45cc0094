// Compiled once per instruction set by Highway; the best one is chosen when the program runs.
#include <algorithm>
#include <array>
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

/// For each set of up to eight lanes their numbers, one behind the other.
constexpr auto soap_chosen_lanes = [] {
    std::array<std::array<std::uint8_t, 8>, 256> out{};
    for (unsigned set = 0; set < 256; ++set)
        for (unsigned lane = 0, place = 0; lane < 8; ++lane)
            if (set >> lane & 1U) out[set][place++] = static_cast<std::uint8_t>(lane);
    return out;
}();

void soap_select_of(const SoapNeighbours& all, const double (&at)[3], double reach,
                    SoapNeighbours& out) {
    const Doubles d;
    const hn::RebindToUnsigned<Doubles> wide;
    const hn::Rebind<std::uint32_t, Doubles> middle;
    const hn::Rebind<std::uint8_t, Doubles> narrow;
    const std::size_t lanes = hn::Lanes(d);
    const auto limit = hn::Set(d, reach * reach), nothing = hn::Set(d, 1e-12);
    out.reserve(out.count + all.count + 2 * soap_lanes);  // whole vectors are written
    double *to_x = out.x.data(), *to_y = out.y.data(), *to_z = out.z.data();
    std::size_t count = out.count;
    for (std::size_t k = 0; k < all.count; k += lanes) {
        const auto x = hn::Sub(hn::LoadU(d, &all.x[k]), hn::Set(d, at[0]));
        const auto y = hn::Sub(hn::LoadU(d, &all.y[k]), hn::Set(d, at[1]));
        const auto z = hn::Sub(hn::LoadU(d, &all.z[k]), hn::Set(d, at[2]));
        const auto r2 = hn::MulAdd(x, x, hn::MulAdd(y, y, hn::Mul(z, z)));
        const auto is_near =
            hn::And(hn::And(hn::Le(r2, limit), hn::Gt(r2, nothing)), hn::FirstN(d, all.count - k));
        // Compress of Highway 1.0 copies a table of its own for each vector of doubles.
        std::uint8_t set[8] = {};
        hn::StoreMaskBits(d, is_near, set);
        const auto chosen = hn::PromoteTo(
            wide, hn::PromoteTo(middle, hn::LoadU(narrow, soap_chosen_lanes[set[0]].data())));
        const auto lane = hn::IndicesFromVec(d, chosen);
        hn::StoreU(hn::TableLookupLanes(x, lane), d, to_x + count);
        hn::StoreU(hn::TableLookupLanes(y, lane), d, to_y + count);
        hn::StoreU(hn::TableLookupLanes(z, lane), d, to_z + count);
        count += hn::CountTrue(d, is_near);
    }
    out.count = count;
}

/// Solid harmonics of all neighbours: row l^2 + l + m, neighbours along it. The recursion of
/// SolidHarmonics, a vector of neighbours at a time.
void soap_harmonics(const SoapRecursion& steps, const SoapNeighbours& near, double* out) {
    const Doubles d;
    using V = hn::Vec<Doubles>;
    const std::size_t row = near.padded(), lanes = hn::Lanes(d);
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
    const std::size_t row = near.padded(), count = near.count, room = t.room;
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

void soap_prepare(const RadialTable& t, const SoapRecursion& steps, const SoapNeighbours& near,
                  SoapScratch& s) {
    s.harmonics.resize((t.l_max + 1) * (t.l_max + 1) * near.padded());
    s.radial.resize(std::max<std::size_t>(1, near.count * t.room));
    soap_harmonics(steps, near, s.harmonics.data());
    soap_places(t, near, s);
}

/// Calls use(begin, count) for rows in rounds of up to seven: so many sums fit the registers of
/// every instruction set.
template <class Use>
void soap_rounds(std::size_t rows, Use&& use) {
    const std::size_t rounds = (rows + 6) / 7;
    for (std::size_t round = 0; round < rounds; ++round) {
        const std::size_t begin = rows * round / rounds;
        use(begin, rows * (round + 1) / rounds - begin);
    }
}

void soap_moments_of(const RadialTable& t, const SoapRecursion& steps, const SoapNeighbours& near,
                     SoapScratch& s, double* moments) {
    soap_prepare(t, steps, near, s);
    constexpr decltype(&soap_sums<1>) sums[] = {nullptr,      soap_sums<1>, soap_sums<2>,
                                                soap_sums<3>, soap_sums<4>, soap_sums<5>,
                                                soap_sums<6>, soap_sums<7>};
    for (std::size_t l = 0; l <= t.l_max; ++l) {
        soap_radial(t, l, near.count, s);
        soap_rounds(2 * l + 1, [&](std::size_t m, std::size_t count) {
            sums[count](t, near, s.harmonics.data() + (l * l + m) * near.padded(), s.radial.data(),
                        moments + (l * l + m) * t.room);
        });
    }
}

/// Where the coefficients of the atoms of a cell are.
struct SoapPlaces {
    std::span<const std::size_t> kinds;
    std::size_t block, stride;
    double* moments;

    double* at(std::size_t place, std::size_t kind) const {
        return moments + place * stride + kind * block;
    }
};

/// M rows of harmonics along the bonds, row `row` of the coefficients the first: sums over the
/// bonds of two atoms count at both ends, with the sign of a reflection.
template <int M>
void soap_bond_sums(const SoapBonds& bonds, const SoapPlaces& places, bool is_odd, std::size_t room,
                    const double* harmonics, const double* radial, std::size_t row) {
    const Doubles d;
    using V = hn::Vec<Doubles>;
    const std::size_t stride = bonds.ends.padded(), here = bonds.place;
    const std::size_t kind = places.kinds[here], end = places.kinds.size();
    const V sign = hn::Set(d, is_odd ? -1.0 : 1.0);
    for (std::size_t n = 0; n < room; n += hn::Lanes(d)) {
        V sums[M], both[M];
        const auto add_bonds = [&](std::size_t j) {
            for (int m = 0; m < M; ++m) sums[m] = hn::Zero(d);
            for (std::size_t k = bonds.first[j - here]; k < bonds.first[j - here + 1]; ++k) {
                const V f = hn::LoadU(d, radial + k * room + n);
                for (int m = 0; m < M; ++m)
                    sums[m] =
                        hn::MulAdd(hn::Set(d, harmonics[static_cast<std::size_t>(m) * stride + k]),
                                   f, sums[m]);
            }
        };
        const auto add_to = [&](double* out, const V* what, V factor) {
            out += row * room + n;
            for (int m = 0; m < M; ++m, out += room)
                hn::StoreU(hn::MulAdd(what[m], factor, hn::LoadU(d, out)), d, out);
        };
        if (!is_odd) {  // images of the atom itself lie on either side
            add_bonds(here);
            add_to(places.at(here, kind), sums, hn::Set(d, 2.0));
        }
        for (std::size_t j = here + 1; j < end;) {
            const std::size_t other = places.kinds[j];
            for (int m = 0; m < M; ++m) both[m] = hn::Zero(d);
            for (; j < end && places.kinds[j] == other; ++j) {
                add_bonds(j);
                for (int m = 0; m < M; ++m) both[m] = hn::Add(both[m], sums[m]);
                add_to(places.at(j, kind), sums, sign);
            }
            add_to(places.at(here, other), both, hn::Set(d, 1.0));
        }
    }
}

void soap_bond_moments_of(const RadialTable& t, const SoapRecursion& steps, const SoapBonds& bonds,
                          std::span<const std::size_t> kinds, std::size_t species, SoapScratch& s,
                          double* moments) {
    const std::size_t momenta = (t.l_max + 1) * (t.l_max + 1), stride = bonds.ends.padded();
    const SoapPlaces places{kinds, momenta * t.room, species * momenta * t.room, moments};
    soap_prepare(t, steps, bonds.ends, s);
    constexpr decltype(&soap_bond_sums<1>) sums[] = {
        nullptr,           soap_bond_sums<1>, soap_bond_sums<2>, soap_bond_sums<3>,
        soap_bond_sums<4>, soap_bond_sums<5>, soap_bond_sums<6>, soap_bond_sums<7>};
    for (std::size_t l = 0; l <= t.l_max; ++l) {
        soap_radial(t, l, bonds.ends.count, s);
        soap_rounds(2 * l + 1, [&](std::size_t m, std::size_t count) {
            const std::size_t row = l * l + m;
            sums[count](bonds, places, l % 2 == 1, t.room, s.harmonics.data() + row * stride,
                        s.radial.data(), row);
        });
    }
}

/// N radial functions of one factor at a time, with all of the other.
template <int N>
void soap_product_rows(const SoapFactors& factors, std::size_t room, std::size_t rows,
                       double weight, const double* a, const double* b, double* spectrum) {
    const Doubles d;
    for (std::size_t k = 0; k < room; k += hn::Lanes(d)) {
        hn::Vec<Doubles> sums[N];
        for (int n = 0; n < N; ++n) sums[n] = hn::Zero(d);
        for (std::size_t atom = 0; atom < factors.count; ++atom) {
            const double *left = a + atom * factors.stride, *right = b + atom * factors.stride + k;
            for (std::size_t m = 0; m < rows; ++m, left += room, right += room) {
                const auto v = hn::LoadU(d, right);
                for (int n = 0; n < N; ++n) sums[n] = hn::MulAdd(hn::Set(d, left[n]), v, sums[n]);
            }
        }
        double* out = spectrum + k;
        for (int n = 0; n < N; ++n, out += room)
            hn::StoreU(hn::MulAdd(sums[n], hn::Set(d, weight), hn::LoadU(d, out)), d, out);
    }
}

void soap_products_of(const RadialTable& t, double weight, const SoapFactors& factors,
                      double* spectrum) {
    constexpr decltype(&soap_product_rows<1>) products[] = {nullptr,
                                                            soap_product_rows<1>,
                                                            soap_product_rows<2>,
                                                            soap_product_rows<3>,
                                                            soap_product_rows<4>,
                                                            soap_product_rows<5>,
                                                            soap_product_rows<6>,
                                                            soap_product_rows<7>};
    for (std::size_t l = 0; l <= t.l_max; ++l) {
        const double factor =
            weight * std::numbers::pi * std::sqrt(8.0 / (2 * static_cast<double>(l) + 1));
        const std::size_t begin = l * l * t.room;
        soap_rounds(t.n_max, [&](std::size_t n, std::size_t count) {
            products[count](factors, t.room, 2 * l + 1, factor, factors.a + begin + n,
                            factors.b + begin, spectrum);
            spectrum += count * t.room;
        });
    }
}

}  // namespace
}  // namespace crucible::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crucible {

HWY_EXPORT(soap_bond_moments_of);
HWY_EXPORT(soap_moments_of);
HWY_EXPORT(soap_products_of);
HWY_EXPORT(soap_select_of);

void soap_moments(const RadialTable& t, const SoapRecursion& steps, const SoapNeighbours& near,
                  SoapScratch& s, double* moments) {
    HWY_DYNAMIC_DISPATCH(soap_moments_of)(t, steps, near, s, moments);
}

void soap_bond_moments(const RadialTable& t, const SoapRecursion& steps, const SoapBonds& bonds,
                       std::span<const std::size_t> kinds, std::size_t species, SoapScratch& s,
                       double* moments) {
    HWY_DYNAMIC_DISPATCH(soap_bond_moments_of)(t, steps, bonds, kinds, species, s, moments);
}

void soap_select(const SoapNeighbours& all, const double (&at)[3], double reach,
                 SoapNeighbours& out) {
    HWY_DYNAMIC_DISPATCH(soap_select_of)(all, at, reach, out);
}

void soap_products(const RadialTable& t, double weight, const SoapFactors& factors,
                   double* spectrum) {
    HWY_DYNAMIC_DISPATCH(soap_products_of)(t, weight, factors, spectrum);
}

}  // namespace crucible
#endif
