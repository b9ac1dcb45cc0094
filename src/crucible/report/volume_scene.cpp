// What the volume viewer is given: two NIfTI-1 images, compressed and as text.

#include <cstring>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/report/html.hpp"
#include "crucible/report/page_parts.hpp"
#include "crucible/report/png.hpp"

namespace crucible::report {
namespace {

template <class T>
void put(std::string& header, std::size_t at, T value) {
    std::memcpy(header.data() + at, &value, sizeof value);
}

/// Bytes on a grid, the first slice on top: depth and rows run against the axes of NIfTI.
std::string nifti(const VolumeScene& s, const std::vector<std::uint8_t>& voxels) {
    std::string h(352, '\0');
    put<std::int32_t>(h, 0, 348);
    const std::int16_t dim[8] = {3,
                                 static_cast<std::int16_t>(s.shape[2]),
                                 static_cast<std::int16_t>(s.shape[1]),
                                 static_cast<std::int16_t>(s.shape[0]),
                                 1,
                                 1,
                                 1,
                                 1};
    std::memcpy(h.data() + 40, dim, sizeof dim);
    put<std::int16_t>(h, 70, 2);  // unsigned bytes
    put<std::int16_t>(h, 72, 8);  // bits
    const float pixdim[4] = {1, static_cast<float>(s.spacing[2]), static_cast<float>(s.spacing[1]),
                             static_cast<float>(s.spacing[0])};
    std::memcpy(h.data() + 76, pixdim, sizeof pixdim);
    put<float>(h, 108, 352);       // where voxels begin
    put<float>(h, 112, 1);         // slope
    put<std::int8_t>(h, 123, 2);   // millimetres
    put<std::int16_t>(h, 254, 1);  // the rows below say where voxels lie
    const float turn[3] = {pixdim[1], -pixdim[2], -pixdim[3]};
    for (std::size_t a = 0; a < 3; ++a) put<float>(h, 280 + 16 * a + 4 * a, turn[a]);
    std::memcpy(h.data() + 344, "n+1", 4);
    return h + std::string(voxels.begin(), voxels.end());
}

}  // namespace

std::string volume_scene_json(const VolumeScene& s) {
    const std::size_t n = s.shape[0] * s.shape[1] * s.shape[2];
    CRUCIBLE_ASSERT(s.grey.size() == n && (s.labels.empty() || s.labels.size() == n));
    std::string out = "{\"image\":\"" + base64(gzip(nifti(s, s.grey))) + "\",\"labels\":\"";
    if (!s.labels.empty()) out += base64(gzip(nifti(s, s.labels)));
    out += "\",\"classes\":[";
    for (const auto& [name, hue] : s.classes) {
        if (out.back() != '[') out += ',';
        out +=
            "{\"name\":" + json_string(name) + ",\"hue\":\"" + std::string(token(hue).name) + "\"}";
    }
    return out + "]}";
}

}  // namespace crucible::report
