#include "crucible/volume/configurations.hpp"

#include <algorithm>
#include <bit>
#include <mutex>
#include <vector>

#include "crucible/volume/bit_rows.hpp"
#include "crucible/volume/slab_tasks.hpp"

namespace crucible::volume {
namespace {

/// Bits of one slice with an empty row before and behind it, and an empty word behind each row.
class BitPlane {
public:
    explicit BitPlane(const Grid& g)
        : rows_(g.rows),
          columns_(g.columns),
          per_row_(words_for(g.columns + 1)),
          words_((g.rows + 2) * per_row_),
          packed_(g.rows * words_for(g.columns)) {}

    void fill(const std::uint8_t* voxels, Pattern pattern) {
        if (pattern == Pattern::phase_or_masked) {
            add(voxels, in_rest);
            for (std::uint64_t& w : packed_) w = ~w;
            drop_tails();
        } else {
            add(voxels, pattern == Pattern::phase ? in_phase : in_nothing);
        }
        const std::size_t from = words_for(columns_);
        for (std::size_t j = 0; j < rows_; ++j)
            std::copy_n(packed_.data() + j * from, from, words_.data() + (j + 1) * per_row_);
    }
    void clear() { std::fill(words_.begin(), words_.end(), 0); }
    /// Row j - 1 of the slice: from 0, before the first, to rows + 1.
    const std::uint64_t* row(std::size_t j) const { return words_.data() + j * per_row_; }
    std::size_t per_row() const { return per_row_; }

private:
    void add(const std::uint8_t* voxels, std::uint8_t value) {
        pack_rows(voxels, rows_, columns_, value, packed_.data());
    }
    void drop_tails() {
        if (columns_ % 64 == 0) return;
        const std::size_t n = words_for(columns_);
        const std::uint64_t kept = (std::uint64_t{1} << (columns_ % 64)) - 1;
        for (std::size_t j = 0; j < rows_; ++j) packed_[(j + 1) * n - 1] &= kept;
    }
    std::size_t rows_, columns_, per_row_;
    std::vector<std::uint64_t> words_, packed_;
};

/// Adds the patterns of four rows, but for those of nothing.
void count_rows(const std::array<const std::uint64_t*, 4>& row, std::size_t words,
                Configurations& counts) {
    std::uint64_t full = 0;
    std::array<std::uint64_t, 8> bits{};
    for (std::size_t w = 0; w < words; ++w) {
        std::uint64_t any = 0, all = ~std::uint64_t{0};
        for (std::size_t r = 0; r < 4; ++r) {
            const std::uint64_t before = w > 0 ? row[r][w - 1] >> 63 : 0;
            bits[2 * r + 1] = row[r][w];
            bits[2 * r] = row[r][w] << 1 | before;
            any |= bits[2 * r] | bits[2 * r + 1];
            all &= bits[2 * r] & bits[2 * r + 1];
        }
        full += static_cast<std::uint64_t>(std::popcount(all));
        for (std::uint64_t mixed = any & ~all; mixed != 0; mixed &= mixed - 1) {
            const int at = std::countr_zero(mixed);
            std::size_t pattern = 0;
            for (std::size_t b = 0; b < 8; ++b) pattern |= (bits[b] >> at & 1) << b;
            ++counts[pattern];
        }
    }
    counts[255] += full;
}

/// Patterns whose second slice is one of first ... end - 1.
void count_slab(const LabelVolume& mask, Pattern pattern, std::size_t first, std::size_t end,
                Configurations& counts) {
    const Grid& g = mask.grid;
    BitPlane above(g), here(g);
    const auto load = [&](BitPlane& plane, std::size_t i) {
        if (i < g.slices)
            plane.fill(mask.voxels.data() + i * g.slice_size(), pattern);
        else
            plane.clear();
    };
    if (first > 0) load(above, first - 1);
    for (std::size_t i = first; i < end; ++i) {
        load(here, i);
        for (std::size_t j = 0; j <= g.rows; ++j)
            count_rows({above.row(j), above.row(j + 1), here.row(j), here.row(j + 1)},
                       here.per_row(), counts);
        std::swap(above, here);
    }
}

/// What is left of all places is nothing.
void count_empty(const Grid& g, Configurations& counts) {
    std::uint64_t rest = (g.slices + 1) * (g.rows + 1) * (g.columns + 1);
    for (const std::uint64_t n : counts) rest -= n;
    counts[0] += rest;
}

}  // namespace

Configurations count_configurations(const LabelVolume& mask, Pattern pattern, int threads) {
    check_mask(mask);
    const std::size_t all = mask.grid.slices + 1;
    const std::size_t n = std::min(all, static_cast<std::size_t>(std::max(threads, 1)));
    Configurations counts{};
    std::mutex adding;
    for_slabs(n, threads, [&](std::size_t s) {
        Configurations part{};
        count_slab(mask, pattern, all * s / n, all * (s + 1) / n, part);
        const std::lock_guard lock(adding);
        for (std::size_t c = 0; c < part.size(); ++c) counts[c] += part[c];
    });
    count_empty(mask.grid, counts);
    return counts;
}

Configurations count_configurations_reference(const LabelVolume& mask, Pattern pattern) {
    check_mask(mask);
    const Grid& g = mask.grid;
    const auto is_set = [&](std::size_t i, std::size_t j, std::size_t k) {
        // Offset by one, so that 0 lies before the border; below zero would wrap around.
        if (i == 0 || j == 0 || k == 0 || i > g.slices || j > g.rows || k > g.columns) return false;
        const std::uint8_t v = mask(i - 1, j - 1, k - 1);
        return (v == in_phase && pattern != Pattern::masked) ||
               (v == in_nothing && pattern != Pattern::phase);
    };
    Configurations counts{};
    for (std::size_t i = 0; i <= g.slices; ++i)
        for (std::size_t j = 0; j <= g.rows; ++j)
            for (std::size_t k = 0; k <= g.columns; ++k) {
                std::size_t pattern_here = 0;
                for (std::size_t b = 0; b < 8; ++b)
                    if (is_set(i + (b >> 2 & 1), j + (b >> 1 & 1), k + (b & 1)))
                        pattern_here |= std::size_t{1} << b;
                ++counts[pattern_here];
            }
    return counts;
}

}  // namespace crucible::volume
