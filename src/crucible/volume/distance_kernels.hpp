#pragma once
// The vectorised loops of the distance transform. Internal to the module.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace crucible::volume {

/// What stands for "farther than 254" along an axis, and for its square.
inline constexpr std::uint8_t far_step = 255;
inline constexpr std::uint16_t far_square = 65535;

/// Steps along slices to the nearest rest: of `n` voxels of each slice, which lie `stride` apart.
void count_slice_steps(const std::uint8_t* mask, std::size_t slices, std::size_t stride,
                       std::size_t n, std::uint8_t* steps);

/// Room for the squares of one slice, with far ones around it.
class SquarePlane {
public:
    SquarePlane(std::size_t rows, std::size_t columns);
    std::uint16_t* row(std::size_t j) { return plane_.data() + (j + border) * stride_ + border; }
    std::uint16_t* line() { return line_.data() + border; }
    std::uint16_t* scratch() { return scratch_.data(); }
    std::size_t stride() const { return stride_; }

    static constexpr std::size_t border = 256;  ///< no square beyond can matter

private:
    std::size_t stride_;
    std::vector<std::uint16_t> plane_, line_, scratch_;
};

/// Squared distances of one slice from the steps along slices, in place of the minimum over the
/// other two axes; 0 outside the phase. False where a distance of 255 or more was met: then some
/// are wrong.
bool finish_plane(const std::uint8_t* mask, const std::uint8_t* steps, std::size_t rows,
                  std::size_t columns, SquarePlane& room, std::int32_t* squared);

}  // namespace crucible::volume
