#include "crucible/volume/voxel_block.hpp"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "crucible/base/error.hpp"
#include "crucible/volume/mapped_file.hpp"

namespace crucible::volume {
namespace {

constexpr std::string_view stored_names[] = {"uint8",  "int8",  "uint16",  "int16",
                                             "uint32", "int32", "float32", "float64"};
constexpr std::size_t stored_bytes[] = {1, 1, 2, 2, 4, 4, 4, 8};
constexpr auto own_order =
    std::endian::native == std::endian::big ? ByteOrder::big : ByteOrder::little;

bool is_as_stored(const VoxelBlock& b) { return b.slope == 1 && b.intercept == 0 && !b.padding; }

template <class Use>
void with_stored_type(Stored stored, Use&& use) {
    switch (stored) {
        case Stored::uint8:
            return use(std::uint8_t{});
        case Stored::int8:
            return use(std::int8_t{});
        case Stored::uint16:
            return use(std::uint16_t{});
        case Stored::int16:
            return use(std::int16_t{});
        case Stored::uint32:
            return use(std::uint32_t{});
        case Stored::int32:
            return use(std::int32_t{});
        case Stored::float32:
            return use(float{});
        case Stored::float64:
            return use(double{});
    }
}

/// One number of the file, its bytes turned where the file counts from the other end.
template <class From>
From stored_number(const char* at, ByteOrder order) {
    char bytes[sizeof(From)];
    for (std::size_t i = 0; i < sizeof(From); ++i)
        bytes[i] = at[order == own_order ? i : sizeof(From) - 1 - i];
    From v;
    std::memcpy(&v, bytes, sizeof v);
    return v;
}

[[noreturn]] void refuse_value(double v, std::size_t index, const Grid& g, const std::string& file,
                               bool for_labels) {
    const std::size_t in_slice = index % g.slice_size();
    const std::string place = fmt::format("slice {}, row {}, column {}", index / g.slice_size(),
                                          in_slice / g.columns, in_slice % g.columns);
    if (!std::isfinite(v))
        throw InputError("E-volume-values", fmt::format("the voxel at {} is not a number", place),
                         "put a number there; -32768 says that nothing was measured", {file});
    if (for_labels)
        throw InputError("E-volume-labels",
                         fmt::format("the voxel at {} is {}, which is no label", place, v),
                         "labels and masks are whole numbers from 0 to 255", {file});
    throw InputError("E-volume-values",
                     fmt::format("the voxel at {} is {}, beyond -32767..32767", place, v),
                     "give slope and intercept that bring the values into this range, such as "
                     "--rescale 0.4,0 (in a study rescale = [0.4, 0]) for 16-bit greys "
                     "without sign",
                     {file});
}

template <class From, class To>
void convert_all(std::string_view from, const VoxelBlock& b, std::size_t first,
                 const std::string& file, std::span<To> out) {
    constexpr bool for_labels = sizeof(To) == 1;
    const bool as_stored = is_as_stored(b);
    // The lowest number means "outside": it is not to come out of an accident of rounding.
    const double low = for_labels                                        ? 0
                       : std::is_same_v<From, std::int16_t> && as_stored ? -32768
                                                                         : -32767;
    const double high = for_labels ? 255 : 32767;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto stored = stored_number<From>(from.data() + i * sizeof(From), b.order);
        double v = static_cast<double>(stored);
        if (!for_labels && b.padding && v == *b.padding) {
            out[i] = static_cast<To>(outside);
            continue;
        }
        if (!as_stored) v = b.slope * v + b.intercept;
        if (std::is_floating_point_v<From> || !as_stored) {
            if (for_labels && v != std::nearbyint(v))
                refuse_value(v, first + i, b.grid, file, true);
            v = std::nearbyint(v);
        }
        if (!(v >= low && v <= high)) refuse_value(v, first + i, b.grid, file, for_labels);
        out[i] = static_cast<To>(v);
    }
}

/// Voxels in memory, of a mapped file or unpacked.
class BlockSource final : public VolumeSource {
public:
    BlockSource(std::unique_ptr<MappedFile> map, std::string held, std::string file, VoxelBlock b)
        : map_(std::move(map)),
          held_(std::move(held)),
          file_(std::move(file)),
          block_(std::move(b)) {
        voxels_ = (map_ ? map_->bytes() : std::string_view(held_))
                      .substr(block_.offset, block_.grid.size() * bytes_of(block_.stored));
    }
    const Grid& grid() const override { return block_.grid; }
    Voxel voxel() const override {
        return block_.stored == Stored::uint8 && is_as_stored(block_) ? Voxel::uint8 : Voxel::int16;
    }
    void read(std::size_t first, std::span<std::int16_t> out) override { read_any(first, out); }
    void read(std::size_t first, std::span<std::uint8_t> out) override { read_any(first, out); }
    std::span<const std::int16_t> mapped() const override {
        const bool is_plain = !is_large() && block_.stored == Stored::int16 &&
                              is_as_stored(block_) && block_.order == own_order &&
                              reinterpret_cast<std::uintptr_t>(voxels_.data()) % 2 == 0;
        if (!is_plain) return {};
        return {reinterpret_cast<const std::int16_t*>(voxels_.data()), block_.grid.size()};
    }
    std::vector<std::string> warnings() const override { return block_.warnings; }

private:
    template <class T>
    void read_any(std::size_t first, std::span<T> out) {
        const std::size_t begin = first * block_.grid.slice_size();
        CRUCIBLE_ASSERT(begin + out.size() <= block_.grid.size());
        const std::size_t bytes = bytes_of(block_.stored);
        const std::string_view part = voxels_.substr(begin * bytes, out.size() * bytes);
        convert(part, block_, begin, file_, out);
        if (is_large()) map_->forget(part);
    }
    /// Of such a file no more is to be in memory than what is being read.
    bool is_large() const { return map_ && voxels_.size() > std::size_t{1} << 30; }

    std::unique_ptr<MappedFile> map_;
    std::string held_, file_;
    VoxelBlock block_;
    std::string_view voxels_;
};

std::unique_ptr<VolumeSource> open_bytes(std::unique_ptr<MappedFile> map, std::string held,
                                         const std::string& file, VoxelBlock b,
                                         const ReadSettings& settings) {
    const std::size_t bytes = checked_bytes(b.grid, b.stored, file);
    const std::size_t there = map ? map->bytes().size() : held.size();
    if (there < b.offset || there - b.offset < bytes)
        throw InputError("E-volume-truncated",
                         fmt::format("{} x {} x {} voxels of {} take {} bytes from byte {} on, but "
                                     "the file has {}",
                                     b.grid.slices, b.grid.rows, b.grid.columns, name(b.stored),
                                     bytes, b.offset, there),
                         "fetch the file again, or correct its header or shape", {file});
    if (settings.slope) b.slope = *settings.slope;
    if (settings.intercept) b.intercept = *settings.intercept;
    if (settings.padding) b.padding = settings.padding;
    if (settings.spacing) b.grid.spacing = *settings.spacing;
    if (!(std::isfinite(b.slope) && b.slope != 0 && std::isfinite(b.intercept)))
        throw InputError(
            "E-volume-values",
            fmt::format("slope {} and intercept {} make no values", b.slope, b.intercept),
            "give a slope other than 0", {file});
    for (const double s : b.grid.spacing)
        if (!(s > 0 && std::isfinite(s)))
            throw InputError("E-volume-spacing",
                             fmt::format("a distance of {} mm between voxels", s),
                             "give spacing = [between slices, rows, columns] in mm", {file});
    return std::make_unique<BlockSource>(std::move(map), std::move(held), file, std::move(b));
}

}  // namespace

std::size_t bytes_of(Stored s) { return stored_bytes[static_cast<std::size_t>(s)]; }
std::string_view name(Stored s) { return stored_names[static_cast<std::size_t>(s)]; }
std::optional<Stored> stored_of(std::string_view name) {
    for (std::size_t i = 0; i < std::size(stored_names); ++i)
        if (stored_names[i] == name) return static_cast<Stored>(i);
    return std::nullopt;
}

std::size_t checked_bytes(const Grid& g, Stored stored, const std::string& file) {
    // 2^44 bytes are more than any file: what is larger is a damaged or hostile header.
    std::size_t bytes = bytes_of(stored);
    for (const std::size_t n : {g.slices, g.rows, g.columns}) {
        if (n == 0 || n > (std::size_t{1} << 44) / bytes)
            throw InputError("E-volume-format",
                             fmt::format("a volume of {} x {} x {} slices, rows, columns", g.slices,
                                         g.rows, g.columns),
                             "correct the header or shape", {file});
        bytes *= n;
    }
    return bytes;
}

void convert(std::string_view from, const VoxelBlock& b, std::size_t first, const std::string& file,
             std::span<std::int16_t> out) {
    const bool is_plain = b.stored == Stored::int16 && is_as_stored(b) && b.order == own_order;
    if (is_plain) {
        std::memcpy(out.data(), from.data(), from.size());
        return;
    }
    with_stored_type(b.stored, [&](auto type) {
        convert_all<decltype(type), std::int16_t>(from, b, first, file, out);
    });
}

void convert(std::string_view from, const VoxelBlock& b, std::size_t first, const std::string& file,
             std::span<std::uint8_t> out) {
    if (b.stored == Stored::uint8 && is_as_stored(b)) {
        std::memcpy(out.data(), from.data(), from.size());
        return;
    }
    with_stored_type(b.stored, [&](auto type) {
        convert_all<decltype(type), std::uint8_t>(from, b, first, file, out);
    });
}

std::unique_ptr<VolumeSource> open_block(const std::filesystem::path& path, VoxelBlock b,
                                         const ReadSettings& settings) {
    return open_bytes(std::make_unique<MappedFile>(path), "", path.string(), std::move(b),
                      settings);
}

std::unique_ptr<VolumeSource> open_block(std::string bytes, const std::string& file, VoxelBlock b,
                                         const ReadSettings& settings) {
    return open_bytes(nullptr, std::move(bytes), file, std::move(b), settings);
}

}  // namespace crucible::volume
