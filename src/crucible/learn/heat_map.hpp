#pragma once
// From what a layer says to a picture over the image.

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "crucible/num/array.hpp"

namespace crucible::learn {

/// Bilinear; pixels are squares, so that corners map to corners. At the border the outermost pixels
/// go on.
Array2<float> resized(Span2D<const float>, std::size_t height, std::size_t width);

/// Which way a map is read.
enum class Sense {
    increase,  ///< as it is: high where it raises the prediction
    decrease   ///< negated: high where it lowers it
};
Array2<float> sensed(const Array2<float>&, Sense);
/// max(0, x)
Array2<float> cut_off(const Array2<float>&);

/// From 0 to 1; a flat map, or one that is not finite, becomes zeros.
Array2<float> scaled(const Array2<float>&);

/// The pixels at least half as high as the highest; the others become 0.
Array2<float> hot_part(const Array2<float>&);

/// Centre of gravity (row, column) of a map without negative values, in pixels from the first
/// pixel's centre; the middle of a map of zeros.
std::array<double, 2> centroid(const Array2<float>&);

}  // namespace crucible::learn
