#pragma once
// Rows of voxels as bits, 64 to a word: what labelling and counting of configurations start from.
// Internal to the module.

#include <cstddef>
#include <cstdint>

namespace crucible::volume {

inline std::size_t words_for(std::size_t columns) { return (columns + 63) / 64; }

/// Bit k of row j says whether voxels[j columns + k] == value. `words` has rows x
/// words_for(columns) of them; bits beyond the row's end are 0.
void pack_rows(const std::uint8_t* voxels, std::size_t rows, std::size_t columns,
               std::uint8_t value, std::uint64_t* words);
void pack_rows_reference(const std::uint8_t* voxels, std::size_t rows, std::size_t columns,
                         std::uint8_t value, std::uint64_t* words);

/// Bits that are set in both of `n` words.
std::uint64_t count_both(const std::uint64_t* a, const std::uint64_t* b, std::size_t n);
/// Bits of a row that are set together with the one `lag` columns on; of all rows.
std::uint64_t count_shifted(const std::uint64_t* words, std::size_t rows, std::size_t per_row,
                            std::size_t lag);

}  // namespace crucible::volume
