#pragma once
// TIFF as a volume: the pages of one file, or of the files of a folder one after another.

#include <filesystem>
#include <memory>

#include "crucible/volume/source.hpp"

namespace crucible::volume {

/// Throws InputError (E-volume-tiff) for pages of different size or type, naming the first.
std::unique_ptr<VolumeSource> open_tiff(const std::filesystem::path&, const ReadSettings&);
bool is_tiff_name(const std::filesystem::path&);

}  // namespace crucible::volume
