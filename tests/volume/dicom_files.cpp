// DICOM files made here, good and bad, read through the decoder.

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <cstring>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/random.hpp"
#include "crucible/volume/dicom_write.hpp"
#include "crucible/volume/series_source.hpp"
#include "tests/temporary.hpp"
#include "tests/volume/decoder.hpp"

using namespace crucible;
using namespace crucible::volume;

namespace {

/// A slice of 3 x 4 voxels at z = `place` mm, its stored numbers counting on from 100 * place.
DicomFile file_of_slice(int place) {
    DicomFile f;
    f.text(0x0008, 0x0008, "CS", "ORIGINAL\\PRIMARY\\AXIAL");
    f.text(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.2");
    f.text(0x0008, 0x0018, "UI", "2.25." + std::to_string(place + 1));
    f.text(0x0008, 0x0020, "DA", "19991231");
    f.text(0x0010, 0x0010, "PN", "SECRET^NAME");
    f.text(0x0010, 0x0020, "LO", "SECRET-ID");
    f.text(0x0020, 0x000e, "UI", "2.25.7");
    f.text(0x0020, 0x0013, "IS", std::to_string(place));
    f.numbers(0x0020, 0x0032, "DS", {-1, -2, static_cast<double>(place)});
    f.numbers(0x0020, 0x0037, "DS", {1, 0, 0, 0, 1, 0});
    f.number(0x0028, 0x0002, 1);
    f.text(0x0028, 0x0004, "CS", "MONOCHROME2");
    f.number(0x0028, 0x0010, 3), f.number(0x0028, 0x0011, 4);
    f.numbers(0x0028, 0x0030, "DS", {0.5, 0.25});
    f.number(0x0028, 0x0100, 16), f.number(0x0028, 0x0101, 16), f.number(0x0028, 0x0102, 15);
    f.number(0x0028, 0x0103, 0);
    f.numbers(0x0028, 0x1052, "DS", {-1024}), f.numbers(0x0028, 0x1053, "DS", {1});
    std::vector<std::uint16_t> v(12);
    for (std::size_t i = 0; i < 12; ++i) v[i] = static_cast<std::uint16_t>(100 * place + i);
    f.voxels({reinterpret_cast<const char*>(v.data()), 24});
    return f;
}

void write_slices(const Temporary& dir, std::initializer_list<int> places) {
    for (const int p : places)
        write_file(dir / ("s" + std::to_string(p) + ".dcm"), file_of_slice(p).bytes());
}

std::string refusal_of_folder(const std::filesystem::path& path, const ReadSettings& s = {}) {
    try {
        read_ct(*open_volume(path, s));
    } catch (const Error& e) {
        return e.what();
    }
    return "";
}

bool has(const std::string& text, const char* words) { return text.find(words) != text.npos; }

bool warns(const VolumeSource& s, const char* words) {
    for (const std::string& w : s.warnings())
        if (has(w, words)) return true;
    return false;
}

}  // namespace

TEST_CASE("a series written here comes back voxel by voxel, the same bytes each time") {
    REQUIRE_DECODER();
    const Temporary dir;
    CtVolume v(Grid{5, 6, 7, {0.25, 0.351, 0.244141}, {-3, 1.5, 12}});
    for (std::size_t i = 0; i < v.voxels.size(); ++i)
        v.voxels[i] = static_cast<std::int16_t>(static_cast<int>(i * 17 % 4096) - 1024);
    v.voxels[3] = outside, v.voxels[200] = outside;
    write_dicom_series(*as_source(v), dir / "a", 1);
    write_dicom_series(*as_source(v), dir / "b", 1);
    write_dicom_series(*as_source(v), dir / "c", 2);
    const auto bytes = [&](const char* folder) {
        return read_file(dir / folder / "slice-0004.dcm");
    };
    CHECK(bytes("a") == bytes("b"));
    CHECK(bytes("a") != bytes("c"));
    const auto source = open_volume(dir / "a");
    CHECK(source->grid() == v.grid);
    CHECK(source->warnings().empty());
    CHECK(read_ct(*source).voxels == v.voxels);
    v.voxels[9] = -1025;
    CHECK_THROWS_AS(write_dicom_series(*as_source(v), dir / "d", 1), InputError);
}

TEST_CASE("identifiers are numbers of 128 bits below 2.25") {
    // sha256("abc") begins with ba7816bf 8f01cfea 414140de 5dae2223.
    CHECK(dicom_uid("abc") == "2.25.247859944228867399418143717509236138531");
    CHECK(dicom_uid("").size() <= 64);
}

TEST_CASE("the folder may hold what is no slice") {
    REQUIRE_DECODER();
    const Temporary dir;
    write_slices(dir, {1, 2, 10});
    std::filesystem::rename(dir / "s10.dcm", dir / "s3.dcm");
    write_file(dir / "s3.dcm", file_of_slice(3).bytes());
    DicomFile report;  // a structured report: no rows, no voxels
    report.text(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.88.11");
    report.text(0x0008, 0x0018, "UI", "2.25.99");
    report.text(0x0008, 0x0060, "CS", "SR");
    write_file(dir / "report.dcm", report.bytes());
    DicomFile scout = file_of_slice(77);
    scout.text(0x0008, 0x0008, "CS", "ORIGINAL\\PRIMARY\\LOCALIZER");
    write_file(dir / "scout.dcm", scout.bytes());
    write_file(dir / "notes.txt", "measured on a Monday\n");
    std::string noise(4000, '\0');  // whatever else lies in folders
    RandomStream random(1, StreamId::tests);
    for (char& c : noise) c = static_cast<char>(random.index(256));
    noise[0] = 'P';
    write_file(dir / "photo.jpg", noise);
    write_file(dir / "empty", "");
    DicomFile directory;  // of a disc: it has no class of its own
    directory.text(0x0004, 0x1130, "CS", "DISC");
    directory.sequence(0x0004, 0x1220, {});
    write_file(dir / "DICOMDIR", directory.bytes());
    write_file(dir / ".hidden", "x");
    const auto source = open_volume(dir.path());
    const CtVolume v = read_ct(*source);
    CHECK(v.grid.slices == 3);
    CHECK(v(2, 2, 3) == 311 - 1024);
    CHECK(v.grid.spacing == std::array<double, 3>{1, 0.5, 0.25});
    CHECK(warns(*source, "5 of 9 files hold no image"));
    CHECK(warns(*source, "1 scout views"));
}

TEST_CASE("headers without a preamble are read; every slice has its own rescale") {
    REQUIRE_DECODER();
    const Temporary dir;
    write_slices(dir, {1, 2});
    DicomFile f = file_of_slice(3);
    f.numbers(0x0028, 0x1053, "DS", {2});
    write_file(dir / "s3.dcm", f.elements());
    const auto source = open_volume(dir.path());
    const CtVolume v = read_ct(*source);
    REQUIRE(v.grid.slices == 3);
    CHECK(v(0, 0, 0) == 100 - 1024);
    CHECK(v(2, 0, 1) == 2 * 301 - 1024);
    CHECK(warns(*source, "each has its own"));
}

TEST_CASE("enhanced objects: frames with places and values of their own") {
    REQUIRE_DECODER();
    const Temporary dir;
    DicomFile f = file_of_slice(0);
    f.text(0x0028, 0x0008, "IS", "2");
    std::vector<DicomFile> frames;
    for (const double z : {5.0, 4.0}) {  // against the normal
        DicomFile place, values, frame;
        place.numbers(0x0020, 0x0032, "DS", {-1, -2, z});
        values.numbers(0x0028, 0x1052, "DS", {z == 4 ? -1000.0 : 0.0});
        values.numbers(0x0028, 0x1053, "DS", {z});
        frame.sequence(0x0020, 0x9113, {place}), frame.sequence(0x0028, 0x9145, {values});
        frames.push_back(frame);
    }
    f.sequence(0x5200, 0x9230, frames);
    std::vector<std::uint16_t> v(24);
    for (std::size_t i = 0; i < 24; ++i) v[i] = static_cast<std::uint16_t>(i);
    f.voxels({reinterpret_cast<const char*>(v.data()), 48});
    write_file(dir / "enhanced.dcm", f.bytes());
    const auto source = open_volume(dir / "enhanced.dcm");
    const CtVolume read = read_ct(*source);
    REQUIRE(read.grid.slices == 2);
    CHECK(read.grid.origin[0] == 4);
    CHECK(read(0, 0, 1) == 13 * 4 - 1000);
    CHECK(read(1, 2, 3) == 11 * 5);
}

TEST_CASE("nothing of the patient leaves the decoder") {
    REQUIRE_DECODER();
    const Temporary dir;
    write_slices(dir, {1, 2, 4});
    DecoderClient client(1 << 20);
    const std::string told =
        client.ask({DecodeWhat::describe_dicom, (dir / "s1.dcm").string()}).text;
    CHECK(has(told, "position"));
    CHECK(!has(told, "SECRET"));
    CHECK(!has(told, "1999"));
    CHECK(!has(refusal_of_folder(dir.path()), "SECRET"));
    const auto source = open_series(dir / "s1.dcm", {});
    for (const std::string& w : source->warnings()) CHECK(!has(w, "SECRET"));
}

TEST_CASE("bad files are named in one line each") {
    REQUIRE_DECODER();
    const auto refused = [&](const std::string& bytes) {
        const Temporary dir;
        write_slices(dir, {1, 2});
        write_file(dir / "s3.dcm", bytes);
        const std::string line = refusal_of_folder(dir.path());
        CHECK(has(line, "s3.dcm"));
        CHECK(line.find('\n') == line.npos);
        return line;
    };
    const std::string good = file_of_slice(3).bytes();
    CHECK(has(refused(good.substr(0, good.size() - 10)), "E-volume-"));
    CHECK(has(refused(good.substr(0, 400)), "E-volume-"));
    DicomFile f = file_of_slice(3);
    f.number(0x0028, 0x0010, 65535), f.number(0x0028, 0x0011, 65535);
    CHECK(has(refused(f.bytes()), "E-volume-truncated"));
    f = file_of_slice(3);
    f.text(0x0028, 0x0008, "IS", "60000");
    CHECK(has(refused(f.bytes()), "E-volume-truncated"));
    f = file_of_slice(3);
    f.number(0x0028, 0x0101, 17);
    CHECK(has(refused(f.bytes()), "17 bits in 16"));
    f = file_of_slice(3);
    f.number(0x0028, 0x0010, 0);
    CHECK(has(refused(f.bytes()), "0 x 4"));
    f = file_of_slice(3);
    f.text(0x0028, 0x1053, "DS", "0");
    CHECK(has(refused(f.bytes()), "slope is 0"));
    f = file_of_slice(3);
    CHECK(has(refused(f.bytes("1.2.840.10008.1.2.4.100")), "E-volume-syntax"));  // a film
    CHECK(has(refused(f.bytes("1.2.840.10008.1.2.1.99")), "E-volume-"));         // deflated
}

TEST_CASE("folders that cannot be a volume") {
    REQUIRE_DECODER();
    {
        const Temporary dir;
        CHECK(has(refusal_of_folder(dir.path()), "E-volume-folder"));
        write_file(dir / "a.txt", "a");
        CHECK(has(refusal_of_folder(dir.path()), "none of them a DICOM image"));
        CHECK(has(refusal_of_folder(dir / "none"), "E-io-missing"));
    }
    const Temporary dir;
    DicomFile f = file_of_slice(1);
    f.number(0x0028, 0x0002, 3), f.text(0x0028, 0x0004, "CS", "RGB");
    f.number(0x0028, 0x0100, 8), f.number(0x0028, 0x0101, 8), f.number(0x0028, 0x0102, 7);
    f.voxels(std::string(36, 'x'));
    write_file(dir / "s1.dcm", f.bytes());
    CHECK(has(refusal_of_folder(dir.path()), "E-volume-colour"));
    DicomFile lookup = file_of_slice(2), item;
    item.number(0x0028, 0x3002, 1);
    lookup.sequence(0x0028, 0x3000, {item});
    write_file(dir / "s2.dcm", lookup.bytes());
    CHECK(has(refusal_of_folder(dir.path()), "modality LUT"));
}

TEST_CASE("hostile headers cannot take memory or time") {
    REQUIRE_DECODER();
    const std::string good = file_of_slice(1).bytes();
    const auto ask = [&](const std::string& bytes) {
        const Temporary dir;
        write_file(dir / "bad.dcm", bytes);
        DecoderClient client(bytes.size());
        std::string said;
        for (const DecodeWhat what : {DecodeWhat::describe_dicom, DecodeWhat::voxels_dicom}) {
            try {
                const DecodeAnswer a =
                    client.ask({what, (dir / "bad.dcm").string(), 0, std::uint64_t{1} << 40});
                said += a.state == DecodeState::good ? "read " : "no image ";
            } catch (const InputError& e) {
                CHECK(e.code() == "E-volume-decode");
                said += "refused ";
            }
        }
        // The same child, or its heir, goes on with good files.
        write_file(dir / "good.dcm", good);
        CHECK(client.ask({DecodeWhat::describe_dicom, (dir / "good.dcm").string()}).state ==
              DecodeState::good);
        return said;
    };
    CHECK(ask(good) == "read read ");
    // Lengths of 4 GB: in the voxels, in the meta information, in a private element.
    const std::size_t voxels = good.find(std::string("\xe0\x7f\x10\x00OW", 6));
    REQUIRE(voxels != good.npos);
    std::string bomb = good;
    bomb.replace(voxels + 8, 4, "\xf0\xff\xff\xff");
    CHECK(has(ask(bomb), "refused"));
    bomb = good.substr(0, 144) + std::string("\2\0\1\0OB\0\0\xf0\xff\xff\xff", 12);
    CHECK(!has(ask(bomb), "read"));
    bomb = good.substr(0, voxels) + std::string("\xdf\x7f\x10\x00UN\0\0\xf0\xff\xff\x7f", 12);
    CHECK(!has(ask(bomb), "read read"));
    bomb = good.substr(0, 144) + std::string("\2\0\1\0??\xff\xff", 8) + good.substr(144);
    CHECK(!ask(bomb).empty());  // a representation that does not exist
    // A thousand sequences in one another, without lengths.
    bomb = good.substr(0, voxels);
    for (int i = 0; i < 100000; ++i)
        bomb += std::string(
            "\x00\x40\x75\x02SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff", 20);
    CHECK(!ask(bomb).empty());

// With a sanitizer this process is larger than that before its children begin.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    rusage children{};
    ::getrusage(RUSAGE_CHILDREN, &children);
    CHECK(children.ru_maxrss < 400 * 1024);  // kB
#endif
}
