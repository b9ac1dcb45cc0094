#pragma once
// The vectorised loops of the chain, on plain arrays. Internal to the module. Counting uses no
// fused multiplications, so that FixedCell::distance2 finds the same bin for a pair of atoms.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "crucible/rmc/fixed_cell.hpp"

namespace crucible::rmc {

/// Arrays that kernels write to may be filled up to this many elements past their end.
inline constexpr std::size_t overhang = 16;
/// Columns of a table are kept in strips of this many floats, zero-padded.
inline constexpr std::size_t strip = 80;

/// How the histogram of one pair of elements lies in memory: bin b at
/// lead + (b % split) stride + b / split. With split > 1, each phase b % split is contiguous and
/// has zeros around it, ready to be convolved.
struct BinLayout {
    float range2 = 0, per_width = 0;
    std::int32_t bins = 0, split = 1, stride = 0, lead = 0;
    std::size_t size = 0;  ///< per pair of elements

    std::int32_t location(std::int32_t bin) const {
        return lead + (bin % split) * stride + bin / split;
    }
    std::int32_t bin(float distance2) const {
        const auto b = static_cast<std::int32_t>(std::sqrt(distance2) * per_width);
        return b < bins ? b : bins - 1;
    }
    /// Adds `weight` for a pair at this distance; farther ones than the range count nothing.
    void count(std::int32_t* histogram, float distance2, std::int32_t weight) const {
        if (distance2 < range2) histogram[location(bin(distance2))] += weight;
    }
};

/// Room for the packed distances of one sweep.
struct SweepScratch {
    std::vector<float> plus, minus;
    void reserve(std::size_t atoms) {
        if (plus.size() < atoms + 4 * overhang)
            plus.resize(atoms + 4 * overhang), minus.resize(atoms + 4 * overhang);
    }
};

/// Atoms first..last-1 of the arrays `at`: +1 in the histogram at their distance from `now`, -1 at
/// that from `before`.
void sweep_difference(const FixedCell&, const std::array<const std::uint32_t*, 3>& at,
                      std::size_t first, std::size_t last, const Place& before, const Place& now,
                      const BinLayout&, std::int32_t* histogram, SweepScratch&);

/// Atoms first..last-1: +1 in the histogram at their distance from `centre`.
void sweep_count(const FixedCell&, const std::array<const std::uint32_t*, 3>& at, std::size_t first,
                 std::size_t last, const Place& centre, const BinLayout&, std::int32_t* histogram,
                 SweepScratch&);

/// What a search through boxes found, packed.
struct NearAtoms {
    std::size_t n = 0;
    std::vector<std::int32_t> atom;
    std::vector<float> distance2;                 ///< as FixedCell::distance2
    std::array<std::vector<std::int32_t>, 3> by;  ///< differences of Place: atom less centre
    void reserve(std::size_t room) {
        room += 2 * overhang;
        if (atom.size() >= room) return;
        atom.resize(room), distance2.resize(room);
        for (auto& b : by) b.resize(room);
    }
};

/// Boxes of atoms: box b holds count[b] atoms from b * room on.
struct Boxes {
    std::array<const std::uint32_t*, 3> at{};
    const std::int32_t* atom = nullptr;
    const std::int32_t* count = nullptr;
    std::size_t room = 0;
};
/// Appends to `out` the atoms of these boxes nearer than the range. `out` must have room for all.
void gather_near(const FixedCell&, const Boxes&, std::span<const std::int32_t> boxes,
                 const Place& centre, float range2, NearAtoms& out);
/// (n) distances in double.
void near_distances(const FixedCell&, const NearAtoms&, double* out);

/// Phases of a histogram times `weights` (split, taps), whose phase f, tap t feeds row u + t of the
/// result from column u: result[c] = sum over f, t of weights(f, t) histogram_f[c - t].
void convolve(const BinLayout&, const std::int32_t* histogram, const float* weights,
              std::size_t taps, std::size_t rows, std::vector<float>& scratch, float* result);
/// out[0 .. strip) = sum over k of coefficient[k] table[row[k] * strip ...].
void weighted_rows(const float* table, const std::uint32_t* row, const float* coefficient,
                   std::size_t n, float* out);

}  // namespace crucible::rmc
