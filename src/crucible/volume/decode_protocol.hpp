#pragma once
// What crucible-decode and the program that starts it say to each other. All numbers are
// little-endian.
//
//   request: length u32 of what follows | what u8 | index u32 | path
//   answer:  state u8 | length of the text u32 | length of the voxels u64 | text | voxels
//
// The text of a description is lines `key value`: what holds for the file, then for each frame or
// page a line `frame` and what holds for it alone. It never has a name, an identity or a date of
// a patient: only keys of the list in decode_description.cpp are passed on.

#include <cstdint>

namespace crucible::volume {

enum class DecodeWhat : std::uint8_t {
    describe_dicom = 'd',
    voxels_dicom = 'D',
    describe_tiff = 't',
    voxels_tiff = 'T'
};
enum class DecodeState : std::uint8_t {
    good = '+',
    refused = '-',    ///< the text says why
    no_image = '0',   ///< a DICOM object without an image, or no such file at all
    not_built = '?',  ///< the text names the package
};

inline constexpr std::size_t decode_answer_head = 1 + 4 + 8;
inline constexpr std::uint32_t decode_longest_text = 64u << 20;
inline constexpr std::uint32_t decode_longest_path = 1u << 16;

/// Address space that decoding a file of this length may take: bombs end here.
inline constexpr std::uint64_t decode_memory(std::uint64_t file_bytes) {
    return 4 * file_bytes + (std::uint64_t{256} << 20);
}
inline constexpr int decode_seconds = 30;  ///< of processor time, and of waiting

}  // namespace crucible::volume
