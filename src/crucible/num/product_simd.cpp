// Compiled once per instruction set by Highway; the best one is chosen when the program runs.
#include "crucible/num/product.hpp"

#include <algorithm>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crucible/num/product_simd.cpp"
#include <hwy/foreach_target.h>

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace crucible::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
template <class T>
using Wide = hn::CappedTag<T, 16>;
constexpr bool has_many_registers = HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL;
/// Vectors side by side in a tile.
constexpr std::size_t most_vectors = has_many_registers ? 4 : 3;

/// A tile of `rows` x `vectors` of the product, all in registers.
template <std::size_t rows, std::size_t vectors, class T>
HWY_INLINE void tile(const Product<T>& p, std::size_t i, std::size_t j) {
    constexpr Wide<T> d;
    using V = hn::Vec<Wide<T>>;
    const std::size_t step = hn::Lanes(d);
    V sum[rows][vectors];
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t v = 0; v < vectors; ++v)
            sum[r][v] = p.add ? hn::LoadU(d, p.c + (i + r) * p.c_row + j + v * step) : hn::Zero(d);
    const T* a = p.a + i * p.a_row;
    const T* b = p.b + j;
    for (std::size_t l = 0; l < p.k; ++l, a += p.a_column, b += p.b_row) {
        V row[vectors];
        for (std::size_t v = 0; v < vectors; ++v) row[v] = hn::LoadU(d, b + v * step);
        for (std::size_t r = 0; r < rows; ++r) {
            const V x = hn::Set(d, a[r * p.a_row]);
            for (std::size_t v = 0; v < vectors; ++v) sum[r][v] = hn::MulAdd(x, row[v], sum[r][v]);
        }
    }
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t v = 0; v < vectors; ++v)
            hn::StoreU(sum[r][v], d, p.c + (i + r) * p.c_row + j + v * step);
}

/// All rows of `vectors` columns of vectors from column j on.
template <std::size_t vectors, class T>
HWY_INLINE void panel(const Product<T>& p, std::size_t j) {
    constexpr std::size_t rows = has_many_registers ? 6 : 4;
    std::size_t i = 0;
    for (; i + rows <= p.m; i += rows) tile<rows, vectors>(p, i, j);
    for (; i + 4 <= p.m; i += 4) tile<4, vectors>(p, i, j);
    for (; i + 2 <= p.m; i += 2) tile<2, vectors>(p, i, j);
    for (; i < p.m; ++i) tile<1, vectors>(p, i, j);
}

template <class T>
HWY_INLINE void multiply_all(const Product<T>& p) {
    const std::size_t step = hn::Lanes(Wide<T>());
    std::size_t j = 0;
    for (; j + most_vectors * step <= p.n; j += most_vectors * step) panel<most_vectors>(p, j);
    for (; j + 2 * step <= p.n; j += 2 * step) panel<2>(p, j);
    for (; j < p.n; j += step) panel<1>(p, j);
}
void MultiplyFloat(const Product<float>& p) { multiply_all(p); }
void MultiplyDouble(const Product<double>& p) { multiply_all(p); }

/// `rows` rows and `columns` columns of B, from (l, j) on, one row after another.
void pack(const Product<float>& p, std::size_t l, std::size_t j, std::size_t rows,
          std::size_t columns, float* to) {
    constexpr std::size_t block = 16;
    if (p.b_column == 1) {
        for (std::size_t r = 0; r < rows; ++r)
            std::copy_n(p.b + (l + r) * p.b_row + j, columns, to + r * columns);
        return;
    }
    for (std::size_t r0 = 0; r0 < rows; r0 += block)  // blocks, so that both sides stay near
        for (std::size_t c = 0; c < columns; ++c)
            for (std::size_t r = r0; r < std::min(rows, r0 + block); ++r)
                to[r * columns + c] = p.b[(l + r) * p.b_row + (j + c) * p.b_column];
}

void MultiplyLarge(const Product<float>& p, std::size_t begin, std::size_t end) {
    constexpr std::size_t depth = 256;  // of a panel: 64 kB, half of the fastest large cache
    const std::size_t step = hn::Lanes(Wide<float>()), wide = most_vectors * step;
    std::vector<float> packed(depth * wide);
    for (std::size_t j = begin; j < end; j += wide) {
        const std::size_t columns = std::min(wide, end - j);
        for (std::size_t l = 0; l < p.k; l += depth) {
            const std::size_t rows = std::min(depth, p.k - l);
            pack(p, l, j, rows, columns, packed.data());
            multiply_all(Product<float>{p.m, columns, rows, p.a + l * p.a_column, p.a_row,
                                        p.a_column, packed.data(), columns, p.c + j, p.c_row,
                                        l > 0 ? 1 : p.add});
        }
    }
}

}  // namespace
}  // namespace crucible::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crucible {

HWY_EXPORT(MultiplyFloat);
HWY_EXPORT(MultiplyDouble);
HWY_EXPORT(MultiplyLarge);

void multiply(const Product<float>& p) { HWY_DYNAMIC_DISPATCH(MultiplyFloat)(p); }
void multiply(const Product<double>& p) { HWY_DYNAMIC_DISPATCH(MultiplyDouble)(p); }
void multiply_large(const Product<float>& p, std::size_t begin, std::size_t end) {
    HWY_DYNAMIC_DISPATCH(MultiplyLarge)(p, begin, end);
}

}  // namespace crucible
#endif
