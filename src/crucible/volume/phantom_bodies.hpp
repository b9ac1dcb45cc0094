#pragma once
// Stones, roots, wood and burrows of a phantom: ellipsoids and chains of balls, drawn slice by
// slice.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "crucible/volume/phantom.hpp"

namespace crucible::volume {

/// How many there are in 100 x 70.2 x 70.2 mm; stones go with the volume, the others with the area.
struct BodyCounts {
    double stones = 0, dense = 0, roots = 0, wood = 0, burrows = 0;
};

/// x^T m x <= 1 about a centre; `reach` along depth. A ball has m = 1 / r^2.
struct Body {
    Matter matter = Matter::none;
    float value = 0;                 ///< HU
    std::array<double, 3> centre{};  ///< mm: depth, row, column
    std::array<double, 6> m{};       ///< zz, yy, xx, yx, zx, zy in mm^-2
    std::array<double, 3> reach{};   ///< half lengths of its box, mm
};

/// In the order in which they are painted: later ones win, but burrows end at stones. Height and
/// widths of the volume in mm.
std::vector<Body> phantom_bodies(const BodyCounts&, std::array<double, 3> size, std::uint64_t seed);

/// Paints those that reach a slice. Slices are asked for in ascending order.
class BodyPainter {
public:
    BodyPainter(std::vector<Body> bodies, const Grid& grid);
    /// `clean` in HU and `truth`, shapes (rows, columns).
    void paint(std::size_t slice, std::span<float> clean, std::span<std::uint8_t> truth);

private:
    void paint(const Body&, double depth, std::span<float> clean,
               std::span<std::uint8_t> truth) const;
    std::vector<Body> bodies_;
    std::vector<std::size_t> by_top_, active_;  ///< `active_` in painting order
    std::size_t next_ = 0;
    Grid grid_;
};

}  // namespace crucible::volume
