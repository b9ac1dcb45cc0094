// Compiled once per instruction set by Highway; the best one is chosen when the program runs.
#include "crucible/energy/deep_pot_kernel.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crucible/energy/deep_pot_simd.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace crucible::deep_pot::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using F64 = hn::CappedTag<double, 8>;
using V64 = hn::Vec<F64>;

HWY_INLINE void store_as(V64 v, double* to) { hn::StoreU(v, F64(), to); }
HWY_INLINE void store_as(V64 v, float* to) {
    const hn::Rebind<float, F64> half;
    hn::StoreU(hn::DemoteTo(half, v), half, to);
}

template <class T>
void environment_of(const Environment& e, NearAtoms& near, Slots<T>& out) {
    const F64 f;
    const auto set = [&](double x) HWY_ATTR { return hn::Set(f, x); };
    const V64 one = set(1), from = set(e.smooth_from),
              per_width = set(1 / (e.cutoff - e.smooth_from));
    for (std::size_t k = 0; k < near.n; k += hn::Lanes(f)) {
        const V64 r = hn::Sqrt(hn::LoadU(f, near.distance2.data() + k));
        const V64 per_r = hn::Div(one, r);
        const V64 u = hn::Min(one, hn::Max(hn::Zero(f), hn::Mul(hn::Sub(r, from), per_width)));
        const V64 u2 = hn::Mul(u, u), rest = hn::Sub(one, u);
        const V64 bracket = hn::MulSub(u, hn::NegMulAdd(set(6), u, set(15)), set(10));
        const V64 w = hn::MulAdd(hn::Mul(u2, u), bracket, one);
        const V64 dw = hn::Mul(hn::Mul(set(-30), per_width), hn::Mul(u2, hn::Mul(rest, rest)));
        const V64 s = hn::Mul(w, per_r), across = hn::Mul(s, per_r);
        const V64 ds = hn::Mul(hn::Sub(dw, s), per_r);
        store_as(hn::Mul(ds, per_r), out.along.data() + k);
        store_as(across, out.across.data() + k);
        store_as(hn::Mul(hn::Sub(ds, across), hn::Mul(per_r, per_r)), out.bend.data() + k);
        const V64 x = hn::Mul(hn::Sub(s, set(e.mean[0])), set(e.per_deviation[0]));
        hn::StoreU(hn::Mul(hn::Sub(x, set(e.low)), set(e.per_step)), f, near.place.data() + k);
        V64 rows[4] = {x, x, x, x};
        for (std::size_t a = 0; a < 3; ++a) {
            const V64 d = hn::LoadU(f, near.d[a].data() + k);
            store_as(d, out.d[a].data() + k);
            rows[a + 1] =
                hn::Mul(hn::MulSub(across, d, set(e.mean[a + 1])), set(e.per_deviation[a + 1]));
        }
        HWY_ALIGN double lanes[4][8];
        for (std::size_t c = 0; c < 4; ++c) hn::StoreU(rows[c], f, lanes[c]);
        for (std::size_t j = 0; j < hn::Lanes(f); ++j)
            for (std::size_t c = 0; c < 4; ++c)
                out.matrix[4 * (k + j) + c] = static_cast<T>(lanes[c][j]);
    }
}

/// Where vector g of the strips of a row begins.
template <class D>
HWY_INLINE std::size_t vector_at(D d, std::size_t g) {
    const std::size_t channel = g * hn::Lanes(d);
    return channel / strip * (terms * strip) + channel % strip;
}

/// Vectors g to g + many - 1 of t.
template <std::size_t many, class T>
HWY_INLINE void accumulate_vectors(const Slots<T>& s, std::size_t width, std::size_t g, T* t) {
    const hn::CappedTag<T, 16> f;
    using V = hn::Vec<decltype(f)>;
    V sum[4][many];
    std::size_t at[many];
    for (std::size_t v = 0; v < many; ++v) {
        at[v] = vector_at(f, g + v);
        for (std::size_t k = 0; k < 4; ++k)
            sum[k][v] = hn::LoadU(f, t + k * width + (g + v) * hn::Lanes(f));
    }
    for (std::size_t n = 0; n < s.n; ++n) {
        const T* const row = s.row[n];
        const V u = hn::Set(f, s.u[n]);
        const T* const r = s.matrix.data() + 4 * n;
        const V r0 = hn::Set(f, r[0]), r1 = hn::Set(f, r[1]);
        const V r2 = hn::Set(f, r[2]), r3 = hn::Set(f, r[3]);
        for (std::size_t v = 0; v < many; ++v) {
            const T* c = row + at[v];
            V p = hn::LoadU(f, c + 5 * strip);
            p = hn::MulAdd(p, u, hn::LoadU(f, c + 4 * strip));
            p = hn::MulAdd(p, u, hn::LoadU(f, c + 3 * strip));
            p = hn::MulAdd(p, u, hn::LoadU(f, c + 2 * strip));
            p = hn::MulAdd(p, u, hn::LoadU(f, c + strip));
            p = hn::MulAdd(p, u, hn::LoadU(f, c));
            sum[0][v] = hn::MulAdd(r0, p, sum[0][v]);
            sum[1][v] = hn::MulAdd(r1, p, sum[1][v]);
            sum[2][v] = hn::MulAdd(r2, p, sum[2][v]);
            sum[3][v] = hn::MulAdd(r3, p, sum[3][v]);
        }
    }
    for (std::size_t v = 0; v < many; ++v)
        for (std::size_t k = 0; k < 4; ++k)
            hn::StoreU(sum[k][v], f, t + k * width + (g + v) * hn::Lanes(f));
}

template <class T>
void accumulate_in(const Slots<T>& s, std::size_t strips, T* t) {
    const hn::CappedTag<T, 16> f;
    const std::size_t width = strips * strip, vectors = width / hn::Lanes(f);
    std::size_t g = 0;
    for (; g + 2 <= vectors; g += 2) accumulate_vectors<2>(s, width, g, t);
    if (g < vectors) accumulate_vectors<1>(s, width, g, t);
}

template <class T>
void descriptor_in(const T* t, std::size_t channels, std::size_t width, std::size_t axis, T* out) {
    const hn::CappedTag<T, 16> f;
    for (std::size_t b = 0; b < axis; ++b) {
        const auto t0 = hn::Set(f, t[b]), t1 = hn::Set(f, t[width + b]);
        const auto t2 = hn::Set(f, t[2 * width + b]), t3 = hn::Set(f, t[3 * width + b]);
        for (std::size_t a = b; a < channels; a += hn::Lanes(f)) {
            auto d = hn::Mul(t0, hn::LoadU(f, t + a));
            d = hn::MulAdd(t1, hn::LoadU(f, t + width + a), d);
            d = hn::MulAdd(t2, hn::LoadU(f, t + 2 * width + a), d);
            d = hn::MulAdd(t3, hn::LoadU(f, t + 3 * width + a), d);
            hn::StoreU(d, f, out + a - b);
        }
        out += channels - b;
    }
}

template <class T>
void descriptor_gradient_in(const T* by_d, const T* t, std::size_t channels, std::size_t width,
                            std::size_t axis, T scale, T* by_t) {
    const hn::CappedTag<T, 16> f;
    using V = hn::Vec<decltype(f)>;
    const std::size_t lanes = hn::Lanes(f);
    for (std::size_t k = 0; k < 4 * width; k += lanes) hn::StoreU(hn::Zero(f), f, by_t + k);
    for (std::size_t b = 0; b < axis; ++b) {
        V own[4], sum[4];
        for (std::size_t k = 0; k < 4; ++k)
            own[k] = hn::Set(f, t[k * width + b]), sum[k] = hn::Zero(f);
        for (std::size_t a = b; a < channels; a += lanes) {
            V g = hn::LoadU(f, by_d + a - b);
            if (a + lanes > channels) g = hn::IfThenElseZero(hn::FirstN(f, channels - a), g);
            for (std::size_t k = 0; k < 4; ++k) {
                T* const to = by_t + k * width + a;
                hn::StoreU(hn::MulAdd(g, own[k], hn::LoadU(f, to)), f, to);
                sum[k] = hn::MulAdd(g, hn::LoadU(f, t + k * width + a), sum[k]);
            }
        }
        for (std::size_t k = 0; k < 4; ++k)
            by_t[k * width + b] += hn::GetLane(hn::SumOfLanes(f, sum[k]));
        by_d += channels - b;
    }
    for (std::size_t k = 0; k < 4 * width; k += lanes)
        hn::StoreU(hn::Mul(hn::Set(f, scale), hn::LoadU(f, by_t + k)), f, by_t + k);
}

/// Gradient by the four entries of each neighbour's row, in place of them. What the row's first
/// entry does through the embedding is added to it.
template <class T>
void backward_rows(const T* by_t, const T* constant, std::size_t strips, double per_step,
                   Slots<T>& s) {
    const hn::CappedTag<T, 16> f;
    using V = hn::Vec<decltype(f)>;
    const std::size_t width = strips * strip, lanes = hn::Lanes(f), vectors = width / lanes;
    const V step = hn::Set(f, static_cast<T>(per_step));
    for (std::size_t n = 0; n < s.n; ++n) {
        const T* const row = s.row[n];
        const V u = hn::Set(f, s.u[n]);
        T* const r = s.matrix.data() + 4 * n;
        const V r0 = hn::Mul(step, hn::Set(f, r[0])), r1 = hn::Mul(step, hn::Set(f, r[1]));
        const V r2 = hn::Mul(step, hn::Set(f, r[2])), r3 = hn::Mul(step, hn::Set(f, r[3]));
        V q0 = hn::Zero(f), q1 = q0, q2 = q0, q3 = q0, by_embedding = q0;
        for (std::size_t g = 0; g < vectors; ++g) {
            const T* const c = row + vector_at(f, g);
            const T* const b = by_t + g * lanes;
            V p = hn::LoadU(f, c + 5 * strip), c4 = hn::LoadU(f, c + 4 * strip);
            V slope = p;
            p = hn::MulAdd(p, u, c4);
            slope = hn::MulAdd(slope, u, p);
            p = hn::MulAdd(p, u, hn::LoadU(f, c + 3 * strip));
            slope = hn::MulAdd(slope, u, p);
            p = hn::MulAdd(p, u, hn::LoadU(f, c + 2 * strip));
            slope = hn::MulAdd(slope, u, p);
            p = hn::MulAdd(p, u, hn::LoadU(f, c + strip));
            slope = hn::MulAdd(slope, u, p);
            p = hn::MulAdd(p, u, hn::LoadU(f, c));
            const V b0 = hn::LoadU(f, b), b1 = hn::LoadU(f, b + width);
            const V b2 = hn::LoadU(f, b + 2 * width), b3 = hn::LoadU(f, b + 3 * width);
            V by_g = hn::Mul(r0, b0);
            by_g = hn::MulAdd(r1, b1, by_g);
            by_g = hn::MulAdd(r2, b2, by_g);
            by_g = hn::MulAdd(r3, b3, by_g);
            by_embedding = hn::MulAdd(slope, by_g, by_embedding);
            q0 = hn::MulAdd(p, b0, q0);
            q1 = hn::MulAdd(p, b1, q1);
            q2 = hn::MulAdd(p, b2, q2);
            q3 = hn::MulAdd(p, b3, q3);
        }
        const T* const rest = constant + 4 * s.kind[n];
        r[0] = rest[0] + hn::GetLane(hn::SumOfLanes(f, hn::Add(q0, by_embedding)));
        r[1] = rest[1] + hn::GetLane(hn::SumOfLanes(f, q1));
        r[2] = rest[2] + hn::GetLane(hn::SumOfLanes(f, q2));
        r[3] = rest[3] + hn::GetLane(hn::SumOfLanes(f, q3));
    }
    for (std::size_t n = 4 * s.n; n < 4 * (s.n + overhang); ++n) s.matrix[n] = 0;
}

template <class T>
void backward_in(const Environment& e, const T* by_t, const T* constant, std::size_t strips,
                 Slots<T>& s, Virial& virial) {
    backward_rows(by_t, constant, strips, e.per_step, s);
    const hn::CappedTag<T, 16> f;
    using V = hn::Vec<decltype(f)>;
    V sum[6];
    for (V& v : sum) v = hn::Zero(f);
    V scale[4];
    for (std::size_t k = 0; k < 4; ++k) scale[k] = hn::Set(f, static_cast<T>(e.per_deviation[k]));
    for (std::size_t n = 0; n < s.n; n += hn::Lanes(f)) {
        V q0, x, y, z;
        hn::LoadInterleaved4(f, s.matrix.data() + 4 * n, q0, x, y, z);
        q0 = hn::Mul(q0, scale[0]), x = hn::Mul(x, scale[1]);
        y = hn::Mul(y, scale[2]), z = hn::Mul(z, scale[3]);
        const V dx = hn::LoadU(f, s.d[0].data() + n), dy = hn::LoadU(f, s.d[1].data() + n);
        const V dz = hn::LoadU(f, s.d[2].data() + n);
        const V dot = hn::MulAdd(x, dx, hn::MulAdd(y, dy, hn::Mul(z, dz)));
        const V along = hn::MulAdd(q0, hn::LoadU(f, s.along.data() + n),
                                   hn::Mul(dot, hn::LoadU(f, s.bend.data() + n)));
        const V across = hn::LoadU(f, s.across.data() + n);
        const V gx = hn::MulAdd(dx, along, hn::Mul(x, across));
        const V gy = hn::MulAdd(dy, along, hn::Mul(y, across));
        const V gz = hn::MulAdd(dz, along, hn::Mul(z, across));
        hn::StoreU(gx, f, s.pull[0].data() + n);
        hn::StoreU(gy, f, s.pull[1].data() + n);
        hn::StoreU(gz, f, s.pull[2].data() + n);
        sum[0] = hn::MulAdd(dx, gx, sum[0]), sum[1] = hn::MulAdd(dy, gy, sum[1]);
        sum[2] = hn::MulAdd(dz, gz, sum[2]), sum[3] = hn::MulAdd(dx, gy, sum[3]);
        sum[4] = hn::MulAdd(dx, gz, sum[4]), sum[5] = hn::MulAdd(dy, gz, sum[5]);
    }
    for (std::size_t k = 0; k < 6; ++k)
        virial[k] -= static_cast<double>(hn::GetLane(hn::SumOfLanes(f, sum[k])));
}

// One name per element type: what is dispatched to is no template.
void Environment32(const Environment& e, NearAtoms& n, Slots<float>& s) { environment_of(e, n, s); }
void Environment64(const Environment& e, NearAtoms& n, Slots<double>& s) {
    environment_of(e, n, s);
}
void Accumulate32(const Slots<float>& s, std::size_t n, float* t) { accumulate_in(s, n, t); }
void Accumulate64(const Slots<double>& s, std::size_t n, double* t) { accumulate_in(s, n, t); }
void Descriptor32(const float* t, std::size_t c, std::size_t w, std::size_t a, float* out) {
    descriptor_in(t, c, w, a, out);
}
void Descriptor64(const double* t, std::size_t c, std::size_t w, std::size_t a, double* out) {
    descriptor_in(t, c, w, a, out);
}
void Gradient32(const float* d, const float* t, std::size_t c, std::size_t w, std::size_t a,
                float s, float* out) {
    descriptor_gradient_in(d, t, c, w, a, s, out);
}
void Gradient64(const double* d, const double* t, std::size_t c, std::size_t w, std::size_t a,
                double s, double* out) {
    descriptor_gradient_in(d, t, c, w, a, s, out);
}
void Backward32(const Environment& e, const float* b, const float* c, std::size_t n,
                Slots<float>& s, Virial& v) {
    backward_in(e, b, c, n, s, v);
}
void Backward64(const Environment& e, const double* b, const double* c, std::size_t n,
                Slots<double>& s, Virial& v) {
    backward_in(e, b, c, n, s, v);
}

}  // namespace
}  // namespace crucible::deep_pot::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crucible::deep_pot {

HWY_EXPORT(Environment32);
HWY_EXPORT(Environment64);
HWY_EXPORT(Accumulate32);
HWY_EXPORT(Accumulate64);
HWY_EXPORT(Descriptor32);
HWY_EXPORT(Descriptor64);
HWY_EXPORT(Gradient32);
HWY_EXPORT(Gradient64);
HWY_EXPORT(Backward32);
HWY_EXPORT(Backward64);

void environment(const Environment& e, NearAtoms& n, Slots<float>& s) {
    HWY_DYNAMIC_DISPATCH(Environment32)(e, n, s);
}
void environment(const Environment& e, NearAtoms& n, Slots<double>& s) {
    HWY_DYNAMIC_DISPATCH(Environment64)(e, n, s);
}
void accumulate(const Slots<float>& s, std::size_t n, float* t) {
    HWY_DYNAMIC_DISPATCH(Accumulate32)(s, n, t);
}
void accumulate(const Slots<double>& s, std::size_t n, double* t) {
    HWY_DYNAMIC_DISPATCH(Accumulate64)(s, n, t);
}
void descriptor(const float* t, std::size_t c, std::size_t w, std::size_t a, float* out) {
    HWY_DYNAMIC_DISPATCH(Descriptor32)(t, c, w, a, out);
}
void descriptor(const double* t, std::size_t c, std::size_t w, std::size_t a, double* out) {
    HWY_DYNAMIC_DISPATCH(Descriptor64)(t, c, w, a, out);
}
void descriptor_gradient(const float* d, const float* t, std::size_t c, std::size_t w,
                         std::size_t a, float scale, float* out) {
    HWY_DYNAMIC_DISPATCH(Gradient32)(d, t, c, w, a, scale, out);
}
void descriptor_gradient(const double* d, const double* t, std::size_t c, std::size_t w,
                         std::size_t a, double scale, double* out) {
    HWY_DYNAMIC_DISPATCH(Gradient64)(d, t, c, w, a, scale, out);
}
void backward(const Environment& e, const float* b, const float* c, std::size_t n, Slots<float>& s,
              Virial& v) {
    HWY_DYNAMIC_DISPATCH(Backward32)(e, b, c, n, s, v);
}
void backward(const Environment& e, const double* b, const double* c, std::size_t n,
              Slots<double>& s, Virial& v) {
    HWY_DYNAMIC_DISPATCH(Backward64)(e, b, c, n, s, v);
}

}  // namespace crucible::deep_pot
#endif
