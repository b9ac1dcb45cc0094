// Compiled once per instruction set by Highway; the best one is chosen when the program runs.
#include "crucible/learn/dense_kernels.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crucible/learn/dense_simd.cpp"
#include <hwy/foreach_target.h>

#include <hwy/highway.h>

#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace crucible::learn::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
constexpr hn::CappedTag<float, 16> d;
using V = hn::Vec<decltype(d)>;

float Dot(std::size_t n, const float* a, const float* b) {
    const std::size_t step = hn::Lanes(d);
    V s0 = hn::Zero(d), s1 = hn::Zero(d);
    std::size_t k = 0;
    for (; k + 2 * step <= n; k += 2 * step) {
        s0 = hn::MulAdd(hn::LoadU(d, a + k), hn::LoadU(d, b + k), s0);
        s1 = hn::MulAdd(hn::LoadU(d, a + k + step), hn::LoadU(d, b + k + step), s1);
    }
    for (; k < n; k += step) s0 = hn::MulAdd(hn::LoadU(d, a + k), hn::LoadU(d, b + k), s0);
    return hn::GetLane(hn::SumOfLanes(d, hn::Add(s0, s1)));
}

void AddScaled(std::size_t n, float alpha, const float* x, float* y) {
    const V f = hn::Set(d, alpha);
    for (std::size_t k = 0; k < n; k += hn::Lanes(d))
        hn::StoreU(hn::MulAdd(f, hn::LoadU(d, x + k), hn::LoadU(d, y + k)), d, y + k);
}

HWY_INLINE V elu_of(V z) {
    const V below = hn::Sub(hn::Exp(d, hn::Min(z, hn::Zero(d))), hn::Set(d, 1.0F));
    return hn::IfThenElse(hn::Gt(z, hn::Zero(d)), z, below);
}
/// The slope of elu, from its value.
HWY_INLINE V elu_slope(V h) {
    const V one = hn::Set(d, 1.0F);
    return hn::IfThenElse(hn::Gt(h, hn::Zero(d)), one, hn::Add(h, one));
}

void Elu(std::size_t n, float* z) {
    for (std::size_t k = 0; k < n; k += hn::Lanes(d))
        hn::StoreU(elu_of(hn::LoadU(d, z + k)), d, z + k);
}

void EluBack(std::size_t n, const float* h, float* g) {
    for (std::size_t k = 0; k < n; k += hn::Lanes(d))
        hn::StoreU(hn::Mul(hn::LoadU(d, g + k), elu_slope(hn::LoadU(d, h + k))), d, g + k);
}

void HighwayForward(std::size_t n, const float* x, float* c, float* t, float* y) {
    const V one = hn::Set(d, 1.0F);
    for (std::size_t k = 0; k < n; k += hn::Lanes(d)) {
        const V change = elu_of(hn::LoadU(d, c + k));
        const V gate = hn::Div(one, hn::Add(one, hn::Exp(d, hn::Neg(hn::LoadU(d, t + k)))));
        const V in = hn::LoadU(d, x + k);
        hn::StoreU(change, d, c + k);
        hn::StoreU(gate, d, t + k);
        hn::StoreU(hn::MulAdd(hn::Sub(change, in), gate, in), d, y + k);
    }
}

void HighwayBackward(std::size_t n, const float* x, const float* c, const float* t, const float* g,
                     float* g_c, float* g_t, float* g_x) {
    const V one = hn::Set(d, 1.0F);
    for (std::size_t k = 0; k < n; k += hn::Lanes(d)) {
        const V back = hn::LoadU(d, g + k), change = hn::LoadU(d, c + k);
        const V gate = hn::LoadU(d, t + k), shut = hn::Sub(one, gate);
        hn::StoreU(hn::Mul(hn::Mul(back, gate), elu_slope(change)), d, g_c + k);
        const V way = hn::Sub(change, hn::LoadU(d, x + k));
        hn::StoreU(hn::Mul(hn::Mul(back, way), hn::Mul(gate, shut)), d, g_t + k);
        hn::StoreU(hn::Mul(back, shut), d, g_x + k);
    }
}

float Exponentials(std::size_t n, float most, float* z) {
    const V top = hn::Set(d, most);
    V sum = hn::Zero(d);
    for (std::size_t k = 0; k < n; k += hn::Lanes(d)) {
        const V e = hn::Exp(d, hn::Sub(hn::LoadU(d, z + k), top));
        hn::StoreU(e, d, z + k);
        sum = hn::Add(sum, e);
    }
    return hn::GetLane(hn::SumOfLanes(d, sum));
}

void AdamStep(std::size_t n, const AdamRates& r, const float* gradient, float* first, float* second,
              float* parameter) {
    const V b1 = hn::Set(d, r.beta1), c1 = hn::Set(d, 1 - r.beta1);
    const V b2 = hn::Set(d, r.beta2), c2 = hn::Set(d, 1 - r.beta2);
    const V rate = hn::Set(d, r.rate), epsilon = hn::Set(d, r.epsilon);
    for (std::size_t k = 0; k < n; k += hn::Lanes(d)) {
        const V g = hn::LoadU(d, gradient + k);
        const V m = hn::MulAdd(b1, hn::LoadU(d, first + k), hn::Mul(c1, g));
        const V v = hn::MulAdd(b2, hn::LoadU(d, second + k), hn::Mul(c2, hn::Mul(g, g)));
        hn::StoreU(m, d, first + k);
        hn::StoreU(v, d, second + k);
        const V change = hn::Div(hn::Mul(rate, m), hn::Add(hn::Sqrt(v), epsilon));
        hn::StoreU(hn::Sub(hn::LoadU(d, parameter + k), change), d, parameter + k);
    }
}

}  // namespace
}  // namespace crucible::learn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crucible::learn {

HWY_EXPORT(Dot);
HWY_EXPORT(AddScaled);
HWY_EXPORT(Elu);
HWY_EXPORT(EluBack);
HWY_EXPORT(HighwayForward);
HWY_EXPORT(HighwayBackward);
HWY_EXPORT(Exponentials);
HWY_EXPORT(AdamStep);

float dot(std::size_t n, const float* a, const float* b) {
    return HWY_DYNAMIC_DISPATCH(Dot)(n, a, b);
}
void add_scaled(std::size_t n, float alpha, const float* x, float* y) {
    HWY_DYNAMIC_DISPATCH(AddScaled)(n, alpha, x, y);
}
void elu(std::size_t n, float* z) { HWY_DYNAMIC_DISPATCH(Elu)(n, z); }
void elu_back(std::size_t n, const float* h, float* g) { HWY_DYNAMIC_DISPATCH(EluBack)(n, h, g); }
void highway(std::size_t n, const float* x, float* c, float* t, float* y) {
    HWY_DYNAMIC_DISPATCH(HighwayForward)(n, x, c, t, y);
}
void highway_back(std::size_t n, const float* x, const float* c, const float* t, const float* g,
                  float* g_c, float* g_t, float* g_x) {
    HWY_DYNAMIC_DISPATCH(HighwayBackward)(n, x, c, t, g, g_c, g_t, g_x);
}
float exponentials(std::size_t n, float most, float* z) {
    return HWY_DYNAMIC_DISPATCH(Exponentials)(n, most, z);
}
void adam(std::size_t n, const AdamRates& r, const float* gradient, float* first, float* second,
          float* parameter) {
    HWY_DYNAMIC_DISPATCH(AdamStep)(n, r, gradient, first, second, parameter);
}

}  // namespace crucible::learn
#endif
