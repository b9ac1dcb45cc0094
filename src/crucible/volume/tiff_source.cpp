#include "crucible/volume/tiff_source.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/volume/decode_description.hpp"
#include "crucible/volume/decoder_client.hpp"
#include "crucible/volume/folder.hpp"

namespace crucible::volume {
namespace {

/// Where a slice is.
struct TiffPage {
    std::string file;
    std::uint32_t index = 0;
};

class TiffSource final : public VolumeSource {
public:
    TiffSource(const std::filesystem::path& path, const ReadSettings& settings) {
        std::vector<FolderFile> files = files_in(path);
        std::uint64_t longest = 0;
        for (const FolderFile& f : files) longest = std::max(longest, f.bytes);
        client_ = std::make_unique<DecoderClient>(longest);
        std::size_t others = 0;
        for (const FolderFile& f : files) {
            if (files.size() > 1 && !is_tiff_name(f.path))
                ++others;
            else
                add(f);
        }
        if (others > 0)
            block_.warnings.push_back(fmt::format("{} {} no TIFF and left out", others,
                                                  others == 1 ? "file is" : "files are"));
        block_.grid.slices = pages_.size();
        if (settings.slope) block_.slope = *settings.slope;
        if (settings.intercept) block_.intercept = *settings.intercept;
        if (settings.padding) block_.padding = settings.padding;
        set_spacing(settings);
    }
    const Grid& grid() const override { return block_.grid; }
    Voxel voxel() const override {
        return block_.stored == Stored::uint8 && block_.slope == 1 && block_.intercept == 0 &&
                       !block_.padding
                   ? Voxel::uint8
                   : Voxel::int16;
    }
    void read(std::size_t first, std::span<std::int16_t> out) override { read_any(first, out); }
    void read(std::size_t first, std::span<std::uint8_t> out) override { read_any(first, out); }
    std::vector<std::string> warnings() const override { return block_.warnings; }

private:
    void add(const FolderFile& f) {
        const std::string file = f.path.string();
        if (f.bytes == 0)
            throw InputError("E-volume-tiff", "the file is empty", "save it again", {file});
        const DecodeAnswer a = client_->ask({DecodeWhat::describe_tiff, file});
        const std::vector<PageTags> tags = parse_tiff_description(a.text, file, f.bytes);
        for (std::size_t i = 0; i < tags.size(); ++i)
            add_page(tags[i], {file, static_cast<std::uint32_t>(i)});
    }
    void add_page(const PageTags& t, TiffPage page) {
        Grid& g = block_.grid;
        if (pages_.empty()) {
            g.rows = t.rows, g.columns = t.columns, block_.stored = t.stored;
            spacing_ = t.spacing;
            if (t.ink == PageTags::Ink::low_is_bright)
                block_.warnings.emplace_back(
                    "low numbers are meant to be bright: they are taken as they are");
        }
        if (t.rows != g.rows || t.columns != g.columns || t.stored != block_.stored)
            throw InputError("E-volume-tiff",
                             fmt::format("page {} has {} x {} voxels of {}, but those before have "
                                         "{} x {} of {}",
                                         page.index + 1, t.rows, t.columns, name(t.stored), g.rows,
                                         g.columns, name(block_.stored)),
                             "take it out, or save all pages alike", {page.file});
        pages_.push_back(std::move(page));
    }
    void set_spacing(const ReadSettings& settings) {
        if (settings.spacing) {
            block_.grid.spacing = *settings.spacing;
        } else if (spacing_) {
            block_.grid.spacing = {1, (*spacing_)[0], (*spacing_)[1]};
            block_.warnings.emplace_back("no distance between slices: taken as 1 mm");
        } else {
            block_.warnings.emplace_back("no spacing: taken as 1 mm");
        }
    }
    template <class T>
    void read_any(std::size_t first, std::span<T> out) {
        const std::size_t size = block_.grid.slice_size(), bytes = size * bytes_of(block_.stored);
        CRUCIBLE_ASSERT(first * size + out.size() <= block_.grid.size());
        for (std::size_t i = 0; i * size < out.size(); ++i) {
            const TiffPage& p = pages_[first + i];
            const DecodeAnswer a = client_->ask({DecodeWhat::voxels_tiff, p.file, p.index, bytes});
            if (a.voxels.size() != bytes)
                throw InputError("E-volume-tiff",
                                 fmt::format("page {} has {} bytes, not {}", p.index + 1,
                                             a.voxels.size(), bytes),
                                 "save it again", {p.file});
            convert(a.voxels, block_, (first + i) * size, p.file, out.subspan(i * size, size));
        }
    }

    std::unique_ptr<DecoderClient> client_;
    std::vector<TiffPage> pages_;
    VoxelBlock block_;
    std::optional<std::array<double, 2>> spacing_;
};

}  // namespace

bool is_tiff_name(const std::filesystem::path& path) {
    const std::string ending = lower(path.extension().string());
    return ending == ".tif" || ending == ".tiff";
}

std::unique_ptr<VolumeSource> open_tiff(const std::filesystem::path& path,
                                        const ReadSettings& settings) {
    return std::make_unique<TiffSource>(path, settings);
}

}  // namespace crucible::volume
