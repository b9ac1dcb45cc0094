// Compiled once per instruction set by Highway; the best one is chosen when the program runs.
#include "crucible/volume/distance_kernels.hpp"
#include "crucible/volume/phase.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crucible/volume/distance_simd.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace crucible::volume::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
constexpr hn::CappedTag<std::uint8_t, 64> u8;
constexpr hn::CappedTag<std::uint16_t, 32> u16;
constexpr hn::Rebind<std::uint8_t, decltype(u16)> half8;
constexpr hn::CappedTag<std::int32_t, 16> i32;
constexpr hn::Rebind<std::uint16_t, decltype(i32)> narrow16;
using V16 = hn::Vec<decltype(u16)>;

/// to[k] = 0 at the rest, else one more than before[k].
HWY_INLINE void step_on(const std::uint8_t* mask, const std::uint8_t* before, std::size_t n,
                        std::uint8_t* to) {
    const auto rest = hn::Set(u8, in_rest), one = hn::Set(u8, 1);
    const auto step = [&](std::size_t k) HWY_ATTR {
        const auto far = hn::SaturatedAdd(hn::LoadU(u8, before + k), one);
        const auto is_rest = hn::Eq(hn::LoadU(u8, mask + k), rest);
        hn::StoreU(hn::IfThenZeroElse(is_rest, far), u8, to + k);
    };
    std::size_t k = 0;
    for (; k + hn::Lanes(u8) <= n; k += hn::Lanes(u8)) step(k);
    for (; k < n; ++k)
        to[k] = mask[k] == in_rest      ? std::uint8_t{0}
                : before[k] == far_step ? far_step
                                        : static_cast<std::uint8_t>(before[k] + 1);
}

/// to[k] = min(to[k], after[k] + 1).
HWY_INLINE void step_back(const std::uint8_t* after, std::size_t n, std::uint8_t* to) {
    const auto one = hn::Set(u8, 1);
    std::size_t k = 0;
    for (; k + hn::Lanes(u8) <= n; k += hn::Lanes(u8)) {
        const auto far = hn::SaturatedAdd(hn::LoadU(u8, after + k), one);
        hn::StoreU(hn::Min(hn::LoadU(u8, to + k), far), u8, to + k);
    }
    for (; k < n; ++k)
        if (after[k] < to[k]) to[k] = static_cast<std::uint8_t>(after[k] + 1);
}

void CountSliceSteps(const std::uint8_t* mask, std::size_t slices, std::size_t stride,
                     std::size_t n, std::uint8_t* steps) {
    for (std::size_t k = 0; k < n; ++k) steps[k] = mask[k] == in_rest ? 0 : far_step;
    for (std::size_t i = 1; i < slices; ++i)
        step_on(mask + i * stride, steps + (i - 1) * stride, n, steps + i * stride);
    for (std::size_t i = slices - 1; i-- > 0;)
        step_back(steps + (i + 1) * stride, n, steps + i * stride);
}

/// Minimum over distance^2 plus the square that lies so far off in either direction, `pace` apart.
/// Stops where no lane can win any more.
HWY_INLINE V16 nearest(const std::uint16_t* at, std::size_t pace) {
    V16 least = hn::LoadU(u16, at);
    for (std::size_t d = 1; d < far_step; ++d) {
        const V16 square = hn::Set(u16, static_cast<std::uint16_t>(d * d));
        if (hn::AllFalse(u16, hn::Gt(least, square))) break;
        const V16 low = hn::LoadU(u16, at - d * pace), high = hn::LoadU(u16, at + d * pace);
        least = hn::Min(least, hn::SaturatedAdd(hn::Min(low, high), square));
    }
    return least;
}

void square_steps(const std::uint8_t* steps, std::size_t columns, std::uint16_t* to) {
    for (std::size_t k = 0; k < columns; ++k) {
        const unsigned s = steps[k];
        to[k] = s == far_step ? far_square : static_cast<std::uint16_t>(s * s);
    }
}

/// The squares at `line` of a row that ends there, as the row's result; the largest is returned.
V16 finish_row(const std::uint8_t* mask, std::size_t columns, const std::uint16_t* line,
               std::uint16_t* scratch, std::int32_t* squared) {
    const std::size_t lanes = hn::Lanes(u16), wide = hn::Lanes(i32);
    const V16 phase = hn::Set(u16, in_phase);
    V16 highest = hn::Zero(u16);
    const auto step = [&](std::size_t k, const std::uint8_t* from) HWY_ATTR {
        const auto is_phase = hn::Eq(hn::PromoteTo(u16, hn::LoadU(half8, from)), phase);
        const V16 d = hn::IfThenElseZero(is_phase, nearest(line + k, 1));
        highest = hn::Max(highest, d);
        hn::StoreU(d, u16, scratch + k);
    };
    std::size_t k = 0;
    for (; k + lanes <= columns; k += lanes) step(k, mask + k);
    if (k < columns) {
        std::uint8_t last[hn::MaxLanes(u16)] = {};
        for (std::size_t l = 0; k + l < columns; ++l) last[l] = mask[k + l];
        step(k, last);
    }
    for (k = 0; k + wide <= columns; k += wide)
        hn::StoreU(hn::PromoteTo(i32, hn::LoadU(narrow16, scratch + k)), i32, squared + k);
    for (; k < columns; ++k) squared[k] = scratch[k];
    return highest;
}

bool FinishPlane(const std::uint8_t* mask, const std::uint8_t* steps, std::size_t rows,
                 std::size_t columns, SquarePlane& room, std::int32_t* squared) {
    const std::size_t lanes = hn::Lanes(u16);
    for (std::size_t j = 0; j < rows; ++j) square_steps(steps + j * columns, columns, room.row(j));
    std::uint16_t* const line = room.line();
    V16 highest = hn::Zero(u16);
    for (std::size_t j = 0; j < rows; ++j, mask += columns, squared += columns) {
        for (std::size_t k = 0; k < columns; k += lanes)
            hn::StoreU(nearest(room.row(j) + k, room.stride()), u16, line + k);
        for (std::size_t k = columns; k < columns + lanes; ++k) line[k] = far_square;
        highest = hn::Max(highest, finish_row(mask, columns, line, room.scratch(), squared));
    }
    return hn::AllFalse(u16, hn::Eq(highest, hn::Set(u16, far_square)));
}

}  // namespace
}  // namespace crucible::volume::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crucible::volume {

HWY_EXPORT(CountSliceSteps);
HWY_EXPORT(FinishPlane);

SquarePlane::SquarePlane(std::size_t rows, std::size_t columns)
    : stride_(columns + 2 * border),
      plane_((rows + 2 * border) * stride_ + border, far_square),
      line_(columns + 3 * border, far_square),
      scratch_(columns + border) {}

void count_slice_steps(const std::uint8_t* mask, std::size_t slices, std::size_t stride,
                       std::size_t n, std::uint8_t* steps) {
    HWY_DYNAMIC_DISPATCH(CountSliceSteps)(mask, slices, stride, n, steps);
}
bool finish_plane(const std::uint8_t* mask, const std::uint8_t* steps, std::size_t rows,
                  std::size_t columns, SquarePlane& room, std::int32_t* squared) {
    return HWY_DYNAMIC_DISPATCH(FinishPlane)(mask, steps, rows, columns, room, squared);
}

}  // namespace crucible::volume
#endif
