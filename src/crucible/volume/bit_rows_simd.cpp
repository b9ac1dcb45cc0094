// Compiled once per instruction set by Highway; the best one is chosen when the program runs.
#include "crucible/volume/bit_rows.hpp"

#include <bit>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crucible/volume/bit_rows_simd.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace crucible::volume::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
constexpr hn::CappedTag<std::uint8_t, 64> u8;

HWY_INLINE std::uint64_t pack_word(const std::uint8_t* from, hn::Vec<decltype(u8)> value) {
    std::uint64_t word = 0;
    for (std::size_t k = 0; k < 64; k += hn::Lanes(u8)) {
        std::uint8_t bits[8] = {};
        hn::StoreMaskBits(u8, hn::Eq(hn::LoadU(u8, from + k), value), bits);
        std::uint64_t part = 0;
        std::memcpy(&part, bits, sizeof part);
        word |= part << k;
    }
    return word;
}

void PackRows(const std::uint8_t* voxels, std::size_t rows, std::size_t columns, std::uint8_t value,
              std::uint64_t* words) {
    const auto wanted = hn::Set(u8, value);
    const std::size_t whole = columns / 64, rest = columns % 64;
    const std::uint64_t kept = (std::uint64_t{1} << rest) - 1;
    std::uint8_t tail[64] = {};
    for (std::size_t j = 0; j < rows; ++j, voxels += columns) {
        for (std::size_t w = 0; w < whole; ++w) *words++ = pack_word(voxels + 64 * w, wanted);
        if (rest == 0) continue;
        std::memcpy(tail, voxels + 64 * whole, rest);
        *words++ = pack_word(tail, wanted) & kept;
    }
}

constexpr hn::CappedTag<std::uint64_t, 8> u64;

std::uint64_t CountBoth(const std::uint64_t* a, const std::uint64_t* b, std::size_t n) {
    auto sums = hn::Zero(u64);
    std::size_t w = 0;
    for (; w + hn::Lanes(u64) <= n; w += hn::Lanes(u64)) {
        const auto both = hn::And(hn::LoadU(u64, a + w), hn::LoadU(u64, b + w));
        sums = hn::Add(sums, hn::PopulationCount(both));
    }
    std::uint64_t sum = hn::GetLane(hn::SumOfLanes(u64, sums));
    for (; w < n; ++w) sum += static_cast<std::uint64_t>(std::popcount(a[w] & b[w]));
    return sum;
}

std::uint64_t CountShifted(const std::uint64_t* words, std::size_t rows, std::size_t per_row,
                           std::size_t lag) {
    const std::size_t skip = lag / 64, by = lag % 64;
    std::uint64_t sum = 0;
    for (std::size_t j = 0; j < rows; ++j, words += per_row)
        for (std::size_t w = 0; w + skip < per_row; ++w) {
            std::uint64_t shifted = words[w + skip] >> by;
            if (by > 0 && w + skip + 1 < per_row) shifted |= words[w + skip + 1] << (64 - by);
            sum += static_cast<std::uint64_t>(std::popcount(words[w] & shifted));
        }
    return sum;
}

}  // namespace
}  // namespace crucible::volume::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crucible::volume {

HWY_EXPORT(PackRows);
HWY_EXPORT(CountBoth);
HWY_EXPORT(CountShifted);

static_assert(std::endian::native == std::endian::little);

void pack_rows(const std::uint8_t* voxels, std::size_t rows, std::size_t columns,
               std::uint8_t value, std::uint64_t* words) {
    HWY_DYNAMIC_DISPATCH(PackRows)(voxels, rows, columns, value, words);
}

std::uint64_t count_both(const std::uint64_t* a, const std::uint64_t* b, std::size_t n) {
    return HWY_DYNAMIC_DISPATCH(CountBoth)(a, b, n);
}
std::uint64_t count_shifted(const std::uint64_t* words, std::size_t rows, std::size_t per_row,
                            std::size_t lag) {
    return HWY_DYNAMIC_DISPATCH(CountShifted)(words, rows, per_row, lag);
}

}  // namespace crucible::volume
#endif
