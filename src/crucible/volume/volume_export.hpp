#pragma once
// Volumes for other programs.

#include <cstdint>
#include <filesystem>

#include "crucible/volume/source.hpp"

namespace crucible::volume {

enum class ExportFormat : std::uint8_t { nifti, metaimage, nrrd, npy, tiff };

/// One file: .nii, .mha, .nrrd, .npy or .tif of as many pages as there are slices, int16 or uint8
/// as the source has them, without compression. Voxels are written slab by slab. npy has no place
/// for spacing, TIFF none for the distance of slices. Throws IoError; InputError
/// (E-volume-format) for more than a format can hold: 4 GB in TIFF.
void write_volume(VolumeSource&, const std::filesystem::path&, ExportFormat);

}  // namespace crucible::volume
