#pragma once
// A PNG from 8-bit pixels, for heat maps and images inside SVG.

#include <cstdint>
#include <span>
#include <string>

namespace crucible::report {

enum class PixelFormat : std::uint8_t { grey, rgb };

/// `pixels` are (height, width) or (height, width, 3), rows from the top.
/// The sizes must match; this is asserted.
std::string png(std::span<const std::uint8_t> pixels, std::size_t width, std::size_t height,
                PixelFormat);
std::string base64(std::string_view bytes);

}  // namespace crucible::report
