#include "crucible/report/png.hpp"

#include <array>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"

namespace crucible::report {
namespace {

void append_big_endian(std::string& out, std::uint32_t v) {
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(v >> shift & 255);
}

// CRC-32 of PNG and gzip (polynomial 0xEDB88320), table built once.
std::uint32_t crc32_of(std::string_view bytes) {
    static const auto table = [] {
        std::array<std::uint32_t, 256> t{};
        for (std::uint32_t i = 0; i < 256; ++i) {
            std::uint32_t c = i;
            for (int k = 0; k < 8; ++k) c = (c & 1) != 0 ? 0xEDB88320u ^ (c >> 1) : c >> 1;
            t[i] = c;
        }
        return t;
    }();
    std::uint32_t crc = 0xFFFFFFFFu;
    for (const char b : bytes)
        crc = table[(crc ^ static_cast<unsigned char>(b)) & 255] ^ (crc >> 8);
    return ~crc;
}

std::uint32_t adler32_of(std::string_view bytes) {
    std::uint32_t a = 1, b = 0;
    for (const char c : bytes) {
        a = (a + static_cast<unsigned char>(c)) % 65521;
        b = (b + a) % 65521;
    }
    return b << 16 | a;
}

// A zlib stream from the deflate data inside a gzip file: base's wall gives gzip only. The header
// is ten bytes (no name, no comment), the trailer eight.
std::string zlib_stream(const std::string& raw) {
    const std::string packed = gzip(raw);
    CRUCIBLE_ASSERT(packed.size() > 18 && packed[3] == 0);
    std::string out = "\x78\x9C";
    out.append(packed, 10, packed.size() - 18);
    append_big_endian(out, adler32_of(raw));
    return out;
}

void append_chunk(std::string& out, std::string_view type, std::string_view data) {
    append_big_endian(out, static_cast<std::uint32_t>(data.size()));
    std::string body(type);
    body += data;
    out += body;
    append_big_endian(out, crc32_of(body));
}

}  // namespace

std::string png(std::span<const std::uint8_t> pixels, std::size_t width, std::size_t height,
                PixelFormat format) {
    const std::size_t channels = format == PixelFormat::rgb ? 3 : 1;
    CRUCIBLE_ASSERT(width > 0 && height > 0 && pixels.size() == width * height * channels);
    std::string header;
    append_big_endian(header, static_cast<std::uint32_t>(width));
    append_big_endian(header, static_cast<std::uint32_t>(height));
    header += '\x08';                                        // bits per channel
    header += format == PixelFormat::rgb ? '\x02' : '\x00';  // colour type
    header.append(3, '\0');  // deflate, no filter set, not interlaced
    std::string raw;
    raw.reserve((width * channels + 1) * height);
    for (std::size_t y = 0; y < height; ++y) {
        raw += '\0';  // filter of this row: none
        const auto row = pixels.subspan(y * width * channels, width * channels);
        raw.append(reinterpret_cast<const char*>(row.data()), row.size());
    }
    std::string out = "\x89PNG\r\n\x1A\n";
    append_chunk(out, "IHDR", header);
    append_chunk(out, "IDAT", zlib_stream(raw));
    append_chunk(out, "IEND", "");
    return out;
}

std::string base64(std::string_view bytes) {
    static constexpr char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t left = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t v = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            v = v << 8 | (k < left ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            out += k <= left ? alphabet[v >> (18 - 6 * k) & 63] : '=';
        }
    }
    return out;
}

}  // namespace crucible::report
