#pragma once
// NumPy's array files (format 1.0 to 3.0, C order, little-endian).

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crucible {

/// An array of any shape; values are held as they were stored.
struct NpyArray {
    enum class Kind { float64, float32, int64, int32, int16, uint8 } kind = Kind::float64;
    std::vector<std::size_t> shape;
    std::string bytes;  ///< C order, little-endian

    std::size_t count() const;
    /// Every value as a double. Shape (count).
    std::vector<double> values() const;
};

NpyArray make_npy(std::vector<std::size_t> shape, const std::vector<double>& values);
std::string to_npy(const NpyArray&);
/// Throws InputError (E-npy) saying what is wrong at which byte.
NpyArray parse_npy(std::string_view bytes, const std::string& file);

/// What the head of a file says, without its numbers.
struct NpyShape {
    NpyArray::Kind kind = NpyArray::Kind::float64;
    std::vector<std::size_t> shape;
    std::size_t begin = 0;  ///< of the numbers, bytes
};
/// The same of the file's first bytes.
NpyShape parse_npy_header(std::string_view bytes, const std::string& file);

}  // namespace crucible
