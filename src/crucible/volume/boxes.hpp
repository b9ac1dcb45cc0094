#pragma once
// What boxes of growing size hold of a phase: fractal dimensions, lacunarity, and the size from
// which a sample represents its material.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "crucible/volume/phase.hpp"

namespace crucible::volume {

/// Sums over blocks: voxels of the phase and measured ones before each place on all axes.
class BlockSums {
public:
    /// 4 bytes per voxel, 8 where some are masked. Throws as `check_mask`.
    explicit BlockSums(const LabelVolume& mask);
    const Grid& grid() const { return grid_; }
    /// In the block of `side` voxels from `first` on; it must lie within the volume.
    PhaseCount count(const std::array<std::size_t, 3>& first,
                     const std::array<std::size_t, 3>& side) const;

private:
    std::uint32_t at(const std::vector<std::uint32_t>& sums, std::size_t i, std::size_t j,
                     std::size_t k) const {
        return sums[(i * (grid_.rows + 1) + j) * (grid_.columns + 1) + k];
    }
    Grid grid_;
    std::vector<std::uint32_t> phase_, measured_;
};

/// A straight line through points, and how well it fits.
struct Slope {
    double value = 0, determination = 0;
    std::size_t points = 0;
};

/// Boxes of a partition that begins at the first voxel; the last ones may be cut.
struct BoxCounts {
    std::vector<std::size_t> side;        ///< (n) voxels
    std::vector<std::uint64_t> occupied;  ///< (n) boxes with any voxel of the phase
    /// Minkowski-Bouligand dimension, -d ln(occupied) / d ln(side); nothing with fewer than 3
    /// sizes or without phase.
    std::optional<Slope> dimension;
};
/// Sides 2, 4, 8, ... up to a quarter of the shortest side of the volume.
BoxCounts count_boxes(const BlockSums&);

/// Generalised dimensions of the phase's mass (Hentschel and Procaccia,
/// doi:10.1016/0167-2789(83)90235-X), from the same boxes: D_q = slope of ln sum p^q over
/// ln(side), divided by q - 1; for q = 1 that of sum p ln p. D_0 is the box dimension, D_1 the
/// information dimension, D_2 the correlation dimension.
struct Multifractal {
    std::vector<double> q;
    std::vector<std::optional<Slope>> dimension;
};
Multifractal multifractal(const BlockSums&, std::span<const double> q);

/// Lacunarity <n^2> / <n>^2 of the share n of the phase in gliding boxes (Allain and Cloitre,
/// doi:10.1103/PhysRevA.44.3552). Boxes of which less than half was measured count nothing.
struct Lacunarity {
    std::vector<std::size_t> side;
    std::vector<double> value;
};
/// Without entries where there is no phase.
Lacunarity lacunarity(const BlockSums&, int threads = 1);

/// How the phase's share scatters among separate cubes of one size: the size at which the scatter
/// is small enough is a representative volume.
struct Representative {
    std::vector<std::size_t> side;
    std::vector<std::size_t> cubes;       ///< as many fit side by side, half of them measured
    std::vector<double> mean, deviation;  ///< of the share; sample deviation
    std::vector<double> lowest, highest;
    /// The least side from which on the deviation stays below `scatter` times the mean; nothing
    /// where it never does, or with fewer than 8 cubes.
    std::optional<std::size_t> side_within(double scatter) const;
};
Representative representative_volume(const BlockSums&);

}  // namespace crucible::volume
