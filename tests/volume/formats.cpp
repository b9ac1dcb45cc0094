// MetaImage, NRRD, npy, TIFF and bare numbers.

#include <doctest/doctest.h>

#include <cstring>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/volume/block_headers.hpp"
#include "crucible/volume/source.hpp"
#include "crucible/volume/volume_export.hpp"
#include "tests/shared_data.hpp"
#include "tests/temporary.hpp"
#include "tests/volume/decoder.hpp"

using namespace crucible;
using namespace crucible::volume;

namespace {

CtVolume small_ct() {
    CtVolume v(Grid{3, 4, 5, {0.25, 0.351, 0.244141}, {-82.875, 10, -3.5}});
    for (std::size_t i = 0; i < v.voxels.size(); ++i)
        v.voxels[i] = static_cast<std::int16_t>(static_cast<int>(i) * 101 - 3000);
    v.voxels[7] = outside;
    return v;
}

LabelVolume small_labels() {
    LabelVolume v(Grid{2, 3, 5, {2, 1, 1}});
    for (std::size_t i = 0; i < v.voxels.size(); ++i)
        v.voxels[i] = static_cast<std::uint8_t>(8 * i);
    return v;
}

std::string format_refusal(const std::filesystem::path& path, const ReadSettings& s = {}) {
    try {
        read_ct(*open_volume(path, s));
    } catch (const Error& e) {
        return e.what();
    }
    return "";
}

bool says(const std::string& text, const char* words) { return text.find(words) != text.npos; }

std::string raw_bytes(const CtVolume& v) {
    return {reinterpret_cast<const char*>(v.voxels.data()), 2 * v.voxels.size()};
}

}  // namespace

TEST_CASE("volumes survive every format that is written") {
    const Temporary dir;
    const CtVolume v = small_ct();
    const LabelVolume l = small_labels();
    struct Case {
        ExportFormat format;
        const char* ending;
    };
    for (const Case c : {Case{ExportFormat::nifti, ".nii"}, Case{ExportFormat::metaimage, ".mha"},
                         Case{ExportFormat::nrrd, ".nrrd"}, Case{ExportFormat::npy, ".npy"},
                         Case{ExportFormat::tiff, ".tif"}}) {
        CAPTURE(c.ending);
        if (c.format == ExportFormat::tiff && !has_decoder()) continue;
        write_volume(*as_source(v), dir / ("v" + std::string(c.ending)), c.format);
        write_volume(*as_source(l), dir / ("l" + std::string(c.ending)), c.format);
        const auto ct = open_volume(dir / ("v" + std::string(c.ending)));
        CHECK(ct->voxel() == Voxel::int16);
        CHECK(read_ct(*ct).voxels == v.voxels);
        const auto labels = open_volume(dir / ("l" + std::string(c.ending)));
        CHECK(labels->voxel() == Voxel::uint8);
        CHECK(read_labels(*labels).voxels == l.voxels);
        CHECK(labels->grid().slices == 2);
        const bool has_place = c.format != ExportFormat::npy && c.format != ExportFormat::tiff;
        if (has_place) CHECK(ct->grid() == v.grid);
        if (has_place) CHECK(ct->warnings().empty());
        if (!has_place) CHECK(ct->warnings().size() == 1);
        if (c.format == ExportFormat::tiff)
            CHECK(ct->grid().spacing[2] == doctest::Approx(0.244141).epsilon(1e-6));
        ReadSettings turned;
        turned.top = Top::last, turned.spacing = {{1, 2, 3}};
        const auto back = open_volume(dir / ("v" + std::string(c.ending)), turned);
        CHECK(back->grid().spacing == *turned.spacing);
        const CtVolume t = read_ct(*back);
        CHECK(t(0, 1, 2) == v(2, 1, 2));
        CHECK(t(2, 3, 4) == v(0, 3, 4));
    }
}

TEST_CASE("MetaImage as others write it") {
    const Temporary dir;
    const CtVolume v = small_ct();
    write_file(dir / "v.raw", "head" + raw_bytes(v));
    const std::string header =
        "ObjectType = Image\nNDims = 3\nElementByteOrderMSB = False\nElementSize = 1 2 3\n"
        "DimSize = 5 4 3\r\nElementType = MET_SHORT\nTransformMatrix = 1 0 0 0 -1 0 0 0 1\n";
    write_file(dir / "v.mhd", header + "HeaderSize = -1\nElementDataFile = v.raw\n");
    const auto source = open_volume(dir / "v.mhd");
    CHECK(read_ct(*source).voxels == v.voxels);
    CHECK(source->grid().spacing == std::array<double, 3>{3, 2, 1});
    CHECK(source->warnings().size() == 1);
    write_file(dir / "v.mhd", header + "HeaderSize = 4\nElementDataFile = v.raw\n");
    CHECK(read_ct(*open_volume(dir / "v.mhd")).voxels == v.voxels);
    write_file(dir / "z.mha", header + "CompressedData = True\nElementDataFile = LOCAL\n");
    {
        // write_file packs by name alone, so the packed part is joined here.
        const std::string packed = read_file(dir / "z.mha") + gzip(raw_bytes(v));
        write_file(dir / "z.mha", packed);
    }
    CHECK(read_ct(*open_volume(dir / "z.mha")).voxels == v.voxels);

    const auto refused = [&](const std::string& text) {
        write_file(dir / "bad.mhd", text);
        return format_refusal(dir / "bad.mhd");
    };
    CHECK(says(refused(header + "ElementDataFile = /etc/passwd\n"), "beside the header"));
    CHECK(says(refused(header + "ElementDataFile = ../v.raw\n"), "beside the header"));
    CHECK(says(refused(header + "ElementDataFile = s%02d.raw 1 3 1\n"), "bad.mhd:8"));
    CHECK(says(refused(header), "no ElementDataFile"));
    CHECK(says(refused("NDims = 3\nElementType = MET_LONG\n"), "bad.mhd:2"));
    CHECK(says(refused("NDims = 3\nDimSize = 5 x 3\n"), "'x' is not a number"));
    CHECK(says(refused("\x01\x02\x03"), "no key"));
    CHECK(says(refused("DimSize = 5 0 3\nElementType = MET_SHORT\nElementDataFile = v.raw\n"),
               "0 voxels"));
    CHECK(says(refused("DimSize = 5 4 30\nElementType = MET_SHORT\nElementDataFile = v.raw\n"),
               "E-volume-truncated"));
    CHECK(says(refused(std::string(65, 'k') + " = 1\n"), "no key"));
    CHECK(says(refused(header + "ElementNumberOfChannels = 3\n"), "per voxel"));
    CHECK(says(refused("BinaryData = False\n"), "voxels as text"));
    CHECK(says(refused("ElementType = MET_SHORT\nNDims = 4\nElementDataFile = LOCAL\n"), "2 or 3"));
    for (const char* size : {"1.5 4 3", "2e9 4 3", "-5 4 3"})
        CHECK(says(refused("NDims = 3\nElementType = MET_SHORT\nDimSize = " + std::string(size) +
                           "\nElementDataFile = LOCAL\n"),
                   "voxels"));
    CHECK(says(refused(header + "ElementDataFile = LIST\n"), "file for each slice"));
    CHECK(says(refused(header + "ElementDataFile = LOCAL"), "E-volume-truncated"));
}

TEST_CASE("MetaImage: keys by their other names, one byte order and the other") {
    const Temporary dir;
    const std::string begin = "NDims = 2\nDimSize = 2 1\nElementType = MET_USHORT\n";
    const auto read = [&](const std::string& keys) {
        write_file(dir / "k.mha", begin + keys + "ElementDataFile = LOCAL \r\n" + "\1\2\3\4");
        return open_volume(dir / "k.mha");
    };
    using Voxels = std::vector<std::int16_t>;
    const Voxels little{0x201, 0x403}, big{0x102, 0x304};
    for (const char* order : {"ElementByteOrderMSB = True\n", "BinaryDataByteOrderMSB = true\n"})
        CHECK(read_ct(*read(order)).voxels == big);
    for (const char* order : {"", "BinaryDataByteOrderMSB = False\n", "ElementByteOrderMSB =\n"})
        CHECK(read_ct(*read(order)).voxels == little);
    for (const char* key : {"Offset", "Position", "Origin"})
        CHECK(read(key + std::string(" = 7 8\n"))->grid().origin == std::array<double, 3>{0, 8, 7});
    for (const char* key : {"TransformMatrix", "Rotation", "Orientation"})
        CHECK(read(key + std::string(" = 0 1 1 0\n"))->warnings().size() == 1);
    // The distance of voxels goes before their size, whichever comes first.
    CHECK(read("ElementSpacing = 2 3\nElementSize = 8 9\nElementNumberOfChannels = 1\n")
              ->grid()
              .spacing == std::array<double, 3>{1, 3, 2});
}

TEST_CASE("NRRD as others write it") {
    const Temporary dir;
    const CtVolume v = small_ct();
    const std::string header =
        "NRRD0005\n# made by another\ntype: signed short int\ndimension: 3\nsizes: 5 4 3\n"
        "key:=value: here\nendian: little\n";
    write_file(dir / "a.nrrd", header + "spacings: 1 2 3\nencoding: raw\n\n" + raw_bytes(v));
    const auto source = open_volume(dir / "a.nrrd");
    CHECK(read_ct(*source).voxels == v.voxels);
    CHECK(source->grid().spacing == std::array<double, 3>{3, 2, 1});
    write_file(dir / "b.nrrd", header + "encoding: gzip\n\r\n" + gzip(raw_bytes(v)));
    CHECK(read_ct(*open_volume(dir / "b.nrrd")).voxels == v.voxels);
    write_file(dir / "c.raw", raw_bytes(v));
    write_file(dir / "c.nhdr", header + "encoding: raw\ndata file: c.raw\n");
    CHECK(read_ct(*open_volume(dir / "c.nhdr")).voxels == v.voxels);

    const auto refused = [&](const std::string& text) {
        write_file(dir / "bad.nrrd", text);
        return format_refusal(dir / "bad.nrrd");
    };
    CHECK(says(refused(header + "encoding: bzip2\n\n"), "bad.nrrd:8"));
    CHECK(says(refused(header + "space directions: none (1,0,0) (0,1,0)\n\n"), "per voxel"));
    CHECK(says(refused("NRRD0004\ntype: block\n"), "'block'"));
    CHECK(says(refused("NRRD0004\ntype: short\nsizes: 1 2 3 4\n\n"), "2 or 3 axes"));
    CHECK(says(refused(header + "data file: ../c.raw\n"), "beside the header"));
    CHECK(says(refused(header + "encoding: gzip\n\nxx"), "E-io-gzip"));
    CHECK(
        says(refused(header + "encoding: gzip\n\n" + gzip(std::string(1000, '\0'))), "E-io-size"));
    CHECK(says(refused(header + "encoding: raw\n\n"), "E-volume-truncated"));
    for (const char* skip : {"line skip: 2\n", "lineskip: x\n"})
        CHECK(says(refused(header + skip), "lines to be skipped"));
    for (const char* files : {"data file: LIST\n", "datafile: slice%03d.raw 1 9 1\n"})
        CHECK(says(refused(header + files), "file for each slice"));
    for (const char* no_vector : {"(1,0,0", "1,0,0)"})
        CHECK(says(refused(header + "space directions: " + no_vector + "\n\n"), "no vector"));
    for (const char* size : {"1.5 4 3", "2e9 4 3", "-5 4 3"})
        CHECK(
            says(refused("NRRD0004\ntype: short\nsizes: " + std::string(size) + "\n\n"), "voxels"));
    CHECK(says(refused(header + "encoding: raw\nbyte skip: -2\n\n"), "byte skip -2"));
}

TEST_CASE("NRRD: keys by their other names") {
    const Temporary dir;
    const std::string header = "NRRD0004\ntype: ushort\nsizes: 2 1\nendian: big\nline skip: 0\n";
    const auto read = [&](const std::string& keys, const std::string& voxels) {
        write_file(dir / "k.nrrd", header + keys + "\n" + voxels);
        return open_volume(dir / "k.nrrd");
    };
    const std::vector<std::int16_t> voxels{0x102, 0x304};
    const auto plain = read("encoding: raw\nspace origin: (7,8)\nspacings: nan 3\n", "\1\2\3\4");
    CHECK(read_ct(*plain).voxels == voxels);
    CHECK(plain->grid().origin == std::array<double, 3>{0, 8, 7});
    CHECK(plain->grid().spacing == std::array<double, 3>{1, 3, 1});
    CHECK(read("encoding: raw\nspace origin:\n", "\1\2\3\4")->grid().origin ==
          std::array<double, 3>{});
    CHECK(read_ct(*read("encoding: raw\nbyteskip: 2\n", "??\1\2\3\4")).voxels == voxels);
    CHECK(read_ct(*read("encoding: raw\nbyte skip: -1\n", "???\1\2\3\4")).voxels == voxels);
    CHECK(read_ct(*read("encoding: GZ\n", gzip("\1\2\3\4"))).voxels == voxels);
}

TEST_CASE("arrays of numpy as volumes") {
    const Temporary dir;
    const auto npy = [&](const std::string& dictionary, const std::string& data) {
        std::string bytes("\x93NUMPY\1\0", 8);
        bytes += static_cast<char>(dictionary.size());
        write_file(dir / "a.npy", bytes + '\0' + dictionary + data);
        return dir / "a.npy";
    };
    const auto big = npy("{'descr': '>u2', 'fortran_order': False, 'shape': (2, 3), }",
                         std::string("\0\1\0\2\0\3\0\4\0\5\1\0", 12));
    const CtVolume v = read_ct(*open_volume(big));
    CHECK(v.grid.slices == 1);
    CHECK(v.voxels == std::vector<std::int16_t>{1, 2, 3, 4, 5, 256});
    CHECK(says(
        format_refusal(npy("{'descr': '<i2', 'fortran_order': True, 'shape': (1, 1, 1), }", "xx")),
        "Fortran"));
    CHECK(says(
        format_refusal(npy("{'descr': '<c8', 'fortran_order': False, 'shape': (1, 1, 1)}", "xx")),
        "not read"));
    CHECK(says(format_refusal(npy("{'descr': '<i2', 'fortran_order': False, 'shape': (7,), }", "")),
               "1 axes"));
    CHECK(says(
        format_refusal(npy("{'descr': '<i2', 'fortran_order': False, 'shape': (9, 9, 9), }", "xx")),
        "E-volume-truncated"));
    CHECK(says(format_refusal(npy("{'descr': '<i2', 'shape': (9, 9, 9), }", "xx")),
               "no 'fortran_order'"));
    for (const char* type : {"'<i2x'", "<i2>>", "'<i'"})
        CHECK(says(format_refusal(npy("{'descr': " + std::string(type) +
                                          ", 'fortran_order': False, 'shape': (1, 1, 1)}",
                                      "xx")),
                   "not read"));
    CHECK(says(format_refusal(
                   npy("{'descr': '<i2', 'fortran_order': False, 'shape': (1, 1, 1, 1)}", "xx")),
               "4 axes"));
}

TEST_CASE("bare numbers need their shape") {
    const Temporary dir;
    const CtVolume v = small_ct();
    write_file(dir / "v.raw", "12" + raw_bytes(v));
    CHECK(says(format_refusal(dir / "v.raw"), "give shape and dtype"));
    write_file(dir / "v.zip", std::string("PK\3\4") + std::string(600, '\0'));
    CHECK(says(format_refusal(dir / "v.zip"), "unpack it"));
    ReadSettings s;
    s.raw = RawLayout{{3, 4, 5}, "int16", "little", 2};
    s.spacing = {{1, 2, 3}};
    CHECK(read_ct(*open_volume(dir / "v.raw", s)).voxels == v.voxels);
    CHECK(open_volume(dir / "v.raw", s)->warnings().empty());
    s.raw->shape[0] = 4;
    CHECK(says(format_refusal(dir / "v.raw", s), "E-volume-truncated"));
    s.raw->shape = {1, 1, SIZE_MAX};
    CHECK(says(format_refusal(dir / "v.raw", s), "E-volume-format"));
    s.raw->dtype = "int12";
    CHECK(says(format_refusal(dir / "v.raw", s), "dtype is one of"));
    s.raw = RawLayout{{1, 1, 1}, "uint16", "big", 0};
    CHECK(read_ct(*open_volume(dir / "v.raw", s)).voxels == std::vector<std::int16_t>{0x3132});
    s.raw->endian = "middle";
    CHECK(says(format_refusal(dir / "v.raw", s), "endian is little or big"));
}

TEST_CASE("TIFF: a folder of numbered pages, and what is refused") {
    REQUIRE_DECODER();
    const Temporary dir;
    const LabelVolume v = small_labels();
    for (std::size_t i = 0; i < 12; ++i) {
        LabelVolume page(Grid{1, 3, 5});
        page.voxels.assign(15, static_cast<std::uint8_t>(i));
        write_volume(*as_source(page), dir / ("s" + std::to_string(i) + ".tif"),
                     ExportFormat::tiff);
    }
    const auto source = open_volume(dir.path());
    CHECK(source->voxel() == Voxel::uint8);
    const LabelVolume read = read_labels(*source);
    REQUIRE(read.grid.slices == 12);
    for (std::size_t i = 0; i < 12; ++i) CHECK(read(i, 2, 4) == i);

    write_volume(*as_source(v), dir / "s12.tif", ExportFormat::tiff);
    CHECK(open_volume(dir.path())->grid().slices == 14);  // two pages more, of the same size
    write_volume(*as_source(small_ct()), dir / "s13.tif", ExportFormat::tiff);
    CHECK(says(format_refusal(dir.path()), "s13.tif: page 1 has 4 x 5 voxels of int16"));
    write_file(dir / "s13.tif", "");
    CHECK(says(format_refusal(dir.path()), "s13.tif: the file is empty"));
    std::string bytes = read_file(dir / "s12.tif");
    write_file(dir / "cut.tif", bytes.substr(0, bytes.size() - 9));
    CHECK(says(format_refusal(dir / "cut.tif"), "page 2 is damaged"));
    write_file(dir / "none.tif", "II*\0nothing");
    CHECK(says(format_refusal(dir / "none.tif"), "E-volume-decode"));
    // A page of 100000 x 100000 voxels in a file of some hundred bytes.
    for (const std::size_t entry : {0, 1}) {
        const std::uint32_t huge = 100000;
        std::memcpy(bytes.data() + 24 + 2 + 12 * entry + 8, &huge, 4);
    }
    write_file(dir / "huge.tif", bytes);
    CHECK(says(format_refusal(dir / "huge.tif"), "E-volume-memory"));
}
