// Compiled once per instruction set by Highway; the best one is chosen when the program runs.
#include "crucible/search/crowding_kernel.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crucible/search/crowding_simd.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace crucible::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using CrowdTag = hn::CappedTag<double, 8>;
using CrowdVector = hn::Vec<CrowdTag>;
constexpr CrowdTag crowd_tag;

/// a - b brought within +-1/2, for a and b in [0, 1).
HWY_INLINE CrowdVector wrapped(CrowdVector a, CrowdVector b) {
    const CrowdVector d = hn::Sub(a, b);
    return hn::Sub(d, hn::Round(d));
}

bool IsPlaceFree(const Crowd& in, const Vec3& f) {
    const CrowdTag t;
    const std::size_t width = hn::Lanes(t);
    CrowdVector h[3][3], at[3];
    for (int i = 0; i < 3; ++i) {
        at[i] = hn::Set(t, f[i]);
        for (int j = 0; j < 3; ++j) h[i][j] = hn::Set(t, in.h(i, j));
    }
    // Nearest images first, eight atoms at a time: they refuse most places.
    HWY_ALIGN double nearest[3][8];
    for (std::size_t a = 0; a < in.n; a += width) {
        CrowdVector d[3], x[3];
        for (std::size_t i = 0; i < 3; ++i)
            d[i] = wrapped(at[i], hn::LoadU(t, in.fractional[i] + a));
        for (int j = 0; j < 3; ++j)
            x[j] = hn::MulAdd(d[0], h[0][j], hn::MulAdd(d[1], h[1][j], hn::Mul(d[2], h[2][j])));
        const CrowdVector r2 = hn::MulAdd(x[0], x[0], hn::MulAdd(x[1], x[1], hn::Mul(x[2], x[2])));
        if (!hn::AllFalse(t, hn::Lt(r2, hn::LoadU(t, in.limit2 + a)))) return false;
    }
    // Then all images of each atom, eight translations at a time.
    for (std::size_t a = 0; a < in.n; a += width) {
        CrowdVector d[3];
        for (std::size_t i = 0; i < 3; ++i)
            d[i] = wrapped(at[i], hn::LoadU(t, in.fractional[i] + a));
        for (int j = 0; j < 3; ++j)
            hn::Store(hn::MulAdd(d[0], h[0][j], hn::MulAdd(d[1], h[1][j], hn::Mul(d[2], h[2][j]))),
                      t, nearest[j]);
        for (std::size_t k = 0; k < width; ++k) {
            const CrowdVector limit = hn::Set(t, in.limit2[a + k]);
            for (std::size_t e = 0; e < in.n_translations; e += width) {
                CrowdVector r2 = hn::Zero(t);
                for (std::size_t j = 0; j < 3; ++j) {
                    const CrowdVector x =
                        hn::Add(hn::Set(t, nearest[j][k]), hn::LoadU(t, in.translations[j] + e));
                    r2 = hn::MulAdd(x, x, r2);
                }
                if (!hn::AllFalse(t, hn::Lt(r2, limit))) return false;
            }
        }
    }
    return true;
}

}  // namespace
}  // namespace crucible::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crucible {

HWY_EXPORT(IsPlaceFree);

bool is_place_free(const Crowd& in, const Vec3& f) {
    return HWY_DYNAMIC_DISPATCH(IsPlaceFree)(in, f);
}

}  // namespace crucible
#endif
