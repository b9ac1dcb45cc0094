#include "crucible/volume/source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/volume/block_headers.hpp"
#include "crucible/volume/folder.hpp"
#include "crucible/volume/mapped_file.hpp"
#include "crucible/volume/nifti.hpp"
#include "crucible/volume/series_source.hpp"
#include "crucible/volume/tiff_source.hpp"
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

/// The file that a header names: beside it, and nowhere else.
std::filesystem::path beside(const std::filesystem::path& header, const std::string& name) {
    const std::filesystem::path file(name);
    const bool is_plain = file.has_filename() && file.filename() == file && name != "..";
    if (!is_plain)
        throw InputError("E-volume-format", fmt::format("its voxels are in {}", in_quotes(name)),
                         "put the file of the voxels beside the header, and its bare name in it",
                         {header.string()});
    return header.parent_path() / file;
}

std::unique_ptr<VolumeSource> open_found(const std::filesystem::path& path, FoundBlock found,
                                         const ReadSettings& settings) {
    const auto data = found.data_file.empty() ? path : beside(path, found.data_file);
    if (settings.spacing) std::erase(found.block.warnings, "no spacing: taken as 1 mm");
    const std::size_t bytes = checked_bytes(found.block.grid, found.block.stored, path.string());
    if (found.packing == FoundBlock::Packing::plain) {
        if (found.start == FoundBlock::Start::before_end) {
            const std::size_t size = MappedFile(data).bytes().size();
            found.block.offset = size > bytes ? size - bytes : 0;
        }
        return open_block(data, std::move(found.block), settings);
    }
    if (bytes > settings.memory_limit)
        throw ResourceError("E-volume-memory",
                            fmt::format("{} bytes are to be unpacked into memory", bytes),
                            "unpack the file, or raise the memory limit", {path.string()});
    const MappedFile map(data);
    const std::string_view packed =
        map.bytes().substr(std::min(found.block.offset, map.bytes().size()));
    std::string unpacked = with_context(
        data.string(), [&] { return gunzip(packed, std::min(bytes, settings.memory_limit)); });
    found.block.offset = 0;
    return open_block(std::move(unpacked), path.string(), std::move(found.block), settings);
}

/// Slices from the last to the first.
class TurnedSource final : public VolumeSource {
public:
    explicit TurnedSource(std::unique_ptr<VolumeSource> source) : source_(std::move(source)) {}
    const Grid& grid() const override { return source_->grid(); }
    Voxel voxel() const override { return source_->voxel(); }
    void read(std::size_t first, std::span<std::int16_t> out) override { read_any(first, out); }
    void read(std::size_t first, std::span<std::uint8_t> out) override { read_any(first, out); }
    std::vector<std::string> warnings() const override { return source_->warnings(); }

private:
    template <class T>
    void read_any(std::size_t first, std::span<T> out) {
        const std::size_t size = grid().slice_size();
        for (std::size_t i = 0; i * size < out.size(); ++i)
            source_->read(grid().slices - 1 - (first + i), out.subspan(i * size, size));
    }
    std::unique_ptr<VolumeSource> source_;
};

/// Either byte order, with offsets of 32 or 64 bits.
bool is_tiff(std::string_view start) {
    for (const std::string_view magic :
         {std::string_view("II*\0", 4), std::string_view("MM\0*", 4), std::string_view("II+\0", 4),
          std::string_view("MM\0+", 4)})
        if (start.starts_with(magic)) return true;
    return false;
}

std::unique_ptr<VolumeSource> open_file(const std::filesystem::path& path,
                                        const ReadSettings& settings) {
    const std::string start = first_bytes(path), file = path.string();
    if (start.empty())
        throw InputError("E-volume-format", "the file is empty", "fetch it again", {file});
    if (settings.raw) return open_found(path, bare_block(*settings.raw, file), settings);
    if (start.starts_with("\x1f\x8b")) return open_packed(path, settings);
    if (is_nifti(start)) return open_block(path, parse_nifti(start, file), settings);
    const std::string ending = lower(path.extension().string());
    const auto bytes = [&] { return std::make_unique<MappedFile>(path); };
    if (ending == ".mhd" || ending == ".mha")
        return open_found(path, parse_metaimage(bytes()->bytes(), file), settings);
    if (start.starts_with("NRRD"))
        return open_found(path, parse_nrrd(bytes()->bytes(), file), settings);
    if (start.starts_with("\x93NUMPY"))
        return open_found(path, parse_npy_volume(bytes()->bytes(), file), settings);
    if (is_tiff_name(path) || is_tiff(start)) return open_tiff(path, settings);
    throw InputError("E-volume-format", "this is no volume in a format that is read",
                     "give NIfTI-1, MetaImage, NRRD, npy, TIFF or DICOM; for bare numbers give "
                     "shape and dtype",
                     {file});
}

std::unique_ptr<VolumeSource> open_folder(const std::filesystem::path& path,
                                          const ReadSettings& settings) {
    std::size_t tiffs = 0;
    const std::vector<FolderFile> files = files_in(path);
    for (const FolderFile& f : files) tiffs += is_tiff_name(f.path);
    if (2 * tiffs > files.size()) return open_tiff(path, settings);
    return open_series(path, settings);
}

bool is_dicom(const std::filesystem::path& path) {
    const std::string start = first_bytes(path);
    const std::string ending = lower(path.extension().string());
    return ending == ".dcm" || (start.size() >= 132 && start.compare(128, 4, "DICM") == 0);
}

}  // namespace

std::unique_ptr<VolumeSource> open_volume(const std::filesystem::path& path,
                                          const ReadSettings& settings) {
    const bool is_folder = std::filesystem::is_directory(path);
    if (!is_folder && !settings.raw && is_dicom(path)) return open_series(path, settings);
    auto source = is_folder ? open_folder(path, settings) : open_file(path, settings);
    // The sorter of DICOM has turned its slices already.
    if (settings.top == Top::first || dynamic_cast<SeriesSource*>(source.get())) return source;
    return std::make_unique<TurnedSource>(std::move(source));
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
