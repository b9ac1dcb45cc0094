// More parts of the NEP kernels: from moments through the network and back to forces; included by
// nep_simd-inl.hpp only.
#if defined(CRUCIBLE_NEP_NETWORK_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CRUCIBLE_NEP_NETWORK_INL
#undef CRUCIBLE_NEP_NETWORK_INL
#else
#define CRUCIBLE_NEP_NETWORK_INL
#endif

#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

#include "crucible/energy/nep_kernel.hpp"

HWY_BEFORE_NAMESPACE();
namespace crucible::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

/// Squares of the norms of the harmonics: (2l+1)/(4 pi) (l-m)!/(l+m)! (2 for m > 0) times the
/// square of what each lacks of the m-th derivative of P_l.
constexpr double per_pi4 = 1 / (4 * 3.14159265358979323846);
constexpr double harmonic_norms[nep_harmonics] = {
    3 * per_pi4,        3 * per_pi4,      3 * per_pi4,        1.25 * per_pi4,    15 * per_pi4,
    15 * per_pi4,       3.75 * per_pi4,   3.75 * per_pi4,     1.75 * per_pi4,    2.625 * per_pi4,
    2.625 * per_pi4,    26.25 * per_pi4,  26.25 * per_pi4,    4.375 * per_pi4,   4.375 * per_pi4,
    9.0 / 64 * per_pi4, 5.625 * per_pi4,  5.625 * per_pi4,    2.8125 * per_pi4,  2.8125 * per_pi4,
    39.375 * per_pi4,   39.375 * per_pi4, 4.921875 * per_pi4, 4.921875 * per_pi4};
/// 3 (-36 sqrt(2/35) (5/16pi)^(3/2)): q222 = this det Q, as tr Q^3 = 3 det Q without a trace.
constexpr double q222_weight = 3 * -0.26998130975990764;
/// 7/15 (3/4pi)^2.
constexpr double q1111_weight = 0.026596810706114;

/// Q = sum g (u u - 1/3) from the moments of l = 2, and the derivatives of its determinant.
template <class V>
struct Quadrupole {
    V xx, yy, zz, xy, xz, yz;
    template <class D>
    HWY_INLINE Quadrupole(D d, const V* m) {
        using T = hn::TFromD<D>;
        const V half = hn::Set(d, T(0.5)), sixth = hn::Set(d, T(1.0 / 6));
        zz = hn::Mul(m[0], hn::Set(d, T(1.0 / 3))), xz = m[1], yz = m[2];
        xy = hn::Mul(m[4], half);
        const V a = hn::Mul(m[0], sixth), b = hn::Mul(m[3], half);
        xx = hn::Sub(b, a), yy = hn::Neg(hn::Add(a, b));
    }
    HWY_INLINE V minor_xx() const { return hn::NegMulAdd(yz, yz, hn::Mul(yy, zz)); }
    HWY_INLINE V minor_yy() const { return hn::NegMulAdd(xz, xz, hn::Mul(xx, zz)); }
    HWY_INLINE V minor_zz() const { return hn::NegMulAdd(xy, xy, hn::Mul(xx, yy)); }
    HWY_INLINE V minor_xy() const { return hn::MulSub(xz, yz, hn::Mul(xy, zz)); }
    HWY_INLINE V minor_xz() const { return hn::MulSub(xy, yz, hn::Mul(yy, xz)); }
    HWY_INLINE V minor_yz() const { return hn::MulSub(xy, xz, hn::Mul(xx, yz)); }
    HWY_INLINE V determinant() const {
        return hn::MulAdd(xx, minor_xx(), hn::MulAdd(xy, minor_xy(), hn::Mul(xz, minor_xz())));
    }
};

/// The angular part of the descriptor, several n in a vector.
template <class T>
void nep_invariants(const NepTables<T>& t, NepScratch<T>& s) {
    const hn::CappedTag<T, nep_lanes> d;
    using V = hn::Vec<decltype(d)>;
    const std::size_t wide = nep_padded(t.angular);
    // Whole vectors are stored: each block overwrites what the one before spilled.
    for (int l = 1, lm = 0; l <= t.l_max; ++l) {
        const int end = lm + 2 * l + 1;
        T* block = s.descriptor.data() + t.radial + static_cast<std::size_t>(l - 1) * t.angular;
        for (std::size_t n = 0; n < t.angular; n += hn::Lanes(d)) {
            V sum = hn::Zero(d);
            for (int k = lm; k < end; ++k) {
                const V m = hn::Load(d, s.moments.data() + static_cast<std::size_t>(k) * wide + n);
                sum = hn::MulAdd(hn::Mul(m, m), hn::Set(d, static_cast<T>(harmonic_norms[k])), sum);
            }
            hn::StoreU(sum, d, block + n);
        }
        lm = end;
    }
    T* block = s.descriptor.data() + t.radial + static_cast<std::size_t>(t.l_max) * t.angular;
    if (t.has_q222) {
        for (std::size_t n = 0; n < t.angular; n += hn::Lanes(d)) {
            V m[5];
            for (std::size_t k = 0; k < 5; ++k)
                m[k] = hn::Load(d, s.moments.data() + (3 + k) * wide + n);
            const Quadrupole<V> q(d, m);
            hn::StoreU(hn::Mul(q.determinant(), hn::Set(d, static_cast<T>(q222_weight))), d,
                       block + n);
        }
        block += t.angular;
    }
    if (!t.has_q1111) return;
    for (std::size_t n = 0; n < t.angular; n += hn::Lanes(d)) {
        V sum = hn::Zero(d);
        for (std::size_t k = 0; k < 3; ++k) {
            const V m = hn::Load(d, s.moments.data() + k * wide + n);
            sum = hn::MulAdd(m, m, sum);
        }
        sum = hn::Mul(hn::Mul(sum, sum), hn::Set(d, static_cast<T>(q1111_weight)));
        hn::StoreU(sum, d, block + n);
    }
}

/// tanh with an error of some 1e-7 (float) or 1e-16 (double) of 1.
template <class D>
HWY_INLINE hn::Vec<D> hyperbolic_tangent(D d, hn::Vec<D> x) {
    using T = hn::TFromD<D>;
    const auto most = hn::Set(d, T(20)), one = hn::Set(d, T(1));
    x = hn::Max(hn::Min(x, most), hn::Neg(most));
    const auto e = hn::Exp(d, hn::Add(x, x));
    return hn::Sub(one, hn::Div(hn::Set(d, T(2)), hn::Add(e, one)));
}

/// Sums of `rows` rows of `matrix` (rows, wide), each times a number: a block of vectors of them.
template <int block, class T>
HWY_INLINE void weighted_rows(const T* matrix, std::size_t wide, const T* numbers, std::size_t rows,
                              std::size_t column, T* out) {
    const hn::CappedTag<T, nep_lanes> d;
    using V = hn::Vec<decltype(d)>;
    const std::size_t lanes = hn::Lanes(d);
    V sums[block];
    for (int b = 0; b < block; ++b) sums[b] = hn::Zero(d);
    const T* row = matrix + column;
    for (std::size_t k = 0; k < rows; ++k, row += wide) {
        const V number = hn::Set(d, numbers[k]);
        HWY_UNROLL(8)
        for (int b = 0; b < block; ++b)
            sums[b] =
                hn::MulAdd(number, hn::Load(d, row + static_cast<std::size_t>(b) * lanes), sums[b]);
    }
    for (int b = 0; b < block; ++b)
        hn::Store(sums[b], d, out + column + static_cast<std::size_t>(b) * lanes);
}

template <class T>
void matrix_times(const T* matrix, std::size_t wide, const T* numbers, std::size_t rows, T* out) {
    const hn::CappedTag<T, nep_lanes> d;
    const std::size_t lanes = hn::Lanes(d);
    std::size_t k = 0;
    for (; k + 6 * lanes <= wide; k += 6 * lanes)
        weighted_rows<6>(matrix, wide, numbers, rows, k, out);
    for (; k + 3 * lanes <= wide; k += 3 * lanes)
        weighted_rows<3>(matrix, wide, numbers, rows, k, out);
    for (; k < wide; k += lanes) weighted_rows<1>(matrix, wide, numbers, rows, k, out);
}

/// Energy of a descriptor and its derivatives by the components.
template <class T>
double nep_network(const NepTables<T>& t, const NepLayer<T>& layer, const T* descriptor, T* hidden,
                   T* slopes) {
    const hn::CappedTag<T, nep_lanes> d;
    using V = hn::Vec<decltype(d)>;
    const std::size_t wide = nep_padded(t.neurons);
    matrix_times(layer.forward.data(), wide, descriptor, t.length, hidden);
    for (std::size_t m = 0; m < wide; m += hn::Lanes(d))
        hn::Store(hyperbolic_tangent(
                      d, hn::Sub(hn::Load(d, hidden + m), hn::Load(d, layer.biases.data() + m))),
                  d, hidden + m);
    // In double whatever T is: in float the sum would lose a micro-eV.
    double energy[4] = {-layer.bias, 0, 0, 0};
    const T* outputs = layer.outputs.data();
    for (std::size_t m = 0; m < wide; m += 4)
        for (std::size_t c = 0; c < 4; ++c)
            energy[c] += static_cast<double>(outputs[m + c]) * static_cast<double>(hidden[m + c]);
    for (std::size_t m = 0; m < wide; m += hn::Lanes(d)) {
        const V h = hn::Load(d, hidden + m);
        hn::Store(hn::Mul(hn::Load(d, outputs + m), hn::NegMulAdd(h, h, hn::Set(d, T(1)))), d,
                  hidden + m);
    }
    matrix_times(layer.back.data(), nep_padded(t.length), hidden, t.neurons, slopes);
    return (energy[0] + energy[1]) + (energy[2] + energy[3]);
}

/// B = dU/dA for the unnormalised moments, several n in a vector.
template <class T>
void nep_moment_slopes(const NepTables<T>& t, NepScratch<T>& s) {
    const hn::CappedTag<T, nep_lanes> d;
    using V = hn::Vec<decltype(d)>;
    const std::size_t wide = nep_padded(t.angular);
    for (std::size_t n = 0; n < t.angular; n += hn::Lanes(d)) {
        const T *m = s.moments.data() + n, *slopes = s.slopes.data() + t.radial + n;
        T* out = s.moment_slopes.data() + n;
        for (int l = 1, lm = 0; l <= 4; ++l) {
            const V slope = l <= t.l_max ? hn::LoadU(d, slopes) : hn::Zero(d);
            if (l <= t.l_max) slopes += t.angular;
            for (const int end = lm + 2 * l + 1; lm < end; ++lm) {
                const V weight = hn::Set(d, static_cast<T>(2 * harmonic_norms[lm]));
                const auto at = static_cast<std::size_t>(lm) * wide;
                hn::Store(hn::Mul(hn::Mul(slope, weight), hn::Load(d, m + at)), d, out + at);
            }
        }
        const auto add = [&](std::size_t lm, V v) HWY_ATTR {
            hn::Store(hn::Add(hn::Load(d, out + lm * wide), v), d, out + lm * wide);
        };
        if (t.has_q222) {
            V a[5];
            for (std::size_t k = 0; k < 5; ++k) a[k] = hn::Load(d, m + (3 + k) * wide);
            const Quadrupole<V> q(d, a);
            const V w = hn::Mul(hn::LoadU(d, slopes), hn::Set(d, static_cast<T>(q222_weight)));
            const V xx = q.minor_xx(), yy = q.minor_yy(), two = hn::Add(w, w);
            const V diagonal = hn::Sub(hn::Add(q.minor_zz(), q.minor_zz()), hn::Add(xx, yy));
            add(3, hn::Mul(w, hn::Mul(diagonal, hn::Set(d, T(1.0 / 6)))));
            add(4, hn::Mul(two, q.minor_xz()));
            add(5, hn::Mul(two, q.minor_yz()));
            add(6, hn::Mul(hn::Mul(w, hn::Set(d, T(0.5))), hn::Sub(xx, yy)));
            add(7, hn::Mul(w, q.minor_xy()));
            slopes += t.angular;
        }
        if (!t.has_q1111) continue;
        const V x = hn::Load(d, m), y = hn::Load(d, m + wide), z = hn::Load(d, m + 2 * wide);
        const V square = hn::MulAdd(x, x, hn::MulAdd(y, y, hn::Mul(z, z)));
        const V w = hn::Mul(hn::Mul(hn::LoadU(d, slopes), square),
                            hn::Set(d, static_cast<T>(4 * q1111_weight)));
        add(0, hn::Mul(w, x)), add(1, hn::Mul(w, y)), add(2, hn::Mul(w, z));
    }
}

}  // namespace
}  // namespace crucible::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#include "crucible/energy/nep_forces-inl.hpp"

#endif
