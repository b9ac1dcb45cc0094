#include "crucible/volume/bit_rows.hpp"

namespace crucible::volume {

void pack_rows_reference(const std::uint8_t* voxels, std::size_t rows, std::size_t columns,
                         std::uint8_t value, std::uint64_t* words) {
    const std::size_t n = words_for(columns);
    for (std::size_t w = 0; w < rows * n; ++w) words[w] = 0;
    for (std::size_t j = 0; j < rows; ++j)
        for (std::size_t k = 0; k < columns; ++k)
            if (voxels[j * columns + k] == value)
                words[j * n + k / 64] |= std::uint64_t{1} << (k % 64);
}

}  // namespace crucible::volume
