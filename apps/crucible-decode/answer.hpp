#pragma once
// What one request comes to.

#include <string>
#include <vector>

#include "crucible/volume/decode_protocol.hpp"

namespace crucible::decode {

using volume::DecodeState;

struct Answer {
    DecodeState state = DecodeState::good;
    std::string text;
    std::vector<char> voxels;
};

inline Answer refused(std::string why) { return {DecodeState::refused, std::move(why), {}}; }
inline Answer no_image(std::string what) { return {DecodeState::no_image, std::move(what), {}}; }

Answer describe_dicom(const std::string& path);
/// Voxels of one frame as they are stored, in this machine's byte order; the text is the number of
/// bytes that a voxel takes.
Answer dicom_voxels(const std::string& path, std::uint32_t frame);
Answer describe_tiff(const std::string& path);
Answer tiff_voxels(const std::string& path, std::uint32_t page);

}  // namespace crucible::decode
