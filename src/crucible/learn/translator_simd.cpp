// Compiled once per instruction set by Highway; the best one is chosen when the program runs.
#include "crucible/learn/translator_kernels.hpp"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crucible/learn/translator_simd.cpp"
#include <hwy/foreach_target.h>

#include <hwy/highway.h>

#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace crucible::learn::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
constexpr hn::CappedTag<float, 16> t;
using F = hn::Vec<decltype(t)>;

HWY_INLINE F logistic_of(F x) {
    const F one = hn::Set(t, 1.0F);
    return hn::Div(one, hn::Add(one, hn::Exp(t, hn::Neg(hn::Max(x, hn::Set(t, -80.0F))))));
}
/// 2 / (1 + exp(-2 x)) - 1
HWY_INLINE F tanh_of(F x) {
    const F two = hn::Set(t, 2.0F);
    return hn::Sub(hn::Mul(two, logistic_of(hn::Mul(two, x))), hn::Set(t, 1.0F));
}

void TanhAll(std::size_t n, float* z) {
    for (std::size_t k = 0; k < n; k += hn::Lanes(t))
        hn::StoreU(tanh_of(hn::LoadU(t, z + k)), t, z + k);
}

float TanhScore(std::size_t n, const float* a, const float* b, const float* v) {
    F sum = hn::Zero(t);
    for (std::size_t k = 0; k < n; k += hn::Lanes(t))
        sum = hn::MulAdd(hn::LoadU(t, v + k),
                         tanh_of(hn::Add(hn::LoadU(t, a + k), hn::LoadU(t, b + k))), sum);
    return hn::GetLane(hn::SumOfLanes(t, sum));
}

void MemoryCell(std::size_t n, const float* z, float* c, float* h) {
    for (std::size_t k = 0; k < n; k += hn::Lanes(t)) {
        const F in = logistic_of(hn::LoadU(t, z + k));
        const F keep = logistic_of(hn::LoadU(t, z + n + k));
        const F cell = tanh_of(hn::LoadU(t, z + 2 * n + k));
        const F out = logistic_of(hn::LoadU(t, z + 3 * n + k));
        const F now = hn::MulAdd(keep, hn::LoadU(t, c + k), hn::Mul(in, cell));
        hn::StoreU(now, t, c + k);
        hn::StoreU(hn::Mul(out, tanh_of(now)), t, h + k);
    }
}

void Attend(std::size_t heads, std::size_t n, std::size_t count, const float* const* rows,
            const float* query, float* scores, float* out) {
    const std::size_t step = hn::Lanes(t);
    const float scale = 1 / std::sqrt(static_cast<float>(n));
    for (std::size_t h = 0; h < heads; ++h) {
        const float* q = query + h * n;
        float most = -1e30F;
        for (std::size_t j = 0; j < count; ++j) {
            const float* key = rows[j] + h * n;
            F sum = hn::Zero(t);
            for (std::size_t k = 0; k < n; k += step)
                sum = hn::MulAdd(hn::LoadU(t, q + k), hn::LoadU(t, key + k), sum);
            scores[j] = scale * hn::GetLane(hn::SumOfLanes(t, sum));
            most = scores[j] > most ? scores[j] : most;
        }
        float all = 0;
        for (std::size_t j = count; j % 16; ++j) scores[j] = most;
        for (std::size_t j = 0; j < count; j += step)
            hn::StoreU(hn::Exp(t, hn::Sub(hn::LoadU(t, scores + j), hn::Set(t, most))), t,
                       scores + j);
        for (std::size_t j = 0; j < count; ++j) all += scores[j];
        float* y = out + h * n;
        for (std::size_t k = 0; k < n; k += step) {
            F sum = hn::Zero(t);
            for (std::size_t j = 0; j < count; ++j)
                sum = hn::MulAdd(hn::Set(t, scores[j]), hn::LoadU(t, rows[j] + (heads + h) * n + k),
                                 sum);
            hn::StoreU(hn::Mul(sum, hn::Set(t, 1 / all)), t, y + k);
        }
    }
}

void LayerNorm(std::size_t n, const float* x, const float* scale, const float* shift, float* y) {
    F sum = hn::Zero(t), squares = hn::Zero(t);
    for (std::size_t k = 0; k < n; k += hn::Lanes(t)) sum = hn::Add(sum, hn::LoadU(t, x + k));
    const float count = static_cast<float>(n);
    const F mean = hn::Set(t, hn::GetLane(hn::SumOfLanes(t, sum)) / count);
    for (std::size_t k = 0; k < n; k += hn::Lanes(t)) {
        const F off = hn::Sub(hn::LoadU(t, x + k), mean);
        squares = hn::MulAdd(off, off, squares);
    }
    const float variance = hn::GetLane(hn::SumOfLanes(t, squares)) / count;
    const F f = hn::Set(t, 1 / std::sqrt(variance + 1e-5F));
    for (std::size_t k = 0; k < n; k += hn::Lanes(t)) {
        const F off = hn::Mul(hn::Sub(hn::LoadU(t, x + k), mean), f);
        hn::StoreU(hn::MulAdd(off, hn::LoadU(t, scale + k), hn::LoadU(t, shift + k)), t, y + k);
    }
}

}  // namespace
}  // namespace crucible::learn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crucible::learn {

HWY_EXPORT(TanhAll);
HWY_EXPORT(TanhScore);
HWY_EXPORT(MemoryCell);
HWY_EXPORT(Attend);
HWY_EXPORT(LayerNorm);

void tanh_all(std::size_t n, float* z) { HWY_DYNAMIC_DISPATCH(TanhAll)(n, z); }
float tanh_score(std::size_t n, const float* a, const float* b, const float* v) {
    return HWY_DYNAMIC_DISPATCH(TanhScore)(n, a, b, v);
}
void memory_cell(std::size_t n, const float* z, float* c, float* h) {
    HWY_DYNAMIC_DISPATCH(MemoryCell)(n, z, c, h);
}
void attend(std::size_t heads, std::size_t n, std::size_t count, const float* const* rows,
            const float* query, float* scores, float* out) {
    HWY_DYNAMIC_DISPATCH(Attend)(heads, n, count, rows, query, scores, out);
}
void layer_norm(std::size_t n, const float* x, const float* scale, const float* shift, float* y) {
    HWY_DYNAMIC_DISPATCH(LayerNorm)(n, x, scale, shift, y);
}

}  // namespace crucible::learn
#endif
