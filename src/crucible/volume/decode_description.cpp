#include "crucible/volume/decode_description.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/volume/decode_protocol.hpp"

namespace crucible::volume {
namespace {

constexpr std::string_view damaged_cure = "export it again from the scanner or archive";

[[noreturn]] void bad_dicom(const std::string& file, const std::string& message,
                            std::string_view cure = damaged_cure) {
    throw InputError("E-volume-dicom", message, cure, {file});
}

/// How voxels are packed. What is not here is not decoded at all.
struct Syntax {
    std::string_view uid;
    enum Packing { plain, packed, lossy } packing;
};
constexpr Syntax syntaxes[] = {
    {"1.2.840.10008.1.2", Syntax::plain},         // implicit, little-endian
    {"1.2.840.10008.1.2.1", Syntax::plain},       // explicit, little-endian
    {"1.2.840.10008.1.2.2", Syntax::plain},       // explicit, big-endian
    {"1.2.840.10008.1.2.5", Syntax::packed},      // run lengths
    {"1.2.840.10008.1.2.4.50", Syntax::lossy},    // JPEG, 8 bits
    {"1.2.840.10008.1.2.4.51", Syntax::lossy},    // JPEG, 12 bits
    {"1.2.840.10008.1.2.4.57", Syntax::packed},   // JPEG lossless
    {"1.2.840.10008.1.2.4.70", Syntax::packed},   // JPEG lossless, first-order prediction
    {"1.2.840.10008.1.2.4.80", Syntax::packed},   // JPEG-LS
    {"1.2.840.10008.1.2.4.81", Syntax::lossy},    // JPEG-LS near-lossless
    {"1.2.840.10008.1.2.4.90", Syntax::packed},   // JPEG 2000 lossless
    {"1.2.840.10008.1.2.4.91", Syntax::packed}};  // JPEG 2000, either: another tag tells

/// Numbers as DICOM writes several of them: "0.5\0.5".
template <std::size_t N>
std::optional<std::array<double, N>> decimals(std::string_view text) {
    const std::vector<Word> words = fields(text, '\\');
    if (words.size() < N) return std::nullopt;
    std::array<double, N> v{};
    for (std::size_t i = 0; i < N; ++i) {
        const auto number = to_double(words[i].text);
        // A kilometre is beyond any scanner, and infinity cannot be sorted.
        if (!number || std::abs(*number) > 1e9) return std::nullopt;
        v[i] = *number;
    }
    return v;
}

std::optional<double> decimal(std::string_view text) {
    const auto v = decimals<1>(text);
    return v ? std::optional((*v)[0]) : std::nullopt;
}

/// Header of a file while its lines are read; frames start as copies of it.
struct DicomLines {
    SliceTags tags;
    std::size_t frames = 1;
    int samples = 1;
    std::string photometric = "MONOCHROME2";
    std::optional<int> padding, padding_limit;
    std::uint64_t voxel_bytes = 0;  ///< that are in the file, where they are not packed
};

int whole(std::string_view key, std::string_view value, int most, const std::string& file) {
    const auto n = to_integer(trim(value));
    if (!n || *n < 0 || *n > most) bad_dicom(file, fmt::format("{} is {}", key, in_quotes(value)));
    return static_cast<int>(*n);
}

/// Place and values, which frames may have of their own; false for other keys.
bool take_place(SliceTags& t, std::string_view key, std::string_view value) {
    if (key == "position")
        t.position = decimals<3>(value);
    else if (key == "orientation")
        t.orientation = decimals<6>(value);
    else if (key == "spacing")
        t.spacing = decimals<2>(value);
    else if (key == "location")
        t.location = decimal(value);
    else if (key == "thickness")
        t.thickness = decimal(value);
    else if (key == "between")
        t.between = decimal(value);
    else if (key == "slope")
        t.slope = decimal(value);
    else if (key == "intercept")
        t.intercept = decimal(value);
    else
        return false;
    return true;
}

bool take_text(DicomLines& h, std::string_view key, std::string_view value) {
    SliceTags& t = h.tags;
    if (key == "series")
        t.series = value;
    else if (key == "kernel")
        t.kernel = value;
    else if (key == "syntax")
        t.syntax = value;
    else if (key == "image_type")
        t.image_type = value;
    else if (key == "photometric")
        h.photometric = value;
    else if (key == "instance")
        t.instance = decimal(value);
    else if (key == "lossy")
        t.coding = value == "01" ? SliceTags::Coding::lossy : t.coding;
    else if (key == "lookup")
        t.content = SliceTags::Content::lookup;
    else
        return key == "class" || key == "modality" || key == "tilt";
    return true;
}

bool take_format(DicomLines& h, std::string_view key, std::string_view value,
                 const std::string& file) {
    SliceTags& t = h.tags;
    if (key == "rows")
        t.rows = static_cast<std::size_t>(whole(key, value, 65535, file));
    else if (key == "columns")
        t.columns = static_cast<std::size_t>(whole(key, value, 65535, file));
    else if (key == "frames")
        h.frames = static_cast<std::size_t>(whole(key, value, 65535, file));
    else if (key == "voxel_bytes")
        h.voxel_bytes = static_cast<std::uint64_t>(to_integer(value).value_or(0));
    else if (key == "samples")
        h.samples = whole(key, value, 65535, file);
    else if (key == "bits_allocated")
        t.bits_allocated = whole(key, value, 64, file);
    else if (key == "bits_stored")
        t.bits_stored = whole(key, value, 64, file);
    else if (key == "high_bit")
        t.high_bit = whole(key, value, 63, file);
    else if (key == "signed")
        t.sign = whole(key, value, 65535, file) ? SliceTags::Sign::with : SliceTags::Sign::without;
    else if (key == "padding")
        h.padding = whole(key, value, 65535, file);
    else if (key == "padding_limit")
        h.padding_limit = whole(key, value, 65535, file);
    else
        return false;
    return true;
}

/// The header's promise is held against what is there, before memory is taken.
void check_dicom(const DicomLines& h, const std::string& file, std::uint64_t file_bytes) {
    const SliceTags& t = h.tags;
    const auto syntax = std::find_if(std::begin(syntaxes), std::end(syntaxes),
                                     [&](const Syntax& s) { return s.uid == t.syntax; });
    if (syntax == std::end(syntaxes))
        throw InputError("E-volume-syntax",
                         fmt::format("its voxels are packed in a way that is not read ({})",
                                     in_quotes(t.syntax)),
                         "export it without compression, or with JPEG-LS or JPEG 2000", {file});
    if (t.rows == 0 || t.columns == 0 || h.frames == 0)
        bad_dicom(file, fmt::format("an image of {} x {} voxels, {} frames", t.rows, t.columns,
                                    h.frames));
    const bool has_good_bits =
        (t.bits_allocated == 8 || t.bits_allocated == 16 || t.bits_allocated == 32) &&
        t.bits_stored >= 1 && t.bits_stored <= t.bits_allocated &&
        t.high_bit >= t.bits_stored - 1 && t.high_bit < t.bits_allocated;
    if (!has_good_bits)
        bad_dicom(file, fmt::format("voxels of {} bits in {}, the highest in place {}",
                                    t.bits_stored, t.bits_allocated, t.high_bit));
    const std::uint64_t bytes = std::uint64_t{t.rows} * t.columns * h.frames *
                                static_cast<unsigned>(h.samples) *
                                static_cast<unsigned>(t.bits_allocated / 8);
    if (syntax->packing == Syntax::plain && bytes > std::min(h.voxel_bytes, file_bytes))
        throw InputError(
            "E-volume-truncated",
            fmt::format("its image takes {} bytes, but {} are there", bytes, h.voxel_bytes),
            damaged_cure, {file});
    if (bytes > decode_memory(file_bytes))
        throw ResourceError(
            "E-volume-memory",
            fmt::format("its image takes {} bytes unpacked, more than a file of {} bytes may",
                        bytes, file_bytes),
            "export it without compression", {file});
}

void finish_header(DicomLines& h) {
    SliceTags& t = h.tags;
    const auto signed_of = [&](int v) {
        return t.sign == SliceTags::Sign::with && v > 32767 ? v - 65536 : v;
    };
    if (h.padding) {
        const int a = signed_of(*h.padding), b = signed_of(h.padding_limit.value_or(*h.padding));
        t.padding = {std::min(a, b), std::max(a, b)};
    }
    for (const Syntax& s : syntaxes)
        if (s.uid == t.syntax && s.packing == Syntax::lossy) t.coding = SliceTags::Coding::lossy;
    if (h.samples != 1 || !h.photometric.starts_with("MONOCHROME"))
        t.content = SliceTags::Content::colour;
    if (t.image_type.find("LOCALIZER") != std::string::npos) t.content = SliceTags::Content::scout;
}

}  // namespace

std::vector<SliceTags> parse_dicom_description(std::string_view text, const std::string& file,
                                               std::uint64_t file_bytes) {
    DicomLines h;
    h.tags.file = file;
    std::vector<SliceTags> frames;
    LineReader lines(text, file);
    for (std::string_view line; lines.next(line);) {
        if (line == "frame") {
            // More of them than frames are of no use; fewer leave the rest as the file is.
            if (frames.size() >= h.frames) break;
            frames.push_back(h.tags);
            continue;
        }
        const std::size_t blank = line.find(' ');
        if (blank == line.npos) bad_dicom(file, "its description is damaged");
        const std::string_view key = line.substr(0, blank), value = line.substr(blank + 1);
        if (take_place(frames.empty() ? h.tags : frames.back(), key, value)) continue;
        if (!frames.empty() || !(take_text(h, key, value) || take_format(h, key, value, file)))
            bad_dicom(file, fmt::format("its description has {}", in_quotes(line)));
    }
    check_dicom(h, file, file_bytes);
    finish_header(h);
    frames.resize(h.frames, h.tags);
    for (std::size_t i = 0; i < frames.size(); ++i) {
        SliceTags& t = frames[i];
        t.frame = static_cast<std::uint32_t>(i);
        t.padding = h.tags.padding, t.coding = h.tags.coding, t.content = h.tags.content;
        if (t.slope && *t.slope == 0) bad_dicom(file, "its rescale slope is 0");
    }
    return frames;
}

std::vector<std::int32_t> stored_values(const SliceTags& t, std::string_view bytes,
                                        std::size_t bytes_per_voxel) {
    const std::size_t voxels = t.rows * t.columns;
    const bool is_known = bytes_per_voxel == 1 || bytes_per_voxel == 2 || bytes_per_voxel == 4;
    if (!is_known || bytes.size() != voxels * bytes_per_voxel)
        bad_dicom(t.file, fmt::format("its image has {} bytes, not {} x {} voxels", bytes.size(),
                                      t.rows, t.columns));
    std::vector<std::int32_t> out(voxels);
    // Only the stored bits count: others may hold overlays, and a decoder may have left out the
    // sign (a JPEG 2000 stream that says something else than the header).
    const int shift = std::min(t.high_bit + 1 - t.bits_stored,
                               static_cast<int>(8 * bytes_per_voxel) - t.bits_stored);
    const std::uint32_t mask = t.bits_stored >= 32 ? ~0u : (1u << t.bits_stored) - 1;
    const std::uint32_t top = t.sign == SliceTags::Sign::with ? 1u << (t.bits_stored - 1) : 0;
    if (shift < 0)
        bad_dicom(t.file,
                  fmt::format("{} bits in voxels of {} bytes", t.bits_stored, bytes_per_voxel));
    const auto fill = [&](auto type) {
        using T = decltype(type);
        const char* at = bytes.data();
        for (std::size_t i = 0; i < voxels; ++i, at += sizeof(T)) {
            T raw;
            std::memcpy(&raw, at, sizeof raw);
            const std::uint32_t v = static_cast<std::uint32_t>(raw) >> shift & mask;
            out[i] = static_cast<std::int32_t>((v ^ top) - top);
        }
    };
    if (bytes_per_voxel == 1)
        fill(std::uint8_t{});
    else if (bytes_per_voxel == 2)
        fill(std::uint16_t{});
    else
        fill(std::uint32_t{});
    if (t.bits_stored == 32 && t.sign == SliceTags::Sign::without)
        for (const std::int32_t v : out)
            if (v < 0)
                throw InputError("E-volume-values", "a stored value beyond 2147483647",
                                 "export it with 16 bits per voxel", {t.file});
    return out;
}

}  // namespace crucible::volume
