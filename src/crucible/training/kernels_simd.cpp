// Compiled once per instruction set by Highway; the best one is chosen when the program runs.
#include "crucible/training/kernels.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crucible/training/kernels_simd.cpp"
#include <hwy/foreach_target.h>

#include <hwy/highway.h>

#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace crucible::training::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
template <class T>
using Wide = hn::CappedTag<T, 16>;

template <class T>
HWY_INLINE void activate_all(std::size_t n, T* z, const T* u, T* slope) {
    constexpr Wide<T> d;
    for (std::size_t k = 0; k < n; k += hn::Lanes(d)) {
        const auto h = hn::Tanh(d, hn::LoadU(d, z + k));
        hn::StoreU(h, d, z + k);
        hn::StoreU(hn::Mul(hn::NegMulAdd(h, h, hn::Set(d, T(1))), hn::LoadU(d, u + k)), d,
                   slope + k);
    }
}
void ActivateFloat(std::size_t n, float* z, const float* u, float* slope) {
    activate_all(n, z, u, slope);
}
void ActivateDouble(std::size_t n, double* z, const double* u, double* slope) {
    activate_all(n, z, u, slope);
}

template <class T>
HWY_INLINE void back_all(std::size_t n, const T* h, const T* u, T along, T* p, T* q, T* q_along) {
    constexpr Wide<T> d;
    const auto way = hn::Set(d, along);
    for (std::size_t k = 0; k < n; k += hn::Lanes(d)) {
        const auto f = hn::LoadU(d, h + k);
        const auto slope = hn::NegMulAdd(f, f, hn::Set(d, T(1)));
        const auto back = hn::Mul(hn::LoadU(d, q + k), slope);
        const auto moved = hn::Mul(back, way);
        const auto bend = hn::Mul(hn::Mul(hn::Set(d, T(-2)), f), hn::LoadU(d, u + k));
        hn::StoreU(hn::MulAdd(bend, moved, hn::Mul(hn::LoadU(d, p + k), slope)), d, p + k);
        hn::StoreU(back, d, q + k);
        hn::StoreU(moved, d, q_along + k);
    }
}
void BackFloat(std::size_t n, const float* h, const float* u, float along, float* p, float* q,
               float* q_along) {
    back_all(n, h, u, along, p, q, q_along);
}
void BackDouble(std::size_t n, const double* h, const double* u, double along, double* p, double* q,
                double* q_along) {
    back_all(n, h, u, along, p, q, q_along);
}

void AdamStep(std::size_t n, double rate, double epsilon, double beta1, double beta2,
              const double* gradient, double* first, double* second, double* parameter) {
    constexpr Wide<double> d;
    const std::size_t step = hn::Lanes(d);
    const auto one = [&](const auto& tag, std::size_t k) {
        const auto g = hn::LoadU(tag, gradient + k);
        const auto m = hn::MulAdd(hn::Set(tag, beta1), hn::LoadU(tag, first + k),
                                  hn::Mul(hn::Set(tag, 1 - beta1), g));
        const auto v = hn::MulAdd(hn::Set(tag, beta2), hn::LoadU(tag, second + k),
                                  hn::Mul(hn::Set(tag, 1 - beta2), hn::Mul(g, g)));
        hn::StoreU(m, tag, first + k);
        hn::StoreU(v, tag, second + k);
        const auto change =
            hn::Div(hn::Mul(hn::Set(tag, rate), m), hn::Add(hn::Sqrt(v), hn::Set(tag, epsilon)));
        hn::StoreU(hn::Sub(hn::LoadU(tag, parameter + k), change), tag, parameter + k);
    };
    std::size_t k = 0;
    for (; k + step <= n; k += step) one(d, k);
    for (; k < n; ++k) one(hn::CappedTag<double, 1>(), k);
}

}  // namespace
}  // namespace crucible::training::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crucible::training {

HWY_EXPORT(ActivateFloat);
HWY_EXPORT(ActivateDouble);
HWY_EXPORT(BackFloat);
HWY_EXPORT(BackDouble);
HWY_EXPORT(AdamStep);

void activate(std::size_t n, float* z, const float* u, float* slope) {
    HWY_DYNAMIC_DISPATCH(ActivateFloat)(n, z, u, slope);
}
void activate(std::size_t n, double* z, const double* u, double* slope) {
    HWY_DYNAMIC_DISPATCH(ActivateDouble)(n, z, u, slope);
}
void activate_back(std::size_t n, const float* h, const float* u, float along, float* p, float* q,
                   float* q_along) {
    HWY_DYNAMIC_DISPATCH(BackFloat)(n, h, u, along, p, q, q_along);
}
void activate_back(std::size_t n, const double* h, const double* u, double along, double* p,
                   double* q, double* q_along) {
    HWY_DYNAMIC_DISPATCH(BackDouble)(n, h, u, along, p, q, q_along);
}
void adam_step(std::size_t n, double rate, double epsilon, double beta1, double beta2,
               const double* gradient, double* first, double* second, double* parameter) {
    HWY_DYNAMIC_DISPATCH(AdamStep)
    (n, rate, epsilon, beta1, beta2, gradient, first, second, parameter);
}

}  // namespace crucible::training
#endif
