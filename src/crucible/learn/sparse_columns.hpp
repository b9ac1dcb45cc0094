#pragma once
// The entries of a batch of sparse rows by their column, as gradients of tables want them.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "crucible/learn/sparse_rows.hpp"

namespace crucible::learn {

struct SparseColumns {
    struct Entry {
        std::uint32_t column, row;
        float value;
    };
    explicit SparseColumns(std::span<const SparseRow> rows);

    std::vector<Entry> entries;       ///< by column, then row
    std::vector<std::size_t> starts;  ///< of each column that occurs, and the end
};

}  // namespace crucible::learn
