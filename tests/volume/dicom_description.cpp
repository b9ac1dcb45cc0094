// What crucible-decode says of a DICOM file, line by line: rare values and damaged descriptions.

#include <doctest/doctest.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/volume/decode_description.hpp"
#include "crucible/volume/series_source.hpp"

using namespace crucible;
using namespace crucible::volume;

namespace {

constexpr std::uint64_t megabyte = 1 << 20;

/// A slice of 2 x 3 voxels of 16 bits; later lines go before earlier ones.
std::string described(const std::string& more) {
    return "syntax 1.2.840.10008.1.2.1\nrows 2\ncolumns 3\nbits_allocated 16\nbits_stored 12\n"
           "high_bit 11\nsigned 0\nvoxel_bytes 12\n" +
           more;
}

SliceTags tags_of(const std::string& more, std::uint64_t file_bytes = megabyte) {
    return parse_dicom_description(described(more), "s.dcm", file_bytes).at(0);
}

std::string description_refusal(const std::string& more, std::uint64_t file_bytes = megabyte) {
    try {
        tags_of(more, file_bytes);
    } catch (const Error& e) {
        return e.what();
    }
    return "";
}

}  // namespace

TEST_CASE("a description of a slice: how it is packed, what makes no sense is left aside") {
    CHECK(tags_of("").coding != SliceTags::Coding::lossy);
    CHECK(tags_of("syntax 1.2.840.10008.1.2.4.50\n").coding == SliceTags::Coding::lossy);
    CHECK(tags_of("syntax 1.2.840.10008.1.2.4.90\nlossy 01\n").coding == SliceTags::Coding::lossy);
    CHECK(tags_of("location 2e9\n").location == std::nullopt);
    CHECK(tags_of("location near\n").location == std::nullopt);
    CHECK(tags_of("location 2.5\n").location == 2.5);
    CHECK(tags_of("spacing 0.5\n").spacing == std::nullopt);
    CHECK(tags_of("spacing 0.5\\0.25\n").spacing == std::array<double, 2>{0.5, 0.25});
}

TEST_CASE("descriptions that no file can have are refused with what is wrong in them") {
    const struct {
        const char *lines, *said;
    } wrong[] = {{"rows 70000\n", "rows is '70000'"},
                 {"rows -1\n", "rows is '-1'"},
                 {"rows two\n", "rows is 'two'"},
                 {"rows 0\n", "0 x 3 voxels"},
                 {"columns 0\n", "2 x 0 voxels"},
                 {"frames 0\n", "0 frames"},
                 {"bits_allocated 12\n", "12 bits in 12"},
                 {"bits_stored 0\n", "0 bits in 16"},
                 {"bits_stored 17\n", "17 bits in 16"},
                 {"high_bit 10\n", "the highest in place 10"},
                 {"high_bit 16\n", "the highest in place 16"},
                 {"slope 0\n", "slope is 0"},
                 {"syntax 1.2.3\n", "'1.2.3'"},
                 {"nonsense\n", "damaged"},
                 {"colour red\n", "'colour red'"},
                 {"voxel_bytes 11\n", "12 bytes, but 11"}};
    for (const auto& w : wrong) {
        CAPTURE(w.lines);
        const std::string said = description_refusal(w.lines);
        CHECK(said.find(w.said) != std::string::npos);
        CHECK(said.find("s.dcm") != std::string::npos);
    }
    CHECK(description_refusal("", 10).find("E-volume-truncated") != std::string::npos);
    CHECK(description_refusal("syntax 1.2.840.10008.1.2.5\nrows 65535\ncolumns 65535\nframes 600\n",
                              10)
              .find("E-volume-memory") != std::string::npos);
}

TEST_CASE("stored values that do not fit their bytes") {
    SliceTags t = tags_of("");
    t.rows = 1, t.columns = 1;
    t.bits_stored = 12;
    CHECK_THROWS_AS(stored_values(t, "a", 1), InputError);  // 12 bits in one byte
    t.bits_allocated = 32, t.bits_stored = 32, t.high_bit = 31;
    const std::uint32_t small = 7, large = 0x80000000;
    const auto bytes = [](const std::uint32_t& v) {
        return std::string_view(reinterpret_cast<const char*>(&v), sizeof v);
    };
    CHECK(stored_values(t, bytes(small), 4) == std::vector<std::int32_t>{7});
    CHECK_THROWS_AS(stored_values(t, bytes(large), 4), InputError);
    t.sign = SliceTags::Sign::with;
    CHECK(stored_values(t, bytes(large), 4) == std::vector<std::int32_t>{INT32_MIN});
}
