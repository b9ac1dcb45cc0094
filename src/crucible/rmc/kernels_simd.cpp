// Compiled once per instruction set by Highway; the best one is chosen when the program runs.
#include "crucible/rmc/kernels.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crucible/rmc/kernels_simd.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace crucible::rmc::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using F = hn::CappedTag<float, 16>;
using I = hn::RebindToSigned<F>;
using U = hn::RebindToUnsigned<F>;
using VF = hn::Vec<F>;
using VI = hn::Vec<I>;
using VU = hn::Vec<U>;
constexpr F f32;
constexpr I i32;
constexpr U u32;

struct Metric {
    VF xx, yx, yy, zx, zy, zz;
    HWY_INLINE explicit Metric(const FixedCell& cell) {
        const auto& l = cell.lower_float();
        xx = hn::Set(f32, l[0]), yx = hn::Set(f32, l[1]), yy = hn::Set(f32, l[2]);
        zx = hn::Set(f32, l[3]), zy = hn::Set(f32, l[4]), zz = hn::Set(f32, l[5]);
    }
    /// Every operation rounded on its own, in FixedCell::distance2's order.
    template <bool skewed>
    HWY_INLINE VF distance2(VI dx, VI dy, VI dz) const {
        const VF fx = hn::ConvertTo(f32, dx), fy = hn::ConvertTo(f32, dy);
        const VF fz = hn::ConvertTo(f32, dz);
        VF x = hn::Mul(fx, xx), y = hn::Mul(fy, yy);
        if constexpr (skewed) {
            x = hn::Add(hn::Add(x, hn::Mul(fy, yx)), hn::Mul(fz, zx));
            y = hn::Add(y, hn::Mul(fz, zy));
        }
        const VF z = hn::Mul(fz, zz);
        return hn::Add(hn::Add(hn::Mul(x, x), hn::Mul(y, y)), hn::Mul(z, z));
    }
};

HWY_INLINE VI apart(VU a, VU b) { return hn::BitCast(i32, hn::Sub(a, b)); }

/// Locations in the histogram of packed squared distances, in place of them.
void locate(const BinLayout& layout, float* packed, std::size_t n) {
    const VF per_width = hn::Set(f32, layout.per_width);
    const VI last = hn::Set(i32, layout.bins - 1), lead = hn::Set(i32, layout.lead);
    const VF per_split = hn::Set(f32, 1.0f / static_cast<float>(layout.split));
    const VF half = hn::Set(f32, 0.5f);
    const VI stride = hn::Set(i32, layout.stride);
    const VI wrap = hn::Set(i32, layout.split * layout.stride - 1);
    for (std::size_t k = 0; k < n; k += hn::Lanes(f32)) {
        const VF r = hn::Mul(hn::Sqrt(hn::LoadU(f32, packed + k)), per_width);
        VI bin = hn::Min(hn::ConvertTo(i32, r), last);
        if (layout.split > 1) {
            // bin = split u + f lies at f stride + u = bin stride - u (split stride - 1).
            const VI u =
                hn::ConvertTo(i32, hn::Mul(hn::Add(hn::ConvertTo(f32, bin), half), per_split));
            bin = hn::Sub(hn::Mul(bin, stride), hn::Mul(u, wrap));
        }
        hn::StoreU(hn::BitCast(f32, hn::Add(bin, lead)), f32, packed + k);
    }
}

template <bool skewed>
void sweep(const FixedCell& cell, const std::array<const std::uint32_t*, 3>& at, std::size_t first,
           std::size_t last, const Place& before, const Place& now, float range2, float* plus,
           float* minus, std::size_t& n_plus, std::size_t& n_minus) {
    const Metric metric(cell);
    const VF range = hn::Set(f32, range2);
    VU a[3], b[3];
    for (std::size_t k = 0; k < 3; ++k)
        a[k] = hn::Set(u32, now.at[k]), b[k] = hn::Set(u32, before.at[k]);
    std::size_t p = 0, m = 0;
    const auto step = [&](std::size_t j, auto inside) HWY_ATTR {
        const VU x = hn::LoadU(u32, at[0] + j), y = hn::LoadU(u32, at[1] + j);
        const VU z = hn::LoadU(u32, at[2] + j);
        const VF r_now =
            metric.template distance2<skewed>(apart(x, a[0]), apart(y, a[1]), apart(z, a[2]));
        const VF r_before =
            metric.template distance2<skewed>(apart(x, b[0]), apart(y, b[1]), apart(z, b[2]));
        p += hn::CompressStore(r_now, hn::And(hn::Lt(r_now, range), inside), f32, plus + p);
        m += hn::CompressStore(r_before, hn::And(hn::Lt(r_before, range), inside), f32, minus + m);
    };
    const auto all = hn::FirstN(f32, hn::Lanes(f32));
    std::size_t j = first;
    for (; j + hn::Lanes(f32) <= last; j += hn::Lanes(f32)) step(j, all);
    if (j < last) step(j, hn::FirstN(f32, last - j));
    n_plus = p, n_minus = m;
}

void SweepDifference(const FixedCell& cell, const std::array<const std::uint32_t*, 3>& at,
                     std::size_t first, std::size_t last, const Place& before, const Place& now,
                     const BinLayout& layout, std::int32_t* histogram, SweepScratch& scratch) {
    float *plus = scratch.plus.data(), *minus = scratch.minus.data();
    std::size_t p = 0, m = 0;
    if (cell.is_skewed())
        sweep<true>(cell, at, first, last, before, now, layout.range2, plus, minus, p, m);
    else
        sweep<false>(cell, at, first, last, before, now, layout.range2, plus, minus, p, m);
    locate(layout, plus, p);
    locate(layout, minus, m);
    const auto* up = reinterpret_cast<const std::int32_t*>(plus);
    const auto* down = reinterpret_cast<const std::int32_t*>(minus);
    const std::size_t both = p < m ? p : m;
    for (std::size_t k = 0; k < both; ++k) ++histogram[up[k]], --histogram[down[k]];
    for (std::size_t k = both; k < p; ++k) ++histogram[up[k]];
    for (std::size_t k = both; k < m; ++k) --histogram[down[k]];
}

template <bool skewed>
std::size_t pack_near(const FixedCell& cell, const std::array<const std::uint32_t*, 3>& at,
                      std::size_t first, std::size_t last, const Place& centre, float range2,
                      float* packed) {
    const Metric metric(cell);
    const VF range = hn::Set(f32, range2);
    VU c[3];
    for (std::size_t k = 0; k < 3; ++k) c[k] = hn::Set(u32, centre.at[k]);
    std::size_t n = 0;
    for (std::size_t j = first; j < last; j += hn::Lanes(f32)) {
        VI d[3];
        for (std::size_t k = 0; k < 3; ++k) d[k] = apart(hn::LoadU(u32, at[k] + j), c[k]);
        const VF r2 = metric.template distance2<skewed>(d[0], d[1], d[2]);
        const auto in = hn::And(hn::Lt(r2, range), hn::FirstN(f32, last - j));
        n += hn::CompressStore(r2, in, f32, packed + n);
    }
    return n;
}

void SweepCount(const FixedCell& cell, const std::array<const std::uint32_t*, 3>& at,
                std::size_t first, std::size_t last, const Place& centre, const BinLayout& layout,
                std::int32_t* histogram, SweepScratch& scratch) {
    float* const packed = scratch.plus.data();
    const std::size_t n =
        cell.is_skewed() ? pack_near<true>(cell, at, first, last, centre, layout.range2, packed)
                         : pack_near<false>(cell, at, first, last, centre, layout.range2, packed);
    locate(layout, packed, n);
    const auto* location = reinterpret_cast<const std::int32_t*>(packed);
    for (std::size_t k = 0; k < n; ++k) ++histogram[location[k]];
}

template <bool skewed>
void gather(const FixedCell& cell, const Boxes& boxes, std::span<const std::int32_t> list,
            const Place& centre, float range2, NearAtoms& out) {
    const Metric metric(cell);
    const VF range = hn::Set(f32, range2);
    VU c[3];
    for (std::size_t k = 0; k < 3; ++k) c[k] = hn::Set(u32, centre.at[k]);
    std::size_t n = out.n;
    for (const std::int32_t box : list) {
        const std::size_t begin = static_cast<std::size_t>(box) * boxes.room;
        const auto count = static_cast<std::size_t>(boxes.count[box]);
        for (std::size_t k = 0; k < count; k += hn::Lanes(f32)) {
            const std::size_t j = begin + k;
            VI d[3];
            for (std::size_t i = 0; i < 3; ++i) d[i] = apart(hn::LoadU(u32, boxes.at[i] + j), c[i]);
            const VF r2 = metric.template distance2<skewed>(d[0], d[1], d[2]);
            const auto in = hn::And(hn::Lt(r2, range), hn::FirstN(f32, count - k));
            const auto in_i = hn::RebindMask(i32, in);
            hn::CompressStore(r2, in, f32, out.distance2.data() + n);
            for (std::size_t i = 0; i < 3; ++i)
                hn::CompressStore(d[i], in_i, i32, out.by[i].data() + n);
            n += hn::CompressStore(hn::LoadU(i32, boxes.atom + j), in_i, i32, out.atom.data() + n);
        }
    }
    out.n = n;
}

void GatherNear(const FixedCell& cell, const Boxes& boxes, std::span<const std::int32_t> list,
                const Place& centre, float range2, NearAtoms& out) {
    if (cell.is_skewed())
        gather<true>(cell, boxes, list, centre, range2, out);
    else
        gather<false>(cell, boxes, list, centre, range2, out);
}

void NearDistances(const FixedCell& cell, const NearAtoms& near, double* out) {
    const hn::CappedTag<double, 8> f64;
    const hn::Rebind<std::int32_t, decltype(f64)> half;
    const auto& l = cell.lower();
    for (std::size_t k = 0; k < near.n; k += hn::Lanes(f64)) {
        const auto fx = hn::PromoteTo(f64, hn::LoadU(half, near.by[0].data() + k));
        const auto fy = hn::PromoteTo(f64, hn::LoadU(half, near.by[1].data() + k));
        const auto fz = hn::PromoteTo(f64, hn::LoadU(half, near.by[2].data() + k));
        const auto x =
            hn::Add(hn::Add(hn::Mul(fx, hn::Set(f64, l[0])), hn::Mul(fy, hn::Set(f64, l[1]))),
                    hn::Mul(fz, hn::Set(f64, l[3])));
        const auto y = hn::Add(hn::Mul(fy, hn::Set(f64, l[2])), hn::Mul(fz, hn::Set(f64, l[4])));
        const auto z = hn::Mul(fz, hn::Set(f64, l[5]));
        hn::StoreU(hn::Sqrt(hn::Add(hn::Add(hn::Mul(x, x), hn::Mul(y, y)), hn::Mul(z, z))), f64,
                   out + k);
    }
}

void Convolve(const BinLayout& layout, const std::int32_t* histogram, const float* weights,
              std::size_t taps, std::size_t rows, std::vector<float>& scratch, float* result) {
    if (scratch.size() < layout.size + overhang) scratch.resize(layout.size + overhang);
    float* const phase = scratch.data();
    for (std::size_t k = 0; k < layout.size; k += hn::Lanes(f32))
        hn::StoreU(hn::ConvertTo(f32, hn::LoadU(i32, histogram + k)), f32, phase + k);
    const auto split = static_cast<std::size_t>(layout.split);
    const auto stride = static_cast<std::size_t>(layout.stride);
    for (std::size_t c = 0; c < rows; c += hn::Lanes(f32)) {
        VF even = hn::Zero(f32), odd = hn::Zero(f32);
        for (std::size_t f = 0; f < split; ++f) {
            const float* from = phase + layout.lead + f * stride + c;
            const float* w = weights + f * taps;
            std::size_t t = 0;
            for (; t + 1 < taps; t += 2) {
                even = hn::MulAdd(hn::Set(f32, w[t]), hn::LoadU(f32, from - t), even);
                odd = hn::MulAdd(hn::Set(f32, w[t + 1]), hn::LoadU(f32, from - t - 1), odd);
            }
            if (t < taps) even = hn::MulAdd(hn::Set(f32, w[t]), hn::LoadU(f32, from - t), even);
        }
        hn::StoreU(hn::Add(even, odd), f32, result + c);
    }
}

void WeightedRows(const float* table, const std::uint32_t* row, const float* coefficient,
                  std::size_t n, float* out) {
    constexpr std::size_t width = hn::MaxLanes(f32), vectors = strip / width;
    VF even[vectors], odd[vectors];
    for (std::size_t v = 0; v < vectors; ++v) even[v] = odd[v] = hn::Zero(f32);
    std::size_t k = 0;
    for (; k + 1 < n; k += 2) {
        const float *t = table + row[k] * strip, *u = table + row[k + 1] * strip;
        const VF a = hn::Set(f32, coefficient[k]), b = hn::Set(f32, coefficient[k + 1]);
        for (std::size_t v = 0; v < vectors; ++v) {
            even[v] = hn::MulAdd(a, hn::LoadU(f32, t + v * width), even[v]);
            odd[v] = hn::MulAdd(b, hn::LoadU(f32, u + v * width), odd[v]);
        }
    }
    if (k < n) {
        const float* t = table + row[k] * strip;
        const VF a = hn::Set(f32, coefficient[k]);
        for (std::size_t v = 0; v < vectors; ++v)
            even[v] = hn::MulAdd(a, hn::LoadU(f32, t + v * width), even[v]);
    }
    for (std::size_t v = 0; v < vectors; ++v)
        hn::StoreU(hn::Add(even[v], odd[v]), f32, out + v * width);
}

}  // namespace
}  // namespace crucible::rmc::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crucible::rmc {

HWY_EXPORT(SweepDifference);
HWY_EXPORT(SweepCount);
HWY_EXPORT(GatherNear);
HWY_EXPORT(NearDistances);
HWY_EXPORT(Convolve);
HWY_EXPORT(WeightedRows);

void sweep_difference(const FixedCell& cell, const std::array<const std::uint32_t*, 3>& at,
                      std::size_t first, std::size_t last, const Place& before, const Place& now,
                      const BinLayout& layout, std::int32_t* histogram, SweepScratch& scratch) {
    scratch.reserve(last - first);
    HWY_DYNAMIC_DISPATCH(SweepDifference)
    (cell, at, first, last, before, now, layout, histogram, scratch);
}
void sweep_count(const FixedCell& cell, const std::array<const std::uint32_t*, 3>& at,
                 std::size_t first, std::size_t last, const Place& centre, const BinLayout& layout,
                 std::int32_t* histogram, SweepScratch& scratch) {
    scratch.reserve(last - first);
    HWY_DYNAMIC_DISPATCH(SweepCount)(cell, at, first, last, centre, layout, histogram, scratch);
}
void gather_near(const FixedCell& cell, const Boxes& boxes, std::span<const std::int32_t> list,
                 const Place& centre, float range2, NearAtoms& out) {
    HWY_DYNAMIC_DISPATCH(GatherNear)(cell, boxes, list, centre, range2, out);
}
void near_distances(const FixedCell& cell, const NearAtoms& near, double* out) {
    HWY_DYNAMIC_DISPATCH(NearDistances)(cell, near, out);
}
void convolve(const BinLayout& layout, const std::int32_t* histogram, const float* weights,
              std::size_t taps, std::size_t rows, std::vector<float>& scratch, float* result) {
    HWY_DYNAMIC_DISPATCH(Convolve)(layout, histogram, weights, taps, rows, scratch, result);
}
void weighted_rows(const float* table, const std::uint32_t* row, const float* coefficient,
                   std::size_t n, float* out) {
    HWY_DYNAMIC_DISPATCH(WeightedRows)(table, row, coefficient, n, out);
}

}  // namespace crucible::rmc
#endif
