#include "crucible/volume/source.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/volume/mapped_file.hpp"
#include "crucible/volume/nifti.hpp"
#include "crucible/volume/voxel_block.hpp"

namespace crucible::volume {
namespace {

/// A volume in memory.
template <class T>
class HeldSource final : public VolumeSource {
public:
    explicit HeldSource(const Volume<T>& v) : volume_(v) {}
    const Grid& grid() const override { return volume_.grid; }
    Voxel voxel() const override { return sizeof(T) == 1 ? Voxel::uint8 : Voxel::int16; }
    void read(std::size_t first, std::span<std::int16_t> out) override {
        const auto from = slab(first, out.size());
        std::copy(from.begin(), from.end(), out.begin());
    }
    void read(std::size_t first, std::span<std::uint8_t> out) override {
        const auto from = slab(first, out.size());
        for (std::size_t i = 0; i < from.size(); ++i) {
            if (from[i] < 0 || from[i] > 255)
                throw InputError("E-volume-labels", fmt::format("{} is no label", from[i]),
                                 "labels and masks are whole numbers from 0 to 255");
            out[i] = static_cast<std::uint8_t>(from[i]);
        }
    }
    std::span<const std::int16_t> mapped() const override {
        if constexpr (sizeof(T) == 2)
            return volume_.voxels;
        else
            return {};
    }

private:
    std::span<const T> slab(std::size_t first, std::size_t voxels) const {
        const std::size_t begin = first * volume_.grid.slice_size();
        CRUCIBLE_ASSERT(begin + voxels <= volume_.voxels.size());
        return std::span<const T>(volume_.voxels).subspan(begin, voxels);
    }
    const Volume<T>& volume_;
};

template <class T>
Volume<T> read_part(VolumeSource& source, const Region& region) {
    const Grid& g = source.grid();
    Volume<T> v(part(g, region));
    const bool is_whole_slices = v.grid.slice_size() == g.slice_size();
    if (is_whole_slices) {
        source.read(region.first[0], std::span<T>(v.voxels));
        return v;
    }
    std::vector<T> slice(g.slice_size());
    for (std::size_t i = 0; i < v.grid.slices; ++i) {
        source.read(region.first[0] + i, std::span<T>(slice));
        for (std::size_t j = 0; j < v.grid.rows; ++j)
            std::copy_n(slice.data() + (region.first[1] + j) * g.columns + region.first[2],
                        v.grid.columns, v.slice(i).data() + j * v.grid.columns);
    }
    return v;
}

Region whole(const Grid& g) { return {{0, 0, 0}, {g.slices, g.rows, g.columns}}; }

/// The first bytes of a file, by which most formats are known.
std::string first_bytes(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) fail_errno("opening", path);
    std::string bytes(512, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    return bytes;
}

std::unique_ptr<VolumeSource> open_packed(const std::filesystem::path& path,
                                          const ReadSettings& settings) {
    std::string bytes = read_file(path, settings.memory_limit);
    if (!is_nifti(bytes))
        throw InputError("E-volume-format", "the packed file is no NIfTI-1 volume",
                         "unpack it with gunzip", {path.string()});
    VoxelBlock block = parse_nifti(bytes, path.string());
    return open_block(std::move(bytes), path.string(), std::move(block), settings);
}

}  // namespace

std::unique_ptr<VolumeSource> open_volume(const std::filesystem::path& path,
                                          const ReadSettings& settings) {
    const std::string start = first_bytes(path);
    if (start.empty())
        throw InputError("E-volume-format", "the file is empty", "fetch it again", {path.string()});
    if (start.starts_with("\x1f\x8b")) return open_packed(path, settings);
    if (is_nifti(start)) return open_block(path, parse_nifti(start, path.string()), settings);
    throw InputError("E-volume-format", "this is no volume in a format that is read",
                     "give NIfTI-1 (.nii, .nii.gz)", {path.string()});
}

std::unique_ptr<VolumeSource> as_source(const CtVolume& v) {
    return std::make_unique<HeldSource<std::int16_t>>(v);
}
std::unique_ptr<VolumeSource> as_source(const LabelVolume& v) {
    return std::make_unique<HeldSource<std::uint8_t>>(v);
}

CtVolume read_ct(VolumeSource& s) { return read_part<std::int16_t>(s, whole(s.grid())); }
CtVolume read_ct(VolumeSource& s, const Region& r) { return read_part<std::int16_t>(s, r); }
LabelVolume read_labels(VolumeSource& s) { return read_part<std::uint8_t>(s, whole(s.grid())); }
LabelVolume read_labels(VolumeSource& s, const Region& r) { return read_part<std::uint8_t>(s, r); }

}  // namespace crucible::volume
