#pragma once
// What crucible-decode tells of a file. Its text comes from a process that reads strangers' files,
// so it is checked like a file itself.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/volume/voxel_block.hpp"

namespace crucible::volume {

/// One slice, as far as place and values need to know. Lengths in mm.
struct SliceTags {
    std::string file;         ///< for messages, and to ask for its voxels
    std::uint32_t frame = 0;  ///< from 0
    std::string series, kernel, syntax, image_type;
    std::size_t rows = 0, columns = 0;
    int bits_allocated = 16, bits_stored = 16, high_bit = 15;
    enum class Sign : std::uint8_t { without, with } sign = Sign::without;
    std::optional<std::array<double, 3>> position;     ///< centre of the first voxel
    std::optional<std::array<double, 6>> orientation;  ///< along a row, along a column
    std::optional<std::array<double, 2>> spacing;      ///< between rows, between columns
    std::optional<double> location, thickness, between, instance, slope, intercept;
    std::optional<std::array<int, 2>> padding;  ///< stored values that mean nothing, inclusive
    enum class Coding : std::uint8_t { exact, lossy } coding = Coding::exact;
    enum class Content : std::uint8_t { slice, scout, colour, lookup } content = Content::slice;
};

/// The slices of one DICOM file. `file_bytes` is its length: an image that cannot be in it is
/// refused here, before anything is decoded. Throws InputError (E-volume-dicom,
/// E-volume-truncated, E-volume-syntax).
std::vector<SliceTags> parse_dicom_description(std::string_view text, const std::string& file,
                                               std::uint64_t file_bytes);

/// One page of a TIFF file.
struct PageTags {
    std::size_t rows = 0, columns = 0;
    Stored stored = Stored::uint8;
    std::optional<std::array<double, 2>> spacing;  ///< mm between rows, between columns
    enum class Ink : std::uint8_t { low_is_dark, low_is_bright } ink = Ink::low_is_dark;
};
/// The pages of a TIFF file, likewise.
std::vector<PageTags> parse_tiff_description(std::string_view text, const std::string& file,
                                             std::uint64_t file_bytes);

/// Stored voxels of one slice (bytes_per_voxel 1, 2 or 4, this machine's order) as signed numbers
/// of its stored bits. Throws InputError (E-volume-dicom) if there are not rows x columns.
std::vector<std::int32_t> stored_values(const SliceTags&, std::string_view bytes,
                                        std::size_t bytes_per_voxel);

}  // namespace crucible::volume
