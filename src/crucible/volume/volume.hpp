#pragma once
// CT volumes. Axes are always (slice, row, column), slices from the top of the core downwards and
// columns fastest in memory, so that a volume is its slices one after another.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace crucible::volume {

/// Shape and place of a volume.
struct Grid {
    std::size_t slices = 0, rows = 0, columns = 0;
    std::array<double, 3> spacing{1, 1, 1};  ///< mm between slices, rows, columns
    std::array<double, 3> origin{0, 0, 0};   ///< mm, centre of the first voxel, same order

    std::size_t slice_size() const { return rows * columns; }
    std::size_t size() const { return slices * rows * columns; }
    double voxel_volume() const { return spacing[0] * spacing[1] * spacing[2]; }  ///< mm^3
    friend bool operator==(const Grid&, const Grid&) = default;
};

/// Values on a grid, shape (slices, rows, columns).
template <class T>
struct Volume {
    Grid grid;
    std::vector<T> voxels;

    Volume() = default;
    explicit Volume(const Grid& g, T value = {}) : grid(g), voxels(g.size(), value) {}

    T& operator()(std::size_t i, std::size_t j, std::size_t k) {
        return voxels[(i * grid.rows + j) * grid.columns + k];
    }
    const T& operator()(std::size_t i, std::size_t j, std::size_t k) const {
        return voxels[(i * grid.rows + j) * grid.columns + k];
    }
    std::span<T> slice(std::size_t i) {
        return {voxels.data() + i * grid.slice_size(), grid.slice_size()};
    }
    std::span<const T> slice(std::size_t i) const {
        return {voxels.data() + i * grid.slice_size(), grid.slice_size()};
    }
};

/// Hounsfield units, or grey values where nobody calibrated them; `outside` where nothing was
/// measured (padding, beyond a mask).
using CtVolume = Volume<std::int16_t>;
inline constexpr std::int16_t outside = INT16_MIN;

/// Small numbers: classes, phases, masks (0 = not in it).
using LabelVolume = Volume<std::uint8_t>;

/// A block of voxels, half open, by index.
struct Region {
    std::array<std::size_t, 3> first{0, 0, 0}, end{0, 0, 0};
    friend bool operator==(const Region&, const Region&) = default;
};

/// The region's grid; its origin moves along. Throws InputError (E-volume-region) for one that is
/// empty or reaches beyond the volume.
Grid part(const Grid&, const Region&);

}  // namespace crucible::volume
