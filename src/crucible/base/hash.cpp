#include "crucible/base/hash.hpp"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

#include "crucible/base/files.hpp"

namespace crucible {
namespace {

constexpr std::uint32_t sha_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

constexpr std::array<std::uint32_t, 256> crc32c_table = [] {
    std::array<std::uint32_t, 256> t{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t c = i;
        for (int k = 0; k < 8; ++k) c = c & 1 ? 0x82F63B78u ^ (c >> 1) : c >> 1;
        t[i] = c;
    }
    return t;
}();

}  // namespace

Sha256::Sha256()
    : state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
             0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19} {}

void Sha256::block(const unsigned char* p) {
    std::uint32_t w[64];
    for (int i = 0; i < 16; ++i)
        w[i] = std::uint32_t{p[4 * i]} << 24 | std::uint32_t{p[4 * i + 1]} << 16 |
               std::uint32_t{p[4 * i + 2]} << 8 | std::uint32_t{p[4 * i + 3]};
    for (int i = 16; i < 64; ++i) {
        const std::uint32_t a = w[i - 15], b = w[i - 2];
        w[i] = w[i - 16] + (std::rotr(a, 7) ^ std::rotr(a, 18) ^ (a >> 3)) + w[i - 7] +
               (std::rotr(b, 17) ^ std::rotr(b, 19) ^ (b >> 10));
    }
    auto s = state_;
    for (int i = 0; i < 64; ++i) {
        const std::uint32_t t1 = s[7] +
                                 (std::rotr(s[4], 6) ^ std::rotr(s[4], 11) ^ std::rotr(s[4], 25)) +
                                 ((s[4] & s[5]) ^ (~s[4] & s[6])) + sha_constants[i] + w[i];
        const std::uint32_t t2 = (std::rotr(s[0], 2) ^ std::rotr(s[0], 13) ^ std::rotr(s[0], 22)) +
                                 ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
        s = {t1 + t2, s[0], s[1], s[2], s[3] + t1, s[4], s[5], s[6]};
    }
    for (std::size_t i = 0; i < 8; ++i) state_[i] += s[i];
}

void Sha256::update(std::string_view bytes) {
    for (std::size_t used = length_ % 64; !bytes.empty(); used = 0) {
        const std::size_t n = std::min(bytes.size(), 64 - used);
        if (used == 0 && n == 64) {
            block(reinterpret_cast<const unsigned char*>(bytes.data()));
        } else {
            std::memcpy(buffer_.data() + used, bytes.data(), n);
            if (used + n == 64) block(buffer_.data());
        }
        length_ += n;
        bytes.remove_prefix(n);
    }
}

std::string Sha256::hex() {
    const std::uint64_t bits = length_ * 8;
    std::string padding(1 + (119 - length_ % 64) % 64, '\0');
    padding[0] = '\x80';
    for (int i = 7; i >= 0; --i) padding += static_cast<char>(bits >> (8 * i));
    update(padding);
    std::string out;
    for (std::uint32_t s : state_)
        for (int shift = 28; shift >= 0; shift -= 4) out += "0123456789abcdef"[(s >> shift) & 15];
    return out;
}

std::string sha256(std::string_view bytes) {
    Sha256 h;
    h.update(bytes);
    return h.hex();
}

std::string sha256_file(const std::filesystem::path& path) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> f(std::fopen(path.c_str(), "rbe"),
                                                            std::fclose);
    if (!f) fail_errno("opening", path);
    Sha256 h;
    std::string buffer(1 << 16, '\0');
    while (const std::size_t n = std::fread(buffer.data(), 1, buffer.size(), f.get()))
        h.update({buffer.data(), n});
    if (std::ferror(f.get())) fail_errno("reading", path);
    return h.hex();
}

std::string sha256_path(const std::filesystem::path& path) {
    if (!std::filesystem::is_directory(path)) return sha256_file(path);
    std::vector<std::filesystem::path> files;
    for (const auto& e : std::filesystem::recursive_directory_iterator(path))
        if (e.is_regular_file()) files.push_back(e.path());
    std::sort(files.begin(), files.end());
    Sha256 h;
    for (const auto& f : files)
        h.update(f.lexically_relative(path).string() + " " + sha256_file(f) + "\n");
    return h.hex();
}

std::uint32_t crc32c(std::string_view bytes, std::uint32_t before) {
    std::uint32_t c = ~before;
    for (unsigned char b : bytes) c = crc32c_table[(c ^ b) & 255] ^ (c >> 8);
    return ~c;
}

}  // namespace crucible
