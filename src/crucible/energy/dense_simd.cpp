// Compiled once per instruction set by Highway; the best one is chosen when the program runs.
#include "crucible/energy/dense_kernel.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crucible/energy/dense_simd.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace crucible::deep_pot::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

/// Vectors side by side in a panel.
constexpr std::size_t panel_vectors = 3;
/// Rows whose sums fit the registers beside three vectors of the panel: 24 of 32, 12 of 16.
constexpr std::size_t rows_at_once = HWY_TARGET <= HWY_AVX3 ? 8 : 4;
static_assert(row_group % rows_at_once == 0);

template <class T>
HWY_INLINE void tile(const T* x, std::size_t x_step, const T* panel, std::size_t inputs, T* out,
                     std::size_t out_step) {
    const hn::CappedTag<T, 16> f;
    using V = hn::Vec<decltype(f)>;
    constexpr std::size_t lanes = hn::MaxLanes(f);
    V sum[rows_at_once][panel_vectors];
    for (std::size_t r = 0; r < rows_at_once; ++r)
        for (std::size_t v = 0; v < panel_vectors; ++v) sum[r][v] = hn::Zero(f);
    for (std::size_t k = 0; k < inputs; ++k, panel += panel_vectors * lanes) {
        const V w0 = hn::Load(f, panel), w1 = hn::Load(f, panel + lanes);
        const V w2 = hn::Load(f, panel + 2 * lanes);
#pragma GCC unroll 8
        for (std::size_t r = 0; r < rows_at_once; ++r) {
            const V a = hn::Set(f, x[r * x_step + k]);
            sum[r][0] = hn::MulAdd(a, w0, sum[r][0]);
            sum[r][1] = hn::MulAdd(a, w1, sum[r][1]);
            sum[r][2] = hn::MulAdd(a, w2, sum[r][2]);
        }
    }
    for (std::size_t r = 0; r < rows_at_once; ++r)
        for (std::size_t v = 0; v < panel_vectors; ++v)
            hn::StoreU(sum[r][v], f, out + r * out_step + v * lanes);
}

template <class T>
void multiply_in(const T* x, std::size_t rows, std::size_t x_step, const Panels<T>& m, T* out,
                 std::size_t out_step) {
    for (std::size_t c = 0; c < m.outputs; c += m.width)
        for (std::size_t r = 0; r < rows; r += rows_at_once)
            tile(x + r * x_step, x_step, m.values.data() + c * m.inputs, m.inputs,
                 out + r * out_step + c, out_step);
}

template <class T>
void tanh_layer_in(T* z, std::size_t rows, std::size_t step, const T* bias, const T* idt,
                   const T* x, T* y) {
    const hn::CappedTag<T, 16> f;
    using V = hn::Vec<decltype(f)>;
    const V one = hn::Set(f, T{1});
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t k = 0; k < step; k += hn::Lanes(f)) {
            const std::size_t at = r * step + k;
            const V t = hn::Tanh(f, hn::Add(hn::LoadU(f, z + at), hn::LoadU(f, bias + k)));
            const V i = hn::LoadU(f, idt + k);
            hn::StoreU(hn::Mul(i, hn::NegMulAdd(t, t, one)), f, z + at);
            hn::StoreU(x ? hn::MulAdd(i, t, hn::LoadU(f, x + at)) : hn::Mul(i, t), f, y + at);
        }
}

template <class T>
void scale_rows_in(T* z, const T* y, std::size_t n) {
    const hn::CappedTag<T, 16> f;
    for (std::size_t k = 0; k < n; k += hn::Lanes(f))
        hn::StoreU(hn::Mul(hn::LoadU(f, z + k), hn::LoadU(f, y + k)), f, z + k);
}

// One name per element type: what is dispatched to is no template.
std::size_t Width32() { return panel_vectors * hn::MaxLanes(hn::CappedTag<float, 16>()); }
std::size_t Width64() { return panel_vectors * hn::MaxLanes(hn::CappedTag<double, 16>()); }
void Multiply32(const float* x, std::size_t n, std::size_t xs, const Panels<float>& m, float* out,
                std::size_t os) {
    multiply_in(x, n, xs, m, out, os);
}
void Multiply64(const double* x, std::size_t n, std::size_t xs, const Panels<double>& m,
                double* out, std::size_t os) {
    multiply_in(x, n, xs, m, out, os);
}
void Tanh32(float* z, std::size_t n, std::size_t step, const float* b, const float* i,
            const float* x, float* y) {
    tanh_layer_in(z, n, step, b, i, x, y);
}
void Tanh64(double* z, std::size_t n, std::size_t step, const double* b, const double* i,
            const double* x, double* y) {
    tanh_layer_in(z, n, step, b, i, x, y);
}
void Scale32(float* z, const float* y, std::size_t n) { scale_rows_in(z, y, n); }
void Scale64(double* z, const double* y, std::size_t n) { scale_rows_in(z, y, n); }

}  // namespace
}  // namespace crucible::deep_pot::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crucible::deep_pot {

HWY_EXPORT(Width32);
HWY_EXPORT(Width64);
HWY_EXPORT(Multiply32);
HWY_EXPORT(Multiply64);
HWY_EXPORT(Tanh32);
HWY_EXPORT(Tanh64);
HWY_EXPORT(Scale32);
HWY_EXPORT(Scale64);

std::size_t panel_width(float) { return HWY_DYNAMIC_DISPATCH(Width32)(); }
std::size_t panel_width(double) { return HWY_DYNAMIC_DISPATCH(Width64)(); }
void multiply(const float* x, std::size_t n, std::size_t xs, const Panels<float>& m, float* out,
              std::size_t os) {
    HWY_DYNAMIC_DISPATCH(Multiply32)(x, n, xs, m, out, os);
}
void multiply(const double* x, std::size_t n, std::size_t xs, const Panels<double>& m, double* out,
              std::size_t os) {
    HWY_DYNAMIC_DISPATCH(Multiply64)(x, n, xs, m, out, os);
}
void tanh_layer(float* z, std::size_t n, std::size_t step, const float* b, const float* i,
                const float* x, float* y) {
    HWY_DYNAMIC_DISPATCH(Tanh32)(z, n, step, b, i, x, y);
}
void tanh_layer(double* z, std::size_t n, std::size_t step, const double* b, const double* i,
                const double* x, double* y) {
    HWY_DYNAMIC_DISPATCH(Tanh64)(z, n, step, b, i, x, y);
}
void scale_rows(float* z, const float* y, std::size_t n) { HWY_DYNAMIC_DISPATCH(Scale32)(z, y, n); }
void scale_rows(double* z, const double* y, std::size_t n) {
    HWY_DYNAMIC_DISPATCH(Scale64)(z, y, n);
}

}  // namespace crucible::deep_pot
#endif
