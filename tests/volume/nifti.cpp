#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/volume/nifti.hpp"
#include "crucible/volume/source.hpp"
#include "tests/temporary.hpp"

using namespace crucible;
using namespace crucible::volume;

namespace {

CtVolume nifti_example() {
    CtVolume v(Grid{3, 4, 5, {0.25, 0.351, 0.244141}, {-82.875, 10, -3.5}});
    for (std::size_t i = 0; i < v.voxels.size(); ++i)
        v.voxels[i] = static_cast<std::int16_t>(static_cast<int>(i) * 997 - 30000);
    v.voxels[7] = outside;
    return v;
}

template <class T>
void put(std::string& bytes, std::size_t offset, T v) {
    std::memcpy(bytes.data() + offset, &v, sizeof v);
}

/// A file of one slice of one row.
template <class T>
std::string nifti_row(std::int16_t datatype, const std::vector<T>& values) {
    Grid g{1, 1, values.size()};
    std::string h = nifti_header(g, Voxel::int16);
    put<std::int16_t>(h, 70, datatype);
    put<std::int16_t>(h, 72, 8 * sizeof(T));
    h.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
    return h;
}

std::vector<std::int16_t> read_row(const std::filesystem::path& path, const ReadSettings& s = {}) {
    return read_ct(*open_volume(path, s)).voxels;
}

std::string refusal(const std::filesystem::path& path, const ReadSettings& s = {}) {
    try {
        read_row(path, s);
    } catch (const Error& e) {
        return e.what();
    }
    return "";
}

}  // namespace

TEST_CASE("volumes survive NIfTI bit by bit, slab by slab") {
    const Temporary dir;
    const CtVolume v = nifti_example();
    VolumeWriter w(dir / "a.nii", v.grid, Voxel::int16);
    w.append(v.slice(0));
    w.append(std::span(v.voxels).subspan(v.grid.slice_size()));
    w.finish();
    const auto source = open_volume(dir / "a.nii");
    CHECK(source->grid() == v.grid);  // 0.351 mm stay 0.351 although the header has floats
    CHECK(source->voxel() == Voxel::int16);
    CHECK(source->warnings().empty());
    CHECK(read_ct(*source).voxels == v.voxels);
    REQUIRE(source->mapped().size() == v.voxels.size());
    CHECK(std::equal(v.voxels.begin(), v.voxels.end(), source->mapped().begin()));

    const CtVolume part = read_ct(*source, Region{{1, 1, 2}, {3, 3, 5}});
    CHECK(part.grid.slices == 2);
    CHECK(part(1, 1, 2) == v(2, 2, 4));
    CHECK(part.grid.origin[0] == doctest::Approx(-82.875 + 0.25));
    CHECK(part.grid.origin[2] == doctest::Approx(-3.5 + 2 * 0.244141));
    CHECK_THROWS_AS(read_ct(*source, Region{{0, 0, 0}, {4, 1, 1}}), InputError);
    CHECK_THROWS_AS(read_ct(*source, Region{{1, 0, 0}, {1, 1, 1}}), InputError);
    CHECK_THROWS_AS(read_labels(*source), InputError);

    write_file(dir / "a.nii.gz", read_file(dir / "a.nii"));
    const auto packed = open_volume(dir / "a.nii.gz");
    CHECK(packed->grid() == v.grid);
    CHECK(read_ct(*packed).voxels == v.voxels);
    CHECK(read_ct(*as_source(v)).voxels == v.voxels);
}

TEST_CASE("labels survive NIfTI, and either kind is read as the other where it fits") {
    const Temporary dir;
    LabelVolume v(Grid{2, 2, 3});
    for (std::size_t i = 0; i < v.voxels.size(); ++i)
        v.voxels[i] = static_cast<std::uint8_t>(20 * i);
    VolumeWriter w(dir / "l.nii", v.grid, Voxel::uint8);
    w.append(std::span<const std::uint8_t>(v.voxels));
    w.finish();
    const auto source = open_volume(dir / "l.nii");
    CHECK(source->voxel() == Voxel::uint8);
    CHECK(source->mapped().empty());
    CHECK(read_labels(*source).voxels == v.voxels);
    const CtVolume wide = read_ct(*source);
    CHECK(wide.voxels[11] == 220);

    VolumeWriter again(dir / "w.nii", v.grid, Voxel::uint8);
    again.append(std::span<const std::int16_t>(wide.voxels));
    again.finish();
    CHECK(read_file(dir / "w.nii") == read_file(dir / "l.nii"));
    VolumeWriter refused(dir / "r.nii", v.grid, Voxel::uint8);
    const std::vector<std::int16_t> high(v.voxels.size(), 256);
    CHECK_THROWS_AS(refused.append(std::span<const std::int16_t>(high)), InputError);
}

TEST_CASE("a file that was not finished is no volume") {
    const Temporary dir;
    {
        VolumeWriter w(dir / "a.nii", Grid{2, 2, 2}, Voxel::uint8);
        w.append(std::vector<std::uint8_t>(4));
    }
    CHECK(refusal(dir / "a.nii").find("E-volume-format") != std::string::npos);
}

TEST_CASE("numbers of every type become grey values, or are refused with their place") {
    const Temporary dir;
    const auto values = [&](const std::string& bytes, const ReadSettings& s = {}) {
        write_file(dir / "v.nii", bytes);
        return read_row(dir / "v.nii", s);
    };
    using Row = std::vector<std::int16_t>;
    CHECK(values(nifti_row<std::uint8_t>(2, {0, 255})) == Row{0, 255});
    CHECK(values(nifti_row<std::int8_t>(256, {-128, 127})) == Row{-128, 127});
    CHECK(values(nifti_row<std::uint16_t>(512, {0, 32767})) == Row{0, 32767});
    CHECK(values(nifti_row<std::int32_t>(8, {-32767, 32767})) == Row{-32767, 32767});
    CHECK(values(nifti_row<std::uint32_t>(768, {7, 9})) == Row{7, 9});
    CHECK(values(nifti_row<float>(16, {-1000.4F, 2.6F})) == Row{-1000, 3});
    CHECK(values(nifti_row<double>(64, {1.5, 3071})) == Row{2, 3071});

    ReadSettings shifted;
    shifted.slope = 1, shifted.intercept = -32768;
    CHECK(values(nifti_row<std::uint16_t>(512, {1, 65535}), shifted) == Row{-32767, 32767});

    std::string scaled = nifti_row<std::int16_t>(4, {0, 100});
    put<float>(scaled, 112, 0.5F);
    put<float>(scaled, 116, -10.0F);
    CHECK(values(scaled) == Row{-10, 40});

    ReadSettings padded;  // the number that stands for "outside" is no grey value
    padded.padding = 7;
    CHECK(values(nifti_row<std::int16_t>(4, {6, 7, 8}), padded) == Row{6, outside, 8});
    CHECK(values(nifti_row<std::uint8_t>(2, {6, 7, 8}), padded) == Row{6, outside, 8});

    const auto refused = [&](const std::string& bytes) {
        write_file(dir / "v.nii", bytes);
        return refusal(dir / "v.nii");
    };
    const std::string big = refused(nifti_row<std::uint16_t>(512, {0, 65535}));
    CHECK(big.find("row 0, column 1 is 65535") != std::string::npos);
    CHECK(big.find("intercept") != std::string::npos);
    CHECK(refused(nifti_row<float>(16, {1, std::numeric_limits<float>::quiet_NaN()}))
              .find("not a number") != std::string::npos);
    CHECK(refused(nifti_row<float>(16, {std::numeric_limits<float>::infinity()}))
              .find("E-volume-values") != std::string::npos);
    CHECK(refused(nifti_row<std::int32_t>(8, {-32768})).find("E-volume-values") !=
          std::string::npos);

    ReadSettings endless = shifted;
    endless.intercept = INFINITY;
    write_file(dir / "v.nii", nifti_row<std::int16_t>(4, {1}));
    CHECK_THROWS_WITH_AS(read_row(dir / "v.nii", endless), doctest::Contains("E-volume-values"),
                         InputError);
    for (const double width : {0.0, -1.0, static_cast<double>(INFINITY)}) {
        ReadSettings s;
        s.spacing = {{1, width, 1}};
        CHECK_THROWS_WITH_AS(read_row(dir / "v.nii", s), doctest::Contains("E-volume-spacing"),
                             InputError);
    }
}

TEST_CASE("labels are whole numbers from 0 to 255, of whatever type they are stored in") {
    const Temporary dir;
    const auto labels = [&](const std::string& bytes) {
        write_file(dir / "l.nii", bytes);
        return read_labels(*open_volume(dir / "l.nii")).voxels;
    };
    using Row = std::vector<std::uint8_t>;
    CHECK(labels(nifti_row<float>(16, {0, 3, 255})) == Row{0, 3, 255});
    CHECK(labels(nifti_row<double>(64, {1, 2})) == Row{1, 2});
    CHECK(labels(nifti_row<std::int32_t>(8, {7})) == Row{7});
    CHECK_THROWS_AS(labels(nifti_row<float>(16, {1.5F})), InputError);
    CHECK_THROWS_AS(labels(nifti_row<double>(64, {1.5})), InputError);
    CHECK_THROWS_AS(labels(nifti_row<std::int16_t>(4, {256})), InputError);
    CHECK_THROWS_AS(labels(nifti_row<std::int16_t>(4, {-1})), InputError);
    std::string halved = nifti_row<std::int16_t>(4, {2, 4});
    put<float>(halved, 112, 0.5F);
    CHECK(labels(halved) == Row{1, 2});
    put<float>(halved, 112, 0.25F);
    CHECK_THROWS_AS(labels(halved), InputError);
}

TEST_CASE("NIfTI of the other byte order is read") {
    const Temporary dir;
    std::string h = nifti_header(Grid{1, 1, 2}, Voxel::int16);
    const auto turn = [&](std::size_t at, std::size_t n) {
        std::reverse(h.begin() + static_cast<long>(at), h.begin() + static_cast<long>(at + n));
    };
    turn(0, 4);
    for (std::size_t i = 0; i < 8; ++i) turn(40 + 2 * i, 2), turn(76 + 4 * i, 4);
    for (const std::size_t at : {70, 72, 252, 254}) turn(at, 2);
    for (const std::size_t at : {108, 112, 116}) turn(at, 4);
    for (std::size_t i = 0; i < 12; ++i) turn(280 + 4 * i, 4);
    write_file(dir / "b.nii", h + std::string("\xfc\x18\x0b\xff", 4));  // -1000, 3071
    CHECK(read_row(dir / "b.nii") == std::vector<std::int16_t>{-1000, 3071});
}

TEST_CASE("NIfTI: turned axes are told, not followed; a silent header is given its defaults") {
    std::string h = nifti_row<std::int16_t>(4, {1, 2});
    put<float>(h, 280, -1.0F);
    VoxelBlock b = parse_nifti(h, "a.nii");
    REQUIRE(b.warnings.size() == 1);
    CHECK(b.warnings[0].find("backwards") != std::string::npos);
    put<float>(h, 280, 0.0F), put<float>(h, 296, 2.0F);  // columns run along y, 2 mm apart
    b = parse_nifti(h, "a.nii");
    REQUIRE(b.warnings.size() == 2);
    CHECK(b.warnings[1].find("oblique") != std::string::npos);
    CHECK(b.grid.spacing[2] == 2);
    h[123] = 3;  // micrometres
    CHECK(parse_nifti(h, "a.nii").grid.spacing[2] == doctest::Approx(0.002).epsilon(1e-12));

    std::string q = nifti_row<std::int16_t>(4, {1, 2});
    put<std::int16_t>(q, 254, 0), put<std::int16_t>(q, 252, 1);
    put<float>(q, 268, 5.0F);  // quaternion 0, 0, 0: no turn
    CHECK(parse_nifti(q, "a.nii").warnings.empty());
    CHECK(parse_nifti(q, "a.nii").grid.origin[2] == 5);
}

TEST_CASE("damaged NIfTI files are refused in one line") {
    const Temporary dir;
    const std::string good = nifti_row<std::int16_t>(4, {1, 2, 3});
    const auto refused = [&](std::size_t offset, auto value) {
        std::string bytes = good;
        put(bytes, offset, value);
        write_file(dir / "v.nii", bytes);
        return refusal(dir / "v.nii");
    };
    CHECK(refused(0, std::int32_t{7}).find("E-volume-format") != std::string::npos);
    CHECK(refused(42, std::int16_t{-1}).find("axis 1") != std::string::npos);
    CHECK(refused(42, std::int16_t{32767}).find("E-volume-truncated") != std::string::npos);
    CHECK(refused(70, std::int16_t{128}).find("type 128") != std::string::npos);  // RGB
    CHECK(refused(108, 1e30F).find("E-volume-format") != std::string::npos);
    CHECK(refused(112, std::numeric_limits<float>::quiet_NaN()).find("E-volume-values") !=
          std::string::npos);
    std::string many = good;
    put<std::int16_t>(many, 40, 4), put<std::int16_t>(many, 48, 3);
    write_file(dir / "v.nii", many);
    CHECK(refusal(dir / "v.nii").find("3 volumes in one file") != std::string::npos);
    write_file(dir / "v.nii", "");
    CHECK(refusal(dir / "v.nii").find("empty") != std::string::npos);
    CHECK(refusal(dir / "none.nii").find("E-io-missing") != std::string::npos);
}
