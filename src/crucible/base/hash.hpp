#pragma once
// SHA-256 (FIPS 180-4) for contents and keys; CRC-32C (RFC 3720) for log frames.

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace crucible {

class Sha256 {
public:
    Sha256();
    void update(std::string_view bytes);
    /// Hexadecimal digest; the object is spent.
    std::string hex();

private:
    void block(const unsigned char* p);
    std::array<std::uint32_t, 8> state_;
    std::array<unsigned char, 64> buffer_{};
    std::uint64_t length_ = 0;
};

std::string sha256(std::string_view bytes);
/// Of the file's bytes as they are (not unpacked), in constant memory. Throws IoError.
std::string sha256_file(const std::filesystem::path&);
/// The same of a file, or of the names and contents of the files in a folder.
std::string sha256_path(const std::filesystem::path&);
std::uint32_t crc32c(std::string_view bytes, std::uint32_t before = 0);

}  // namespace crucible
