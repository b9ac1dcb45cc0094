#include "crucible/volume/volume_export.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/volume/nifti.hpp"

namespace crucible::volume {
namespace {

/// Columns, rows, slices: the order of all formats but our own.
std::string triple(const std::array<double, 3>& v, const char* separator) {
    return fmt::format("{}{}{}{}{}", number_text(v[2]), separator, number_text(v[1]), separator,
                       number_text(v[0]));
}

std::string metaimage_header(const Grid& g, Voxel voxel) {
    return fmt::format(
        "ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = False\n"
        "CompressedData = False\nTransformMatrix = 1 0 0 0 1 0 0 0 1\nOffset = {}\n"
        "ElementSpacing = {}\nDimSize = {} {} {}\nElementType = {}\nElementDataFile = LOCAL\n",
        triple(g.origin, " "), triple(g.spacing, " "), g.columns, g.rows, g.slices,
        voxel == Voxel::uint8 ? "MET_UCHAR" : "MET_SHORT");
}

std::string nrrd_header(const Grid& g, Voxel voxel) {
    return fmt::format(
        "NRRD0004\ntype: {}\ndimension: 3\nspace dimension: 3\nsizes: {} {} {}\n"
        "space directions: ({},0,0) (0,{},0) (0,0,{})\nspace origin: ({})\nendian: little\n"
        "encoding: raw\n\n",
        voxel == Voxel::uint8 ? "uint8" : "int16", g.columns, g.rows, g.slices,
        number_text(g.spacing[2]), number_text(g.spacing[1]), number_text(g.spacing[0]),
        triple(g.origin, ","));
}

std::string npy_header(const Grid& g, Voxel voxel) {
    std::string dictionary =
        fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}, {}, {}), }}",
                    voxel == Voxel::uint8 ? "|u1" : "<i2", g.slices, g.rows, g.columns);
    dictionary.resize((dictionary.size() + 10 + 64) / 64 * 64 - 11, ' ');
    dictionary += '\n';
    std::string out("\x93NUMPY\1\0", 8);
    out += static_cast<char>(dictionary.size() & 255);
    out += static_cast<char>(dictionary.size() >> 8);
    return out + dictionary;
}

void put_le(std::string& to, std::uint64_t v, int bytes) {
    for (int i = 0; i < bytes; ++i) to += static_cast<char>(v >> (8 * i) & 255);
}

constexpr std::size_t tiff_start = 8 + 16;  ///< header and the two resolutions
constexpr int tiff_entries = 13;
constexpr std::size_t tiff_directory = 2 + 12 * tiff_entries + 4;

std::string tiff_header(const Grid& g) {
    std::string out("II*\0", 4);
    put_le(out, tiff_start, 4);
    for (const std::size_t axis : {2, 1}) {  // pixels per centimetre, in millionths
        put_le(out, static_cast<std::uint64_t>(std::llround(1e7 / g.spacing[axis])), 4);
        put_le(out, 1000000, 4);
    }
    return out;
}

/// The directory in front of a page's voxels.
std::string tiff_page(const Grid& g, Voxel voxel, std::size_t page) {
    const std::size_t bytes = g.slice_size() * (voxel == Voxel::uint8 ? 1 : 2);
    // Directories begin at even places.
    const std::size_t stride = tiff_directory + bytes + bytes % 2;
    const std::size_t at = tiff_start + page * stride;
    std::string out;
    put_le(out, tiff_entries, 2);
    const auto entry = [&](int tag, int type, std::uint64_t value) {  // 3: short, 4: long
        put_le(out, static_cast<std::uint64_t>(tag), 2), put_le(out, type, 2), put_le(out, 1, 4);
        put_le(out, value, 4);
    };
    entry(256, 4, g.columns), entry(257, 4, g.rows);
    entry(258, 3, voxel == Voxel::uint8 ? 8 : 16);
    entry(259, 3, 1);  // not compressed
    entry(262, 3, 1);  // 0 is black
    entry(273, 4, at + tiff_directory);
    entry(277, 3, 1), entry(278, 4, g.rows), entry(279, 4, bytes);
    entry(282, 5, 8), entry(283, 5, 16);
    entry(296, 3, 3);  // per centimetre
    entry(339, 3, voxel == Voxel::uint8 ? 1 : 2);
    put_le(out, page + 1 < g.slices ? at + stride : 0, 4);
    return out;
}

std::string header_of(const Grid& g, Voxel voxel, ExportFormat format) {
    switch (format) {
        case ExportFormat::nifti:
            return nifti_header(g, voxel);
        case ExportFormat::metaimage:
            return metaimage_header(g, voxel);
        case ExportFormat::nrrd:
            return nrrd_header(g, voxel);
        case ExportFormat::npy:
            return npy_header(g, voxel);
        case ExportFormat::tiff:
            return tiff_header(g);
    }
    return "";
}

template <class T>
void write_slices(VolumeSource& source, std::ofstream& out, ExportFormat format) {
    const Grid& g = source.grid();
    std::vector<T> slice(g.slice_size());
    for (std::size_t i = 0; i < g.slices; ++i) {
        source.read(i, std::span<T>(slice));
        const std::size_t bytes = sizeof(T) * slice.size();
        if (format == ExportFormat::tiff) out << tiff_page(g, source.voxel(), i);
        out.write(reinterpret_cast<const char*>(slice.data()), static_cast<std::streamsize>(bytes));
        if (format == ExportFormat::tiff && bytes % 2) out.put('\0');
    }
}

void check_room(const Grid& g, Voxel voxel, ExportFormat format, const std::string& file) {
    const std::size_t most_axis = format == ExportFormat::nifti ? 32767 : SIZE_MAX;
    const std::size_t page = g.slice_size() * (voxel == Voxel::uint8 ? 1 : 2) + tiff_directory + 1;
    const bool fits = std::max({g.slices, g.rows, g.columns}) <= most_axis &&
                      (format != ExportFormat::tiff || page * g.slices < (std::size_t{1} << 32));
    if (!fits)
        throw InputError("E-volume-format",
                         fmt::format("{} x {} x {} voxels do not go into this format", g.slices,
                                     g.rows, g.columns),
                         "write MetaImage, NRRD or npy", {file});
}

}  // namespace

void write_volume(VolumeSource& source, const std::filesystem::path& path, ExportFormat format) {
    check_room(source.grid(), source.voxel(), format, path.string());
    write_atomic(path, [&](const std::filesystem::path& aside) {
        std::ofstream out(aside, std::ios::binary);
        if (!out) fail_errno("creating", path);
        out << header_of(source.grid(), source.voxel(), format);
        if (source.voxel() == Voxel::uint8)
            write_slices<std::uint8_t>(source, out, format);
        else
            write_slices<std::int16_t>(source, out, format);
        out.close();
        if (!out) fail_errno("writing", path);
    });
}

}  // namespace crucible::volume
