#pragma once
// NIfTI-1, https://nifti.nimh.nih.gov/nifti-1 : the header of 348 bytes of a .nii file.

#include <cstdint>
#include <string>
#include <string_view>

#include "crucible/volume/voxel_block.hpp"

namespace crucible::volume {

/// Bytes in front of the voxels of the files that Crucible writes.
inline constexpr std::size_t nifti_offset = 352;

bool is_nifti(std::string_view bytes);
/// Reads the header; `bytes` are the whole file, whose length is checked. Axis 1 becomes columns,
/// axis 2 rows, axis 3 slices, in the file's order: sform and qform give spacing and place, never
/// a turn or a flip, and a warning says so where they would. Throws InputError (E-volume-format).
VoxelBlock parse_nifti(std::string_view bytes, const std::string& file);
/// Throws InputError (E-volume-format) for shapes that the header, which counts in 16 bits, cannot
/// hold; `file` is what was to be written.
void require_nifti_shape(const Grid&, const std::string& file);
/// The 352 bytes in front of little-endian voxels.
std::string nifti_header(const Grid&, Voxel);

/// The number that an int16 voxel holds for a share of 1 behind `nifti_share_header`.
inline constexpr std::int16_t nifti_whole = INT16_MAX;
/// The same in front of int16 voxels that stand for shares from 0 to 1, the window that viewers
/// open with.
std::string nifti_share_header(const Grid&);

}  // namespace crucible::volume
