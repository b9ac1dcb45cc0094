// Parts of the NEP kernels, for each instruction set anew; included by nep_simd.cpp only.
#if defined(CRUCIBLE_NEP_SIMD_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CRUCIBLE_NEP_SIMD_INL
#undef CRUCIBLE_NEP_SIMD_INL
#else
#define CRUCIBLE_NEP_SIMD_INL
#endif

#include <hwy/highway.h>

#include "crucible/energy/nep_kernel.hpp"

HWY_BEFORE_NAMESPACE();
namespace crucible::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

/// Numbers of a pair: the same for all lanes, or each lane's own.
template <class D>
struct SamePair {
    const hn::TFromD<D>* base;
    HWY_INLINE hn::Vec<D> at(D d, std::size_t k) const { return hn::Set(d, base[k]); }
};
template <class D>
struct EachPair {
    const hn::TFromD<D>* base;
    hn::Vec<hn::RebindToSigned<D>> places;
    HWY_INLINE hn::Vec<D> at(D d, std::size_t k) const {
        return hn::GatherIndex(d, base + k, places);
    }
};

/// sin(pi t) and cos(pi t) for 0 <= t <= 1, from the series about t = 1/2.
template <class D>
HWY_INLINE void half_turn(D d, hn::Vec<D> t, hn::Vec<D>& sine, hn::Vec<D>& cosine) {
    using T = hn::TFromD<D>;
    using V = hn::Vec<D>;
    // (-1)^k pi^k / k!, k = 0, 1, ...: cos takes the even ones, sin the odd ones.
    constexpr int terms = sizeof(T) == 4 ? 7 : 12;
    const V y = hn::Mul(hn::Sub(t, hn::Set(d, T(0.5))), hn::Set(d, T(3.14159265358979323846)));
    const V y2 = hn::Mul(y, y);
    V s = hn::Set(d, T(1)), c = hn::Set(d, T(1));
    HWY_UNROLL(12)
    for (int k = terms - 1; k > 0; --k) {
        s = hn::NegMulAdd(hn::Mul(s, y2), hn::Set(d, T(1.0 / ((2 * k) * (2 * k + 1)))),
                          hn::Set(d, T(1)));
        c = hn::NegMulAdd(hn::Mul(c, y2), hn::Set(d, T(1.0 / ((2 * k - 1) * (2 * k)))),
                          hn::Set(d, T(1)));
    }
    sine = c;                         // sin(pi t) = cos(pi (t - 1/2))
    cosine = hn::Neg(hn::Mul(s, y));  // cos(pi t) = -sin(pi (t - 1/2))
}

/// One block of functions: values P and derivatives by x of sum_k a_nk T_k(x).
template <int block, class D, class Pair>
HWY_INLINE void chebyshev_block(D d, const Pair& pair, std::size_t first, std::size_t functions,
                                std::size_t basis, hn::Vec<D> x, hn::Vec<D>* value,
                                hn::Vec<D>* slope) {
    using T = hn::TFromD<D>;
    using V = hn::Vec<D>;
    V p[block], q[block];
    HWY_UNROLL(8)
    for (int n = 0; n < block; ++n)
        p[n] = pair.at(d, first + static_cast<std::size_t>(n)), q[n] = hn::Zero(d);
    const V x2 = hn::Add(x, x);
    V before = hn::Set(d, T(1)), now = x, slope_before = hn::Zero(d), slope_now = before;
    for (std::size_t k = 1; k < basis; ++k) {
        HWY_UNROLL(8)
        for (int n = 0; n < block; ++n) {
            const V a = pair.at(d, first + k * functions + static_cast<std::size_t>(n));
            p[n] = hn::MulAdd(a, now, p[n]);
            q[n] = hn::MulAdd(a, slope_now, q[n]);
        }
        const V slope_next = hn::MulAdd(x2, slope_now, hn::Sub(hn::Add(now, now), slope_before));
        const V next = hn::MulSub(x2, now, before);
        before = now, now = next;
        slope_before = slope_now, slope_now = slope_next;
    }
    for (int n = 0; n < block; ++n) value[n] = p[n], slope[n] = q[n];
}

/// g_n of one vector of neighbours; their slopes go to `slopes`, (functions, room).
template <class D, class Pair>
HWY_INLINE void nep_series_of(D d, const Pair& pair, std::size_t cutoff_at, std::size_t first,
                              std::size_t functions, std::size_t basis, hn::Vec<D> r, hn::Vec<D>* g,
                              hn::TFromD<D>* slopes, std::size_t room) {
    using T = hn::TFromD<D>;
    using V = hn::Vec<D>;
    const V cutoff = pair.at(d, cutoff_at), inverse = pair.at(d, cutoff_at + 1);
    // What is beyond the cut-off is taken to it: the polynomials would grow out of bounds there.
    const V one = hn::Set(d, T(1)), t = hn::Min(hn::Mul(r, inverse), one), t1 = hn::Sub(t, one);
    V sine, cosine;
    half_turn(d, t, sine, cosine);
    const auto inside = hn::Lt(r, cutoff);
    const V half = hn::Set(d, T(0.5));
    const V fc = hn::IfThenElseZero(inside, hn::MulAdd(half, cosine, half));
    const V fc_slope = hn::IfThenElseZero(
        inside, hn::Mul(hn::Mul(sine, inverse), hn::Set(d, T(-1.57079632679489661923))));
    const V x = hn::MulSub(hn::Add(t1, t1), t1, one);
    const V x_slope = hn::Mul(hn::Mul(hn::Set(d, T(4)), t1), hn::Mul(inverse, fc));
    for (std::size_t n = 0; n < functions;) {
        V p[5], q[5];
        std::size_t done = 1;
        if (functions - n >= 5) {
            chebyshev_block<5>(d, pair, first + n, functions, basis, x, p, q), done = 5;
        } else {
            chebyshev_block<1>(d, pair, first + n, functions, basis, x, p, q);
        }
        for (std::size_t b = 0; b < done; ++b, ++n) {
            g[n] = hn::Mul(fc, p[b]);
            hn::Store(hn::MulAdd(x_slope, q[b], hn::Mul(fc_slope, p[b])), d, slopes + n * room);
        }
    }
}

/// The same, coefficients being broadcast where all lanes have one pair of types.
template <class D, class T>
HWY_INLINE void nep_series(D d, const NepTables<T>& t, NepScratch<T>& s, std::size_t k,
                           hn::Vec<D> r, bool is_angular, hn::Vec<D>* g, T* slopes) {
    const hn::RebindToSigned<D> di;
    const auto places = hn::Load(di, s.pair.data() + k);
    const std::size_t cutoff_at = is_angular ? 2 : 0, first = is_angular ? t.angular_at : 4;
    const std::size_t functions = is_angular ? t.angular : t.radial;
    const std::size_t basis = is_angular ? t.angular_basis : t.radial_basis;
    if (hn::AllTrue(di, hn::Eq(places, hn::Set(di, s.pair.data()[k])))) {
        const SamePair<D> pair{t.pairs.data() + s.pair.data()[k]};
        nep_series_of(d, pair, cutoff_at, first, functions, basis, r, g, slopes + k, s.room);
    } else {
        const EachPair<D> pair{t.pairs.data(), places};
        nep_series_of(d, pair, cutoff_at, first, functions, basis, r, g, slopes + k, s.room);
    }
}

/// Legendre's polynomials of z as the harmonics here have them, and their derivatives.
template <class V>
struct LegendreParts {
    V p20, p30, p40, p31, p41, p42;
    V d20, d30, d40, d31, d41, d42;
    template <class D>
    HWY_INLINE LegendreParts(D d, V z) {
        using T = hn::TFromD<D>;
        const auto c = [d](double v) HWY_ATTR { return hn::Set(d, static_cast<T>(v)); };
        const V z2 = hn::Mul(z, z);
        p20 = hn::MulSub(c(3), z2, c(1));
        p31 = hn::MulSub(c(5), z2, c(1));
        p30 = hn::Mul(z, hn::MulSub(c(5), z2, c(3)));
        p40 = hn::MulAdd(z2, hn::MulSub(c(35), z2, c(30)), c(3));
        p41 = hn::Mul(z, hn::MulSub(c(7), z2, c(3)));
        p42 = hn::MulSub(c(7), z2, c(1));
        d20 = hn::Mul(c(6), z);
        d31 = hn::Mul(c(10), z);
        d30 = hn::MulSub(c(15), z2, c(3));
        d40 = hn::Mul(z, hn::MulSub(c(140), z2, c(60)));
        d41 = hn::MulSub(c(21), z2, c(3));
        d42 = hn::Mul(c(14), z);
    }
};

/// Re and Im of (x + iy)^m, m = 1 to 4.
template <class V>
struct PlanePowers {
    V re[5], im[5];
    HWY_INLINE PlanePowers(V x, V y) {
        re[1] = x, im[1] = y;
        for (int m = 2; m < 5; ++m) {
            re[m] = hn::MulSub(x, re[m - 1], hn::Mul(y, im[m - 1]));
            im[m] = hn::MulAdd(x, im[m - 1], hn::Mul(y, re[m - 1]));
        }
    }
};

/// The 24 harmonics without their norms: of each l first m = 0, then cosine and sine of each m.
template <class D, class T>
HWY_INLINE void nep_harmonic_values(D d, NepScratch<T>& s, std::size_t k) {
    using V = hn::Vec<D>;
    const V z = hn::Load(d, s.z.data() + k);
    const LegendreParts<V> p(d, z);
    const PlanePowers<V> w(hn::Load(d, s.x.data() + k), hn::Load(d, s.y.data() + k));
    T* out = s.harmonics.data() + k;
    std::size_t at = 0;
    const auto put = [&](V v) HWY_ATTR { hn::Store(v, d, out + at++ * s.room); };
    const auto put_both = [&](V v, int m)
                              HWY_ATTR { put(hn::Mul(v, w.re[m])), put(hn::Mul(v, w.im[m])); };
    put(z), put(w.re[1]), put(w.im[1]);
    put(p.p20), put_both(z, 1), put(w.re[2]), put(w.im[2]);
    put(p.p30), put_both(p.p31, 1), put_both(z, 2), put(w.re[3]), put(w.im[3]);
    put(p.p40), put_both(p.p41, 1), put_both(p.p42, 2), put_both(z, 3);
    put(w.re[4]), put(w.im[4]);
}

/// A_n,lm = sum over near neighbours of g_n S_lm.
template <int block, class T>
HWY_INLINE void moment_block(const NepTables<T>& t, NepScratch<T>& s, std::size_t n) {
    const hn::CappedTag<T, nep_lanes> d;
    using V = hn::Vec<decltype(d)>;
    const std::size_t wide = nep_padded(t.angular), lanes = hn::Lanes(d);
    for (std::size_t lm = 0; lm < nep_harmonics; lm += 2) {
        V a[block], b[block];
        for (int c = 0; c < block; ++c) a[c] = b[c] = hn::Zero(d);
        const T *first = s.harmonics.data() + lm * s.room, *second = first + s.room;
        for (std::size_t k = 0; k < s.near; k += lanes) {
            const V p = hn::Load(d, first + k), q = hn::Load(d, second + k);
            HWY_UNROLL(8)
            for (int c = 0; c < block; ++c) {
                const V g =
                    hn::Load(d, s.angular.data() + (n + static_cast<std::size_t>(c)) * s.room + k);
                a[c] = hn::MulAdd(g, p, a[c]);
                b[c] = hn::MulAdd(g, q, b[c]);
            }
        }
        for (int c = 0; c < block; ++c) {
            T* out = s.moments.data() + lm * wide + n + static_cast<std::size_t>(c);
            out[0] = hn::GetLane(hn::SumOfLanes(d, a[c]));
            out[wide] = hn::GetLane(hn::SumOfLanes(d, b[c]));
        }
    }
}

template <class T>
void nep_moments(const NepTables<T>& t, NepScratch<T>& s) {
    std::size_t n = 0;
    for (; n + 5 <= t.angular; n += 5) moment_block<5>(t, s, n);
    for (; n < t.angular; ++n) moment_block<1>(t, s, n);
}

}  // namespace
}  // namespace crucible::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#include "crucible/energy/nep_network-inl.hpp"

#endif
