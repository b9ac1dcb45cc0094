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

/// Once, before any file is opened: no core file, no child, no file written, no new rights. Without
/// its parent the process ends with its input.
void limit_process(std::uint64_t most_memory);
/// From now on the kernel refuses what a decoder has no use for: programs, processes, sockets,
/// files opened for writing, removed or renamed. Without a kernel or a machine that knows how, the
/// other limits stay.
void forbid_calls();
/// Before each file; the length of the file decides.
void limit_request(const std::string& path);

}  // namespace crucible::decode
