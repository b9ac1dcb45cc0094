#include "crucible/report/png.hpp"

#include <doctest/doctest.h>

#include "crucible/base/files.hpp"

using namespace crucible;
using namespace crucible::report;

namespace {

std::uint32_t big_endian(const std::string& s, std::size_t at) {
    std::uint32_t v = 0;
    for (std::size_t i = 0; i < 4; ++i) v = v << 8 | static_cast<unsigned char>(s.at(at + i));
    return v;
}

}  // namespace

TEST_CASE("a PNG holds its pixels") {
    const std::vector<std::uint8_t> pixels = {255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 8, 7};
    const std::string file = png(pixels, 2, 2, PixelFormat::rgb);
    CHECK(file.substr(0, 8) == "\x89PNG\r\n\x1A\n");
    CHECK(big_endian(file, 16) == 2);
    CHECK(big_endian(file, 20) == 2);
    // The checksum of an empty IEND chunk is in every PNG: AE426082.
    CHECK(big_endian(file, file.size() - 4) == 0xAE426082u);
    const std::size_t length = big_endian(file, 33);
    REQUIRE(file.substr(37, 4) == "IDAT");
    // Zlib differs from gzip in header and trailer: with gzip's, our own reader unpacks the rows.
    const std::string deflated = file.substr(41 + 2, length - 6);
    const std::string raw{"\0\xFF\0\0\0\xFF\0\0\0\0\xFF\x09\x08\x07", 14};
    const std::string packed = gzip(raw);
    const std::string again = packed.substr(0, 10) + deflated + packed.substr(packed.size() - 8);
    CHECK(gunzip(again, 1000) == raw);
}

TEST_CASE("base64 of the vectors of RFC 4648") {
    CHECK(base64("") == "");
    CHECK(base64("f") == "Zg==");
    CHECK(base64("fo") == "Zm8=");
    CHECK(base64("foo") == "Zm9v");
    CHECK(base64("foob") == "Zm9vYg==");
    CHECK(base64("foobar") == "Zm9vYmFy");
}
