#pragma once
// What most volume formats come down to: one block of numbers in a file, slice by slice, with a
// type, a byte order and a line that makes grey values of them.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/volume/source.hpp"

namespace crucible::volume {

enum class Stored : std::uint8_t { uint8, int8, uint16, int16, uint32, int32, float32, float64 };
std::size_t bytes_of(Stored);
/// "uint8", "float32"; the same words are read in `dtype`.
std::string_view name(Stored);
std::optional<Stored> stored_of(std::string_view name);
enum class ByteOrder : std::uint8_t { little, big };

/// A format's header, once it is understood.
struct VoxelBlock {
    Grid grid;
    Stored stored = Stored::int16;
    ByteOrder order = ByteOrder::little;
    std::size_t offset = 0;             ///< bytes in front of the first voxel
    double slope = 1, intercept = 0;    ///< value = slope * stored + intercept
    std::optional<double> padding;      ///< stored number that becomes `outside`
    std::vector<std::string> warnings;  ///< what is done where the file leaves a choice
};

/// Slices, rows and columns multiplied, times the bytes of a voxel. Throws InputError
/// (E-volume-format) for nothing, and for more than can be addressed.
std::size_t checked_bytes(const Grid&, Stored, const std::string& file);

/// The block of a file that lies in memory or is mapped.
std::unique_ptr<VolumeSource> open_block(const std::filesystem::path&, VoxelBlock,
                                         const ReadSettings&);
std::unique_ptr<VolumeSource> open_block(std::string bytes, const std::string& file, VoxelBlock,
                                         const ReadSettings&);

/// `from` (count * bytes_of(stored) bytes) as grey values. `first` is the index of the first of
/// them, for messages. Throws InputError (E-volume-values) for a value that is no number or does
/// not fit after rounding; int16 keeps -32768, `outside`.
void convert(std::string_view from, const VoxelBlock&, std::size_t first, const std::string& file,
             std::span<std::int16_t> out);
void convert(std::string_view from, const VoxelBlock&, std::size_t first, const std::string& file,
             std::span<std::uint8_t> out);

}  // namespace crucible::volume
