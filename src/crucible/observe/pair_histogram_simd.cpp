// Compiled once per instruction set by Highway; the best one is chosen when the program runs.
#include <cmath>

#include "crucible/observe/pair_histogram_kernel.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crucible/observe/pair_histogram_simd.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace crucible::pair_histogram_kernel::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::CappedTag<double, 8>;
using V = hn::Vec<D>;
constexpr D d;
constexpr hn::Rebind<std::int32_t, D> d32;

void DistanceBins(const Run& run, const double at[3], const double offset[3], double width,
                  std::int32_t bins, std::int32_t* out) {
    const V ax = hn::Set(d, at[0]), ay = hn::Set(d, at[1]), az = hn::Set(d, at[2]);
    const V ox = hn::Set(d, offset[0]), oy = hn::Set(d, offset[1]), oz = hn::Set(d, offset[2]);
    const V w = hn::Set(d, width), most = hn::Set(d, static_cast<double>(bins));
    const std::size_t step = hn::Lanes(d);
    std::size_t n = 0;
    for (; n + step <= run.size; n += step) {
        const V x = hn::Add(hn::Sub(hn::LoadU(d, run.x + n), ax), ox);
        const V y = hn::Add(hn::Sub(hn::LoadU(d, run.y + n), ay), oy);
        const V z = hn::Add(hn::Sub(hn::LoadU(d, run.z + n), az), oz);
        const V d2 = hn::Add(hn::Add(hn::Mul(x, x), hn::Mul(y, y)), hn::Mul(z, z));
        const V place = hn::Min(hn::Div(hn::Sqrt(d2), w), most);
        hn::StoreU(hn::DemoteTo(d32, place), d32, out + n);
    }
    for (; n < run.size; ++n) {
        const double x = (run.x[n] - at[0]) + offset[0], y = (run.y[n] - at[1]) + offset[1],
                     z = (run.z[n] - at[2]) + offset[2];
        const double place = std::sqrt(x * x + y * y + z * z) / width;
        out[n] = place < bins ? static_cast<std::int32_t>(place) : bins;
    }
}

}  // namespace
}  // namespace crucible::pair_histogram_kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crucible::pair_histogram_kernel {

HWY_EXPORT(DistanceBins);

void distance_bins(const Run& run, const double at[3], const double offset[3], double width,
                   std::int32_t bins, std::int32_t* out) {
    HWY_DYNAMIC_DISPATCH(DistanceBins)(run, at, offset, width, bins, out);
}

}  // namespace crucible::pair_histogram_kernel
#endif
