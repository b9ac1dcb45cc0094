// The last part of the NEP kernels: partial forces; included by nep_network-inl.hpp only.
#if defined(CRUCIBLE_NEP_FORCES_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CRUCIBLE_NEP_FORCES_INL
#undef CRUCIBLE_NEP_FORCES_INL
#else
#define CRUCIBLE_NEP_FORCES_INL
#endif

#include <hwy/highway.h>

#include "crucible/energy/nep_kernel.hpp"

HWY_BEFORE_NAMESPACE();
namespace crucible::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

/// Sums over n of g_n B_n,lm and g_n' B_n,lm for one vector of neighbours. `fixed` functions, or as
/// many as the table says where it is 0.
template <int fixed, class D>
struct MomentBack {
    using T = hn::TFromD<D>;
    using V = hn::Vec<D>;
    const T* slopes;  ///< B, (24, wide)
    std::size_t wide, count;
    V g[fixed ? fixed : nep_most_functions], g_slope[fixed ? fixed : nep_most_functions];

    HWY_INLINE MomentBack(D d, const NepTables<T>& t, const NepScratch<T>& s, std::size_t k)
        : slopes(s.moment_slopes.data()),
          wide(nep_padded(t.angular)),
          count(fixed ? std::size_t{fixed} : t.angular) {
        for (std::size_t n = 0; n < count; ++n) {
            g[n] = hn::Load(d, s.angular.data() + n * s.room + k);
            g_slope[n] = hn::Load(d, s.angular_slopes.data() + n * s.room + k);
        }
    }
    HWY_INLINE void at(D d, std::size_t lm, V& across, V& along) const {
        const T* b = slopes + lm * wide;
        V first = hn::Set(d, b[0]);
        across = hn::Mul(g[0], first), along = hn::Mul(g_slope[0], first);
        HWY_UNROLL(8)
        for (std::size_t n = 1; n < count; ++n) {
            const V weight = hn::Set(d, b[n]);
            across = hn::MulAdd(g[n], weight, across);
            along = hn::MulAdd(g_slope[n], weight, along);
        }
    }
};

/// Sums over l for one m: value and derivative by z of sum_l H_lm p_lm(z), and the same of H'.
template <class V>
struct ByOrder {
    V value, slope, along;
    HWY_INLINE void start(V h, V h_along, V p) {
        value = hn::Mul(h, p), along = hn::Mul(h_along, p);
    }
    HWY_INLINE void add(V h, V h_along, V p, V p_slope) {
        value = hn::MulAdd(h, p, value), along = hn::MulAdd(h_along, p, along);
        slope = hn::MulAdd(h, p_slope, slope);
    }
};

/// The angular part of the partial forces of one vector: along u, and the gradient by u.
template <int fixed, class D>
HWY_INLINE void angular_gradient(D d, const NepTables<hn::TFromD<D>>& t,
                                 const NepScratch<hn::TFromD<D>>& s, std::size_t k, hn::Vec<D> x,
                                 hn::Vec<D> y, hn::Vec<D> z, hn::Vec<D>& along, hn::Vec<D>* by) {
    using T = hn::TFromD<D>;
    using V = hn::Vec<D>;
    const MomentBack<fixed, D> back(d, t, s, k);
    const LegendreParts<V> p(d, z);
    const PlanePowers<V> w(x, y);
    const V one = hn::Set(d, T(1)), zero = hn::Zero(d);
    V h, h_along;
    ByOrder<V> c;
    const auto start = [&](std::size_t lm, V v, V v_slope) HWY_ATTR {
        back.at(d, lm, h, h_along);
        c.start(h, h_along, v);
        c.slope = hn::Mul(h, v_slope);
    };
    const auto add = [&](std::size_t lm, V v, V v_slope) HWY_ATTR {
        back.at(d, lm, h, h_along);
        c.add(h, h_along, v, v_slope);
    };
    start(0, z, one), add(3, p.p20, p.d20), add(8, p.p30, p.d30), add(15, p.p40, p.d40);
    along = hn::Add(along, c.along);
    by[0] = by[1] = zero, by[2] = c.slope;
    // Orders m > 0: value times Re or Im of (x + iy)^m, whose derivatives are of order m - 1.
    const auto take = [&](int m, bool is_sine) HWY_ATTR {
        const V wave = is_sine ? w.im[m] : w.re[m];
        along = hn::MulAdd(c.along, wave, along);
        by[2] = hn::MulAdd(c.slope, wave, by[2]);
        const V value = hn::Mul(c.value, hn::Set(d, static_cast<T>(m)));
        if (m == 1) {
            by[is_sine ? 1 : 0] = hn::Add(by[is_sine ? 1 : 0], value);
            return;
        }
        by[0] = hn::MulAdd(value, is_sine ? w.im[m - 1] : w.re[m - 1], by[0]);
        by[1] = is_sine ? hn::MulAdd(value, w.re[m - 1], by[1])
                        : hn::NegMulAdd(value, w.im[m - 1], by[1]);
    };
    for (const std::size_t sine : {std::size_t{0}, std::size_t{1}}) {
        start(1 + sine, one, zero), add(4 + sine, z, one), add(9 + sine, p.p31, p.d31);
        add(16 + sine, p.p41, p.d41), take(1, sine == 1);
        start(6 + sine, one, zero), add(11 + sine, z, one), add(18 + sine, p.p42, p.d42);
        take(2, sine == 1);
        start(13 + sine, one, zero), add(20 + sine, z, one), take(3, sine == 1);
        start(22 + sine, one, zero), take(4, sine == 1);
    }
}

/// p_ij = dU_i / dr_ij of all neighbours, and minus their virial.
template <int fixed, class T>
void nep_partial_forces(const NepTables<T>& t, NepScratch<T>& s, LocalSums& sums) {
    const hn::CappedTag<T, nep_lanes> d;
    using V = hn::Vec<decltype(d)>;
    V virial[6];
    for (V& w : virial) w = hn::Zero(d);
    for (std::size_t k = 0; k < s.count; k += hn::Lanes(d)) {
        const V x = hn::Load(d, s.x.data() + k), y = hn::Load(d, s.y.data() + k);
        const V z = hn::Load(d, s.z.data() + k), r = hn::Load(d, s.r.data() + k);
        V along = hn::Zero(d);
        for (std::size_t n = 0; n < t.radial; ++n)
            along = hn::MulAdd(hn::Set(d, s.slopes.data()[n]),
                               hn::Load(d, s.radial_slopes.data() + n * s.room + k), along);
        V px, py, pz;
        if (k < s.near) {
            V by[3];
            angular_gradient<fixed>(d, t, s, k, x, y, z, along, by);
            // Across u only: what is left along it is taken out.
            const V inverse = hn::Div(hn::Set(d, T(1)), r);
            const V inward = hn::MulAdd(x, by[0], hn::MulAdd(y, by[1], hn::Mul(z, by[2])));
            const V radial = hn::NegMulAdd(inward, inverse, along);
            px = hn::MulAdd(radial, x, hn::Mul(by[0], inverse));
            py = hn::MulAdd(radial, y, hn::Mul(by[1], inverse));
            pz = hn::MulAdd(radial, z, hn::Mul(by[2], inverse));
        } else {
            px = hn::Mul(along, x), py = hn::Mul(along, y), pz = hn::Mul(along, z);
        }
        hn::Store(px, d, s.px.data() + k);
        hn::Store(py, d, s.py.data() + k);
        hn::Store(pz, d, s.pz.data() + k);
        const V rx = hn::Mul(r, x), ry = hn::Mul(r, y), rz = hn::Mul(r, z);
        virial[0] = hn::MulAdd(rx, px, virial[0]), virial[1] = hn::MulAdd(ry, py, virial[1]);
        virial[2] = hn::MulAdd(rz, pz, virial[2]), virial[3] = hn::MulAdd(rx, py, virial[3]);
        virial[4] = hn::MulAdd(rx, pz, virial[4]), virial[5] = hn::MulAdd(ry, pz, virial[5]);
    }
    // The energy of an atom does not change when its surroundings turn: this is symmetric.
    constexpr int row[] = {0, 1, 2, 0, 0, 1}, column[] = {0, 1, 2, 1, 2, 2};
    for (int c = 0; c < 6; ++c) {
        const auto w = static_cast<double>(hn::GetLane(hn::SumOfLanes(d, virial[c])));
        sums.virial(row[c], column[c]) -= w;
        if (c > 2) sums.virial(column[c], row[c]) -= w;
    }
}

}  // namespace
}  // namespace crucible::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
