// Compiled once per instruction set by Highway; the best one is chosen when the program runs.
#include <cmath>
#include <numbers>

#include "crucible/observe/fluctuation_kernel.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crucible/observe/fluctuation_simd.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace crucible::fluctuation_kernel::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::CappedTag<double, lanes>;
using V = hn::Vec<D>;
constexpr D d;

template <std::size_t N>
HWY_INLINE V polynomial(V x, const double (&c)[N]) {
    V r = hn::Set(d, c[N - 1]);
    for (std::size_t i = N - 1; i-- > 0;) r = hn::MulAdd(r, x, hn::Set(d, c[i]));
    return r;
}

/// sin and cos of 2 pi t for |t| < 1e6: half turns are taken off, then Taylor's series to the
/// precision of double on a quarter turn either way.
HWY_INLINE void sincos_of_turns(V t, V& sine, V& cosine) {
    static constexpr double s[] = {6.28318530717958648,  -41.3417022403997602, 81.6052492760750422,
                                   -76.7058597530613857, 42.0586939448620776,  -15.0946425768229738,
                                   3.81995258484828681,  -0.718122302417785072};
    static constexpr double c[] = {1,
                                   -19.7392088021787172,
                                   64.9393940226682914,
                                   -85.4568172066937275,
                                   60.2446413718766035,
                                   -26.4262567833744173,
                                   7.90353637002385095,
                                   -1.71439071108867135,
                                   0.282005968455791206};
    const hn::RebindToUnsigned<D> du;
    const V magic = hn::Set(d, 0x1.8p52);
    const V shifted = hn::MulAdd(t, hn::Set(d, 2), magic);
    const V u = hn::NegMulAdd(hn::Sub(shifted, magic), hn::Set(d, 0.5), t);
    const V y = hn::Mul(u, u);
    const auto sign = hn::ShiftLeft<63>(hn::BitCast(du, shifted));
    const V flip = hn::BitCast(d, sign);
    sine = hn::Xor(hn::Mul(u, polynomial(y, s)), flip);
    cosine = hn::Xor(polynomial(y, c), flip);
}

void AddWaves(const Block& block, std::span<const double> k, std::span<const double> f,
              double weight, double x, double y, const Directions& directions,
              std::span<double> along) {
    const std::size_t n = directions.cosine.size(), step = hn::Lanes(d);
    for (std::size_t a = 0; a < n; ++a)
        along[a] = x * directions.cosine[a] + y * directions.sine[a];
    for (std::size_t i = 0; i < k.size(); ++i) {
        const V at = hn::Set(d, k[i]), w = hn::Set(d, weight * f[i]);
        double* re = block.re + i * n;
        double* im = block.im + i * n;
        for (std::size_t a = 0; a < n; a += step) {
            V sine, cosine;
            sincos_of_turns(hn::Mul(at, hn::LoadU(d, along.data() + a)), sine, cosine);
            hn::StoreU(hn::MulAdd(w, cosine, hn::LoadU(d, re + a)), d, re + a);
            hn::StoreU(hn::MulAdd(w, sine, hn::LoadU(d, im + a)), d, im + a);
        }
    }
}

}  // namespace
}  // namespace crucible::fluctuation_kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crucible::fluctuation_kernel {

HWY_EXPORT(AddWaves);

void add_waves(const Block& block, std::span<const double> k, std::span<const double> f,
               double weight, double x, double y, const Directions& directions,
               std::span<double> along) {
    HWY_DYNAMIC_DISPATCH(AddWaves)(block, k, f, weight, x, y, directions, along);
}

void add_waves_reference(const Block& block, std::span<const double> k, std::span<const double> f,
                         double weight, double x, double y, const Directions& directions) {
    const std::size_t n = directions.cosine.size();
    for (std::size_t i = 0; i < k.size(); ++i)
        for (std::size_t a = 0; a < n; ++a) {
            const double turns = k[i] * (x * directions.cosine[a] + y * directions.sine[a]);
            block.re[i * n + a] += weight * f[i] * std::cos(2 * std::numbers::pi * turns);
            block.im[i * n + a] += weight * f[i] * std::sin(2 * std::numbers::pi * turns);
        }
}

}  // namespace crucible::fluctuation_kernel
#endif
