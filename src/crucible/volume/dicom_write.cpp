#include "crucible/volume/dicom_write.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <functional>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/hash.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/tar.hpp"

namespace crucible::volume {
namespace {

constexpr int dicom_intercept = -1024;
constexpr std::uint16_t dicom_padding = 65535;

void put16(std::string& to, std::size_t v) {
    to += static_cast<char>(v & 255), to += static_cast<char>(v >> 8 & 255);
}
void put32(std::string& to, std::size_t v) { put16(to, v & 65535), put16(to, v >> 16); }

/// Representations whose length has four bytes.
bool has_long_length(std::string_view vr) {
    return vr == "OB" || vr == "OW" || vr == "SQ" || vr == "UN" || vr == "UT";
}

/// At most 16 characters, as a decimal string may have.
std::string decimal_string(double v) { return number_text(v, 9); }

std::string decimals(const std::vector<double>& v) {
    std::string out;
    for (const double x : v) out += (out.empty() ? "" : "\\") + decimal_string(x);
    return out;
}

/// What all slices of a volume share.
struct DicomIdentity {
    std::string study, series, frame_of_reference;
};

DicomIdentity identity_of(VolumeSource& source, std::uint64_t seed) {
    const Grid& g = source.grid();
    Sha256 hash;
    hash.update(fmt::format("{} {} {} {} {} {} {}", seed, g.slices, g.rows, g.columns, g.spacing[0],
                            g.spacing[1], g.spacing[2]));
    std::vector<std::int16_t> slice(g.slice_size());
    for (std::size_t i = 0; i < g.slices; ++i) {
        source.read(i, std::span<std::int16_t>(slice));
        hash.update({reinterpret_cast<const char*>(slice.data()), 2 * slice.size()});
    }
    const std::string content = hash.hex();
    return {dicom_uid(content + "study"), dicom_uid(content + "series"),
            dicom_uid(content + "frame of reference")};
}

void put_identity(DicomFile& f, const DicomIdentity& id, std::size_t slice) {
    f.text(0x0008, 0x0008, "CS", "DERIVED\\SECONDARY\\AXIAL");
    f.text(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.2");  // CT image
    f.text(0x0008, 0x0018, "UI", dicom_uid(id.series + std::to_string(slice)));
    f.text(0x0008, 0x0060, "CS", "CT");
    f.text(0x0008, 0x0070, "LO", "Crucible");
    f.text(0x0020, 0x000d, "UI", id.study);
    f.text(0x0020, 0x000e, "UI", id.series);
    f.text(0x0020, 0x0052, "UI", id.frame_of_reference);
    f.text(0x0020, 0x0011, "IS", "1");
    f.text(0x0020, 0x0013, "IS", std::to_string(slice + 1));
    // The standard wants these to be there; nobody is to be found in them.
    f.text(0x0008, 0x0020, "DA", ""), f.text(0x0008, 0x0030, "TM", "");
    f.text(0x0010, 0x0020, "LO", ""), f.text(0x0010, 0x0030, "DA", "");
    f.text(0x0008, 0x0050, "SH", ""), f.text(0x0008, 0x0090, "PN", "");
    f.text(0x0010, 0x0010, "PN", ""), f.text(0x0010, 0x0040, "CS", "");
    f.text(0x0018, 0x0060, "DS", ""), f.text(0x0020, 0x0010, "SH", "");
    f.text(0x0020, 0x1040, "LO", "");
}

void put_geometry(DicomFile& f, const Grid& g, std::size_t slice) {
    const double depth = g.origin[0] + static_cast<double>(slice) * g.spacing[0];
    f.numbers(0x0018, 0x0050, "DS", {g.spacing[0]});
    f.numbers(0x0018, 0x0088, "DS", {g.spacing[0]});
    f.numbers(0x0020, 0x0032, "DS", {g.origin[2], g.origin[1], depth});
    f.numbers(0x0020, 0x0037, "DS", {1, 0, 0, 0, 1, 0});
    f.numbers(0x0020, 0x1041, "DS", {depth});
    f.numbers(0x0028, 0x0030, "DS", {g.spacing[1], g.spacing[2]});
}

void put_format(DicomFile& f, const Grid& g) {
    f.number(0x0028, 0x0002, 1);
    f.text(0x0028, 0x0004, "CS", "MONOCHROME2");
    f.number(0x0028, 0x0010, static_cast<std::uint16_t>(g.rows));
    f.number(0x0028, 0x0011, static_cast<std::uint16_t>(g.columns));
    f.number(0x0028, 0x0100, 16), f.number(0x0028, 0x0101, 16), f.number(0x0028, 0x0102, 15);
    f.number(0x0028, 0x0103, 0);
    f.number(0x0028, 0x0120, dicom_padding);
    f.numbers(0x0028, 0x1052, "DS", {dicom_intercept});
    f.numbers(0x0028, 0x1053, "DS", {1});
    f.text(0x0028, 0x1054, "LO", "HU");
}

std::string stored_slice(const std::vector<std::int16_t>& values, std::size_t slice) {
    std::string bytes;
    bytes.reserve(2 * values.size());
    for (const std::int16_t v : values) {
        if (v != outside && v < dicom_intercept)
            throw InputError(
                "E-volume-values",
                fmt::format("slice {} has the value {}, below -1024 Hounsfield units", slice, v),
                "write grey values as NIfTI, MetaImage or TIFF");
        put16(bytes, v == outside ? dicom_padding : static_cast<std::size_t>(v - dicom_intercept));
    }
    return bytes;
}

}  // namespace

void DicomFile::put(std::uint16_t group, std::uint16_t element, std::string_view vr,
                    std::string value) {
    const std::uint32_t tag = std::uint32_t{group} << 16 | element;
    values_[tag] = value;
    if (value.size() % 2) value += vr == "UI" || vr == "OB" ? '\0' : ' ';
    std::string out;
    put16(out, group), put16(out, element);
    out += vr;
    if (has_long_length(vr))
        put16(out, 0), put32(out, value.size());
    else
        put16(out, value.size());
    encoded_[tag] = out + value;
}

void DicomFile::text(std::uint16_t group, std::uint16_t element, std::string_view vr,
                     std::string_view value) {
    put(group, element, vr, std::string(value));
}
void DicomFile::number(std::uint16_t group, std::uint16_t element, std::uint16_t value) {
    std::string bytes;
    put16(bytes, value);
    put(group, element, "US", bytes);
}
void DicomFile::numbers(std::uint16_t group, std::uint16_t element, std::string_view vr,
                        const std::vector<double>& values) {
    put(group, element, vr, decimals(values));
}
void DicomFile::voxels(std::string_view bytes) { put(0x7fe0, 0x0010, "OW", std::string(bytes)); }

void DicomFile::sequence(std::uint16_t group, std::uint16_t element,
                         const std::vector<DicomFile>& items) {
    std::string bytes;
    for (const DicomFile& item : items) {
        const std::string inner = item.elements();
        put16(bytes, 0xfffe), put16(bytes, 0xe000), put32(bytes, inner.size());
        bytes += inner;
    }
    put(group, element, "SQ", bytes);
}

std::string DicomFile::elements() const {
    std::string out;
    for (const auto& [tag, bytes] : encoded_) out += bytes;
    return out;
}

std::string DicomFile::bytes(std::string_view syntax) const {
    const auto value = [&](std::uint32_t tag) {
        const auto at = values_.find(tag);
        return at == values_.end() ? std::string("2.25.0") : at->second;
    };
    DicomFile meta;
    meta.put(0x0002, 0x0001, "OB", std::string("\0\1", 2));
    meta.text(0x0002, 0x0002, "UI", value(0x00080016));
    meta.text(0x0002, 0x0003, "UI", value(0x00080018));
    meta.text(0x0002, 0x0010, "UI", syntax);
    meta.text(0x0002, 0x0012, "UI", dicom_uid("crucible"));
    const std::string head = meta.elements();
    std::string length;
    put16(length, 0x0002), put16(length, 0x0000);
    length += "UL";
    put16(length, 4), put32(length, head.size());
    return std::string(128, '\0') + "DICM" + length + head + elements();
}

std::string dicom_uid(std::string_view content) {
    const std::string hex = sha256(content).substr(0, 32);
    // Hexadecimal to decimal, digit by digit: 128 bits do not fit a standard integer.
    std::vector<int> digits{0};
    for (const char c : hex) {
        int carry = c <= '9' ? c - '0' : c - 'a' + 10;
        for (int& d : digits) {
            const int v = 16 * d + carry;
            d = v % 10, carry = v / 10;
        }
        for (; carry > 0; carry /= 10) digits.push_back(carry % 10);
    }
    std::string text = "2.25.";
    for (auto d = digits.rbegin(); d != digits.rend(); ++d) text += static_cast<char>('0' + *d);
    return text;
}

namespace {

/// Makes the slices one after another, with the names of their files.
void each_dicom_slice(VolumeSource& source, const std::string& where, std::uint64_t seed,
                      const std::function<void(const std::string&, const std::string&)>& take) {
    const Grid& g = source.grid();
    if (std::max(g.rows, g.columns) > 65535)
        throw InputError(
            "E-volume-format",
            fmt::format("slices of {} x {} voxels do not go into DICOM", g.rows, g.columns),
            "take a part with at most 65535 rows and columns", {where});
    const DicomIdentity id = identity_of(source, seed);
    std::vector<std::int16_t> slice(g.slice_size());
    for (std::size_t i = 0; i < g.slices; ++i) {
        source.read(i, std::span<std::int16_t>(slice));
        DicomFile f;
        put_identity(f, id, i), put_geometry(f, g, i), put_format(f, g);
        f.voxels(stored_slice(slice, i));
        take(fmt::format("slice-{:04}.dcm", i + 1), f.bytes());
    }
}

/// The header of a file in an archive: fields of fixed width, lengths in octal.
}  // namespace

void write_dicom_series(VolumeSource& source, const std::filesystem::path& folder,
                        std::uint64_t seed) {
    make_directories(folder);
    each_dicom_slice(source, folder.string(), seed,
                     [&](const std::string& name, const std::string& bytes) {
                         write_file(folder / name, bytes);
                     });
}

void write_dicom_archive(VolumeSource& source, const std::filesystem::path& path,
                         std::uint64_t seed) {
    write_atomic(path, [&](const std::filesystem::path& aside) {
        std::ofstream out(aside, std::ios::binary);
        if (!out) fail_errno("creating", path);
        each_dicom_slice(source, path.string(), seed,
                         [&](const std::string& name, const std::string& bytes) {
                             out << tar_entry(name, bytes);
                         });
        out << tar_end();
        out.close();
        if (!out) fail_errno("writing", path);
    });
}

}  // namespace crucible::volume
