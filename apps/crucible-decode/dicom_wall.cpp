// DICOM by GDCM: the header's tags that geometry and values need, and the stored voxels.

#include <gdcmImageReader.h>
#include <gdcmReader.h>
#include <gdcmSequenceOfItems.h>
#include <gdcmTrace.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <optional>

#include "answer.hpp"

namespace crucible::decode {
namespace {

void be_quiet() {
    gdcm::Trace::DebugOff();
    gdcm::Trace::WarningOff();
    gdcm::Trace::ErrorOff();
}

/// A tag of the header under the name that it has in a description. No tag of a patient is here.
struct Wanted {
    const char* key;
    std::uint16_t group, element;
    enum { text, number } kind;
};
constexpr Wanted file_tags[] = {
    {"class", 0x0008, 0x0016, Wanted::text},
    {"image_type", 0x0008, 0x0008, Wanted::text},
    {"modality", 0x0008, 0x0060, Wanted::text},
    {"series", 0x0020, 0x000e, Wanted::text},
    {"instance", 0x0020, 0x0013, Wanted::text},
    {"kernel", 0x0018, 0x1210, Wanted::text},
    {"tilt", 0x0018, 0x1120, Wanted::text},
    {"frames", 0x0028, 0x0008, Wanted::text},
    {"rows", 0x0028, 0x0010, Wanted::number},
    {"columns", 0x0028, 0x0011, Wanted::number},
    {"samples", 0x0028, 0x0002, Wanted::number},
    {"photometric", 0x0028, 0x0004, Wanted::text},
    {"bits_allocated", 0x0028, 0x0100, Wanted::number},
    {"bits_stored", 0x0028, 0x0101, Wanted::number},
    {"high_bit", 0x0028, 0x0102, Wanted::number},
    {"signed", 0x0028, 0x0103, Wanted::number},
    {"padding", 0x0028, 0x0120, Wanted::number},
    {"padding_limit", 0x0028, 0x0121, Wanted::number},
    {"lossy", 0x0028, 0x2110, Wanted::text},
};
/// Of the file, or of a frame of an enhanced object.
constexpr Wanted frame_tags[] = {
    {"position", 0x0020, 0x0032, Wanted::text},  {"orientation", 0x0020, 0x0037, Wanted::text},
    {"location", 0x0020, 0x1041, Wanted::text},  {"spacing", 0x0028, 0x0030, Wanted::text},
    {"thickness", 0x0018, 0x0050, Wanted::text}, {"between", 0x0018, 0x0088, Wanted::text},
    {"slope", 0x0028, 0x1053, Wanted::text},     {"intercept", 0x0028, 0x1052, Wanted::text},
};
/// Sequences of the functional groups that hold them.
constexpr std::array<std::uint16_t, 2> frame_sequences[] = {
    {0x0020, 0x9113}, {0x0020, 0x9116}, {0x0028, 0x9110}, {0x0028, 0x9145}};

/// Printable, and not long: it goes into lines.
std::string clean(const char* bytes, std::size_t length) {
    std::string out;
    for (std::size_t i = 0; i < length && out.size() < 256 && bytes[i] != '\0'; ++i)
        out += bytes[i] >= ' ' && bytes[i] < 127 ? bytes[i] : '?';
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

void tell(std::string& text, const gdcm::DataSet& set, const Wanted& w) {
    const gdcm::Tag tag(w.group, w.element);
    if (!set.FindDataElement(tag)) return;
    const gdcm::ByteValue* value = set.GetDataElement(tag).GetByteValue();
    if (!value || value->GetLength() == 0) return;
    const char* bytes = value->GetPointer();
    if (w.kind == Wanted::text) {
        const std::string word = clean(bytes, value->GetLength());
        if (!word.empty()) text += std::string(w.key) + ' ' + word + '\n';
        return;
    }
    std::uint16_t number = 0;
    if (value->GetLength() < sizeof number) return;
    std::memcpy(&number, bytes, sizeof number);
    text += std::string(w.key) + ' ' + std::to_string(number) + '\n';
}

/// An item of functional groups: each group is a sequence of one item.
void tell_groups(std::string& text, const gdcm::DataSet& groups) {
    for (const auto& [group, element] : frame_sequences) {
        const gdcm::Tag tag(group, element);
        if (!groups.FindDataElement(tag)) continue;
        const auto items = groups.GetDataElement(tag).GetValueAsSQ();
        if (!items || items->GetNumberOfItems() < 1) continue;
        for (const Wanted& w : frame_tags) tell(text, items->GetItem(1).GetNestedDataSet(), w);
    }
}

void tell_functional_groups(std::string& text, const gdcm::DataSet& set) {
    const gdcm::Tag shared(0x5200, 0x9229), per_frame(0x5200, 0x9230);
    if (set.FindDataElement(shared)) {
        const auto items = set.GetDataElement(shared).GetValueAsSQ();
        if (items && items->GetNumberOfItems() > 0)
            tell_groups(text, items->GetItem(1).GetNestedDataSet());
    }
    if (!set.FindDataElement(per_frame)) return;
    const auto items = set.GetDataElement(per_frame).GetValueAsSQ();
    for (std::size_t i = 1; items && i <= items->GetNumberOfItems(); ++i) {
        text += "frame\n";
        tell_groups(text, items->GetItem(i).GetNestedDataSet());
    }
}

/// The whole of the last file: frames are asked for one after another.
struct Decoded {
    std::string path;
    std::vector<char> voxels;
    std::size_t frame_bytes = 0, voxel_bytes = 0;
};

std::optional<Decoded> decode(const std::string& path) {
    gdcm::ImageReader reader;
    reader.SetFileName(path.c_str());
    if (!reader.Read()) return std::nullopt;
    const gdcm::Image& image = reader.GetImage();
    Decoded d;
    d.path = path;
    d.voxels.resize(image.GetBufferLength());
    if (d.voxels.empty() || !image.GetBuffer(d.voxels.data())) return std::nullopt;
    // Decoding may have corrected the format: it is asked for afterwards.
    d.voxel_bytes = image.GetPixelFormat().GetPixelSize();
    d.frame_bytes = std::size_t{image.GetRows()} * image.GetColumns() * d.voxel_bytes;
    return d;
}

/// How many of the `length` bytes of plain voxels are in the file. The reader gives as many as the
/// header promises and fills up with zeros, so the element is looked for in the file itself.
std::uint64_t voxel_bytes_there(const std::string& path, std::uint32_t length) {
    const std::string tag("\xe0\x7f\x10\0", 4);
    std::string short_head = tag, words = tag + "OW" + '\0' + '\0',
                bytes = tag + "OB" + '\0' + '\0';
    for (std::string* head : {&short_head, &words, &bytes})
        head->append(reinterpret_cast<const char*>(&length), sizeof length);
    std::ifstream in(path, std::ios::binary);
    constexpr std::size_t step = 1 << 16;
    std::string part;
    std::uint64_t begin = 0;  // of `part` in the file
    while (in) {
        const std::size_t kept = part.size();
        part.resize(kept + step);
        in.read(part.data() + kept, step);
        part.resize(kept + static_cast<std::size_t>(in.gcount()));
        for (const std::string* head : {&words, &bytes, &short_head}) {
            const std::size_t at = part.find(*head);
            if (at == part.npos) continue;
            in.clear(), in.seekg(0, std::ios::end);
            const std::uint64_t voxels = begin + at + head->size();
            return std::min<std::uint64_t>(length, static_cast<std::uint64_t>(in.tellg()) - voxels);
        }
        const std::size_t overlap = std::min(part.size(), words.size());
        begin += part.size() - overlap;
        part.erase(0, part.size() - overlap);
    }
    return length;
}

/// Packed voxels come in fragments, and are not counted.
void tell_voxels(std::string& text, const gdcm::DataSet& set, const std::string& path) {
    const gdcm::Tag tag(0x7fe0, 0x0010);
    if (!set.FindDataElement(tag)) return;
    const gdcm::ByteValue* value = set.GetDataElement(tag).GetByteValue();
    if (value)
        text += "voxel_bytes " + std::to_string(voxel_bytes_there(path, value->GetLength())) + '\n';
}

/// With the preamble's mark, or without a preamble with the first groups that there are. The reader
/// tries its luck with anything, and ends the process on much of it.
bool begins_like_dicom(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    char start[132] = {};
    in.read(start, sizeof start);
    const bool has_group = (start[0] == 2 || start[0] == 8) && start[1] == 0;
    const bool has_swapped_group = start[0] == 0 && start[1] == 8;
    return std::memcmp(start + 128, "DICM", 4) == 0 ||
           (in.gcount() >= 8 && (has_group || has_swapped_group));
}

/// Whether an object without rows and columns should have had them: it is an image by its class, or
/// even its class is missing (but for a directory of records).
bool is_cut_short(const gdcm::DataSet& set) {
    if (set.FindDataElement(gdcm::Tag(0x0004, 0x1220))) return false;
    std::string text;
    tell(text, set, file_tags[0]);
    const bool is_image = text.starts_with("class 1.2.840.10008.5.1.4.1.1.2") ||
                          text.starts_with("class 1.2.840.10008.5.1.4.1.1.4") ||
                          text.starts_with("class 1.2.840.10008.5.1.4.1.1.7");
    return text.empty() || is_image;
}

}  // namespace

Answer describe_dicom(const std::string& path) {
    if (!begins_like_dicom(path)) return no_image("no DICOM file");
    be_quiet();
    gdcm::Reader reader;
    reader.SetFileName(path.c_str());
    bool is_read = false;
    try {
        is_read = reader.ReadUpToTag(gdcm::Tag(0x7fe0, 0x0010));
    } catch (const std::bad_alloc&) {
        throw;
    } catch (...) {
    }
    if (!is_read) return refused("its header is damaged");
    const gdcm::DataSet& set = reader.GetFile().GetDataSet();
    const bool has_rows = set.FindDataElement(gdcm::Tag(0x0028, 0x0010));
    const bool has_columns = set.FindDataElement(gdcm::Tag(0x0028, 0x0011));
    if (!has_rows || !has_columns)
        return is_cut_short(set) ? refused("its header is cut short")
                                 : no_image("an object without an image");
    Answer a;
    const char* syntax = reader.GetFile().GetHeader().GetDataSetTransferSyntax().GetString();
    a.text = std::string("syntax ") + (syntax ? syntax : "unknown") + '\n';
    for (const Wanted& w : file_tags) tell(a.text, set, w);
    for (const Wanted& w : frame_tags) tell(a.text, set, w);
    tell_voxels(a.text, set, path);
    if (set.FindDataElement(gdcm::Tag(0x0028, 0x3000))) a.text += "lookup 1\n";
    tell_functional_groups(a.text, set);
    return a;
}

Answer dicom_voxels(const std::string& path, std::uint32_t frame) {
    be_quiet();
    static std::optional<Decoded> last;
    if (!last || last->path != path) {
        last.reset();
        last = decode(path);
    }
    if (!last) return refused("its image cannot be decoded");
    const std::size_t begin = frame * last->frame_bytes;
    if (last->frame_bytes == 0 || last->voxels.size() < begin + last->frame_bytes)
        return refused("its image has fewer frames than its header says");
    const char* from = last->voxels.data() + begin;
    Answer a{DecodeState::good, std::to_string(last->voxel_bytes), {}};
    if (begin == 0 && last->voxels.size() == last->frame_bytes) {
        a.voxels = std::move(last->voxels);
        last.reset();
    } else {
        a.voxels.assign(from, from + last->frame_bytes);
    }
    return a;
}

}  // namespace crucible::decode
