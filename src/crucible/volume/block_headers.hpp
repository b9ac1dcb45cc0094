#pragma once
// Formats that are a header and one block of numbers: MetaImage, NRRD, npy, bare numbers.

#include <string>
#include <string_view>

#include "crucible/volume/voxel_block.hpp"

namespace crucible::volume {

/// A header, and where the numbers are that it speaks of.
struct FoundBlock {
    VoxelBlock block;
    std::string data_file;  ///< beside the header; "" where the numbers follow it
    enum class Packing : std::uint8_t { plain, deflated } packing = Packing::plain;
    enum class Start : std::uint8_t {
        offset,     ///< at block.offset
        before_end  ///< as many bytes before the end of the file as the numbers take
    } start = Start::offset;
};

/// All throw InputError (E-volume-format, E-volume-spacing) with the line that is wrong. `bytes`
/// are the file, or its beginning. The first axis becomes columns, the last slices.
/// MetaImage: https://itk.org/Wiki/ITK/MetaIO/Documentation
FoundBlock parse_metaimage(std::string_view bytes, const std::string& file);
/// https://teem.sourceforge.net/nrrd/format.html ; encodings raw and gzip.
FoundBlock parse_nrrd(std::string_view bytes, const std::string& file);
/// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html ; shape (slices, rows,
/// columns) or (rows, columns).
FoundBlock parse_npy_volume(std::string_view bytes, const std::string& file);
/// Throws InputError (E-volume-format) for a type or byte order that nobody knows.
FoundBlock bare_block(const RawLayout&, const std::string& file);

}  // namespace crucible::volume
